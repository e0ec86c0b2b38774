"""The verb of a changed calendar: list what it moves, then count open clocks anew."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from workflow.domain.case import Case, number_text
from workflow.domain.city import City
from workflow.domain.context import context_at
from workflow.domain.recounting import (
    MovedClock,
    Recount,
    Recounted,
    decide_recount,
)
from workflow.domain.worktime import Calendar
from workflow.engine.calendars import changed_city
from workflow.engine.runtime import Runtime
from workflow.engine.troubles import SPOILS
from workflow.errors import DatabaseError, GridcaseError
from workflow.store import open_clocks, step
from workflow.store.database import Connection, Reading
from workflow.store.step import Found

BATCH = 50
"""Cases of one transaction; more would keep other writers waiting on SQLite."""

PAGE = 500
"""Cases that are looked at together when nothing is written."""

Progress = Callable[[int, int], None]
"""Is told how many cases are done, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A case whose clocks a recount moves."""

    case: int
    clocks: tuple[MovedClock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A case that could not be counted anew, and why; it stays as it is."""

    case: int
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What a recount did.

    `held` are cases that another process was writing; a further run takes them.
    """

    cases: int
    clocks: int
    failed: tuple[Failure, ...]
    held: tuple[int, ...]


def foresee(
    runtime: Runtime,
    recount: Recount,
    calendar: Calendar | None = None,
    progress: Progress | None = None,
) -> Iterator[Moved | Failure]:
    """Every case that the recount would change, by number; nothing is written.

    With a `calendar` that is not in the database yet it counts by that one. Only a
    page of cases is held at a time.
    """
    total = candidates(runtime, recount)
    done = after = 0
    while True:
        with runtime.database.reading() as connection:
            numbers = _page(connection, recount, after, PAGE)
            city = runtime.city(connection)
            city = changed_city(city, calendar) if calendar else city
            found = [
                answer
                for each in _read(connection, numbers)
                if (answer := _foreseen(runtime, connection, each, recount, city))
            ]
        yield from found
        if not numbers:
            return
        done, after = done + len(numbers), numbers[-1]
        if progress is not None:
            progress(done, max(total, done))


def apply(
    runtime: Runtime, recount: Recount, progress: Progress | None = None
) -> Applied:
    """Count the open clocks anew by the calendar as it is in the database.

    Each case is decided again under its lock and gets one entry. A case that fails
    is left as it was and does not stop the others. Whatever was not reached when
    the process died is done by a further run, and nothing twice.
    """
    tally = _Tally(runtime, recount)
    total = candidates(runtime, recount)
    done = after = 0
    while numbers := _next(runtime, recount, after):
        tally.count(numbers)
        done, after = done + len(numbers), numbers[-1]
        if progress is not None:
            progress(done, max(total, done))
    # Those that another process held a moment ago are probably free by now.
    held, tally.held = tally.held, []
    for first in range(0, len(held), BATCH):
        tally.count(held[first : first + BATCH])
    return Applied(
        cases=tally.cases,
        clocks=tally.clocks,
        failed=tuple(tally.failed),
        held=tuple(tally.held),
    )


def candidates(runtime: Runtime, recount: Recount) -> int:
    """How many cases have to be looked at."""
    with runtime.database.reading() as connection:
        return open_clocks.count_of(
            connection, recount.calendar, provisional=not recount.every_clock
        )


class _Tally:
    """A recount under way: what was done, what failed, what another process held."""

    def __init__(self, runtime: Runtime, recount: Recount) -> None:
        self.cases = 0
        self.clocks = 0
        self.failed: list[Failure] = []
        self.held: list[int] = []
        self._runtime = runtime
        self._recount = recount

    def count(self, numbers: list[int]) -> None:
        """Count these cases together, or one by one where one of them spoils it."""
        try:
            self._together(numbers)
        except SPOILS:
            for number in numbers:
                try:
                    self._together([number])
                except SPOILS as error:
                    self.failed.append(_failure(number, error))

    def _together(self, numbers: list[int]) -> None:
        answers: list[Recounted] = []
        failed: list[Failure] = []
        with self._runtime.database.writing() as connection:
            claimed = step.read_many(connection, numbers, lock=True)
            for found in claimed:
                answer = self._decide(connection, found)
                if isinstance(answer, Failure):
                    failed.append(answer)
                elif answer.moved:
                    answers.append(answer)
            conflicts: tuple[int, ...] = ()
            if answers:
                decisions = [answer.decision for answer in answers]
                conflicts = step.write(connection, decisions).conflicts
                connection.commit()
        done = [each for each in answers if each.decision.case.number not in conflicts]
        self.cases += len(done)
        self.clocks += sum(len(answer.moved) for answer in done)
        self.failed += failed
        taken = {found.case.number for found in claimed} - set(conflicts)
        self.held += [number for number in numbers if number not in taken]

    def _decide(self, connection: Connection, found: Found) -> Recounted | Failure:
        try:
            city = self._runtime.city(connection, found.revision)
            return _decided(self._runtime, connection, found.case, self._recount, city)
        except DatabaseError:
            raise
        except (GridcaseError, *SPOILS) as error:
            return _failure(found.case.number, error)


def _next(runtime: Runtime, recount: Recount, after: int) -> list[int]:
    with runtime.database.reading() as connection:
        return _page(connection, recount, after, BATCH)


def _page(reading: Reading, recount: Recount, after: int, limit: int) -> list[int]:
    return open_clocks.cases_of(
        reading,
        recount.calendar,
        provisional=not recount.every_clock,
        after=after,
        limit=limit,
    )


def _read(reading: Reading, numbers: list[int]) -> list[Found | Failure]:
    """These cases, read together; one by one where one of them cannot be read."""
    try:
        return [*step.read_many(reading, numbers)]
    except SPOILS:
        return [_read_one(reading, number) for number in numbers]


def _read_one(reading: Reading, number: int) -> Found | Failure:
    try:
        return step.read_many(reading, [number])[0]
    except SPOILS as error:
        return _failure(number, error)


def _foreseen(
    runtime: Runtime,
    reading: Reading,
    found: Found | Failure,
    recount: Recount,
    city: City,
) -> Moved | Failure | None:
    if isinstance(found, Failure):
        return found
    try:
        answer = _decided(runtime, reading, found.case, recount, city)
    except DatabaseError:
        raise
    except (GridcaseError, *SPOILS) as error:
        return _failure(found.case.number, error)
    number = found.case.number
    return Moved(case=number, clocks=answer.moved) if answer.moved else None


def _decided(
    runtime: Runtime, reading: Reading, case: Case, recount: Recount, city: City
) -> Recounted:
    workflow = runtime.workflow(reading, case.definition)
    # History never runs backwards, even on a machine whose clock does.
    now = max(runtime.now(), case.changed_at)
    return decide_recount(case, recount, context_at(workflow, city, now))


def _failure(number: int, error: Exception) -> Failure:
    why = str(error)
    if isinstance(error, KeyError):
        why = f"{why} is neither in the city nor in the workflow of the case."
    return Failure(case=number, error=f"{number_text(number)}: {why}")
