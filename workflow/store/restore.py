"""Cases and clocks from the rows in which they lie: the way back from `rows`."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from workflow.domain.case import Case, Clock, Outcome
from workflow.domain.effects import assignment_from, fired_from, instant_from
from workflow.domain.worktime import Measure
from workflow.store.encoding import decode

AsInstant = Callable[[Any], datetime]
"""Makes an instant of what a driver gives: text on SQLite, an instant already else."""

REVISION = 19
"""The place of the city's revision in what a read of a case gives; it comes last."""

_BODY, _CLOCKS = 17, 18
_NOTHING: dict[str, Any] = {}
# Looking a member up is several times as fast as calling its class.
_MEASURES = {each.value: each for each in Measure}
_OUTCOMES = {each.value: each for each in Outcome}
_Made = TypeVar("_Made")


def case_from(row: Sequence[Any], as_instant: AsInstant) -> Case:
    """The whole case of a row of `cases` with a JSON of all its clocks."""
    given = row[_CLOCKS]
    clocks = decode(given) if isinstance(given, str) else given or ()
    # Later cycles come later, so that they take the place of earlier ones.
    latest = {(each[0], each[1]): each for each in sorted(clocks)}
    found = {key: _clock(each, instant_from) for key, each in latest.items()}
    return _case(row, found, as_instant)


def clock_from(row: Sequence[Any]) -> Clock:
    """The clock of a row of `clock` that SQLAlchemy read, with every column."""
    return _clock(row[1:], _same)


def _case(
    row: Sequence[Any], clocks: dict[tuple[str, str], Clock], as_instant: AsInstant
) -> Case:
    body = decode(row[_BODY])
    return Case(
        number=row[0],
        version=row[1],
        head=row[2],
        definition=row[3],
        workflow=row[4],
        state=row[5],
        final=row[6],
        owner=row[7],
        place=row[8],
        category=row[9],
        condition=row[10],
        desk=row[11],
        channel=row[12],
        opened_at=as_instant(row[13]),
        entered_at=as_instant(row[14]),
        changed_at=as_instant(row[15]),
        previous=body["previous"],
        first_owner=body["first_owner"],
        cycle=body["cycle"],
        returns=body["returns"],
        returned=body["returned"],
        returned_by=tuple(body["returned_by"]),
        original=body["original"],
        reports=tuple(body["reports"]),
        assignment=assignment_from(body["assignment"]),
        facts=body["facts"],
        marks=tuple(body["marks"]),
        taken={action: tuple(people) for action, people in body["taken"].items()},
        entries=body["entries"],
        clocks=clocks,
    )


def _maker(kind: type[_Made]) -> Callable[[Iterable[Any]], _Made]:
    """Makes values of a frozen class with slots from all its fields in their order.

    It takes half the time of the class itself, and a case has many clocks.
    """
    setters = [getattr(kind, each.name).__set__ for each in fields(kind)]  # type: ignore[arg-type]
    new = object.__new__

    def make(values: Iterable[Any]) -> _Made:
        made = new(kind)
        for put, value in zip(setters, values, strict=True):
            put(made, value)
        return made

    return make


_make_clock = _maker(Clock)


def _clock(row: Sequence[Any], as_instant: AsInstant) -> Clock:
    running_since, due_at, stopped_at, next_at = row[9], row[10], row[11], row[17]
    return _make_clock(
        (
            *row[:4],
            _MEASURES[row[4]],
            row[5],
            row[6],
            _OUTCOMES[row[7]],
            as_instant(row[8]),
            None if running_since is None else as_instant(running_since),
            None if due_at is None else as_instant(due_at),
            None if stopped_at is None else as_instant(stopped_at),
            row[12],
            row[13],
            bool(row[14]),
            _NOTHING if row[15] == "{}" else fired_from(decode(row[15])),
            row[16],
            None if next_at is None else as_instant(next_at),
        )
    )


def _same(instant: datetime) -> datetime:
    return instant
