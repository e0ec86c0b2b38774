"""What a day looked like: how the cases stand, who was late, a case worth reading."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from workflow.domain.case import Case, Outcome
from workflow.domain.clocks import is_late
from workflow.domain.words import Title
from workflow.engine.runtime import Runtime
from workflow.store import audit, outbox

_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One department: cases that it owns or closed, and how its own time went."""

    title: Title
    cases: int
    closed: int
    on_time: int
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """A case whose promise is broken: since when, and in whose hands."""

    number: int
    due_at: datetime
    owner: Title
    state: Title


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The day in figures.

    `messages` lie in the outbox; `story` is the number of a case that shows most.
    """

    states: tuple[tuple[Title, int], ...]
    units: tuple[Unit, ...]
    late: tuple[Late, ...]
    messages: int
    story: int


def board(runtime: Runtime) -> Board:
    """Count what the cases of a database tell."""
    cases = _cases(runtime)
    with runtime.database.reading() as connection:
        city = runtime.city(connection)
        workflow = runtime.workflow(connection, cases[0].definition)
        messages = sum(outbox.counts(connection).values())
    departments = city.organisation.departments
    states = workflow.definition.states
    counted = Counter(case.state for case in cases)
    return Board(
        states=tuple((states[name].title, counted[name]) for name in states),
        units=tuple(
            _unit(departments[owner].title, owner, cases)
            for owner, _ in Counter(c.owner for c in cases if c.owner).most_common()
        ),
        late=tuple(
            Late(
                number=case.number,
                due_at=due_at,
                owner=departments[case.owner].title,
                state=states[case.state].title,
            )
            for due_at, case in _late(runtime, cases)
        ),
        messages=messages,
        story=max(cases, key=_worth).number,
    )


def _cases(runtime: Runtime) -> list[Case]:
    found: list[Case] = []
    with runtime.database.reading() as connection:
        while batch := [
            kept.case
            for kept in audit.kept(
                connection, found[-1].number if found else 0, _AT_ONCE
            )
        ]:
            found += batch
    return found


def _unit(title: Title, owner: str, cases: list[Case]) -> Unit:
    own = [case for case in cases if case.owner == owner]
    clocks = [case.clocks.get(("department", owner)) for case in own]
    outcomes = Counter(clock.outcome for clock in clocks if clock is not None)
    return Unit(
        title=title,
        cases=len(own),
        closed=sum(not case.is_open for case in own),
        on_time=outcomes[Outcome.ON_TIME],
        late=outcomes[Outcome.LATE],
    )


def _late(runtime: Runtime, cases: list[Case]) -> list[tuple[datetime, Case]]:
    """Cases whose promise is broken, the longest first."""
    now = runtime.now()
    found = []
    for case in cases:
        promise = case.clocks.get(("promise", ""))
        if promise is not None and promise.due_at and is_late(promise, now):
            found.append((promise.due_at, case))
    return sorted(found, key=lambda each: each[0])


def _worth(case: Case) -> tuple[int, int, int]:
    """Closed after a return and rework, with much history, is worth reading."""
    reworked = case.entries.get("verifying", 0)
    return (int(not case.is_open and case.returns > 0), reworked, case.version)
