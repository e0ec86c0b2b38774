"""How long business-time arithmetic takes: `python -m benchmarks.worktime`."""

import statistics
import timeit
from datetime import UTC, date, datetime

from workflow.domain.durations import MICROS_PER_HOUR
from workflow.domain.worktime import Budget, Calendar, CalendarRules, Measure, Season

CALLS = 20_000
REPEATS = 9
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
START = datetime(2026, 3, 2, 1, 17, 42, tzinfo=UTC)
# In working hours: one, those of a five-day week, and those of about a year.
LIMITS = {"an hour": 1, "a week": 40, "a year": 1960}


def main() -> None:
    """Print the median time of one addition and of one difference, per limit."""
    calendar = Calendar(RULES)
    print(f"{'limit':10}{'add':>12}{'difference':>14}   microseconds per call")
    for name, hours in LIMITS.items():
        budget = Budget(measure=Measure.WORKING, micros=hours * MICROS_PER_HOUR)
        end = calendar.add(START, budget)
        add = timeit.repeat(
            "calendar.add(START, budget)",
            globals={"calendar": calendar, "START": START, "budget": budget},
            number=CALLS,
            repeat=REPEATS,
        )
        difference = timeit.repeat(
            "calendar.elapsed(START, end, measure)",
            globals={
                "calendar": calendar,
                "START": START,
                "end": end,
                "measure": budget.measure,
            },
            number=CALLS,
            repeat=REPEATS,
        )
        print(f"{name:10}{_median(add):12.2f}{_median(difference):14.2f}")


def _median(seconds: list[float]) -> float:
    return statistics.median(seconds) / CALLS * 1_000_000


if __name__ == "__main__":
    main()
