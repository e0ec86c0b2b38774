"""The verbs of the ledger: whose the time of one case was, or of all in a period."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from workflow.domain.case import Case
from workflow.domain.city import City
from workflow.domain.context import Context
from workflow.domain.decision import REPORTER, Entry
from workflow.domain.ledger import (
    Ledger,
    Portion,
    Role,
    Span,
    cut,
    portions,
    spans_of,
)
from workflow.domain.words import Title
from workflow.engine.reckon import Reckoned, Unwritten, reckon, unwritten
from workflow.engine.runtime import Runtime
from workflow.store import history, step
from workflow.store import ledger as stored
from workflow.store.database import Connection
from workflow.store.ledger import Pinned

_AT_ONCE = 200
"""Cases whose rows are read together; of their histories one is held at a time."""

_REPORTER = Title(zh="报告人", en="the reporter")

Progress = Callable[[int, int], None]
"""Is told how many cases are done, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLedger:
    """The spans of one case with what they come to, and what the names mean.

    It is told as acting would meet it: `unwritten` is what is due and not written.
    """

    case: Case
    context: Context
    spans: tuple[Span, ...]
    portions: tuple[Portion, ...]
    unwritten: Unwritten | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From when to when time is summed up; `until` is excluded.

    Where `unit` is given, only what is charged to it counts.
    """

    since: datetime
    until: datetime
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one case adds to the total of a unit in a role."""

    case: int
    portion: Portion


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """What a unit is charged with in a role, and from how many cases."""

    portion: Portion
    cases: int


@dataclass(slots=True)
class Totals:
    """The totals of a period by unit and role; `cases` is how many it counts."""

    cases: int = 0
    by_unit: dict[tuple[str, Role], Total] = field(default_factory=dict)

    def add(self, found: tuple[Portion, ...]) -> None:
        """Count what one case is charged with."""
        self.cases += bool(found)
        for each in found:
            key = (each.unit, each.role)
            known = self.by_unit.get(key)
            self.by_unit[key] = (
                Total(portion=each, cases=1)
                if known is None
                else Total(portion=known.portion.plus(each), cases=known.cases + 1)
            )

    def lines(self) -> tuple[Total, ...]:
        """Each total, by unit, and the largest role of a unit first."""
        return tuple(
            sorted(
                self.by_unit.values(),
                key=lambda each: (
                    each.portion.unit,
                    -each.portion.wall,
                    each.portion.role,
                ),
            )
        )


def case_ledger(runtime: Runtime, number: int) -> CaseLedger | None:
    """Whose the time of a case was, span by span; None if there is no such case."""
    with runtime.database.reading() as connection:
        found = step.read(connection, number)
        if found is None:
            return None
        context = runtime.context(connection, found.case, found.revision)
        reckoned = reckon(found.case, context)
        entries = (*history.entries(connection, number), *reckoned.entries)
        said = unwritten(connection, reckoned)
    spans = spans_of(entries, context.definition, context.now)
    return CaseLedger(
        case=reckoned.case,
        context=context,
        spans=spans,
        portions=portions(spans, context.calendar),
        unwritten=said,
    )


def totals(
    runtime: Runtime, period: Period, progress: Progress | None = None
) -> Totals:
    """What every unit is charged with in a period, over all cases."""
    found = Totals()
    until = min(period.until, runtime.now())
    with runtime.database.reading() as connection:
        whole = stored.lived(connection, period.since, until)
        done = after = 0
        while pinned := stored.next_lived(
            connection, period.since, until, after, _AT_ONCE
        ):
            for _, charged in _charged(runtime, connection, pinned, period):
                found.add(charged)
            done += len(pinned)
            after = pinned[-1].number
            if progress is not None:
                progress(done, whole)
    return found


def parts(
    runtime: Runtime, period: Period, *, after: int = 0, size: int
) -> tuple[Part, ...]:
    """What the next cases by number add to the totals: those of about a page.

    A case adds to several totals; all its parts come together.
    """
    found: list[Part] = []
    until = min(period.until, runtime.now())
    with runtime.database.reading() as connection:
        while len(found) < size:
            pinned = stored.next_lived(
                connection, period.since, until, after, min(size, _AT_ONCE)
            )
            if not pinned:
                break
            for number, charged in _charged(runtime, connection, pinned, period):
                if len(found) < size:
                    found += [Part(case=number, portion=each) for each in charged]
            after = pinned[-1].number
    return tuple(found)


def unit_title(unit: str, city: City) -> Title:
    """What people call a department, a place, or the reporter."""
    organisation = city.organisation
    known = organisation.departments.get(unit) or organisation.places.get(unit)
    if known is not None:
        return known.title
    return _REPORTER if unit == REPORTER else Title(zh=unit, en=unit)


def titles_of(runtime: Runtime, units: Iterable[str]) -> dict[str, Title]:
    """What people call these units now."""
    with runtime.database.reading() as connection:
        city = runtime.city(connection)
    return {unit: unit_title(unit, city) for unit in units}


def _charged(
    runtime: Runtime, connection: Connection, pinned: list[Pinned], period: Period
) -> Iterator[tuple[int, tuple[Portion, ...]]]:
    """What each of some cases is charged with in a period, one case at a time."""
    city = runtime.city(connection)
    of_case = {
        each.number: runtime.context_of(
            runtime.workflow(connection, each.definition), city
        )
        for each in pinned
    }
    due = _reckoned(runtime, connection, pinned)
    for number, entries in stored.stories(connection, [*of_case]):
        context = of_case[number]
        ledger, last = Ledger(context.definition), 0
        for entry in chain(entries, due.get(number, ())):
            # What was due may have been written since it was reckoned.
            if entry.number > last:
                ledger.add(entry)
                last = entry.number
        spans = cut(ledger.spans(context.now), period.since, period.until)
        wanted = (each for each in spans if not period.unit or each.unit == period.unit)
        yield number, portions(wanted, context.calendar)


def _reckoned(
    runtime: Runtime, connection: Connection, pinned: list[Pinned]
) -> Mapping[int, tuple[Entry, ...]]:
    """What is due on the open ones among some cases and nobody has written."""
    numbers = [each.number for each in pinned if each.is_open]
    found: dict[int, Reckoned] = {}
    for each in step.read_many(connection, numbers) if numbers else ():
        context = runtime.context(connection, each.case, each.revision)
        found[each.case.number] = reckon(each.case, context)
    return {number: each.entries for number, each in found.items() if each.entries}
