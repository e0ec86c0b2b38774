"""The examples of the language's reference are workflows that load."""

from pathlib import Path
from typing import Any

import pytest

from tests.docs.pages import ROOT, blocks
from workflow.authoring.city.folder import read_city
from workflow.authoring.city.reference import build_city
from workflow.authoring.flow.checks import Known, known_of
from workflow.authoring.flow.load import load_texts
from workflow.authoring.schema import schema_of
from workflow.authoring.text.findings import line_of
from workflow.domain.notices import FACTS
from workflow.settings import SHIPPED

KINDS = ("workflow", "rungs", "template", "approvals", "ladder")
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


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_reference_names_every_key(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    shown = {kind: keys_of(schema_of(kind)) for kind in KINDS}

    missing = [
        f"{kind}: {key}"
        for kind, keys in shown.items()
        for key in keys
        if f"`{key}`" not in text and f"{{{key}: " not in text
    ]

    assert missing == []


def keys_of(schema: dict[str, Any]) -> list[str]:
    """The keys of a document and of everything in it."""
    objects = (schema, *schema.get("$defs", {}).values())
    return [key for each in objects for key in each.get("properties", {})]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_reference_names_every_fact(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert [fact for fact in FACTS if f"`{fact}`" not in text] == []
