"""Approvals are read from files of their own, and are part of what names them."""

import json
from pathlib import Path

import pytest

from tests.authoring.small_workflow import (
    SMALL,
    TEMPLATE,
    changed,
    definition_of,
    lines,
    loaded,
)
from workflow.authoring.flow.canonical import definition_from_canonical, digest
from workflow.authoring.flow.checks import Known
from workflow.authoring.flow.load import load, load_texts
from workflow.authoring.text.findings import line_of
from workflow.domain.answer import Answer
from workflow.domain.definition import Approval, Silence
from workflow.domain.durations import parse_duration
from workflow.domain.words import Title
from workflow.errors import UnreadableDefinitionError

EXTEND = (
    "      extend: {title: {zh: 延期, en: Extend}, by: [coordinator of owner], "
    "needs: [reason], approval: longer}\n"
)
ASKING = changed(("      finish:", f"{EXTEND}      finish:"))
"""The small workflow, in which more time is asked for."""

LONGER = """\
approvals:
  longer:
    title: {zh: 延期审批, en: Extension}
    decides: [head of owner]
    limit: 1 work day or 10% of promise
"""

OTHER = """\
  shorter:
    title: {zh: 缩短审批, en: Shortening}
    decides: [head of owner]
    limit: 2 hours
"""

LEAST = """\
workflow: least
title: {zh: 最小, en: Least}
calendar: any
stages: [only]
start: open_case
report: {by: [anyone], needs: [place]}
states:
  open_case:
    title: {zh: 未结, en: Open}
    stage: only
    actions: {end: {title: {zh: 办结, en: End}, to: ended, by: [head of owner]}}
  ended: {title: {zh: 已结, en: Ended}, stage: only, final: "yes"}
titles: {stages: {only: {zh: 办理, en: Work}}}
"""

DIGEST_OF_LEAST = "4ad71f61bf880a9c9f3f792a951262f6bf892cf0cc5e30b3acf12292dc64af7c"
"""Taken when the language had no approvals yet."""


def longer(*changes: tuple[str, str], more: str = "") -> str:
    """The file of approvals with some of its texts exchanged, and more keys."""
    text = LONGER
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    return text + "".join(f"    {line}\n" for line in more.splitlines())


def built(document: str, *others: str) -> Approval:
    return definition_of(ASKING, document, *others).approvals["longer"]


def test_a_folder_has_its_approvals_in_one_place(tmp_path: Path) -> None:
    for name, text in (("workflows/small", ASKING), ("approvals/any", LONGER)):
        path = tmp_path / f"{name}.yaml"
        path.parent.mkdir()
        path.write_text(text)

    found = load(tmp_path)

    assert found.findings == ()
    assert list(found.definitions["small"].approvals) == ["longer"]


def test_an_action_names_the_rules_by_which_it_is_asked_for() -> None:
    state = definition_of(ASKING, LONGER).states["handling"]

    assert state.actions["extend"].approval == "longer"
    assert state.actions["finish"].approval == ""


def test_an_approval_of_few_keys_grants_nothing_by_itself() -> None:
    approval = built(LONGER)

    assert approval.title == Title(zh="延期审批", en="Extension")
    assert [[who.text for who in chain] for chain in approval.decides] == [
        ["head of owner"]
    ]
    assert [term.text for term in approval.limit.cases[0].terms] == [
        "1 work day",
        "10% of promise",
    ]
    assert approval.silence is Silence.REFUSED
    assert (approval.times, approval.asked_at_most) == (0, 0)
    assert (approval.before_due, approval.within) == (False, None)
    assert approval.adds is None
    assert (approval.exempts, approval.gives_back, approval.templates) == ((), (), {})


def test_every_key_of_an_approval_is_built() -> None:
    own = ("    rungs:\n      late", "    per: owner\n    rungs:\n      late")
    more = (
        "silence: granted\n"
        "times: 2\n"
        "asked_at_most: 3\n"
        "ask: {before: due, within: 3 days}\n"
        "adds: {to: [promise], amount: 50% of limit}\n"
        "exempts: [promise]\n"
        "gives_back: [promise]\n"
        "messages: {asked: late, granted: late, refused: late, lapsed: late}"
    )
    text = changed(own, ("      finish:", f"{EXTEND}      finish:"))

    definition = definition_of(text, longer(more=more), TEMPLATE)

    approval = definition.approvals["longer"]
    assert approval.silence is Silence.GRANTED
    assert (approval.times, approval.asked_at_most) == (2, 3)
    assert approval.before_due
    assert approval.within == parse_duration("3 days")
    assert approval.adds is not None
    assert (approval.adds.clocks, approval.adds.percent) == (("promise",), 50)
    assert approval.adds.duration is None
    assert (approval.exempts, approval.gives_back) == (("promise",), ("promise",))
    assert approval.templates == dict.fromkeys(
        (Answer.PENDING, Answer.GRANTED, Answer.REFUSED, Answer.LAPSED), "late"
    )
    assert list(definition.templates) == ["late"]


def test_an_extension_may_be_a_time() -> None:
    more = "adds: {to: [promise], amount: 2 work days}\nask: before due"

    approval = built(longer(more=more))

    assert approval.adds is not None
    assert approval.adds.duration == parse_duration("2 work days")
    assert approval.adds.percent == 0
    assert approval.before_due


def test_chains_go_by_the_number_of_those_granted() -> None:
    chains = "{10: [j of owner], 2: [b of owner, c of owner], 1: [a of owner]"
    rest = "".join(f", {number}: [d of owner]" for number in range(3, 10))

    approval = built(longer(("[head of owner]", f"{chains}{rest}}}")))

    asked = [[who.post for who in approval.chain(granted)] for granted in range(12)]
    assert asked == [["a"], ["b", "c"], *[["d"]] * 7, ["j"], ["j"], ["j"]]


def test_pauses_and_resumes_are_part_of_an_action() -> None:
    more = (
        "      wait: {title: {zh: 等, en: Wait}, by: [head of owner], "
        "pauses: [promise]}\n"
        "      go_on: {title: {zh: 续, en: Go on}, by: [head of owner], "
        "resumes: [promise]}\n"
    )
    text = changed(("      finish:", f"{more}      finish:"))

    actions = definition_of(text).states["handling"].actions

    assert (actions["wait"].pauses, actions["wait"].resumes) == (("promise",), ())
    assert (actions["go_on"].pauses, actions["go_on"].resumes) == ((), ("promise",))


def test_a_date_may_be_bounded_from_today() -> None:
    day = "  day: {type: date, within: 30 days, title: {zh: 日, en: Day}}\n"
    text = changed(
        ("  finding:", f"{day}  finding:"), ("may: [reason]", "may: [reason, day]")
    )

    assert definition_of(text).fields["day"].within == parse_duration("30 days")


def test_a_definition_without_approvals_keeps_its_digest() -> None:
    form = {
        "language": "1",
        "rungs": {},
        "templates": {},
        "workflow": {
            "calendar": "any",
            "report": {"by": ["anyone"], "needs": ["place"]},
            "stages": ["only"],
            "start": "open_case",
            "states": {
                "ended": {
                    "final": "yes",
                    "stage": "only",
                    "title": {"en": "Ended", "zh": "已结"},
                },
                "open_case": {
                    "actions": {
                        "end": {
                            "by": ["head of owner"],
                            "title": {"en": "End", "zh": "办结"},
                            "to": "ended",
                        }
                    },
                    "stage": "only",
                    "title": {"en": "Open", "zh": "未结"},
                },
            },
            "title": {"en": "Least", "zh": "最小"},
            "titles": {"stages": {"only": {"en": "Work", "zh": "办理"}}},
            "workflow": "least",
        },
    }

    found = load_texts({"least.yaml": LEAST, "approvals.yaml": LONGER})

    assert json.loads(found.canonical["least"]) == form
    assert found.definitions["least"].digest == DIGEST_OF_LEAST


def test_an_approval_is_part_of_what_names_it() -> None:
    form = json.loads(loaded(ASKING, LONGER + OTHER).canonical["small"])

    assert form["approvals"] == {
        "longer": {
            "title": {"zh": "延期审批", "en": "Extension"},
            "decides": ["head of owner"],
            "limit": "1 work day or 10% of promise",
        }
    }


def test_what_an_approval_says_changes_the_digest() -> None:
    before = digest(loaded(ASKING, LONGER).canonical["small"])

    after = digest(loaded(ASKING, longer(more="times: 2")).canonical["small"])
    beside = digest(loaded(ASKING, LONGER + OTHER).canonical["small"])

    assert after != before
    assert beside == before


def test_it_comes_back_from_its_canonical_form() -> None:
    found = loaded(ASKING, longer(more="messages: {asked: late}"), TEMPLATE)

    again = definition_from_canonical(found.canonical["small"])

    assert again == found.definitions["small"]
    assert list(again.templates) == ["late"]


def test_a_form_that_lost_an_approval_is_refused() -> None:
    form = json.loads(loaded(ASKING, LONGER).canonical["small"])
    del form["approvals"]

    with pytest.raises(UnreadableDefinitionError) as refused:
        definition_from_canonical(json.dumps(form))

    assert "it names 'longer', which is not part of it" in refused.value.en


def test_deciders_and_their_units_are_those_of_the_city() -> None:
    known = Known(
        posts=frozenset({"acceptor", "coordinator", "chief"}),
        kinds=frozenset({"centre"}),
    )
    chain = ("[head of owner]", "[chief of center, head of owner]")
    chains = ("[head of owner]", "{1: [chief of owner], 2: [head of owner]}")

    assert lines(ASKING, longer(chain), known=known) == [
        (
            "1.yaml:4:15 approvals.longer.decides[0]: there is no kind of department "
            '"center"; did you mean "centre"?'
        ),
        (
            "1.yaml:4:32 approvals.longer.decides[1]: there is no post "
            '"head"; known are: acceptor, chief, coordinator'
        ),
    ]
    assert lines(ASKING, longer(chains), known=known) == [
        (
            "1.yaml:4:40 approvals.longer.decides.2[0]: there is no post "
            '"head"; known are: acceptor, chief, coordinator'
        ),
    ]


def test_an_unreadable_file_of_approvals_hides_no_name() -> None:
    files = {"workflows/small.yaml": ASKING, "approvals/any.yaml": "approvals: [longer"}

    found = load_texts(files).findings

    assert [line_of(each).partition(" ")[0] for each in found] == [
        "approvals/any.yaml:1:12"
    ]


def test_an_error_in_an_approval_keeps_its_workflows_back() -> None:
    text = longer(more="times: 0")

    found = loaded(ASKING, text)

    assert found.has_errors
    assert found.definitions == {}
    assert list(loaded(SMALL, text).definitions) == ["small"]


def test_each_workflow_that_names_it_is_looked_at() -> None:
    text = longer(more="adds: {to: [department], amount: 1 day}")
    second = ASKING.replace("workflow: small", "workflow: second")

    found = lines(ASKING, text, second)

    assert [line.partition(": ")[2] for line in found] == [
        f'there is no clock "department" in the workflow "{name}"; name one of promise'
        for name in ("small", "second")
    ]


APPEAL = (
    "actions: {appeal: {title: {zh: 申诉, en: Appeal}, by: [head of owner], "
    "approval: longer}}"
)
LATE = changed(("final: solved}", f"final: solved, {APPEAL}}}"))
"""The small workflow, in which something is asked for when the case has ended."""


def test_time_cannot_be_added_to_what_has_ended() -> None:
    text = longer(more="adds: {to: [promise], amount: 1 day}\nexempts: [promise]")

    assert lines(LATE, text) == [
        (
            '1.yaml:6:17 approvals.longer.adds.to[0]: "promise" does not run where '
            'this is asked for in the workflow "small"; take it out'
        )
    ]


def test_a_clock_must_have_begun_where_it_is_extended() -> None:
    begins = ("    from: reported\n", "    from: handling\n")
    wait = "{title: {zh: 等, en: Wait}, by: [head of owner], approval: longer}"
    early = ("      accept:", f"      wait: {wait}\n      accept:")
    share = ("limit: 1 work day or 20% of promise", "limit: 1 work day")
    text = longer(
        ("1 work day or 10% of promise", "10% of promise"),
        more="exempts: [promise]",
    )

    assert lines(changed(begins, early, share), text) == [
        (
            "0.yaml:26:71 states.reported.actions.wait.approval: asked for in the "
            'state "reported", it may wait without limit; add a time with or to the '
            "limit of the approval"
        ),
        (
            '1.yaml:6:15 approvals.longer.exempts[0]: "promise" does not run where '
            'this is asked for in the workflow "small"; take it out'
        ),
    ]


def test_a_rung_of_a_set_cannot_apply_for_anything() -> None:
    desk = "rungs: desk\nsteps:\n  late: {at: due, take: {take: extend}}\n"
    text = ASKING.replace(
        "  handling:\n", "  handling:\n    limit: 1 day\n    rungs: desk\n"
    ).replace("needs: [reason], approval", "may: [reason], approval")

    assert lines(text, LONGER, desk) == [
        (
            "2.yaml:3:32 steps.late.take.take: the system cannot apply for "
            '"extend", and would take it at once in the workflow "small"; '
            "name an action without approval"
        )
    ]
