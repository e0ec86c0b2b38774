"""Reads a case and writes a step: the one path that talks to the drivers itself."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection

from workflow.domain.case import Case
from workflow.domain.decision import Decision
from workflow.store import libpq, precedents, reference, statements
from workflow.store.chain import SealedEntry
from workflow.store.database import driver_of
from workflow.store.keys import RequestKey, SourceStep
from workflow.store.restore import case_from, revision_from
from workflow.store.rows import (
    Row,
    case_row,
    key_row,
    rows_of,
    sealed_entries,
    source_row,
)

_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


class Found(NamedTuple):
    """A case as it stands, and the city's newest revision (0 before any import)."""

    case: Case
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What became of a write.

    `conflicts` are the cases whose version had moved; nothing of theirs was
    written. `heads` is the hash of the last entry of each of the others.
    """

    conflicts: tuple[int, ...] = ()
    heads: dict[int, str] = field(default_factory=dict)


def read(connection: Connection, number: int) -> Found | None:
    """The case with the latest cycle of each of its clocks, or None if unknown."""
    driver = driver_of(connection)
    if isinstance(driver, sqlite3.Connection):
        row = driver.execute(statements.SQLITE_READ, (number,)).fetchone()
        return None if row is None else _found(row)
    rows = libpq.run(driver, statements.POSTGRESQL_READ.sql, (number,))
    return _found(rows[0]) if rows else None


def read_many(
    connection: Connection, numbers: Iterable[int], *, lock: bool = False
) -> list[Found]:
    """The cases among these that exist, in the order of their numbers.

    With `lock` nobody else writes them until the transaction ends, and those that
    another process holds are left out. On SQLite the writer holds every case.
    """
    wanted = ",".join(map(str, numbers))
    driver = driver_of(connection)
    if isinstance(driver, sqlite3.Connection):
        many = driver.execute(statements.SQLITE_READ_MANY, (f"[{wanted}]",))
        return [_found(row) for row in many]
    if lock:
        # Only the next statement sees what its writer left in a case just locked.
        held = libpq.run(driver, statements.POSTGRESQL_LOCK.sql, (f"{{{wanted}}}",))
        wanted = ",".join(str(number) for (number,) in held)
    sql = statements.POSTGRESQL_READ_MANY.sql
    return [_found(row) for row in libpq.run(driver, sql, (f"{{{wanted}}}",))]


def hold(connection: Connection, number: int) -> bool:
    """Keep everybody else from writing a case until the transaction ends.

    False if somebody else holds it. What the case is like does not matter.
    """
    driver = driver_of(connection)
    if isinstance(driver, sqlite3.Connection):
        return True
    held = libpq.run(driver, statements.POSTGRESQL_LOCK.sql, (f"{{{number}}}",))
    return bool(list(held))


def write(
    connection: Connection,
    decisions: Sequence[Decision],
    *,
    keys: Sequence[RequestKey] = (),
    sources: Sequence[SourceStep] = (),
) -> Written:
    """Write what was decided, case by case all or nothing.

    A decision on version 0 opens its case; any other is written only if the case
    still has the version that it was made on. In `database.writing()` the rest
    follows when the block commits; cases that must go together, as a decision with
    the case that it joins, have to be undone there if one of them is a conflict.

    Precedents are written with the step that made them. They need the lock of the
    reference data, so they have to be decided in `database.writing()` too.
    """
    if any(decision.precedents for decision in decisions):
        reference.lock(connection)
    steps = [_Step(decision) for decision in decisions]
    for key in keys:
        _step_of(steps, key.case).add("request_key", key_row(key))
    for source in sources:
        _step_of(steps, source.case).add("source_step", source_row(source))
    driver = driver_of(connection)
    if isinstance(driver, sqlite3.Connection):
        done = _write_sqlite(driver, steps)
    elif len(steps) == 1:
        done = _write_one(driver, steps[0])
    else:
        done = _write_batch(driver, steps)
    for decision in decisions:
        if decision.case.number in done:
            precedents.add(connection, decision.precedents)
    return Written(
        conflicts=tuple(step.number for step in steps if step.number not in done),
        heads={step.number: step.head for step in steps if step.number in done},
    )


class _Step:
    """The rows of one decision."""

    __slots__ = ("head", "number", "row", "rows", "was")

    def __init__(self, decision: Decision) -> None:
        entries: list[SealedEntry] = sealed_entries(decision)
        self.number = decision.case.number
        self.was = decision.version
        self.head = entries[-1].hash
        self.row = case_row(decision.case, self.head)
        self.rows = rows_of(decision, entries)

    def add(self, table: str, row: Row) -> None:
        self.rows.setdefault(table, []).append(row)


def _step_of(steps: Sequence[_Step], number: int) -> _Step:
    return next(step for step in steps if step.number == number)


def _found(row: Sequence[Any]) -> Found:
    return Found(case_from(row), revision_from(row))


def _write_sqlite(driver: sqlite3.Connection, steps: Sequence[_Step]) -> set[int]:
    cursor = driver.cursor()
    done = set()
    added: dict[str, list[Row]] = {}
    for step in steps:
        if not step.was:
            cursor.execute(statements.SQLITE_OPEN, step.row)
        elif not cursor.execute(
            statements.SQLITE_CHANGE, (*step.row[1:], step.number, step.was)
        ).rowcount:
            continue
        done.add(step.number)
        for name, rows in step.rows.items():
            added.setdefault(name, []).extend(rows)
    for name, rows in added.items():
        cursor.executemany(statements.SQLITE_ADD[name], rows)
    return done


def _write_one(driver: Any, step: _Step) -> set[int]:  # noqa: ANN401 - psycopg's
    kind, row = ("changed", (*step.row, step.was)) if step.was else ("opened", step.row)
    shape = ((kind, 1), *((name, len(rows)) for name, rows in step.rows.items()))
    compiled = statements.postgresql_step(shape)
    values = [
        *row,
        *(each for rows in step.rows.values() for row in rows for each in row),
    ]
    return _numbers(libpq.run(driver, compiled.sql, compiled.arrange(values)))


def _write_batch(driver: Any, steps: Sequence[_Step]) -> set[int]:  # noqa: ANN401 - psycopg's
    rows: dict[str, list[Row]] = {}
    for step in steps:
        kind, row = (
            ("changed", (*step.row, step.was)) if step.was else ("opened", step.row)
        )
        rows.setdefault(kind, []).append(row)
        for name, more in step.rows.items():
            rows.setdefault(name, []).extend(more)
    if not rows:
        return set()
    names = sorted(rows)
    compiled = statements.postgresql_batch(tuple((name, 1) for name in names))
    values = [_records(name, rows[name]) for name in names]
    if "changed" in rows:
        numbers = ",".join(str(row[0]) for row in rows["changed"])
        values.insert(0, f"{{{numbers}}}")
    return _numbers(libpq.run(driver, compiled.sql, compiled.arrange(values)))


def _numbers(rows: Iterable[libpq.Texts]) -> set[int]:
    return {int(number) for (number,) in rows if number is not None}


def _records(name: str, rows: Sequence[Row]) -> str:
    names = statements.record_names(name)
    return _encode([dict(zip(names, row, strict=True)) for row in rows])
