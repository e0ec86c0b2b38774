"""How long business-time arithmetic takes: `python -m benchmarks.worktime`."""

import statistics
import time
import timeit
from dataclasses import dataclass
from datetime import UTC, date, datetime

from benchmarks.contest import Turn
from workflow.domain.durations import MICROS_PER_HOUR
from workflow.domain.worktime import Budget, Calendar, CalendarRules, Measure, Season

CALLS = 20_000
REPEATS = 9
_MICROS = 1_000_000
SUMMER = ((510, 720), (780, 1050))
WINTER = ((510, 720), (780, 1020))
RULES = CalendarRules(
    name="benchmark",
    zone="Asia/Shanghai",
    week=dict.fromkeys(range(5), SUMMER),
    work_day=8 * MICROS_PER_HOUR,
    seasons=(
        Season(since=(11, 1), until=(3, 31), week=dict.fromkeys(range(5), WINTER)),
    ),
    holidays=frozenset(date(2026, 10, day) for day in range(1, 8)),
    make_up=frozenset({date(2026, 9, 20), date(2026, 10, 10)}),
)
IN_SPRING = datetime(2026, 3, 2, 1, 17, 42, tzinfo=UTC)
IN_AUTUMN = datetime(2026, 11, 18, 6, 40, 5, tzinfo=UTC)


class WrongSumError(Exception):
    """The difference to what was added is not what was added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many working hours, from an instant on."""

    name: str
    start: datetime
    hours: int


LIMITS = (
    Limit(name="an hour", start=IN_SPRING, hours=1),
    Limit(name="a week", start=IN_SPRING, hours=40),
    Limit(name="a quarter", start=IN_SPRING, hours=490),
    Limit(name="a quarter, into the next year", start=IN_AUTUMN, hours=490),
    Limit(name="a year", start=IN_SPRING, hours=1960),
    Limit(name="a year, from autumn", start=IN_AUTUMN, hours=1960),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """Microseconds of the processor for an addition and a difference: the medians."""

    limit: Limit
    end: datetime
    add: float
    difference: float


def measure(limit: Limit, repeats: int = REPEATS) -> Took:
    """Time both, and see that one undoes the other."""
    calendar = Calendar(RULES)
    budget = Budget(measure=Measure.WORKING, micros=limit.hours * MICROS_PER_HOUR)
    end = calendar.add(limit.start, budget)
    if calendar.elapsed(limit.start, end, budget.measure) != budget.micros:
        raise WrongSumError(limit)

    def add() -> object:
        return calendar.add(limit.start, budget)

    def difference() -> object:
        return calendar.elapsed(limit.start, end, budget.measure)

    return Took(
        limit=limit,
        end=end,
        add=_median(_seconds(add, repeats)),
        difference=_median(_seconds(difference, repeats)),
    )


def main() -> None:
    """Print the median time of one addition and of one difference, per limit."""
    print(f"{'limit':32}{'add':>8}{'difference':>14}   microseconds per call")
    for limit in LIMITS:
        took = measure(limit)
        print(f"{limit.name:32}{took.add:8.2f}{took.difference:14.2f}")


def _seconds(turn: Turn, repeats: int) -> list[float]:
    # Of the processor, since others may want it too.
    return timeit.repeat(turn, timer=time.process_time, number=CALLS, repeat=repeats)


def _median(seconds: list[float]) -> float:
    return statistics.median(seconds) / CALLS * _MICROS


if __name__ == "__main__":
    main()
