"""The verb of time: fire every rung that is due, case by case."""

from dataclasses import dataclass, field
from datetime import datetime

from workflow.domain.case import number_text
from workflow.domain.decision import Decision
from workflow.domain.escalation import decide_due
from workflow.engine.runtime import Runtime
from workflow.errors import AlreadyRecordedError, DatabaseError, GridcaseError
from workflow.store import step, timers
from workflow.store.database import Connection
from workflow.store.step import Found

BATCH = 50
"""Cases of one transaction; more would keep other writers waiting on SQLite."""

_SPOILS = (AlreadyRecordedError, ValueError, LookupError, TypeError, AttributeError)
"""What one case can do to the transaction of all: it cannot be read or written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A case whose due rungs could not be decided or written."""

    case: int
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What one sweep did; `truncated` says that more was due than it took."""

    cases: int = 0
    rungs: int = 0
    failed: tuple[Failure, ...] = ()
    truncated: bool = False


@dataclass(slots=True)
class _Tally:
    """The sweep so far; `passed` are cases that were looked at and are still due."""

    cases: int = 0
    rungs: int = 0
    failed: list[Failure] = field(default_factory=list)
    passed: set[int] = field(default_factory=set)


def sweep(runtime: Runtime, limit: int = 500) -> Swept:
    """Fire what is due on up to `limit` cases, the longest due first.

    Any number of processes may sweep at once: a case that another one holds is
    left to it, and what is due is looked at again under the lock. A case that
    fails is left as it was and does not stop the others.
    """
    tally = _Tally()
    while due := _due(runtime, tally):
        left = limit - tally.cases
        if left <= 0:
            break
        _sweep_batch(runtime, due[:left], tally)
    return Swept(
        cases=tally.cases,
        rungs=tally.rungs,
        failed=tuple(tally.failed),
        truncated=bool(due),
    )


def next_due(runtime: Runtime) -> datetime | None:
    """When the next rung of any case is due; None if none is waiting."""
    with runtime.database.reading() as connection:
        return timers.next_instant(connection)


def _due(runtime: Runtime, tally: _Tally) -> list[int]:
    with runtime.database.choosing() as connection:
        return timers.due_cases(
            connection, runtime.now(), BATCH, without=sorted(tally.passed)
        )


def _sweep_batch(runtime: Runtime, numbers: list[int], tally: _Tally) -> None:
    """Sweep these cases together, or one by one where one of them spoils it."""
    try:
        _sweep_together(runtime, numbers, tally)
    except _SPOILS:
        for number in numbers:
            try:
                _sweep_together(runtime, [number], tally)
            except _SPOILS as error:
                _failed(tally, number, error)


def _sweep_together(runtime: Runtime, numbers: list[int], tally: _Tally) -> None:
    with runtime.database.writing() as connection:
        claimed = step.read_many(connection, numbers, lock=True)
        decisions = [
            decided
            for found in claimed
            if (decided := _decide(runtime, connection, found, tally)) is not None
        ]
        if decisions:
            step.write(connection, decisions)
            connection.commit()
    tally.cases += len(decisions)
    tally.rungs += sum(len(decided.firings) for decided in decisions)
    tally.passed |= set(numbers) - {decided.case.number for decided in decisions}


def _decide(
    runtime: Runtime, connection: Connection, found: Found, tally: _Tally
) -> Decision | None:
    """What is due on a case, looked at again now that it is held."""
    case = found.case
    try:
        context = runtime.context(connection, case, found.revision)
        decided = decide_due(case, context)
    except DatabaseError:
        raise
    except (GridcaseError, *_SPOILS) as error:
        _failed(tally, case.number, error)
        return None
    return decided if decided.entries else None


def _failed(tally: _Tally, number: int, error: Exception) -> None:
    """Note the case once, in a sentence that says what is the matter with it."""
    why = str(error)
    if isinstance(error, KeyError):
        why = f"{why} is neither in the city nor in the workflow of the case."
    text = f"{number_text(number)}: {why}"
    tally.passed.add(number)
    tally.failed = [each for each in tally.failed if each.case != number]
    tally.failed.append(Failure(case=number, error=text))
