"""Clocks with a rung to come that no sweep would look at in time.

Nothing that the program does leaves one; a hand in the database or a damaged disk may.
"""

from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    exists,
    func,
    or_,
    select,
    update,
)

from workflow.domain.incidents import IncidentKind
from workflow.store.damage import damaged
from workflow.store.incidents import IS_OPEN
from workflow.store.tables import clock, incident


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwatched:
    """A clock of a case that is looked at too late, or never."""

    case: int
    name: str
    subject: str
    cycle: int


def listing(connection: Connection) -> list[Unwatched]:
    """Every clock that is looked at too late, by its case."""
    key = (clock.c.case_number, clock.c.name, clock.c.subject, clock.c.cycle)
    rows = connection.execute(
        select(*key).where(_is_unwatched(connection)).order_by(*key)
    )
    return [
        Unwatched(case=row[0], name=row[1], subject=row[2], cycle=row[3])
        for row in rows
    ]


def count(connection: Connection) -> int:
    """How many they are."""
    query = select(func.count()).select_from(clock).where(_is_unwatched(connection))
    return connection.execute(query).scalar_one()


def watch_again(connection: Connection, case: int) -> int:
    """Have the clocks of a case looked at in time; 1 if there were any, else 0.

    Call it while the case is held.
    """
    mine = (clock.c.case_number == case, _is_unwatched(connection))
    mended = connection.execute(
        update(clock).where(*mine).values(look_at=clock.c.next_at)
    )
    return min(mended.rowcount, 1)


def _is_unwatched(connection: Connection) -> ColumnElement[bool]:
    # An open incident puts its case off until its next try, or for a person to see to.
    puts_off = and_(
        incident.c.case_number == clock.c.case_number,
        IS_OPEN,
        incident.c.kind == IncidentKind.RUNG.value,
        or_(
            incident.c.next_try_at.is_(None),
            incident.c.next_try_at >= clock.c.look_at,
        ),
    )
    look = clock.c.look_at
    late = or_(look.is_(None), look > clock.c.next_at, damaged(connection, look))
    # One whose own instant is damaged cannot be told from any other by it.
    due = and_(clock.c.next_at.is_not(None), ~damaged(connection, clock.c.next_at))
    return and_(due, late, ~exists().where(puts_off))
