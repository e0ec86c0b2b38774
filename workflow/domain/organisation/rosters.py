"""Duty rosters: a post that several people hold in turns, and whose turn it is."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

_DAYS_OF_A_WEEK = 7


class Turns(StrEnum):
    """How long somebody is on duty before the next one is."""

    DAILY = "daily"
    WEEKLY = "weekly"
    """Seven days, from the weekday on which the roster begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Who of those that hold a post in a unit is on duty when.

    `order` are keys of people, who take turns from `since` on, the first one first;
    `swaps` names somebody else of them for single days. The period from `since` to
    `until` includes both.
    """

    post: str
    unit: str
    turns: Turns
    since: date
    order: tuple[str, ...]
    until: date | None = None
    swaps: Mapping[date, str] = field(default_factory=dict, hash=False)

    def covers(self, on: date) -> bool:
        """Whether the roster says anything about this date."""
        return self.since <= on and (self.until is None or on <= self.until)

    def turn(self, on: date) -> int:
        """The position in the order of whoever's turn it is, swaps aside."""
        days = (on - self.since).days
        length = _DAYS_OF_A_WEEK if self.turns is Turns.WEEKLY else 1
        return days // length % len(self.order)


class DutyBy(StrEnum):
    """Why somebody is on duty."""

    TURN = "turn"
    """It is their turn."""
    SWAP = "swap"
    """The day was given to them."""
    SUBSTITUTE = "substitute"
    """Somebody of the roster is away, and they stand in."""
    NEXT = "next"
    """Whoever should be is away without a substitute, and they follow in the order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Who is on duty on one day, and whose day it is by the roster.

    `person` is empty, and `by` None, when everybody is away.
    """

    planned: str
    person: str = ""
    by: DutyBy | None = None


Serves = Callable[[str], bool]
"""Whether somebody of the roster holds the post that day and is not away."""
StandsIn = Callable[[str], str]
"""Who stands in for somebody of the roster that day, or nobody: the empty text."""


def duty_on(roster: Roster, on: date, serves: Serves, stands_in: StandsIn) -> Duty:
    """Who is on duty on a day that the roster covers.

    Whoever's day it is, else their substitute, else the next in the order who is
    there, else the first substitute of those.
    """
    if not roster.order:
        return Duty(planned="")
    planned = roster.swaps.get(on, roster.order[roster.turn(on)])
    found = (
        Duty(planned=planned, person=person, by=by)
        for person, by in _candidates(roster, planned, on, serves, stands_in)
        if person
    )
    return next(found, Duty(planned=planned))


def _candidates(
    roster: Roster, planned: str, on: date, serves: Serves, stands_in: StandsIn
) -> Iterator[tuple[str, DutyBy]]:
    """Who may be on duty, the first one first; an empty text is nobody."""
    if serves(planned):
        yield planned, DutyBy.SWAP if on in roster.swaps else DutyBy.TURN
    yield stands_in(planned), DutyBy.SUBSTITUTE
    others = _following(roster, planned, on)
    yield from ((each, DutyBy.NEXT) for each in others if serves(each))
    yield from ((stands_in(each), DutyBy.SUBSTITUTE) for each in others)


def _following(roster: Roster, planned: str, on: date) -> tuple[str, ...]:
    """The others in the order, the next one first."""
    order = roster.order
    at = order.index(planned) if on in roster.swaps else roster.turn(on)
    following = dict.fromkeys((*order[at + 1 :], *order[:at]))
    return tuple(each for each in following if each != planned)
