"""Everything that is stored of a range of cases, for checking it against history."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, Select, func, select

from workflow.domain.case import Application, Case, Clock
from workflow.domain.catalogue import Precedent
from workflow.domain.decision import Personal
from workflow.domain.dispute import Dispute
from workflow.store import precedents, step
from workflow.store.applications import application_from_row
from workflow.store.chain import SealedEntry
from workflow.store.disputes import dispute_from_row
from workflow.store.history import as_stored, sealed_from
from workflow.store.restore import clock_from
from workflow.store.tables import (
    CLOCK_FACTS,
    application,
    cases,
    clock,
    definition,
    dispute,
    firing,
    history,
    message,
    personal,
    reference,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One case as stored: its row, the clocks of every cycle, its sealed entries.

    `due_at` is what lists and inboxes sort by. `messages` are ids, templates and
    recipients, `fired` the entries whose rungs fired, `precedents` the rules for later
    cases that were made in this one.
    """

    case: Case
    due_at: datetime | None
    clocks: dict[tuple[str, str, int], Clock]
    entries: tuple[SealedEntry, ...]
    messages: frozenset[tuple[str, str, str]] = frozenset()
    fired: frozenset[int] = frozenset()
    personal: tuple[Personal, ...] = ()
    applications: Mapping[int, Application] = field(default_factory=dict)
    disputes: Mapping[int, Dispute] = field(default_factory=dict)
    precedents: Mapping[int, Precedent] = field(default_factory=dict)


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
    messages = _messages(connection, first, last)
    fired = _fired(connection, first, last)
    values = _personal(connection, first, last)
    asked = _applications(connection, first, last)
    disputed = _disputes(connection, first, last)
    made = _precedents(connection, first, last)
    for number in numbers:
        yield Kept(
            case=stored[number],
            due_at=due[number],
            clocks=clocks.get(number, {}),
            entries=tuple(entries.get(number, ())),
            messages=frozenset(messages.get(number, ())),
            fired=frozenset(fired.get(number, ())),
            personal=tuple(values.get(number, ())),
            applications=asked.get(number, {}),
            disputes=disputed.get(number, {}),
            precedents=made.get(number, {}),
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
    query = select(*CLOCK_FACTS).where(clock.c.case_number.between(first, last))
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
        select(*as_stored(connection))
        .where(history.c.case_number.between(first, last))
        .order_by(history.c.case_number, history.c.number)
    )
    found: dict[int, list[SealedEntry]] = {}
    for row in connection.execute(query):
        entry = sealed_from(row)
        found.setdefault(entry.case_number, []).append(entry)
    return found


def _messages(
    connection: Connection, first: int, last: int
) -> dict[int, set[tuple[str, str, str]]]:
    columns = (message.c.id, message.c.template, message.c.recipient)
    query = select(message.c.case_number, *columns)
    found: dict[int, set[tuple[str, str, str]]] = {}
    for number, *told in connection.execute(
        query.where(message.c.case_number.between(first, last))
    ):
        found.setdefault(number, set()).add((told[0], told[1], told[2]))
    return found


def _fired(connection: Connection, first: int, last: int) -> dict[int, set[int]]:
    query = select(firing.c.case_number, firing.c.entry)
    found: dict[int, set[int]] = {}
    for number, entry in connection.execute(
        query.where(firing.c.case_number.between(first, last))
    ):
        found.setdefault(number, set()).add(entry)
    return found


def _personal(
    connection: Connection, first: int, last: int
) -> dict[int, list[Personal]]:
    query = select(personal).where(personal.c.case_number.between(first, last))
    found: dict[int, list[Personal]] = {}
    for row in connection.execute(query):
        value = Personal(
            entry=row.entry, field=row.field, value=row.value, salt=row.salt
        )
        found.setdefault(row.case_number, []).append(value)
    return found


def _applications(
    connection: Connection, first: int, last: int
) -> dict[int, dict[int, Application]]:
    query = select(application).where(application.c.case_number.between(first, last))
    found: dict[int, dict[int, Application]] = {}
    for row in connection.execute(query):
        each = application_from_row(row)
        found.setdefault(row.case_number, {})[each.number] = each
    return found


def _disputes(
    connection: Connection, first: int, last: int
) -> dict[int, dict[int, Dispute]]:
    query = select(dispute).where(dispute.c.case_number.between(first, last))
    found: dict[int, dict[int, Dispute]] = {}
    for row in connection.execute(query):
        each = dispute_from_row(row)
        found.setdefault(row.case_number, {})[each.number] = each
    return found


def _precedents(
    connection: Connection, first: int, last: int
) -> dict[int, dict[int, Precedent]]:
    found: dict[int, dict[int, Precedent]] = {}
    for each in precedents.of_cases(connection, first, last):
        found.setdefault(each.case, {})[each.number] = each
    return found


def altered(connection: Connection) -> list[str]:
    """Published definitions and reference data whose content is not its digest's."""
    query = select(definition.c.digest, definition.c.document, definition.c.name)
    found = [
        f"definition {row.name} {row.digest[:12]}"
        for row in connection.execute(query)
        if sha256(row.document.encode()).hexdigest() != row.digest
    ]
    kept = select(reference.c.digest, reference.c.document, reference.c.revision)
    return found + [
        f"reference data, revision {row.revision}"
        for row in connection.execute(kept)
        if sha256(row.document.encode()).hexdigest() != row.digest
    ]
