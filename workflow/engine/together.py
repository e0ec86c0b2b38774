"""Decisions that concern several cases: all of them are written, or none."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from workflow.domain.case import Case, case_number
from workflow.domain.context import Context
from workflow.domain.decision import Decision, Errand, Joins, Opens, Refusal
from workflow.domain.errands import decide_errand
from workflow.engine.results import Done, done
from workflow.engine.runtime import Runtime
from workflow.store import numbers, reference, step
from workflow.store.database import Connection
from workflow.store.keys import RequestKey
from workflow.store.step import Found

Decide = Callable[[Connection, tuple[int, ...]], Decision | Refusal]
"""Decides on a case, with numbers for those that it opens."""


def write_together(
    runtime: Runtime,
    decide: Decide,
    keys: Callable[[Decision], Iterable[RequestKey]] = lambda _: (),
    *,
    rules: bool = False,
) -> Done | Refusal | None:
    """Decide and write a request that changes several cases; None if one had moved.

    With `rules` it makes a rule for later cases, so nobody else changes the city
    meanwhile.
    """
    with runtime.database.writing() as connection:
        if rules:
            reference.lock(connection)
        decided = numbered(runtime, connection, decide)
        if isinstance(decided, Refusal):
            return decided
        every = with_others(runtime, connection, decided)
        if isinstance(every, Refusal):
            return every
        written = step.write(connection, every, keys=tuple(keys(decided)))
        if written.conflicts:
            return None
        connection.commit()
        return done(decided, written)


def numbered(
    runtime: Runtime, connection: Connection, decide: Decide
) -> Decision | Refusal:
    """Decide again until every case that is opened has a number."""
    taken: tuple[int, ...] = ()
    while True:
        decided = decide(connection, taken)
        if isinstance(decided, Refusal):
            return decided
        wanted = sum(1 for each in decided.errands if isinstance(each, Opens))
        if wanted <= len(taken):
            return decided
        taken += _numbers(runtime, connection, decided.case, wanted - len(taken))


def with_others(
    runtime: Runtime, connection: Connection, decided: Decision
) -> list[Decision] | Refusal:
    """A decision with those on all other cases that it concerns."""
    every = [decided]
    for asking in every:
        for errand in asking.errands:
            part = any(each.case.number == errand.case for each in every)
            if part and not isinstance(errand, Joins):
                # It is decided on already, and knows what it would be told.
                continue
            other = _decide_other(runtime, connection, errand, asking.case)
            if isinstance(other, Refusal):
                return other
            if other is not None:
                every.append(other)
    return every


def others_of(decided: Decision) -> list[int]:
    """The cases, there already, that a decision concerns besides its own."""
    errands = (e for e in decided.errands if not isinstance(e, Opens))
    return sorted({errand.case for errand in errands})


def _decide_other(
    runtime: Runtime, connection: Connection, errand: Errand, asker: Case
) -> Decision | Refusal | None:
    if isinstance(errand, Opens):
        workflow = runtime.workflow(connection, errand.definition)
        context = runtime.context_of(workflow, runtime.city(connection))
        # The parent's clock may be ahead of this machine's.
        now = max(context.now, asker.changed_at)
        return decide_errand(errand, asker, None, replace(context, now=now))
    found = step.read(connection, errand.case)
    if found is None:
        nowhere = runtime.workflow(connection, asker.definition)
        context = runtime.context_of(nowhere, runtime.city(connection))
        return decide_errand(errand, asker, None, context)

    def decide(held: Connection, given: tuple[int, ...]) -> Decision | Refusal:
        there = context_with(runtime, held, found, given)
        answer = decide_errand(errand, asker, found.case, there)
        return answer or _nothing(found.case)

    answer = numbered(runtime, connection, decide)
    return answer if isinstance(answer, Refusal) or answer.entries else None


def context_with(
    runtime: Runtime, connection: Connection, found: Found, given: tuple[int, ...]
) -> Context:
    """What a decision on a case is made in, with numbers for those that it opens."""
    context = runtime.context(connection, found.case, found.revision)
    return replace(context, numbers=given) if given else context


def _nothing(case: Case) -> Decision:
    return Decision(version=case.version, case=case, entries=())


def _numbers(
    runtime: Runtime, connection: Connection, case: Case, count: int
) -> tuple[int, ...]:
    """So many new numbers of today, or of the parent's day if that is later.

    A member's case never has a smaller number than its parent.
    """
    workflow = runtime.workflow(connection, case.definition)
    city = runtime.city(connection)
    today = runtime.context_of(workflow, city).today
    day = max(int(today.strftime("%Y%m%d")), case.number // 1_000_000)
    first = numbers.take(connection, day, count)
    return tuple(case_number(day, first + each) for each in range(count))
