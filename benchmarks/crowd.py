"""Many open cases: copies, made by SQL, of one that the engine made itself.

Opening a million clocks step by step would take hours. The copies have all rows of
that one case under a number of their own: report, history, clocks, messages. Only
their hash chains are not theirs, which no sweep looks at.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

import psycopg
from sqlalchemy import Table

from benchmarks.scenario import PHOTO, ScriptedStep, open_case, take_turn
from workflow.domain.case import number_text
from workflow.domain.effects import instant_text
from workflow.domain.notices import Notice, Outcome, OutcomeKind
from workflow.engine.deliver import deliver
from workflow.engine.runtime import Runtime, open_runtime
from workflow.now import Now
from workflow.settings import Settings
from workflow.store.tables import cases, clock, metadata

CLOCKS = ("stage", "promise", "department")
"""The clocks of a case that time has something to do to, a rung of each."""

STEPS = (
    ScriptedStep(
        action="register",
        actor="zhou_min",
        fields={"category": "C0101", "condition": "1"},
    ),
    ScriptedStep(action="accept", actor="yu_yang", fields={}),
    ScriptedStep(
        action="report_done",
        actor="ren_dongmei",
        fields={"result": "已更换井盖", "photos": [PHOTO]},
    ),
)
"""How the case gets there: its stage, promise and department clocks all run."""

(INDEX,) = (each for each in clock.indexes if len(each.columns) == 1)
"""The index by which a sweep finds what is due: of one instant, and of nothing else."""

_INSTANTS = sorted({"next_at", *(each.name for each in INDEX.columns)})
"""The columns that say when time has something to do to a clock."""

_HASTE = ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF")
_CARE = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL")
_CACHE = "PRAGMA cache_size = -400000"


class WrongCrowdError(Exception):
    """The database does not hold what it should have been filled with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """So many cases of one day, the first of which the engine made."""

    first: int
    cases: int

    @property
    def clocks(self) -> int:
        """How many of their clocks are open."""
        return self.cases * len(CLOCKS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Which clocks become due: one of each of `count` cases, spread over the crowd.

    The first becomes due at `since`, each of the others `apart` later. Groups with
    different numbers have no case in common as long as there are cases enough.
    """

    clock: str
    count: int
    since: datetime
    apart: timedelta = timedelta(milliseconds=1)
    group: int = 0
    groups: int = 1

    @property
    def until(self) -> datetime:
        """The instant at which all of them are due."""
        return self.since + self.apart * self.count

    def instants(self, crowd: Crowd) -> Iterator[tuple[int, datetime]]:
        """Each case with the instant at which its clock becomes due."""
        stride = crowd.cases // self.count
        if stride < self.groups:
            raise WrongCrowdError(crowd, self)
        offset = crowd.first + self.group * (stride // self.groups)
        for place in range(self.count):
            yield offset + place * stride, self.since + place * self.apart


class _Silent:
    """A channel that takes every message and tells nobody."""

    name = "console"

    def send(self, _notice: Notice) -> Outcome:
        return Outcome(kind=OutcomeKind.SENT, detail="")


def first_case(address: str, now: Now) -> int:
    """Let the engine make the case that the others are copied from."""
    with open_runtime(Settings(database=address), now) as runtime:
        return _first_case(runtime)


def _first_case(runtime: Runtime) -> int:
    number = open_case(runtime)
    for each in STEPS:
        take_turn(runtime, each, number)()
    deliver(runtime, {_Silent.name: _Silent()})
    return number


def crowd_sqlite(path: str, first: int, count: int) -> Crowd:
    """Fill the file up to so many cases, without waiting for the disk."""
    series = (
        "WITH RECURSIVE n(i) AS"
        " (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {last})"
    )
    later = (
        "strftime('%Y-%m-%dT%H:%M:%f', t.next_at, '+' || n.i || ' seconds') || '000Z'"
    )
    crowd = Crowd(first=first, cases=count)
    with closing(sqlite3.connect(path, isolation_level=None)) as driver:
        for pragma in (*_HASTE, _CACHE):
            driver.execute(pragma)
        copies = _copies(
            crowd, lambda sql: driver.execute(sql).fetchone(), series, later
        )
        for statement in copies:
            driver.execute(statement)
        driver.execute("ANALYZE")
        for pragma in _CARE:
            driver.execute(pragma)
        _check(crowd, driver.execute(_OPEN).fetchone())
    return crowd


def crowd_postgresql(url: str, first: int, count: int) -> Crowd:
    """Fill the database up to so many cases, without looking up foreign keys."""
    series = "WITH n(i) AS (SELECT generate_series(1, {last}))"
    later = "t.next_at + n.i * interval '1 second'"
    crowd = Crowd(first=first, cases=count)
    with psycopg.connect(url, autocommit=True) as driver:
        driver.execute("SET session_replication_role = replica")
        driver.execute("SET synchronous_commit = off")
        copies = _copies(
            crowd, lambda sql: driver.execute(sql.encode()).fetchone(), series, later
        )
        for statement in copies:
            driver.execute(statement.encode())
        driver.execute("VACUUM (FREEZE, ANALYZE)")
        _check(crowd, driver.execute(_OPEN.encode()).fetchone())
    return crowd


def fall_due_sqlite(path: str, crowd: Crowd, groups: Sequence[Due]) -> None:
    """Let these clocks become due at their instants, instead of when they would."""
    changes = ", ".join(f"{name} = ?1" for name in _INSTANTS)
    with closing(sqlite3.connect(path)) as driver:
        for each in groups:
            driver.executemany(
                f"UPDATE clock SET {changes}"  # noqa: S608 - names of our own
                " WHERE case_number = ?2 AND name = ?3 AND next_at IS NOT NULL",
                [
                    (instant_text(at), number, each.clock)
                    for number, at in each.instants(crowd)
                ],
            )
        driver.commit()


def fall_due_postgresql(url: str, crowd: Crowd, groups: Sequence[Due]) -> None:
    """Let these clocks become due at their instants, instead of when they would."""
    changes = ", ".join(f"{name} = due.at" for name in _INSTANTS)
    with psycopg.connect(url) as driver:
        for each in groups:
            numbers, instants = zip(*each.instants(crowd), strict=True)
            statement = (
                f"UPDATE clock SET {changes}"  # noqa: S608 - names of our own
                " FROM unnest(%s::bigint[], %s::timestamptz[]) AS due(number, at)"
                " WHERE case_number = due.number AND name = %s"
                " AND next_at IS NOT NULL"
            )
            values = (list(numbers), list(instants), each.clock)
            driver.execute(statement.encode(), values)


_OPEN = "SELECT count(*) FROM clock WHERE next_at IS NOT NULL"


def _check(crowd: Crowd, found: object) -> None:
    if found != (crowd.clocks,):
        raise WrongCrowdError(crowd, found)


_Ask = Callable[[str], object]
"""Asks a database for a row: None if it has none."""


def _copies(crowd: Crowd, ask: _Ask, series: str, later: str) -> Iterator[str]:
    """A statement for each table with rows of the first case, parents first."""
    for table in metadata.sorted_tables:
        key = "number" if table is cases else "case_number"
        of_first = f"FROM {table.name} WHERE {key} = {crowd.first}"
        if key not in table.c or ask(f"SELECT 1 {of_first} LIMIT 1") is None:
            continue
        names = ", ".join(f'"{each.name}"' for each in table.c)
        keys = ", ".join(f'"{each.name}"' for each in table.primary_key)
        values = ", ".join(
            later if each.name in _INSTANTS else _value(table, each.name, crowd.first)
            for each in table.c
        )
        yield (
            f"INSERT INTO {table.name} ({names})"  # noqa: S608 - names of our own
            f" {series.format(last=crowd.cases - 1)} SELECT {values}"
            f" FROM n CROSS JOIN (SELECT * {of_first} ORDER BY {keys}) AS t"
        )


def _value(table: Table, name: str, first: int) -> str:
    number = f"({first} + n.i)"
    if name in ("case_number", "behind") or (table is cases and name == "number"):
        return number
    if name == "id":
        text = f"CAST({number} AS text)"
        written = f"substr({text}, 1, 8) || '-' || substr({text}, 9)"
        return f"replace(t.id, '{number_text(first)}', {written})"
    return f't."{name}"'
