"""The documents point to what exists, and fit on a screen."""

from pathlib import Path

import pytest

from tests.docs.pages import MAX_COLUMNS, PAGES, ROOT, links

each_page = pytest.mark.parametrize(
    "page", PAGES, ids=lambda page: str(page.relative_to(ROOT))
)


@each_page
def test_every_link_leads_to_a_file(page: Path) -> None:
    assert [each for each in links(page) if not (page.parent / each).exists()] == []


@each_page
def test_no_line_is_wider_than_a_screen(page: Path) -> None:
    # A table has one line per row, however much it says.
    lines = page.read_text(encoding="utf-8").splitlines()
    wide = [line for line in lines if len(line) > MAX_COLUMNS and line[:1] != "|"]

    assert wide == []
