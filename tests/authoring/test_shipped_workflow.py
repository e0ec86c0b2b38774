"""The shipped workflow is clean, and each of its keys does something."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from workflow.authoring.city.folder import read_city
from workflow.authoring.city.reference import build_city
from workflow.authoring.flow.canonical import definition_from_canonical
from workflow.authoring.flow.checks import known_of
from workflow.authoring.flow.load import Loaded, load, load_trees
from workflow.authoring.text.findings import Finding, Severity
from workflow.authoring.text.source import read
from workflow.authoring.text.tree import Mapping, Node, Sequence, Step, path_of
from workflow.domain.definition import Definition
from workflow.domain.machine import ready

FOLDER = Path(__file__).parents[2] / "definitions"
CASE = "workflows/city-case.yaml"
TREES = {
    path.relative_to(FOLDER).as_posix(): read(path.read_bytes(), path.name)
    for folder in ("workflows", "rungs", "templates", "approvals", "ladders")
    for path in sorted((FOLDER / folder).glob("*.yaml"))
}
SHIPPED = load(FOLDER)
Steps = tuple[Step, ...]


def city_case() -> Definition:
    return SHIPPED.definitions["city-case"]


def test_the_shipped_files_have_no_errors_and_no_warnings() -> None:
    serious = [each for each in SHIPPED.findings if each.severity is not Severity.NOTE]

    assert serious == []
    assert list(SHIPPED.definitions) == ["city-case", "department-task"]


def test_it_names_only_what_the_shipped_city_has() -> None:
    documents, _ = read_city(FOLDER)
    assert documents is not None

    found = load(FOLDER, known_of(build_city(documents, revision=1)))

    # Only the city's catalogue tells which limits are shorter than a dispute.
    added = [each for each in found.findings if each not in SHIPPED.findings]
    assert [each.rule for each in added] == ["shorter-than-dispute"]
    assert len(found.findings) == len(SHIPPED.findings) + 1


def test_its_stages_are_the_seven_steps_of_the_loop() -> None:
    titles = [title.zh for title in city_case().stages.values()]

    assert titles == [
        "信息收集",
        "案卷建立",
        "任务派遣",
        "任务处理",
        "处理反馈",
        "核查结案",
        "综合评价",
    ]


def test_whoever_handled_a_case_cannot_pass_it() -> None:
    actions = city_case().states["verifying"].actions

    assert {"finish", "confirm"} < {*actions["pass"].not_by}
    assert actions["pass"].not_by == actions["rework"].not_by


def test_silence_is_acceptance() -> None:
    taken = city_case().states["assigned"].time_is_up

    assert taken is not None
    assert taken.action == "accept"


def test_a_case_lies_with_whoever_must_act_next() -> None:
    first = {
        name: next(iter(state.actions.values())).by[0].text
        for name, state in city_case().states.items()
        if not state.is_final
    }

    assert first == {
        "reported": "acceptor of supervision_centre",
        "checking": "inspector of place",
        "registered": "dispatcher of command_centre",
        "assigned": "coordinator of owner",
        "disputed": "coordinator of owner",
        "handling": "coordinator of owner",
        "joint_enforcement": "coordinator of lead",
        "suspended": "coordinator of owner",
        "done": "coordinator of owner",
        "verifying": "inspector of place",
    }


def test_it_makes_a_machine() -> None:
    topology = ready(city_case()).topology

    assert topology.lead("registered", "dispatch") == "assigned"
    assert topology.lead("handling", "cancel") == "cancelled"


def test_it_comes_back_from_its_canonical_form() -> None:
    assert definition_from_canonical(SHIPPED.canonical["city-case"]) == city_case()


def paths_of(node: Node, steps: Steps = ()) -> Iterator[Steps]:
    """The path of every key in a tree."""
    if isinstance(node, Mapping):
        for key, entry in node.entries.items():
            yield (*steps, key)
            yield from paths_of(entry.value, (*steps, key))
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from paths_of(item, (*steps, index))


def without(node: Node, steps: Steps) -> Node:
    """The tree without one of its keys."""
    first, *rest = steps
    if isinstance(node, Sequence) and isinstance(first, int):
        items = list(node.items)
        items[first] = without(items[first], tuple(rest))
        return replace(node, items=tuple(items))
    assert isinstance(node, Mapping)
    entries = dict(node.entries)
    entry = entries.pop(str(first))
    if rest:
        kept = replace(entry, value=without(entry.value, tuple(rest)))
        entries = {**node.entries, str(first): kept}
    return replace(node, entries=entries)


def outcome_without(file: str, steps: Steps) -> Loaded:
    root, _ = TREES[file]
    assert root is not None
    return load_trees({**TREES, file: (without(root, steps), [])})


def said(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(each.path, each.message) for each in findings]


def keys_of(file: str) -> list[Steps]:
    root, _ = TREES[file]
    assert root is not None
    return list(paths_of(root))


MUTATED = [
    pytest.param(file, top, id=f"{Path(file).stem}.{top}")
    for file in TREES
    if not file.startswith("templates/")
    for top in sorted({str(steps[0]) for steps in keys_of(file)})
]


@pytest.mark.parametrize(("file", "top"), MUTATED)
def test_each_key_does_something(file: str, top: str) -> None:
    before = replace(city_case(), digest="")
    idle = []
    for steps in (each for each in keys_of(file) if each[0] == top):
        found = outcome_without(file, steps)
        built = found.definitions.get("city-case")
        same_form = found.canonical.get("city-case") == SHIPPED.canonical["city-case"]
        same_rules = built is not None and replace(built, digest="") == before
        if same_form or (same_rules and said(found.findings) == said(SHIPPED.findings)):
            idle.append(path_of(steps))

    assert idle == []
