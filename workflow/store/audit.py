"""Everything that is stored of a range of cases, for checking it against history."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, func, select

from workflow.domain.case import Case, Clock
from workflow.domain.effects import instant_text
from workflow.store import step
from workflow.store.chain import SealedEntry
from workflow.store.restore import clock_from
from workflow.store.tables import cases, clock, history


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One case as stored: its row, the clocks of every cycle, its sealed entries.

    `due_at` is what lists and inboxes sort by.
    """

    case: Case
    due_at: datetime | None
    clocks: dict[tuple[str, str, int], Clock]
    entries: tuple[SealedEntry, ...]


def count(connection: Connection) -> tuple[int, int]:
    """How many cases and how many history entries there are."""
    stored = connection.execute(select(func.count()).select_from(cases)).scalar_one()
    told = connection.execute(select(func.count()).select_from(history)).scalar_one()
    return stored, told


def next_numbers(connection: Connection, after: int, limit: int) -> list[int]:
    """The numbers of the next cases."""
    query = select(cases.c.number).where(cases.c.number > after)
    return list(connection.scalars(query.order_by(cases.c.number).limit(limit)))


def kept(connection: Connection, after: int, limit: int) -> Iterator[Kept]:
    """The next cases by number, each with all that belongs to it.

    Raises:
        ValueError, KeyError: the row or a clock of one of them cannot be read.
    """
    numbers = next_numbers(connection, after, limit)
    if not numbers:
        return
    first, last = numbers[0], numbers[-1]
    stored = {
        found.case.number: found.case for found in step.read_many(connection, numbers)
    }
    clocks = _clocks(connection, first, last)
    entries = _entries(connection, first, last)
    due = _due(connection, first, last)
    for number in numbers:
        yield Kept(
            case=stored[number],
            due_at=due[number],
            clocks=clocks.get(number, {}),
            entries=tuple(entries.get(number, ())),
        )


def strays(connection: Connection) -> list[int]:
    """Numbers under which history was told, but no case is stored."""
    query: Select[tuple[int]] = (
        select(history.c.case_number)
        .outerjoin(cases, cases.c.number == history.c.case_number)
        .where(cases.c.number.is_(None))
        .distinct()
    )
    return list(connection.scalars(query))


def _due(connection: Connection, first: int, last: int) -> dict[int, datetime | None]:
    query = select(cases.c.number, cases.c.due_at)
    found = connection.execute(query.where(cases.c.number.between(first, last)))
    return {row.number: row.due_at for row in found}


def _clocks(
    connection: Connection, first: int, last: int
) -> dict[int, dict[tuple[str, str, int], Clock]]:
    query = select(clock).where(clock.c.case_number.between(first, last))
    found: dict[int, dict[tuple[str, str, int], Clock]] = {}
    for row in connection.execute(query):
        each = clock_from(row)
        of_case = found.setdefault(row.case_number, {})
        of_case[each.name, each.subject, each.cycle] = each
    return found


def _entries(
    connection: Connection, first: int, last: int
) -> dict[int, list[SealedEntry]]:
    query = (
        select(history)
        .where(history.c.case_number.between(first, last))
        .order_by(history.c.case_number, history.c.number)
    )
    found: dict[int, list[SealedEntry]] = {}
    for row in connection.execute(query):
        sealed = SealedEntry(*row)._replace(at=instant_text(row.at))
        found.setdefault(row.case_number, []).append(sealed)
    return found
