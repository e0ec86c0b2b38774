"""Rows for lists and inboxes: what a person sees, not what a rule works on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    func,
    or_,
    select,
    text,
)

from workflow.domain.priority import Priority
from workflow.store.marks import has_mark
from workflow.store.tables import cases, worker

PAGE = 50
"""Rows of one page unless more are asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """A case in a list. `due_at` is the promise's, None while it does not run."""

    number: int
    version: int
    workflow: str
    state: str
    final: str
    owner: str
    place: str
    category: str
    condition: str
    desk: str
    channel: str
    opened_at: datetime
    entered_at: datetime
    changed_at: datetime
    due_at: datetime | None
    priority: Priority

    @property
    def urgency(self) -> Priority:
        """Its priority while it is open; nothing is urgent about one that has ended."""
        return Priority.NORMAL if self.final else self.priority


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which cases a list shows; what is left out does not matter.

    `places` and `owners` are any of these, `marks` must all be there, `is_open` leaves
    out the others, and `due_before` keeps those whose promise runs and is due by then.
    """

    workflow: str = ""
    states: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    category: str = ""
    is_open: bool | None = None
    opened_from: datetime | None = None
    opened_before: datetime | None = None
    due_before: datetime | None = None


def case_lines(
    connection: Connection,
    filters: Filters,
    *,
    below: int | None = None,
    limit: int = PAGE,
) -> list[CaseLine]:
    """The cases that pass the filters: urgent ones that are open, then the newest.

    `below` is the last number seen.
    """
    last = case_line(connection, below) if below is not None else None
    wanted = _wanted(filters)
    found: list[CaseLine] = []
    if below is None or (last is not None and last.urgency):
        # They have an index of their own; the others are read by their numbers.
        urgent = _lines().where(
            _URGENT, *wanted, *([_less_urgent(last)] if last else ())
        )
        order = (cases.c.priority.desc(), cases.c.number.desc())
        found = [
            _line(row) for row in _first(connection, urgent.order_by(*order), limit)
        ]
        below = None
    if below is not None:
        wanted.append(cases.c.number < below)
    plain = _lines().where(_NOT_URGENT, *wanted).order_by(cases.c.number.desc())
    left = limit - len(found)
    return found + [_line(row) for row in _first(connection, plain, left)]


def inbox(
    connection: Connection,
    desks: Sequence[str],
    *,
    after: CaseLine | None = None,
    limit: int = PAGE,
) -> list[CaseLine]:
    """The open cases on these desks, the urgent and first due first.

    `after` is the last seen. Of cases that are equally urgent those whose promise does
    not run come at the end.
    """
    wanted = [cases.c.final == "", cases.c.desk.in_(list(desks))]
    if after is not None:
        wanted.append(_behind(after))
    query = _lines().where(*wanted)
    ordered = query.order_by(
        cases.c.priority.desc(), cases.c.due_at.asc().nulls_last(), cases.c.number
    )
    return [_line(row) for row in connection.execute(ordered.limit(limit))]


def case_line(connection: Connection, number: int) -> CaseLine | None:
    """One case as it stands in lists, or None."""
    row = connection.execute(_lines().where(cases.c.number == number)).one_or_none()
    return None if row is None else _line(row)


def lines_of(connection: Connection, numbers: Sequence[int]) -> list[CaseLine]:
    """These cases as they stand in lists, by their numbers."""
    query = _lines().where(cases.c.number.in_(list(numbers))).order_by(cases.c.number)
    return [_line(row) for row in connection.execute(query)]


def last_swept(connection: Connection) -> datetime | None:
    """When any process last swept; None if none ever did."""
    query = select(func.max(worker.c.swept_at))
    found: datetime | None = connection.execute(query).scalar_one()
    return found


def _lines() -> Select[Any]:
    return select(cases)


def _wanted(filters: Filters) -> list[ColumnElement[bool]]:
    among = (
        (cases.c.state, filters.states),
        (cases.c.owner, filters.owners),
        (cases.c.place, filters.places),
    )
    wanted: list[ColumnElement[bool]] = []
    wanted += [column.in_(values) for column, values in among if values]
    wanted += [has_mark(mark) for mark in filters.marks]
    equal = ((cases.c.workflow, filters.workflow), (cases.c.category, filters.category))
    wanted += [column == value for column, value in equal if value]
    if filters.is_open is not None:
        wanted.append(cases.c.final == "" if filters.is_open else cases.c.final != "")
    if filters.opened_from is not None:
        wanted.append(cases.c.opened_at >= filters.opened_from)
    if filters.opened_before is not None:
        wanted.append(cases.c.opened_at < filters.opened_before)
    if filters.due_before is not None:
        wanted.append(cases.c.due_at <= filters.due_before)
    return wanted


def _first(
    connection: Connection, query: Select[Any], limit: int
) -> Sequence[Row[Any]]:
    return connection.execute(query.limit(limit)).all() if limit > 0 else ()


# Written out, so that the conditions of partial indexes are recognised.
_URGENT = text("cases.final = '' AND cases.priority > 0")
_NOT_URGENT = text("NOT (cases.final = '' AND cases.priority > 0)")


def _less_urgent(last: CaseLine) -> ColumnElement[bool]:
    """What follows an urgent case in a list."""
    same = and_(cases.c.priority == last.priority, cases.c.number < last.number)
    return or_(cases.c.priority < last.priority, same)


def _behind(last: CaseLine) -> ColumnElement[bool]:
    """What follows a case in an inbox."""
    same = and_(cases.c.priority == last.priority, _due_later(last))
    return or_(cases.c.priority < last.priority, same)


def _due_later(last: CaseLine) -> ColumnElement[bool]:
    undated = cases.c.due_at.is_(None)
    if last.due_at is None:
        return and_(undated, cases.c.number > last.number)
    same = and_(cases.c.due_at == last.due_at, cases.c.number > last.number)
    return or_(undated, cases.c.due_at > last.due_at, same)


def _line(row: Row[Any]) -> CaseLine:
    return CaseLine(
        number=row.number,
        version=row.version,
        workflow=row.workflow,
        state=row.state,
        final=row.final,
        owner=row.owner,
        place=row.place,
        category=row.category,
        condition=row.condition,
        desk=row.desk,
        channel=row.channel,
        opened_at=row.opened_at,
        entered_at=row.entered_at,
        changed_at=row.changed_at,
        due_at=row.due_at,
        priority=Priority(row.priority),
    )
