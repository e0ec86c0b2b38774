"""The shipped approvals grant what the field's own rules grant, and no more."""

from dataclasses import replace

import pytest

from tests.authoring.test_shipped_workflow import (
    SHIPPED,
    TREES,
    Steps,
    city_case,
    paths_of,
    said,
    without,
)
from workflow.authoring.flow.load import Loaded, load_trees
from workflow.authoring.text.source import read
from workflow.authoring.text.tree import Mapping, Node, Sequence, path_of
from workflow.domain.definition import Approval, Silence
from workflow.domain.durations import parse_duration

FILE = "approvals/changchun.yaml"
NONSENSE = {
    "a text": "'?!'",
    "an empty text": "''",
    "a number": "'-7'",
    "a long text": "a" * 500,
    "a list": "[]",
    "a list of a list": "[[a]]",
    "a map": "{}",
    "a map of nonsense": "{'?!': '?!'}",
}


def approval(name: str) -> Approval:
    return city_case().approvals[name]


def deciders(name: str) -> list[list[str]]:
    return [[who.text for who in chain] for chain in approval(name).decides]


def test_two_extensions_each_add_one_original_limit() -> None:
    extension = approval("extension")

    assert extension.times == 2
    assert extension.adds is not None
    assert (extension.adds.percent, extension.adds.duration) == (100, None)
    assert set(extension.adds.clocks) == {"department", "promise"}


def test_an_extension_comes_before_the_limit_is_broken() -> None:
    assert approval("extension").before_due


def test_a_second_extension_is_signed_by_three() -> None:
    assert deciders("extension") == [
        ["section_head of command_centre"],
        [
            "deputy_head of owner",
            "section_head of command_centre",
            "deputy_head of command_centre",
        ],
    ]


def test_a_case_is_suspended_once_for_a_year_at_most() -> None:
    field = city_case().fields["resume_on"]
    terms = city_case().states["suspended"].limit.cases[0].terms

    assert approval("suspension").times == 1
    assert field.within == parse_duration("365 days")
    assert [term.text for term in terms] == ["until resume_on", "365 days"]


def test_a_suspended_case_rests_and_goes_on_by_itself() -> None:
    suspended = city_case().states["suspended"]
    paused = [
        name
        for name, clock in city_case().clocks.items()
        if "suspended" in clock.paused_in
    ]

    assert paused == ["department", "promise"]
    assert suspended.time_is_up is not None
    assert suspended.time_is_up.action == "resume"
    assert "finish" not in suspended.actions


def test_an_appeal_is_made_once_and_decided_on_two_levels() -> None:
    appeal = approval("appeal")

    # Whatever the answer, it is final.
    assert appeal.asked_at_most == 1
    assert deciders("appeal") == [
        ["dispatcher of command_centre", "acceptor of supervision_centre"]
    ]
    assert appeal.exempts == ("department",)


def test_only_the_owner_of_a_closed_case_appeals() -> None:
    offering = {
        name: [who.text for who in state.actions["appeal"].by]
        for name, state in city_case().states.items()
        if "appeal" in state.actions
    }

    assert offering == {"closed": ["coordinator of owner"]}


def test_a_misdispatched_case_gives_its_time_back() -> None:
    assert approval("misdispatch").gives_back == ("department",)
    assert deciders("misdispatch") == [["dispatcher of command_centre"]]


def test_a_shift_leader_decides_on_cancelling() -> None:
    assert deciders("cancellation") == [["shift_leader of command_centre"]]


def test_six_actions_are_asked_for() -> None:
    asked = {
        action.name: action.approval
        for state in city_case().states.values()
        for action in state.actions.values()
        if action.approval
    }

    assert asked == {
        "return": "misdispatch",
        "extend": "extension",
        "suspend": "suspension",
        "appeal": "appeal",
        "cancel": "cancellation",
        "override": "close_over_open_tasks",
    }


@pytest.mark.parametrize("name", sorted(city_case().approvals))
def test_silence_grants_nothing_and_nobody_is_left_untold(name: str) -> None:
    assert approval(name).silence is Silence.REFUSED
    assert {"pending", "refused", "lapsed"} <= {*approval(name).templates}


def keys() -> list[Steps]:
    root, _ = TREES[FILE]
    assert root is not None
    return list(paths_of(root))


def with_other(node: Node, steps: Steps, other: Node) -> Node:
    """The tree with something else at one of its keys."""
    if not steps:
        return other
    first, *rest = steps
    if isinstance(node, Sequence) and isinstance(first, int):
        items = list(node.items)
        items[first] = with_other(items[first], tuple(rest), other)
        return replace(node, items=tuple(items))
    assert isinstance(node, Mapping)
    entry = node.entries[str(first)]
    value = with_other(entry.value, tuple(rest), other)
    changed = replace(entry, value=value)
    return replace(node, entries={**node.entries, str(first): changed})


def outcome(root: Node) -> Loaded:
    return load_trees({**TREES, FILE: (root, [])})


def is_free(steps: Steps) -> bool:
    """Whether any text may stand there: titles say what they like."""
    return steps[-1] in {"zh", "en"}


@pytest.mark.parametrize("steps", keys(), ids=path_of)
def test_a_key_that_is_dropped_is_missed(steps: Steps) -> None:
    root, _ = TREES[FILE]
    assert root is not None

    found = outcome(without(root, steps))

    changes = found.canonical.get("city-case") != SHIPPED.canonical["city-case"]
    assert changes or said(found.findings) != said(SHIPPED.findings)


@pytest.mark.parametrize("steps", keys(), ids=path_of)
def test_nonsense_is_found_and_breaks_nothing(steps: Steps) -> None:
    root, _ = TREES[FILE]
    assert root is not None
    unnoticed = []
    for what, text in NONSENSE.items():
        other, _ = read(f"nonsense: {text}", "nonsense.yaml")
        assert isinstance(other, Mapping)
        value = other.entries["nonsense"].value

        found = outcome(with_other(root, steps, value))

        if not found.has_errors:
            unnoticed.append(what)

    allowed = set[str]()
    if is_free(steps):
        allowed = {"a text", "a number", "a long text"}
    elif steps[-1] in {"exempts", "gives_back"}:
        allowed = {"a list"}
    elif steps[-1] == "messages":
        allowed = {"a map"}
    assert set(unnoticed) <= allowed
