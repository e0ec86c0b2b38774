"""What sweeps need of a database of either kind: to fill, copy, ask and repeat."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from benchmarks.crowd import INDEX, Crowd, Due
from benchmarks.statement_log import Call, Log, Transaction
from workflow.engine.runtime import Runtime
from workflow.now import Now

FIRED = (
    "SELECT f.case_number, f.clock, f.rung, f.occurrence, f.entry, c.version, c.head"
    " FROM firing f JOIN cases c ON c.number = f.case_number"
    " ORDER BY f.case_number, f.clock, f.rung, f.occurrence"
)
"""Every rung that has fired, with the hash of its case's history."""

LATENESS = "SELECT due_at, fired_at FROM firing"
"""When every rung was due, and when it was fired."""


class WrongPlanError(Exception):
    """The due query does not use its index, or there is no such query."""


@dataclass(slots=True)
class Reading:
    """What the due queries of one sweep did.

    `rows` is how many they answered with. `work` is what they read: on PostgreSQL
    the entries of the index, as the server counts them; on SQLite the instructions
    of its machine, which are the same for the same number of rows.
    """

    statements: int = 0
    rows: int = 0
    work: int = 0
    plan: str = ""


class Bare(Protocol):
    """A bare driver, connected as durably as the engine."""

    def take(self, calls: Transaction) -> None:
        """Make the same calls."""

    def count(self, calls: Transaction, reading: Reading) -> None:
        """Make the same calls, and count what the due queries read."""

    def explain(self, call: Call) -> str:
        """The plan of a due query."""

    def tracing(self) -> AbstractContextManager[list[str]]:
        """The driver's own log of what it runs in this block."""

    def fired(self) -> list[tuple[Any, ...]]:
        """Every rung that has fired, with the hash of its case."""

    def lateness(self) -> list[float]:
        """Seconds from the due instant of every rung to the one when it was fired."""

    def close(self) -> None:
        """Give the connection back."""


class Ground(Protocol):
    """A place for databases of one kind."""

    @property
    def name(self) -> str:
        """Which kind."""

    def seed(self, name: str, cases: int, now: Now) -> Crowd:
        """A new database with so many open cases."""

    def fall_due(self, name: str, crowd: Crowd, groups: Sequence[Due]) -> None:
        """Let these clocks become due, and write all that was kept back."""

    def address(self, name: str) -> str:
        """Where a database is."""

    def copy(self, name: str, to: str) -> None:
        """Another database, file by file the same."""

    def drop(self, name: str) -> None:
        """Remove a database."""

    def size(self, name: str) -> int:
        """How many bytes it takes."""

    def bare(self, name: str) -> Bare:
        """The bare driver on a database."""

    def listening(self) -> AbstractContextManager[Log]:
        """Write down what the engine tells its driver."""

    def tracing(self, runtime: Runtime, log: Log) -> AbstractContextManager[list[str]]:
        """The driver's own log of what the engine runs in this block."""


def is_due_query(call: Call) -> bool:
    """Whether it asks which clocks are due."""
    text = str(call.sql)
    (instant,) = INDEX.columns
    return call.fetch and "FROM clock" in text and f"clock.{instant.name} <=" in text


def checked_plan(plan: str) -> str:
    """The plan, if it uses the index.

    Raises:
        WrongPlanError: it does not.
    """
    if str(INDEX.name) not in plan:
        raise WrongPlanError(plan)
    return plan
