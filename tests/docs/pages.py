"""The documents of the project: their fenced blocks, and where they point."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = (
    *sorted(ROOT.glob("README*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "definitions" / "README.md",
)
MAX_COLUMNS = 120

_BLOCK = re.compile(r"^```(\S*)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A fenced block: its language, its mark (or none), its text and first line."""

    language: str
    mark: str
    text: str
    line: int


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, in their order."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(
            language=found[1],
            mark=found[2] or "",
            text=found[3],
            line=text.count("\n", 0, found.start()) + 2,
        )
        for found in _BLOCK.finditer(text)
    ]


def links(page: Path) -> list[str]:
    """The paths to which a page points inside the project."""
    found = _LINK.findall(page.read_text(encoding="utf-8"))
    return [each for each in found if "://" not in each]
