"""What happened to a clock, read from what the entries of history left it as."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from workflow.domain.case import Clock, Json
from workflow.domain.decision import Entry
from workflow.domain.effects import clock_from_json


class Turn(StrEnum):
    """One thing that can happen to a clock."""

    BEGAN = "began"
    PAUSED = "paused"
    RESUMED = "resumed"
    LIMITED = "limited"
    """Its limit was set anew, because the condition of the case changed."""
    EXTENDED = "extended"
    """Its budget grew under the same limit."""
    CUT = "cut"
    """Its budget shrank under the same limit."""
    RECOUNTED = "recounted"
    """The same budget ends at another instant, because the calendar changed."""
    EXEMPTED = "exempted"
    """It is late and is not counted as such from then on."""
    ENDED = "ended"
    TAKEN_UP = "taken_up"
    """It had ended and runs on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A turn in the life of a clock: by which entry, and what the clock was and is.

    `before` is the clock itself where it has only begun.
    """

    turn: Turn
    entry: Entry
    before: Clock
    after: Clock

    @property
    def at(self) -> datetime:
        """When it happened: time may have done it before anybody noticed."""
        if self.turn in (Turn.ENDED, Turn.PAUSED):
            return self.after.stopped_at or self.entry.at
        if self.turn in (Turn.RESUMED, Turn.TAKEN_UP):
            return self.after.running_since or self.entry.at
        return self.entry.at


def life_of(clock: Clock, entries: Iterable[Entry]) -> tuple[Event, ...]:
    """Everything that happened to this cycle of a clock, in order."""
    events: list[Event] = []
    before: Clock | None = None
    for entry in entries:
        for after in _changes(clock, entry):
            events += [
                Event(turn=turn, entry=entry, before=before or after, after=after)
                for turn in _turns(before, after)
            ]
            before = after
    return tuple(events)


def stretches_of(events: Sequence[Event]) -> list[tuple[datetime, datetime]]:
    """From when to when the clock ran, the last time until its due instant.

    What lies behind the due instant is no part of how that came about.
    """
    found: list[tuple[datetime, datetime]] = []
    since: datetime | None = None
    due_at: datetime | None = None
    for event in events:
        due_at = event.after.due_at
        if event.turn in (Turn.BEGAN, Turn.RESUMED, Turn.TAKEN_UP):
            since = event.at
        elif event.turn in (Turn.PAUSED, Turn.ENDED) and since is not None:
            found.append((since, event.at))
            since = None
    if since is not None:
        found.append((since, due_at or since))
    elif found and due_at is not None:
        found[-1] = (found[-1][0], due_at)
    if due_at is None:
        return found
    return [(first, min(last, due_at)) for first, last in found if first <= due_at]


def _changes(clock: Clock, entry: Entry) -> Iterator[Clock]:
    documents = entry.effects.get("clocks", [])
    for document in documents if isinstance(documents, list) else ():
        if isinstance(document, dict) and _is_of(clock, document):
            yield clock_from_json(document)


def _is_of(clock: Clock, document: dict[str, Json]) -> bool:
    key = (document.get("name"), document.get("subject"), document.get("cycle"))
    return key == (clock.name, clock.subject, clock.cycle)


def _turns(before: Clock | None, after: Clock) -> Iterator[Turn]:
    """What one change of a clock comes to; rungs that fire change nothing here."""
    if before is None:
        yield Turn.BEGAN
        ran = True
    else:
        ran = before.running_since is not None
    yield from _running(before, after, ran=ran)
    if before is not None:
        yield from _limit(before, after)
        if after.exempt and not before.exempt:
            yield Turn.EXEMPTED


def _running(before: Clock | None, after: Clock, *, ran: bool) -> Iterator[Turn]:
    runs = after.running_since is not None
    ended = before is not None and before.has_ended
    if after.has_ended and not ended:
        yield Turn.ENDED
    elif ran and not runs and not after.has_ended:
        yield Turn.PAUSED
    elif runs and not ran:
        yield Turn.TAKEN_UP if ended else Turn.RESUMED


def _limit(before: Clock, after: Clock) -> Iterator[Turn]:
    if (after.limit, after.source, after.measure) != (
        before.limit,
        before.source,
        before.measure,
    ):
        yield Turn.LIMITED
    elif after.budget != before.budget:
        yield Turn.EXTENDED if after.budget > before.budget else Turn.CUT
    elif _was_recounted(before, after):
        yield Turn.RECOUNTED


def _was_recounted(before: Clock, after: Clock) -> bool:
    """Whether a clock that runs on is due at another instant than before."""
    runs_on = before.running_since is not None and after.running_since is not None
    return runs_on and (before.due_at, before.consumed) != (
        after.due_at,
        after.consumed,
    )
