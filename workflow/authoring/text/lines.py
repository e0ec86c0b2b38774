"""The lines of a text: what stands where, and what is left without some of them."""

import re
from collections.abc import Iterable
from dataclasses import replace

from workflow.authoring.text.tree import Position

_KEY_WITH_VALUE = re.compile(
    r"""\s*(?:- +)*("[^"]*"|'[^']*'|[^\s#][^#]*?)\s*:(?:\s|$)"""
)
_LONGEST_KEY = 200
_LEFT_OVER_BRACKETS = re.compile(r"\s*[\]}][\]},\s]*")


def line_at(lines: list[str], position: Position) -> str:
    """Give the line of a position."""
    return lines[position.line - 1]


def letter_at(lines: list[str], position: Position) -> str:
    """Give the character at a position, or nothing at the end of the line."""
    return line_at(lines, position)[position.column - 1 :][:1]


def indent_of(line: str) -> int:
    """Count the white space that a line begins with."""
    return len(line) - len(line.lstrip())


def is_tab_indented(line: str) -> bool:
    """Tell whether a tab is among the white space that a line begins with."""
    return line.lstrip(" ").startswith("\t")


def first_letter_of(lines: list[str], number: int) -> Position:
    """Give the position of the first character of a line that is not a space."""
    return Position(line=number, column=indent_of(lines[number - 1]) + 1)


def first_used(lines: list[str]) -> int:
    """Give the number of the first line with more than a comment, else 1."""
    for number, line in enumerate(lines, 1):
        if _is_used(line):
            return number
    return 1


def line_above(lines: list[str], number: int) -> int:
    """Give the nearest line above with more than a comment on it, or 0."""
    while number > 1:
        number -= 1
        if _is_used(lines[number - 1]):
            return number
    return 0


def key_of(line: str) -> str:
    """Give the key that a line begins with, or nothing; only its first part counts."""
    key = _KEY_WITH_VALUE.match(line[:_LONGEST_KEY])
    return key[1] if key else ""


def inside(position: Position, lines: list[str]) -> Position:
    """Take a position after the end of the text back to its last line."""
    return replace(position, line=min(position.line, len(lines)))


def without(lines: list[str], culprits: Iterable[int]) -> list[str]:
    """Empty some lines and what is indented below them; the count of lines stays.

    Brackets that close on a line of their own after such a part go with it.
    """
    left = list(lines)
    for culprit in culprits:
        depth = indent_of(lines[culprit - 1])
        left[culprit - 1] = ""
        for index in range(culprit, len(lines)):
            line = lines[index]
            if line.strip() and indent_of(line) <= depth:
                if _LEFT_OVER_BRACKETS.fullmatch(line):
                    left[index] = ""
                break
            left[index] = ""
    return left


def _is_used(line: str) -> bool:
    stripped = line.strip()
    return bool(stripped) and not stripped.startswith("#")
