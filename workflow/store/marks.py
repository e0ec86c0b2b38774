"""Marks as one text that SQL can search: `|overdue|yellow|`, in the order raised."""

from sqlalchemy import ColumnElement, and_, literal_column

from workflow.store.tables import cases

_BAR = "|"
"""No name has it, so a name between two of them is found and no part of one is."""


def marks_text(marks: tuple[str, ...]) -> str:
    """The text of these marks; empty for none."""
    return f"{_BAR}{_BAR.join(marks)}{_BAR}" if marks else ""


def marks_from(text: str) -> tuple[str, ...]:
    """The marks of such a text."""
    return tuple(text.strip(_BAR).split(_BAR)) if text else ()


def has_mark(mark: str) -> ColumnElement[bool]:
    """Whether a case has this mark; only rows of the index of marked cases are read."""
    named = cases.c.marks.contains(marks_text((mark,)), autoescape=True)
    return and_(cases.c.marks != literal_column("''"), named)
