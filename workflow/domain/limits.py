"""How long: turning a limit that an author wrote into a budget and a due instant."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from workflow.domain.case import Case
from workflow.domain.context import Context, facts_of
from workflow.domain.definition import Limit, LimitCase, Term, TermKind
from workflow.domain.durations import Duration
from workflow.domain.guards import ALWAYS
from workflow.domain.worktime import Budget, Measure

_MICRO = timedelta(microseconds=1)
_OF_CONDITION = ("category.", "condition.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A limit as it was settled at one instant.

    `source` names the rule behind it: the term that won and, for a condition's
    limit, the catalogue's entry.
    """

    budget: Budget
    due_at: datetime
    text: str
    source: str


class Alternative(NamedTuple):
    """One term of a limit, and what it came to."""

    term: Term
    settled: Settled


def settle(
    limit: Limit, case: Case, start: datetime, context: Context, *, overdue: bool
) -> Settled | None:
    """The earliest of the terms that hold at this instant.

    A term that names something the case does not have (no condition yet, no such
    clock, an empty field) is left out; without any term there is no limit. `overdue`
    says whether the promise to the reporter is broken.
    """
    choice = choice_of(limit, case, context, overdue=overdue)
    if choice is None:
        return None
    settled = [each.settled for each in alternatives(choice, case, start, context)]
    return min(settled, key=lambda each: each.due_at, default=None)


def choice_of(
    limit: Limit, case: Case, context: Context, *, overdue: bool
) -> LimitCase | None:
    """The first choice of a limit whose guard holds at this instant."""
    for choice in limit.cases:
        if choice.when is ALWAYS or choice.when.holds(
            facts_of(case, context, overdue=overdue)
        ):
            return choice
    return None


def alternatives(
    choice: LimitCase, case: Case, start: datetime, context: Context
) -> list[Alternative]:
    """The terms of a choice that say something here, as they were written."""
    found = ((term, _term(term, case, start, context)) for term in choice.terms)
    return [Alternative(term, each) for term, each in found if each is not None]


def depends_on_condition(limit: Limit) -> bool:
    """Whether the limit follows the case's condition, and so changes with it."""
    return any(
        any(term.kind is TermKind.CONDITION for term in each.terms)
        or any(fact.startswith(_OF_CONDITION) for fact in each.when.reads)
        for each in limit.cases
    )


def _term(term: Term, case: Case, start: datetime, context: Context) -> Settled | None:
    match term.kind:
        case TermKind.DURATION if term.duration is not None:
            return of_duration(term.duration, term.text, start, context)
        case TermKind.CONDITION:
            condition = context.condition(case)
            if condition is None:
                return None
            source = f"condition {case.category}/{case.condition}"
            return of_duration(condition.limit, source, start, context)
        case TermKind.SHARE:
            return _share(term, case, start, context)
        case _:
            return _until(term, case, start, context)


def of_duration(
    duration: Duration, source: str, start: datetime, context: Context
) -> Settled:
    """A time that is no choice of anything, as a budget and a due instant."""
    budget = context.calendar.budget(start, duration)
    return Settled(
        budget=budget,
        due_at=context.calendar.add(start, budget),
        text=duration.en,
        source=source,
    )


def _share(term: Term, case: Case, start: datetime, context: Context) -> Settled | None:
    clock = case.clocks.get((term.name, "")) or case.clocks.get((term.name, case.owner))
    if clock is None or clock.cycle != case.cycle:
        return None
    budget = Budget(measure=clock.measure, micros=clock.budget * term.percent // 100)
    return Settled(
        budget=budget,
        due_at=context.calendar.add(start, budget),
        text=term.text,
        source=term.text,
    )


def _until(term: Term, case: Case, start: datetime, context: Context) -> Settled | None:
    value = case.facts.get(term.name)
    if not isinstance(value, str):
        return None
    due_at = _end_of(value, context)
    # A target that had passed before the clock began is a limit of nothing.
    micros = max(0, (due_at - start) // _MICRO)
    return Settled(
        budget=Budget(measure=Measure.CONTINUOUS, micros=micros),
        due_at=due_at,
        text=term.text,
        source=f"{term.text} = {value}",
    )


def _end_of(value: str, context: Context) -> datetime:
    """The instant in a text, or the end of the local day that it names."""
    if "T" in value:
        return datetime.fromisoformat(value)
    zone = context.calendar.local(context.now).tzinfo
    following = date.fromisoformat(value) + timedelta(days=1)
    return datetime.combine(following, time(), zone).astimezone(context.now.tzinfo)
