"""What happens in the city on a day: issues, where, when, and how they will go."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from workflow.domain.catalogue import CategoryKind
from workflow.domain.city import City
from workflow.domain.organisation import Level

_CHANNELS = ("grid member", "hotline", "app", "page")
_BY_HOUR = (1, 1, 2, 1, 1, 2, 4, 9, 14, 15, 13, 10, 8, 11, 13, 12, 10, 9, 7, 5, 4, 3, 2)
"""How busy each hour from midnight is, against the others."""

_OFTEN = 6
_SMALL_PLACES = (Level.GRID, Level.COMMUNITY, Level.BUILDING)
_REPORTERS = ("王女士", "李先生", "张师傅", "刘阿姨", "匿名")
_REPEATED = 0.05
_WORDS = (
    "路过时发现，已拍照。",
    "居民多次反映，请尽快处理。",
    "影响通行，夜间看不清。",
    "已持续两天，周边商户有意见。",
    "孩子上学必经之路，比较危险。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One issue to be reported, and the temper with which it will be handled.

    `filed` issues are reported with their category, by members who know the
    catalogue. `pace` is the share of its limit that the department will use;
    `temper` is a number below 1 by which the people on its way decide. One that
    `repeats` tells the same as the report before it.
    """

    at: datetime
    place: str
    category: str
    condition: str
    channel: str
    filed: bool
    description: str
    reporter: str
    pace: float
    temper: float
    repeats: bool = False


def issues(
    city: City, midnight: datetime, count: int, chance: Random
) -> Iterator[Issue]:
    """The issues of a day in the order in which they are reported."""
    conditions = _conditions(city)
    places, weights = _places(city)
    instants = sorted(_instant(midnight, chance) for _ in range(count))
    earlier: Issue | None = None
    for at in instants:
        if earlier is not None and chance.random() < _REPEATED:
            reporter = chance.choice(_REPORTERS)
            yield replace(earlier, at=at, reporter=reporter, filed=False, repeats=True)
            earlier = None
            continue
        category, condition = chance.choice(conditions)
        channel = chance.choice(_CHANNELS)
        earlier = Issue(
            at=at,
            place=chance.choices(places, weights)[0],
            category=category,
            condition=condition,
            channel=channel,
            filed=channel == _CHANNELS[0],
            description=chance.choice(_WORDS),
            reporter=chance.choice(_REPORTERS),
            pace=chance.lognormvariate(-0.75, 0.65),
            temper=chance.random(),
        )
        yield earlier


def _conditions(city: City) -> list[tuple[str, str]]:
    """Every condition; events, which happen daily, stand there several times."""
    found: list[tuple[str, str]] = []
    for code, category in city.catalogue.categories.items():
        times = _OFTEN if category.kind is CategoryKind.EVENT else 1
        for number in category.conditions:
            found += [(code, number)] * times
    return found


def _places(city: City) -> tuple[list[str], list[int]]:
    """Streets and what lies below; grids and buildings draw more reports."""
    levels = (Level.STREET, *_SMALL_PLACES)
    places = [p for p in city.organisation.places.values() if p.level in levels]
    weights = [12 if place.level in _SMALL_PLACES else 1 for place in places]
    return [place.code for place in places], weights


def _instant(midnight: datetime, chance: Random) -> datetime:
    hour = chance.choices(range(len(_BY_HOUR)), _BY_HOUR)[0]
    return midnight + timedelta(hours=hour, seconds=chance.randrange(3600))
