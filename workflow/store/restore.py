"""Cases and clocks from the rows in which they lie: the way back from `rows`."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from workflow.domain.case import Case, Clock, Outcome
from workflow.domain.dispute import dispute_from
from workflow.domain.effects import (
    assignment_from,
    fired_from,
    instant_from,
    instant_text,
    pending_from,
)
from workflow.domain.joint import joint_from
from workflow.domain.priority import Priority
from workflow.domain.worktime import Measure
from workflow.store.encoding import decode
from workflow.store.marks import marks_from

_BODY, _CLOCKS, _REVISION = 19, 20, 21
_NOTHING: dict[str, Any] = {}
# Looking a member up is several times as fast as calling its class.
_MEASURES = {each.value: each for each in Measure}
_PRIORITIES = tuple(Priority)
_OUTCOMES = {each.value: each for each in Outcome}
_Made = TypeVar("_Made")


def case_from(row: Sequence[Any]) -> Case:
    """The whole case of a row of `cases` with a JSON of all its clocks.

    Numbers may be texts, as PostgreSQL gives them; instants are texts on both.
    """
    given = row[_CLOCKS]
    # Later cycles come later, so that they take the place of earlier ones.
    clocks = sorted(decode(given)) if given else ()
    latest = {(each[0], each[1]): each for each in clocks}
    return _case(row, {key: _clock(each) for key, each in latest.items()})


def revision_from(row: Sequence[Any]) -> int:
    """The city's revision, which a read of a case tells; 0 before any import."""
    return int(row[_REVISION] or 0)


def clock_from(row: Sequence[Any]) -> Clock:
    """The clock of a row of `clock` that SQLAlchemy read, with every column."""
    return _clock([_text_or_value(each) for each in row[1:]])


def _case(row: Sequence[Any], clocks: dict[tuple[str, str], Clock]) -> Case:
    body = decode(row[_BODY])
    return Case(
        number=int(row[0]),
        version=int(row[1]),
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
        opened_at=instant_from(row[13]),
        entered_at=instant_from(row[14]),
        changed_at=instant_from(row[15]),
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
        priority=_PRIORITIES[int(row[17])],
        marks=marks_from(row[18]),
        taken={action: tuple(people) for action, people in body["taken"].items()},
        entries=body["entries"],
        clocks=clocks,
        asked=body.get("asked", 0),
        applied=body.get("applied", _NOTHING),
        granted=body.get("granted", _NOTHING),
        pending=pending_from(body.get("pending", ())),
        dispute=dispute_from(body["dispute"]) if "dispute" in body else None,
        disputes=body.get("disputes", 0),
        grounds=tuple(body.get("grounds", ())),
        ruled=tuple(body.get("ruled", ())),
        joint=joint_from(body.get("joint")),
        joints=body.get("joints", 0),
        parent=body.get("parent", 0),
        inherited=body.get("inherited", _NOTHING),
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


def _clock(row: Sequence[Any]) -> Clock:
    running_since, due_at, stopped_at, next_at = row[9], row[10], row[11], row[17]
    return _make_clock(
        (
            *row[:4],
            _MEASURES[row[4]],
            row[5],
            row[6],
            _OUTCOMES[row[7]],
            instant_from(row[8]),
            None if running_since is None else instant_from(running_since),
            None if due_at is None else instant_from(due_at),
            None if stopped_at is None else instant_from(stopped_at),
            row[12],
            row[13],
            bool(row[14]),
            _NOTHING if row[15] == "{}" else fired_from(decode(row[15])),
            row[16],
            None if next_at is None else instant_from(next_at),
            row[18],
            row[19],
            bool(row[20]),
            bool(row[21]),
        )
    )


def _text_or_value(value: Any) -> Any:  # noqa: ANN401 - a column's value
    return instant_text(value) if isinstance(value, datetime) else value
