"""The examples of the language's reference are workflows that load."""

from pathlib import Path

import pytest

from tests.docs.pages import ROOT, blocks
from workflow.authoring.city.folder import read_city
from workflow.authoring.city.reference import build_city
from workflow.authoring.flow.checks import Known, known_of
from workflow.authoring.flow.load import load_texts
from workflow.authoring.text.findings import line_of
from workflow.settings import SHIPPED

PAGES = [ROOT / "docs" / "language.md", ROOT / "docs" / "language.zh.md"]


def examples(page: Path) -> dict[str, str]:
    """The blocks that are whole documents, named by the line on which they begin."""
    return {
        f"{page.name}:{block.line}": block.text
        for block in blocks(page)
        if (block.language, block.mark) == ("yaml", "document")
    }


@pytest.fixture(scope="module")
def known() -> Known:
    documents, _ = read_city(SHIPPED)
    assert documents is not None
    return known_of(build_city(documents, revision=0))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_examples_load_without_a_finding(page: Path, known: Known) -> None:
    loaded = load_texts(examples(page), known)

    assert [line_of(finding) for finding in loaded.findings] == []
    assert list(loaded.definitions) == ["pothole"]
