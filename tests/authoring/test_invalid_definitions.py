"""Each mistake of an author has its file here, and its exact findings beside it."""

from pathlib import Path

import pytest

from workflow.authoring.flow.load import load_texts
from workflow.authoring.text.findings import Finding, line_of

DATA = Path(__file__).parents[1] / "data/definitions"
FILES = sorted((DATA / "invalid").glob("*.yaml"))
_BESIDE = "# beside: "


def findings_of(path: Path) -> tuple[Finding, ...]:
    """What is wrong with a file, together with those that its first line names."""
    files = {path.name: path.read_bytes()}
    first = path.read_text().partition("\n")[0]
    if first.startswith(_BESIDE):
        names = first.removeprefix(_BESIDE).split(", ")
        files |= {name: (DATA / "beside" / name).read_bytes() for name in names}
    return load_texts(files).findings


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_mistake_gives_its_exact_findings(path: Path) -> None:
    expected = path.with_suffix(".txt").read_text()

    found = findings_of(path)

    lines = [f"{each.severity.value}: {line_of(each)}" for each in found]
    assert lines == expected.splitlines()


def test_ten_mistakes_give_ten_findings_with_remedies() -> None:
    path = next(each for each in FILES if each.stem == "ten-mistakes")

    found = findings_of(path)

    assert len(found) == 10
    assert all(each.line > 1 and each.remedy for each in found)


def test_there_are_mistakes_of_all_sorts() -> None:
    rules = {finding.rule for path in FILES for finding in findings_of(path)}

    assert len(FILES) >= 150
    assert len(rules) >= 70


def test_what_stands_beside_a_mistake_is_without_any() -> None:
    files = {path.name: path.read_bytes() for path in (DATA / "beside").glob("*.yaml")}

    assert load_texts(files).findings == ()
    assert len(files) == 2
