"""How long something may take, as an author writes it."""

from dataclasses import dataclass
from enum import StrEnum

from workflow.domain.durations import Duration
from workflow.domain.guards import ALWAYS, Guard


class TermKind(StrEnum):
    """One way to say how long."""

    DURATION = "duration"
    CONDITION = "condition.limit"
    """The limit that the catalogue gives the case's condition."""
    SHARE = "share"
    """A share of another clock's limit."""
    UNTIL = "until"
    """The instant or the end of the date in a field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One alternative of a limit; of several the earliest instant counts."""

    kind: TermKind
    text: str
    duration: Duration | None = None
    percent: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitCase:
    """The terms that hold when a guard does."""

    terms: tuple[Term, ...]
    when: Guard = ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How long something may take: the first case whose guard holds."""

    cases: tuple[LimitCase, ...] = ()


NO_LIMIT = Limit()
