"""Each mistake of an author has its file here, and its exact findings beside it."""

from pathlib import Path

import pytest

from workflow.authoring.flow.load import load_texts
from workflow.authoring.text.findings import line_of

FILES = sorted((Path(__file__).parents[1] / "data/definitions/invalid").glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_mistake_gives_its_exact_findings(path: Path) -> None:
    expected = path.with_suffix(".txt").read_text()

    found = load_texts({path.name: path.read_bytes()}).findings

    lines = [f"{each.severity.value}: {line_of(each)}" for each in found]
    assert lines == expected.splitlines()


def test_ten_mistakes_give_ten_findings_with_remedies() -> None:
    path = next(each for each in FILES if each.stem == "ten-mistakes")

    found = load_texts({path.name: path.read_bytes()}).findings

    assert len(found) == 10
    assert all(each.line > 1 and each.remedy for each in found)


def test_there_are_mistakes_of_all_sorts() -> None:
    rules = {
        finding.rule
        for path in FILES
        for finding in load_texts({path.name: path.read_bytes()}).findings
    }

    assert len(FILES) >= 30
    assert len(rules) >= 40
