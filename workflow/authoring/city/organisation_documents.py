"""The documents of places, departments, posts and people, and what they build."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from workflow.authoring.city.ranges import date_range
from workflow.authoring.city.shape import Document, TitleDocument
from workflow.authoring.city.units import parse_units
from workflow.domain.organisation import Level, Place, Power, Roster, Turns
from workflow.domain.words import Title

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_LEVELS = tuple(level.value for level in Level)
_KEY = r"[a-z][a-z0-9_]{0,63}"
_DESK = re.compile(rf"{_KEY} of [a-z0-9_]+")
_PATTERN_KEY = re.compile(r"[a-z](?:[a-z0-9_]|\{[a-z]+\}){0,79}")

Key = Annotated[str, Field(pattern=f"^{_KEY}$")]
"""What departments, posts and people are called in files: small letters, digits, _."""


def _with_levels(text: str) -> str:
    return _checked(text, _LEVELS)


def _with_place(text: str) -> str:
    return _checked(text, (*_LEVELS, "place"))


def _checked(text: str, known: tuple[str, ...]) -> str:
    for name in _PLACEHOLDER.findall(text):
        if name not in known:
            raise ValueError(
                f'"{{{name}}}" stands for nothing here; write one of '
                f"{', '.join('{' + word + '}' for word in known)}."
            )
    return text


def _pattern_key(text: str) -> str:
    if _PATTERN_KEY.fullmatch(text) is None:
        raise ValueError(
            f'"{text}" is no key; write small letters, digits, _ and placeholders '
            'such as "enforcement_{district}".'
        )
    return _with_levels(text)


def _titled(title: TitleDocument) -> TitleDocument:
    _with_place(title.zh)
    _with_place(title.en)
    return title


def _units(text: str) -> str:
    parse_units(text)
    return text


def _dates(text: str) -> str:
    date_range(text)
    return text


class PlaceRow(Document):
    """One place: a row of `organisation/places.csv`."""

    code: str = Field(min_length=1)
    level: Level
    parent: str = ""
    name_zh: str = Field(min_length=1)
    name_en: str = Field(min_length=1)

    def build(self) -> Place:
        """The domain's value."""
        return Place(
            code=self.code,
            title=Title(zh=self.name_zh, en=self.name_en),
            level=self.level,
            parent=self.parent or None,
        )


class CodesDocument(Document):
    """`organisation/codes.yaml`: the lengths of grid codes that this city uses."""

    grid_digits: list[Literal["14", "15"]] = Field(min_length=1)


class PlacesDocument(Document):
    """All places of a city, each code once."""

    grid_digits: list[Literal["14", "15"]] = Field(min_length=1)
    places: list[PlaceRow]


class DepartmentDocument(Document):
    """A department: its kind, the place that it serves, and what it belongs to."""

    title: TitleDocument
    kind: Key
    serves: str
    parent: Key | None = None
    closed_on: date | None = None


class PatternDocument(Document):
    """Departments of one kind, one for each place of a level.

    In `key` and `parent`, `{district}` stands for the code of the place's district,
    and so on for every level; in the title, `{place}` stands for the place's name.
    """

    key: Annotated[str, AfterValidator(_pattern_key)]
    for_each: Level
    but: list[str] = Field(default_factory=list)
    title: Annotated[TitleDocument, AfterValidator(_titled)]
    kind: Key
    parent: Annotated[str, AfterValidator(_pattern_key)] | None = None


class DepartmentsDocument(Document):
    """`organisation/departments.yaml`."""

    departments: dict[Key, DepartmentDocument]
    patterns: list[PatternDocument] = Field(default_factory=list)


def _desk(text: str) -> str:
    if _DESK.fullmatch(text) is None:
        raise ValueError(
            f'"{text}" names no post; write it as "shift_leader of command_centre", '
            "with the key of a department or the code of a place."
        )
    return text


Desk = Annotated[str, AfterValidator(_desk)]
"""A post of one unit: `POST of UNIT`."""
Desks = list[Desk]
"""Posts of one unit each."""


class PowersDocument(Document):
    """Which posts may do what concerns the whole installation."""

    dismiss: Desks = Field(default_factory=list)
    import_: Desks = Field(default_factory=list, alias="import")
    publish: Desks = Field(default_factory=list)
    migrate: Desks = Field(default_factory=list)
    settle: Desks = Field(default_factory=list)

    def desks(self) -> dict[Power, list[tuple[str, str]]]:
        """Posts and units of each power, in the order in which they are written."""
        named = self.model_dump(by_alias=True)
        return {power: [_split(text) for text in named[power.value]] for power in Power}


def _split(text: str) -> tuple[str, str]:
    post, _, unit = text.partition(" of ")
    return post, unit


class PostsDocument(Document):
    """`organisation/posts.yaml`."""

    posts: dict[Key, TitleDocument]
    powers: PowersDocument = PowersDocument()


class HoldingDocument(Document):
    """A post that a person holds `of` one unit or of every unit of a sort."""

    post: Key
    of: Annotated[str, AfterValidator(_units)]
    but: list[str] = Field(default_factory=list)
    since: date
    until: date | None = None
    substitute: Key | None = None


class PersonDocument(Document):
    """Somebody who holds posts; `away` lists dates or ranges of dates."""

    name: str = Field(min_length=1)
    language: Literal["zh", "en"] = "zh"
    addresses: dict[Key, str] = Field(default_factory=dict)
    away: list[Annotated[str, AfterValidator(_dates)]] = Field(default_factory=list)
    holds: list[HoldingDocument] = Field(default_factory=list)


class RosterDocument(Document):
    """Who of those that hold a post `of` one unit is on duty when."""

    post: Key
    of: str
    turns: Turns
    since: date
    until: date | None = None
    order: list[Key]
    swaps: dict[date, Key] = Field(default_factory=dict)

    def build(self) -> Roster:
        """The domain's value."""
        return Roster(
            post=self.post,
            unit=self.of,
            turns=self.turns,
            since=self.since,
            until=self.until,
            order=tuple(self.order),
            swaps=dict(self.swaps),
        )


class PeopleDocument(Document):
    """`organisation/people.yaml`."""

    people: dict[Key, PersonDocument]
    rosters: list[RosterDocument] = Field(default_factory=list)


class OrganisationDocument(Document):
    """Departments, posts, powers and people of a city."""

    departments: dict[Key, DepartmentDocument]
    patterns: list[PatternDocument] = Field(default_factory=list)
    posts: dict[Key, TitleDocument]
    powers: PowersDocument = PowersDocument()
    people: dict[Key, PersonDocument]
    rosters: list[RosterDocument] = Field(default_factory=list)
