"""Spans: stretches of the life of a case, each charged to one unit."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

_TICK = timedelta(microseconds=1)


class Role(StrEnum):
    """As what a unit is charged."""

    DESK = "desk"
    """Its post is expected to act, before there is an owner or while that one waits."""
    OWNER = "owner"
    """It owns the case."""
    SUSPENDED = "suspended"
    """It owns a case that waits for a date."""
    REPORTER = "reporter"
    """The case waits for whoever reported it."""
    DISPUTE = "dispute"
    """A dispute was open, and it lost it; or it is open, and it is the owner."""
    UNSWEPT = "unswept"
    """What time was to do was due, and nobody had done it yet."""
    VACANT = "vacant"
    """No owner, and nobody holds a post that could act: the place is charged."""


class Ground(StrEnum):
    """Why a span is charged to its unit."""

    DESK = "desk"
    """Nobody owns the case, and a post of the unit is expected to act."""
    OWN_TIME = "own_time"
    """The owner's own clock runs."""
    OWN_DESK = "own_desk"
    """The owner is expected to act."""
    OTHER_DESK = "other_desk"
    """The owner's clock does not run, and another unit is expected to act."""
    NO_DESK = "no_desk"
    """Nobody is expected to act, so it stays with the owner."""
    DATE = "date"
    """The owner waits until a date."""
    REPORTER = "reporter"
    """Only the reporter can lead the case on."""
    DECLARED = "declared"
    """The definition says so of the state."""
    LOST = "lost"
    """The unit lost the dispute that was open."""
    OPEN = "open"
    """A dispute is open: the owner is charged until it ends."""
    SETTLED = "settled"
    """A dispute was open that nobody lost: the owner is charged."""
    UNSWEPT = "unswept"
    """Time was to lead the case on, and nobody swept."""
    VACANT = "vacant"
    """Nobody owns the case, and nobody holds a post that could act."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of the life of a case, charged to one unit.

    `end` is excluded. `unit` is the key of a department, the code of a place, or
    `reporter`. A `provisional` span may be charged to another unit once its dispute
    has ended; `dispute` is the number of that dispute, 0 where there is none. `entry`
    is the entry of history with which the span began.
    """

    start: datetime
    end: datetime
    unit: str
    role: Role
    state: str
    reason: Ground
    entry: int
    provisional: bool = False
    dispute: int = 0

    @property
    def micros(self) -> int:
        """How long it is by the clock on the wall, in microseconds."""
        return (self.end - self.start) // _TICK


def wall(spans: Iterable[Span]) -> int:
    """How long spans are together by the clock on the wall, in microseconds."""
    return sum(span.micros for span in spans)


def cut(spans: Iterable[Span], since: datetime, until: datetime) -> Iterator[Span]:
    """The parts of spans between two instants; `until` is excluded."""
    for span in spans:
        start, end = max(span.start, since), min(span.end, until)
        if start < end:
            yield replace(span, start=start, end=end)


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans that are charged alike and follow each other as one; empty ones gone."""
    found: list[Span] = []
    for span in spans:
        if span.start >= span.end:
            continue
        last = found[-1] if found else None
        if last is not None and last.end == span.start and _alike(last, span):
            found[-1] = replace(last, end=span.end)
        else:
            found.append(span)
    return tuple(found)


def _alike(one: Span, other: Span) -> bool:
    return replace(one, start=other.start, end=other.end, entry=other.entry) == other
