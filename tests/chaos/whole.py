"""Looks whether anything was torn: half a step, a lost or a doubled row."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select

from tests.engine.hall import Hall
from workflow.domain.decision import SYSTEM, EntryKind
from workflow.domain.effects import instant_text
from workflow.store import attachments, step
from workflow.store.encoding import decode
from workflow.store.tables import (
    attachment,
    cases,
    day_sequence,
    firing,
    history,
    message,
    personal,
    report,
    request_key,
)

Entries = Sequence[Row[Any]]

_ASKED = (EntryKind.REPORT.value, EntryKind.STEP.value)


def assert_whole(hall: Hall, *, keyed: bool = False) -> None:
    """Every row that history speaks of is there once, and no other.

    With `keyed` every request had a key, so that keys and steps must match too.
    """
    assert hall.differences() == ()
    with hall.runtime.database.reading() as connection:
        entries = connection.execute(select(history)).all()
        _compare_versions(connection, entries)
        _compare_messages(connection, entries)
        _compare_firings(connection, entries)
        _compare_reports(connection)
        _compare_values(hall, connection, entries)
        if keyed:
            _compare_keys(connection, entries)


def _compare_versions(connection: Connection, entries: Entries) -> None:
    stored = connection.execute(select(cases.c.number, cases.c.version))
    versions = {row.number: row.version for row in stored}
    assert versions == Counter(entry.case_number for entry in entries)
    days = {row.day: row.last for row in connection.execute(select(day_sequence)).all()}
    assert all(number % 1_000_000 <= days[number // 1_000_000] for number in versions)


def _compare_messages(connection: Connection, entries: Entries) -> None:
    columns = message.c
    found = connection.execute(
        select(columns.id, columns.template, columns.recipient)
    ).all()
    told = [
        tuple(each)
        for entry in entries
        for each in decode(entry.effects).get("messages", [])
    ]
    assert Counter(tuple(row) for row in found) == Counter(told)


def _compare_firings(connection: Connection, entries: Entries) -> None:
    rungs = [
        (entry.case_number, entry.number, entry.action, decode(entry.request)["due"])
        for entry in entries
        if entry.kind == EntryKind.RUNG.value
    ]
    fired = [
        (row.case_number, row.entry, _label(row), instant_text(row.due_at))
        for row in connection.execute(select(firing))
    ]
    assert Counter(fired) == Counter(rungs)


def _label(fired: Row[Any]) -> str:
    clock = f"{fired.clock}:{fired.subject}" if fired.subject else fired.clock
    return f"{clock}.{fired.rung}"


def _compare_reports(connection: Connection) -> None:
    """A report stands behind the one case that counts it among its own."""
    numbers = list(connection.execute(select(cases.c.number)).scalars())
    counted = [
        (each, found.case.number)
        for found in step.read_many(connection, numbers)
        for each in found.case.reports
        # A duplicate goes on naming the reports that went to its original.
        if not found.case.original
    ]
    stored = connection.execute(select(report.c.id, report.c.behind)).all()
    assert Counter(tuple(row) for row in stored) == Counter(counted)
    opened = connection.execute(
        select(func.count(), func.count(report.c.case_number.distinct()))
    ).one()
    assert tuple(opened) == (len(numbers), len(numbers))


def _compare_values(hall: Hall, connection: Connection, entries: Entries) -> None:
    """What history names by digest lies in its own rows and files."""
    sealed, files = set(), set()
    for entry in entries:
        for field, value in decode(entry.request).get("fields", {}).items():
            key = (entry.case_number, entry.number, field)
            if isinstance(value, list):
                files |= {(*key, n, each["digest"]) for n, each in enumerate(value)}
            elif str(value).startswith("sha256:"):
                sealed.add(key)
    columns = personal.c
    kept = select(columns.case_number, columns.entry, columns.field)
    assert {tuple(row) for row in connection.execute(kept)} == sealed
    given = attachment.c
    rows = select(
        given.case_number, given.entry, given.field, given.position, given.digest
    )
    assert {tuple(row) for row in connection.execute(rows)} == files
    for digest in attachments.named_digests(connection):
        assert hall.runtime.files.get(digest)


def _compare_keys(connection: Connection, entries: Entries) -> None:
    """Nothing was done without its key, and no key is kept of what was not done."""
    kept = connection.execute(select(request_key.c.case_number)).scalars()
    assert Counter(kept) == Counter(_asked(entries))


def _asked(entries: Entries) -> Iterator[int]:
    for entry in entries:
        if entry.kind in _ASKED and entry.actor != SYSTEM:
            yield entry.case_number
