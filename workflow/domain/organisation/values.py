"""The parts of an organisation: places, departments, posts, people, holdings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from workflow.domain.words import Title


class Level(StrEnum):
    """How far down in the tree a place stands, from the city to the building."""

    CITY = "city"
    DISTRICT = "district"
    """A district, or a county or town of the same rank."""
    STREET = "street"
    """A street (街道), or a town or township of the same rank."""
    COMMUNITY = "community"
    """A residents' community or a village."""
    GRID = "grid"
    """What one grid member looks after."""
    BUILDING = "building"

    @property
    def parents(self) -> tuple["Level", ...]:
        """The levels that a place of this level may stand directly below.

        Only a street has a choice, because some cities have no districts. A grid
        belongs to a community, never directly to a street (DB6101/T 3185-2024).
        """
        return _PARENTS[self]


_PARENTS: Mapping[Level, tuple[Level, ...]] = {
    Level.CITY: (),
    Level.DISTRICT: (Level.CITY,),
    Level.STREET: (Level.DISTRICT, Level.CITY),
    Level.COMMUNITY: (Level.STREET,),
    Level.GRID: (Level.COMMUNITY,),
    Level.BUILDING: (Level.GRID,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A node of the place tree; `parent` is the code of the place above it."""

    code: str
    title: Title
    level: Level
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A unit that can own a case.

    `serves` is the code of the place for which it is responsible, with everything
    below it. From `closed_on` on it gets no new case.
    """

    key: str
    title: Title
    kind: str
    serves: str
    parent: str | None = None
    closed_on: date | None = None

    def is_open(self, on: date | None) -> bool:
        """Whether it takes cases on this date, or, without a date, for ever."""
        if self.closed_on is None:
            return True
        return on is not None and on < self.closed_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A role that people hold in a department or at a place."""

    key: str
    title: Title


class Power(StrEnum):
    """What only the holders of certain posts may do to the whole installation."""

    DISMISS = "dismiss"
    """Close an incident without what had failed."""
    IMPORT = "import"
    """Take over reference data, such as a calendar."""
    PUBLISH = "publish"
    """Put a workflow into effect."""
    MIGRATE = "migrate"
    """Move cases to another workflow or district."""
    SETTLE = "settle"
    """Make or retire a precedent without a dispute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who holds posts.

    `addresses` maps a channel, such as `smtp`, to the address in it. `away` lists
    absences as (first day, last day).
    """

    key: str
    name: str
    language: str
    addresses: Mapping[str, str] = field(default_factory=dict)
    away: tuple[tuple[date, date], ...] = ()

    def is_away(self, on: date) -> bool:
        """Whether the person is absent on this date."""
        return any(first <= on <= last for first, last in self.away)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """That a person holds a post in a unit, from `since` to `until`, both included.

    `unit` is the key of a department or the code of a place. While the person is
    away, `substitute`, another person's key, stands in.
    """

    person: str
    post: str
    unit: str
    since: date
    until: date | None = None
    substitute: str | None = None

    def covers(self, on: date) -> bool:
        """Whether the post is held on this date."""
        return self.since <= on and (self.until is None or on <= self.until)
