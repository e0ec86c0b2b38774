"""The verb of time: fire every rung that is due, case by case."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from workflow.domain.decision import Decision, Refusal
from workflow.domain.escalation import decide_due_in_part, decide_first_due
from workflow.domain.incidents import DueRung, Incident, Trouble, trouble_of
from workflow.engine.runtime import Runtime
from workflow.engine.together import context_with, numbered, others_of, with_others
from workflow.engine.troubles import SPOILS
from workflow.errors import (
    DatabaseError,
    GridcaseError,
    RungFailedError,
)
from workflow.store import failing, step, timers
from workflow.store.database import Connection
from workflow.store.step import Found

BATCH = 50
"""Cases of one transaction; more would keep other writers waiting on SQLite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FiredRung:
    """A rung that fired: of which clock, when it was due, and when it did."""

    case: int
    clock: str
    rung: str
    due_at: datetime
    fired_at: datetime

    @property
    def late(self) -> timedelta:
        """How long after its due instant it fired."""
        return self.fired_at - self.due_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A rung that could not fire, what was the matter, and the incident it became."""

    case: int
    clock: str
    rung: str
    trouble: Trouble
    incident: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What one sweep did; `truncated` says that more was due than it took."""

    cases: int = 0
    fired: tuple[FiredRung, ...] = ()
    failed: tuple[Failure, ...] = ()
    truncated: bool = False

    @property
    def rungs(self) -> int:
        """How many rungs fired."""
        return len(self.fired)


@dataclass(slots=True)
class _Tally:
    """The sweep so far; `passed` are cases that were looked at and may still be due."""

    looked: int = 0
    cases: int = 0
    fired: list[FiredRung] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    passed: set[int] = field(default_factory=set)

    def add(self, decisions: Sequence[Decision], noted: Sequence[Incident]) -> None:
        """Count what has been written for good."""
        self.cases += len(decisions)
        self.fired += (each for decided in decisions for each in _fired(decided))
        self.failed += (_failure(each) for each in noted)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stuck:
    """A case that cannot go on; `due` is None where the case says nothing at all."""

    case: int
    trouble: Trouble
    due: DueRung | None = None


def sweep(runtime: Runtime, limit: int = 500) -> Swept:
    """Look at up to `limit` cases and fire what is due on them, the longest due first.

    Any number of processes may sweep at once: a case that another one holds is
    left to it, and what is due is looked at again under the lock. A rung that fails
    becomes an incident: its case waits for the next try and does not stop the
    others.
    """
    tally = _Tally()
    while due := _due(runtime, tally):
        # Those that fail count as well: a city that is broken must not keep a sweep
        # from ever coming to its end.
        left = limit - tally.looked
        if left <= 0:
            break
        tally.looked += len(due[:left])
        _sweep_batch(runtime, due[:left], tally)
    if tally.cases:
        settle(runtime)
    return Swept(
        cases=tally.cases,
        fired=tuple(tally.fired),
        failed=tuple(tally.failed),
        truncated=bool(due),
    )


def settle(runtime: Runtime) -> int:
    """Close the incidents of rungs that have fired after all; tells how many."""
    with runtime.database.reading() as connection:
        if not failing.any_open(connection):
            return 0
    with runtime.database.writing() as connection:
        settled = failing.settle(connection, runtime.now())
        connection.commit()
    return settled


def next_due(runtime: Runtime) -> datetime | None:
    """When a sweep next has something to look at; None if nothing is waiting."""
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
    except SPOILS:
        for number in numbers:
            _sweep_alone(runtime, number, tally)


def _sweep_together(runtime: Runtime, numbers: list[int], tally: _Tally) -> None:
    with runtime.database.writing() as connection:
        decisions: list[Decision] = []
        stuck: list[_Stuck] = []
        apart: list[int] = []
        held = step.read_many(connection, numbers, lock=True)
        for found in held:
            decided, hindered = _decide(runtime, connection, found)
            if decided is not None and decided.errands:
                apart.append(found.case.number)
                continue
            decisions += [decided] if decided is not None and decided.entries else []
            stuck += [hindered] if hindered is not None else []
        if decisions:
            step.write(connection, decisions)
        now = runtime.now()
        noted = _note(connection, stuck, now)
        done = {each.case.number for each in decisions} | {each.case for each in noted}
        idle = {found.case.number for found in held} - done - {*apart}
        # Else every look would meet them again before it comes to others.
        timers.put_right(connection, idle, now)
        connection.commit()
    tally.add(decisions, noted)
    tally.passed |= set(numbers) - done
    for number in apart:
        _sweep_apart(runtime, number, tally)


def _sweep_apart(runtime: Runtime, number: int, tally: _Tally) -> None:
    """Sweep a case together with the others that it changes.

    All of them are held before anything is decided, a parent before its members. If
    somebody else holds one of them, the next sweep tries again.
    """
    try:
        with runtime.database.writing() as connection:
            found = step.read_many(connection, [number])[0]
            decided, _ = _decide(runtime, connection, found)
            wanted = [number, *(others_of(decided) if decided else ())]
            held = step.read_many(connection, wanted, lock=True)
            mine = next((e for e in held if e.case.number == number), None)
            if mine is None or len(held) < len({*wanted}):
                return
            every, hindered = _decide_all(runtime, connection, mine)
            if {e.case.number for e in every if e.version} - {*wanted}:
                return
            if every:
                step.write(connection, every)
            stuck = [hindered] if hindered is not None else []
            noted = _note(connection, stuck, runtime.now())
            connection.commit()
    except DatabaseError:
        raise
    except (GridcaseError, *SPOILS) as error:
        _note_alone(runtime, number, error, tally)
        return
    tally.add(every, noted)


def _decide_all(
    runtime: Runtime, connection: Connection, found: Found
) -> tuple[list[Decision], _Stuck | None]:
    """What is due on a case, with what that does to others, and what hinders."""
    hindered: list[_Stuck | None] = []

    def decide(held: Connection, numbers: tuple[int, ...]) -> Decision | Refusal:
        decided, stuck = _decide(runtime, held, found, numbers)
        hindered[:] = [stuck]
        return decided or Refusal(blockers=())

    decided = numbered(runtime, connection, decide)
    if isinstance(decided, Refusal) or not decided.entries:
        return [], hindered[0]
    every = with_others(runtime, connection, decided)
    return ([] if isinstance(every, Refusal) else every), hindered[0]


def _decide(
    runtime: Runtime,
    connection: Connection,
    found: Found,
    numbers: tuple[int, ...] = (),
) -> tuple[Decision | None, _Stuck | None]:
    """What is due on a case, looked at again now that it is held, and what hinders."""
    case = found.case
    try:
        context = context_with(runtime, connection, found, numbers)
    except DatabaseError:
        raise
    except (GridcaseError, *SPOILS) as error:
        return None, _Stuck(case=case.number, trouble=trouble_of(error))
    decided, broken = decide_due_in_part(case, context)
    if broken is None:
        return decided, None
    trouble = trouble_of(broken.error)
    return decided, _Stuck(case=case.number, trouble=trouble, due=broken.rung)


def _note(
    connection: Connection, stuck: Sequence[_Stuck], now: datetime
) -> list[Incident]:
    """Keep what failed, in the transaction in which its cases are held."""
    noted = []
    for each in stuck:
        due = each.due or failing.first_due(connection, each.case, now)
        found = due and failing.fail(connection, due, each.trouble, now)
        noted += [found] if found else []
    return noted


def _sweep_alone(runtime: Runtime, number: int, tally: _Tally) -> None:
    """Sweep one case, rung by rung where it cannot be written at once."""
    try:
        _sweep_together(runtime, [number], tally)
    except SPOILS:
        try:
            while _fire_first(runtime, number, tally):
                pass
        except (RungFailedError, *SPOILS) as error:
            _note_alone(runtime, number, error, tally)


def _fire_first(runtime: Runtime, number: int, tally: _Tally) -> bool:
    """Fire the one rung that is due first; False if none is, or others hold it."""
    with runtime.database.writing() as connection:
        for found in step.read_many(connection, [number], lock=True):
            every = _first_with_others(runtime, connection, found)
            if every:
                step.write(connection, every)
                connection.commit()
                tally.add(every, [])
                return True
    return False


def _first_with_others(
    runtime: Runtime, connection: Connection, found: Found
) -> list[Decision]:
    """The one rung that is due first, with what it does to other cases."""

    def decide(held: Connection, numbers: tuple[int, ...]) -> Decision:
        context = context_with(runtime, held, found, numbers)
        return decide_first_due(found.case, context)

    decided = numbered(runtime, connection, decide)
    if isinstance(decided, Refusal) or not decided.entries:
        return []
    every = with_others(runtime, connection, decided)
    return [] if isinstance(every, Refusal) else every


def _note_alone(runtime: Runtime, number: int, error: Exception, tally: _Tally) -> None:
    """Keep what failed when the transaction in which it did is gone.

    Whoever dies before this leaves the rung due, as it was.
    """
    cause = error.__cause__ if isinstance(error, RungFailedError) else None
    trouble = trouble_of(cause if isinstance(cause, Exception) else error)
    with runtime.database.writing() as connection:
        if step.hold(connection, number):
            stuck = _Stuck(case=number, trouble=trouble)
            now = runtime.now()
            noted = _note(connection, [stuck], now)
            if not noted:
                timers.put_right(connection, [number], now)
            connection.commit()
            tally.add([], noted)
    tally.passed.add(number)


def _fired(decided: Decision) -> Iterator[FiredRung]:
    at = {entry.number: entry.at for entry in decided.entries}
    for each in decided.firings:
        label = f"{each.clock}:{each.subject}" if each.subject else each.clock
        yield FiredRung(
            case=decided.case.number,
            clock=label,
            rung=each.rung,
            due_at=each.due_at,
            fired_at=at[each.entry],
        )


def _failure(noted: Incident) -> Failure:
    return Failure(
        case=noted.case,
        clock=noted.due_rung.label,
        rung=noted.rung,
        trouble=noted.trouble,
        incident=noted.id,
    )
