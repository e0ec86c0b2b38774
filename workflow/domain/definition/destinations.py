"""To which department a rung gives a case."""

from dataclasses import dataclass
from enum import StrEnum


class Towards(StrEnum):
    """How `reassign` finds the department."""

    DEPARTMENT = "department"
    """The department of a key."""
    NEAREST = "nearest"
    """The nearest department of a kind that serves the case's place."""
    PARENT = "parent of owner"
    """The department above the one that owns the case now."""
    FIRST_OWNER = "first_owner"
    """The department that owned the case first in this cycle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A department as an author names it; `name` is its key or its kind, if any."""

    text: str
    towards: Towards
    name: str = ""
