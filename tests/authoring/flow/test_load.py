"""A folder gives its definitions, and everything that is wrong in any of its files."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.authoring.small_workflow import (
    RUNGS,
    SMALL,
    TEMPLATE,
    WITH_DESK,
    changed,
    lines,
    loaded,
)
from workflow.authoring.flow.checks import Known
from workflow.authoring.flow.load import load, load_texts
from workflow.authoring.text.findings import Severity, line_of

ROOT = Path(__file__).parents[3]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "workflows/small.yaml": WITH_DESK,
        "rungs/desk.yaml": RUNGS,
        "templates/late.yaml": TEMPLATE,
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir()
        path.write_text(text)
    return tmp_path


def test_a_folder_gives_its_definitions(folder: Path) -> None:
    found = load(folder)

    assert list(found.definitions) == ["small"]
    assert found.findings == ()
    assert not found.has_errors


def test_all_files_are_looked_at_in_one_go(folder: Path) -> None:
    (folder / "rungs/desk.yaml").write_text(RUNGS.replace("at: due", "at: noon"))
    (folder / "templates/late.yaml").write_text(TEMPLATE.replace("body", "text"))
    (folder / "workflows/small.yaml").write_text(WITH_DESK.replace("7 days", "7"))

    found = load(folder)

    assert found.definitions == {}
    assert [each.file for each in found.findings] == [
        "rungs/desk.yaml",
        "templates/late.yaml",
        "templates/late.yaml",
        "workflows/small.yaml",
    ]


def test_an_unreadable_file_is_a_finding(folder: Path) -> None:
    (folder / "workflows/other.yaml").mkdir()

    (finding,) = load(folder).findings

    assert line_of(finding) == (
        "workflows/other.yaml:1:1: the file cannot be read (Is a directory); "
        "make it readable"
    )


def test_a_folder_without_workflows_is_a_finding(tmp_path: Path) -> None:
    (finding,) = load(tmp_path).findings

    assert finding.message == "there is no workflow here"


def test_two_documents_of_one_name_are_an_error() -> None:
    assert lines(SMALL, SMALL) == [
        (
            '1.yaml:1:11 workflow: "small" is declared in 0.yaml already; '
            "rename one of the two"
        )
    ]


def test_a_set_that_nobody_names_is_noted() -> None:
    findings = loaded(SMALL, TEMPLATE).findings

    assert [(each.severity, each.rule) for each in findings] == [
        (Severity.NOTE, "not-named")
    ]


def test_a_set_that_cannot_be_read_is_not_missed_as_well() -> None:
    files = {"rungs/desk.yaml": "rungs: [desk", "workflows/small.yaml": WITH_DESK}

    found = load_texts(files)

    assert [line_of(each) for each in found.findings] == [
        (
            'rungs/desk.yaml:1:8 rungs: the "[" opened here is never closed; '
            'close it with "]"'
        )
    ]
    assert found.definitions == {}


def test_what_an_unread_set_names_is_not_called_idle() -> None:
    files = {
        "rungs/desk.yaml": RUNGS.replace("steps:", "steps"),
        "templates/late.yaml": TEMPLATE,
        "workflows/small.yaml": WITH_DESK,
    }

    found = load_texts(files)

    assert [each.rule for each in found.findings] == ["yaml-syntax"]


def test_a_set_with_a_misspelt_head_is_not_missed_as_well() -> None:
    files = {
        "rungs/desk.yaml": RUNGS.replace("rungs: desk", "rung: desk"),
        "templates/late.yaml": TEMPLATE,
        "workflows/small.yaml": WITH_DESK,
    }

    found = load_texts(files)

    assert [each.rule for each in found.findings] == ["unknown-document"]


def test_an_error_in_a_set_keeps_its_workflow_back() -> None:
    found = loaded(WITH_DESK, RUNGS.replace("late}", "early}"), TEMPLATE)

    assert found.definitions == {}
    assert [line_of(each) for each in found.findings if each.rule != "not-named"] == [
        (
            "1.yaml:3:43 steps.due.notify.head of centre: there is no template "
            '"early"; known are: late'
        )
    ]


def test_a_set_is_judged_by_each_workflow_that_names_it() -> None:
    raising = RUNGS.replace("at: due,", "at: due, raise: yellow, take: finish,")

    assert lines(WITH_DESK, raising, TEMPLATE) == [
        (
            '1.yaml:3:25 steps.due.raise: the mark "yellow" is not declared in the '
            'workflow "small"; add it to marks, or raise one of overdue'
        ),
        (
            '1.yaml:3:39 steps.due.take: the state "reported" offers no action '
            '"finish" in the workflow "small"; time can take only what is '
            "offered wherever its limit runs"
        ),
    ]


def test_values_that_a_rung_of_a_set_gives_are_checked() -> None:
    giving = RUNGS.replace(
        "at: due,", "at: due, take: {take: accept, with: {finding: x}},"
    )

    (idle, bad) = lines(WITH_DESK, giving, TEMPLATE)

    assert idle == (
        "1.yaml:3:55 steps.due.take.with.finding: the action does not ask for the "
        'field "finding"; name it in the needs or may of that action'
    )
    assert bad.endswith(
        '"x" is not among the values of this choice; known are: found, gone'
    )


def test_posts_kinds_and_calendars_of_the_city_are_checked() -> None:
    known = Known(
        posts=frozenset({"acceptor", "coordinator"}),
        kinds=frozenset({"center"}),
        calendars=frozenset({"jilin"}),
    )

    assert lines(WITH_DESK, RUNGS, TEMPLATE, known=known) == [
        '0.yaml:3:11 calendar: there is no calendar "changchun"; known are: jilin',
        (
            "0.yaml:27:64 states.reported.actions.accept.by[0]: there is no kind of "
            'department "centre"; did you mean "center"?'
        ),
        (
            '1.yaml:3:27 steps.due.notify.head of centre: there is no post "head"; '
            "known are: acceptor, coordinator"
        ),
        (
            "1.yaml:3:27 steps.due.notify.head of centre: there is no kind of "
            'department "centre"; did you mean "center"?'
        ),
    ]


def test_a_bad_wording_is_found_with_its_line() -> None:
    wording = (
        "template: late\n"
        "subject: {zh: 到期, en: Due}\n"
        "body:\n"
        "  zh: 请处理。\n"
        "  en: |\n"
        "    Please\n"
        "    {{ case.nummer }}\n"
    )

    (found,) = lines(WITH_DESK, RUNGS, wording)

    assert found.startswith("2.yaml:5:7 body.en: line 2: ")
    assert "case.nummer" in found


def test_a_note_does_not_keep_a_definition_back() -> None:
    text = changed(("may: [reason]}", 'may: [reason], when: case.reason != ""}'))

    found = loaded(text)

    assert [each.rule for each in found.findings] == ["fact-may-be-unset"]
    assert list(found.definitions) == ["small"]


def test_loading_imports_no_database() -> None:
    code = (
        "import sys; import workflow.authoring.flow.load, workflow.authoring.schema; "
        "sys.exit('sqlalchemy' in sys.modules)"
    )

    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)

    assert result.returncode == 0
