"""The verb of time: fire every rung that is due, case by case."""

from dataclasses import dataclass, field
from datetime import datetime

from workflow.domain.case import number_text
from workflow.domain.decision import Decision
from workflow.domain.escalation import decide_due
from workflow.engine.runtime import Runtime
from workflow.errors import DatabaseError, GridcaseError
from workflow.store import step, timers
from workflow.store.database import Connection
from workflow.store.step import Found

BATCH = 50
"""Cases of one transaction; more would keep other writers waiting on SQLite."""


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
    """The sweep so far; a case that failed is not taken again in it."""

    cases: int = 0
    rungs: int = 0
    failed: dict[int, Failure] = field(default_factory=dict)


def sweep(runtime: Runtime, limit: int = 500) -> Swept:
    """Fire what is due on up to `limit` cases, the longest due first.

    Any number of processes may sweep at once: a case that another one holds is
    left to it, and what is due is looked at again under the lock. A case that
    fails is left as it was and does not stop the others.
    """
    tally = _Tally()
    while tally.cases + len(tally.failed) < limit:
        left = limit - tally.cases - len(tally.failed)
        wanted = min(BATCH, left)
        with runtime.database.reading() as connection:
            due = timers.due_cases(
                connection, runtime.now(), wanted + len(tally.failed)
            )
        fresh = [number for number in due if number not in tally.failed][:wanted]
        if not fresh:
            return _swept(tally, truncated=False)
        if not _sweep_batch(runtime, fresh, tally):
            return _swept(tally, truncated=False)
    return _swept(tally, truncated=True)


def next_due(runtime: Runtime) -> datetime | None:
    """When the next rung of any case is due; None if none is waiting."""
    with runtime.database.reading() as connection:
        return timers.next_instant(connection)


def _swept(tally: _Tally, *, truncated: bool) -> Swept:
    return Swept(
        cases=tally.cases,
        rungs=tally.rungs,
        failed=tuple(tally.failed.values()),
        truncated=truncated,
    )


def _sweep_batch(runtime: Runtime, numbers: list[int], tally: _Tally) -> bool:
    """Sweep these cases together; False when others hold all of them."""
    try:
        return _sweep_together(runtime, numbers, tally)
    except DatabaseError:
        if len(numbers) == 1:
            raise
    # One of them spoils the transaction of all: find out which, one by one.
    for number in numbers:
        try:
            _sweep_together(runtime, [number], tally)
        except GridcaseError as error:
            tally.failed[number] = Failure(case=number, error=error.en)
    return True


def _sweep_together(runtime: Runtime, numbers: list[int], tally: _Tally) -> bool:
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
    return bool(claimed)


def _decide(
    runtime: Runtime, connection: Connection, found: Found, tally: _Tally
) -> Decision | None:
    """What is due on a case, looked at again now that it is held."""
    case = found.case
    try:
        context = runtime.context(connection, case, found.revision)
        decided = decide_due(case, context)
    except (GridcaseError, ValueError, KeyError) as error:
        message = f"{number_text(case.number)}: {error}"
        tally.failed[case.number] = Failure(case=case.number, error=message)
        return None
    return decided if decided.entries else None
