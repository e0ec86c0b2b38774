"""Through whose hands a case went, and how often it came back to the same ones.

The events of a case are put in order by time; equal times keep the order in which they
were told. Events that name nobody are left out, and neighbours that name the same
group are one. What remains is the route s of the case:

- hand-overs: the length of the route less one, never below none;
- A-B-A: a place i with s[i] == s[i-2], where the case came back;
- A-B-A-B: such a place where also s[i-1] == s[i-3].
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The groups that had a case, one after the other, no two neighbours the same.

    Only what happened at `since` or behind it counts; what lies before is known so
    that a return is recognised. 1 counts everything.
    """

    case: str
    groups: tuple[str, ...]
    since: int = 1

    @property
    def counted(self) -> range:
        """The places at which the case was handed over, as far as they count."""
        return range(max(self.since, 1), len(self.groups))

    @property
    def hand_overs(self) -> int:
        """How often the case was handed over."""
        return len(self.counted)

    def came_back(self, place: int) -> bool:
        """Whether the case is at this place with whom it was two places before: A-B-A.

        Neighbours differ, so that somebody else had it in between.
        """
        return place >= _A_B_A and self.groups[place] == self.groups[place - 2]

    def went_again(self, place: int) -> bool:
        """Whether the case came back at this place and at the one before: A-B-A-B."""
        return self.came_back(place) and self.came_back(place - 1)

    @property
    def returns(self) -> tuple[int, ...]:
        """The places at which the case came back."""
        return tuple(place for place in self.counted if self.came_back(place))

    @property
    def is_repeated(self) -> bool:
        """Whether the case went to and fro twice: A-B-A-B."""
        return any(self.went_again(place) for place in self.counted)

    def between(self, place: int) -> tuple[str, str]:
        """The two between whom the case was handed over at a place, in one order."""
        first, second = sorted(self.groups[place - 1 : place + 1])
        return first, second


_A_B_A = 2
"""The first place at which a case can be back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two who hand cases to and fro: the returns between them, and in which cases."""

    between: tuple[str, str]
    returns: int
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What the routes of all cases come to.

    `returned` are the routes with an A-B-A, in the order of the cases; `longest` those
    with the most hand-overs, if there are any; `pairs` all between whom a case came
    back, those with the most returns first.
    """

    cases: int
    hand_overs: int
    returned: tuple[Route, ...]
    longest: tuple[Route, ...]
    pairs: tuple[Pair, ...]

    @property
    def repeated(self) -> tuple[Route, ...]:
        """The routes with an A-B-A-B."""
        return tuple(each for each in self.returned if each.is_repeated)

    @property
    def max_hand_overs(self) -> int:
        """The hand-overs of the case that has the most."""
        return self.longest[0].hand_overs if self.longest else 0


def collapsed(groups: Iterable[str]) -> tuple[str, ...]:
    """Groups in order without the empty ones, equal neighbours as one."""
    return tuple(group for group, _ in groupby(each for each in groups if each))


def figures(routes: Iterable[Route]) -> Figures:
    """Count over the routes of all cases; each is looked at once, in its order."""
    cases = hand_overs = most = 0
    returned: list[Route] = []
    longest: list[Route] = []
    for route in routes:
        cases += 1
        count = route.hand_overs
        hand_overs += count
        if count > most:
            most, longest = count, []
        if count and count == most:
            longest.append(route)
        if route.returns:
            returned.append(route)
    return Figures(
        cases=cases,
        hand_overs=hand_overs,
        returned=tuple(returned),
        longest=tuple(longest),
        pairs=tuple(_pairs(returned)),
    )


def _pairs(returned: Iterable[Route]) -> Iterator[Pair]:
    found: dict[tuple[str, str], list[str]] = {}
    for route in returned:
        for place in route.returns:
            found.setdefault(route.between(place), []).append(route.case)
    pairs = (
        Pair(between=between, returns=len(cases), cases=tuple(dict.fromkeys(cases)))
        for between, cases in found.items()
    )
    yield from sorted(
        pairs, key=lambda each: (-each.returns, -len(each.cases), each.between)
    )
