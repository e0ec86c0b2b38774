"""What spans come to for each unit, by the wall clock and in working time."""

from collections.abc import Iterable
from dataclasses import dataclass

from workflow.domain.ledger.spans import Role, Span
from workflow.domain.worktime import Calendar, Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """What one unit is charged with in one role, in microseconds.

    `wall` counts every hour, `working` those in which the city works. Of `wall`,
    `provisional` may yet go to another unit.
    """

    unit: str
    role: Role
    wall: int = 0
    working: int = 0
    provisional: int = 0

    def plus(self, other: "Portion") -> "Portion":
        """Both together, for the unit and the role of the first."""
        return Portion(
            unit=self.unit,
            role=self.role,
            wall=self.wall + other.wall,
            working=self.working + other.working,
            provisional=self.provisional + other.provisional,
        )


def portions(spans: Iterable[Span], calendar: Calendar) -> tuple[Portion, ...]:
    """What each unit is charged with in each role, in the order in which they come."""
    found: dict[tuple[str, Role], Portion] = {}
    for span in spans:
        more = Portion(
            unit=span.unit,
            role=span.role,
            wall=span.micros,
            working=calendar.elapsed(span.start, span.end, Measure.WORKING),
            provisional=span.micros if span.provisional else 0,
        )
        key = (span.unit, span.role)
        found[key] = found[key].plus(more) if key in found else more
    return tuple(found.values())
