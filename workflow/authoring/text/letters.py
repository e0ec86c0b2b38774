"""The bytes of a file as characters that a document may hold."""

import re
from itertools import islice

from workflow.authoring.text.findings import Collector
from workflow.authoring.text.tree import Place, Position

MAX_BYTES = 1024 * 1024

# Control characters, and those that a reader cannot see but that change a name: the
# zero-width space, marks that turn the writing direction, line separators, a byte
# order mark in the middle, halves of a surrogate pair.
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_REPORTED = 20
_STAND_IN = "\ufffd"
_BYTE_ORDER_MARK = "\ufeff"
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def characters_of(content: str | bytes, found: Collector) -> str | None:
    """Give the text of a file with plain line feeds, or None where it has none.

    A file above 1 MiB or not in UTF-8 is one finding. Characters that nobody can see
    are a finding each (the first 20) and are replaced, so that reading can go on.
    """
    text = _decoded(content, found) if _fits(content, found) else None
    if text is None:
        return None
    text = text.removeprefix(_BYTE_ORDER_MARK)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _without_unseen(text, found)


def _fits(content: str | bytes, found: Collector) -> bool:
    size = len(content)
    if isinstance(content, str) and size <= MAX_BYTES:
        size = len(content.encode("utf-8", "surrogatepass"))
    if size <= MAX_BYTES:
        return True
    found.error(
        "yaml-too-large",
        _at(1, 1),
        "the file is larger than 1 MiB",
        "split it into several documents",
    )
    return False


def _decoded(content: str | bytes, found: Collector) -> str | None:
    if isinstance(content, str):
        return content
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        before = before.replace("\r\n", "\n").replace("\r", "\n")
        found.error(
            "yaml-not-utf-8",
            _place_after(before),
            f"byte 0x{content[error.start]:02X} is not UTF-8{_guess(content)}",
            "save the file in the encoding UTF-8",
        )
        return None


def _guess(content: bytes) -> str:
    """Name the encoding that the file seems to be in, where one is likely."""
    if content.startswith(_UTF_16_MARKS):
        return ", the file seems to be UTF-16"
    try:
        guessed = content.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return "" if UNSEEN.search(guessed) else ", the file seems to be GBK (GB 18030)"


def _without_unseen(text: str, found: Collector) -> str:
    clean, count = UNSEEN.subn(_STAND_IN, text)
    for match in islice(UNSEEN.finditer(text), min(count, _REPORTED)):
        found.error(
            "yaml-unseen-character",
            _place_after(text[: match.start()]),
            f"the character U+{ord(match[0]):04X} stands here, which cannot be seen",
            "delete it",
        )
    if count > _REPORTED:
        found.error(
            "yaml-unseen-character",
            _at(1, 1),
            f"{count} characters that cannot be seen stand in this file, the first "
            f"{_REPORTED} are listed",
            "make sure that this is a YAML file, and delete them",
        )
    return clean


def _place_after(before: str) -> Place:
    line_start = before.rfind("\n") + 1
    return _at(before.count("\n") + 1, len(before) - line_start + 1)


def _at(line: int, column: int) -> Place:
    return Place(steps=(), position=Position(line=line, column=column))
