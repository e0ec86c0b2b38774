"""What an author can get wrong about joint work, and what is said of it."""

import pytest

from workflow.authoring.flow.load import Loaded, load_texts
from workflow.authoring.text.findings import Severity
from workflow.settings import SHIPPED

_MEMBERS = "members: [parties of dispute, assisting of responsibility, called]"
_REPORTED = "start: called\nreport: {by: [anyone], needs: [place]}\n"
_TOGETHER = (
    "    joint: {lead: [owner], members: [called],"
    " workflow: department-task, done: all}\n"
)
TASK, CITY = "workflows/department-task.yaml", "workflows/city-case.yaml"


def shipped() -> dict[str, str]:
    """The shipped workflows with all that they name."""
    folders = ("workflows", "rungs", "templates", "approvals", "ladders")
    paths = [path for name in folders for path in (SHIPPED / name).glob("*.yaml")]
    return {path.relative_to(SHIPPED).as_posix(): path.read_text() for path in paths}


def changed(file: str, before: str, after: str) -> Loaded:
    texts = shipped()
    assert before in texts[file], before
    texts[file] = texts[file].replace(before, after, 1)
    return load_texts(texts)


@pytest.mark.parametrize(
    ("file", "before", "after", "rule"),
    [
        (CITY, "workflow: department-task", "workflow: city-case", "unknown-workflow"),
        (CITY, "done: lead and all of others", "done: most of them", "shape-bad-value"),
        (CITY, "over: [open_tasks], approval: close", "over: [all], approval: c", ""),
        (CITY, "photos, reason], over:", "photos], over:", "over-unsaid"),
        (
            CITY,
            "to: suspended, by:",
            "to: suspended, over: [open_tasks], by:",
            "idle-key",
        ),
        (CITY, "{type: departments, max: 9,", "{type: text,", "joint-field"),
        (CITY, "{ready: joint_ready", "{ready: nothing", "unknown-template"),
        (
            CITY,
            "    dispute: {ladders",
            _TOGETHER + "    dispute: {ladders",
            "joint-in-dispute",
        ),
        (CITY, _MEMBERS, "members: []", "nobody"),
        (TASK, "start: called\n", _REPORTED, "child-report"),
        (TASK, "final: solved", "final: finished", "never-done"),
        (
            TASK,
            "  grade:  {type:",
            "  other:  {type: case}\n  grade:  {type:",
            "child-holds",
        ),
        (TASK, "      grade: {by:", "      grade: {to: acting, by:", "child-reopens"),
        (TASK, '== "emergency"', '== "flood"', "bad-condition"),
        (TASK, "parent.trigger", "parent.triger", "bad-condition"),
        (TASK, "child_of: joint ", "child_of: dispute ", ""),
    ],
)
def test_a_mistake_is_found(file: str, before: str, after: str, rule: str) -> None:
    loaded = changed(file, before, after)

    errors = [e.rule for e in loaded.findings if e.severity is Severity.ERROR]
    assert errors
    assert not rule or rule in errors


def test_a_parent_is_another_one_when_its_members_workflow_is() -> None:
    before = load_texts(shipped()).definitions
    after = changed(TASK, "is: 30 minutes", "is: 20 minutes").definitions

    assert before["department-task"].digest != after["department-task"].digest
    assert before["city-case"].digest != after["city-case"].digest
    rule = after["city-case"].states["joint_enforcement"].joint
    assert rule is not None
    assert rule.definition == after["department-task"].digest


def test_a_broken_members_workflow_takes_its_parent_with_it() -> None:
    loaded = changed(TASK, "start: called\n", "start: nowhere\n")

    assert loaded.definitions == {}
