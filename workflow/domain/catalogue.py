"""What a city registers, by when it must be solved, and who answers for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from workflow.domain.durations import Duration
from workflow.domain.words import Title


class CategoryKind(StrEnum):
    """The two classes of the registration-and-closing standard."""

    COMPONENT = "component"
    """A thing that belongs to the city: a manhole cover, a lamp, a tree."""
    EVENT = "event"
    """Something that happens: litter, noise, a burst pipe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition under which a category is registered, with its own time limit.

    `number` is unique in its category. `urgent` conditions run day and night and may
    have a dispute ladder of their own; `self_handled` ones may be settled on the
    spot. `closing` says in words when the case may be closed; `source` is the key of
    the standard that it was taken from.
    """

    number: str
    title: Title
    limit: Duration
    urgent: bool
    self_handled: bool
    closing: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """An entry of the standard: `C0101`, of the group `C01`, with its conditions."""

    code: str
    title: Title
    kind: CategoryKind
    conditions: Mapping[str, Condition]

    @property
    def group(self) -> str:
        """The letter and the two digits of the main class; cities name them."""
        return self.code[:3]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All categories of a city by their codes."""

    categories: Mapping[str, Category]

    def category(self, code: str) -> Category:
        """The category of this code.

        Raises:
            KeyError: there is none.
        """
        return self.categories[code]

    def condition(self, code: str, number: str) -> Condition:
        """One condition of one category.

        Raises:
            KeyError: there is no such category, or it has no such condition.
        """
        return self.categories[code].conditions[number]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """Who takes a case: one department, or the nearest one of a kind.

    Exactly one of `department` (a key) and `kind` is given.

    Raises:
        ValueError: both are given, or neither.
    """

    department: str = ""
    kind: str = ""

    def __post_init__(self) -> None:
        if bool(self.department) is bool(self.kind):
            raise ValueError("A lead is a department or the nearest one of a kind.")

    @property
    def text(self) -> str:
        """What an author writes: `water`, or `nearest enforcement`."""
        return self.department or f"{_NEAREST}{self.kind}"


_NEAREST = "nearest "


def parse_lead(text: str) -> Lead:
    """Read `water` as a department's key and `nearest enforcement` as a kind.

    Raises:
        ValueError: one sentence that says what would be right.
    """
    words = text.split()
    match words:
        case ["nearest", kind]:
            return Lead(kind=kind)
        case [department] if department != _NEAREST.strip():
            return Lead(department=department)
        case _:
            raise ValueError(
                f'"{text}" names no department; write its key, such as "water", '
                'or "nearest" and a kind, such as "nearest enforcement".'
            )


class RuleSource(StrEnum):
    """Where a responsibility comes from."""

    LIST = "list"
    """The city's responsibility list, which rests on regulations."""
    RULING = "ruling"
    """What a judge decided in a dispute, with scope."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Responsibility:
    """Who answers for a category in a place and everything below it.

    `condition` narrows the rule to one condition; None means all. The rule holds
    from `since` to `until`, both included. `made_on` is the date of the regulation's
    entry or of the ruling, by which the newest is told.
    """

    key: str
    category: str
    condition: str | None
    place: str
    lead: Lead
    assisting: tuple[Lead, ...]
    basis: str
    since: date
    until: date | None
    source: RuleSource
    made_on: date

    def covers(self, on: date) -> bool:
        """Whether the rule is in force on this date."""
        return self.since <= on and (self.until is None or on <= self.until)


class Preference(StrEnum):
    """Which of two rules that both apply wins."""

    NARROWER_PLACE = "narrower place"
    """The rule of the place that stands further down in the tree."""
    CONDITION = "condition"
    """The rule that names the condition, before one for all conditions."""
    RULING = "ruling before list"
    """What a judge decided, before what the list says."""
    NEWEST = "newest"
    """The rule that was made last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Responsibilities:
    """The responsibility list with its rulings; `prefer` orders rules that compete."""

    prefer: tuple[Preference, ...]
    rules: tuple[Responsibility, ...]
    _by_category: Mapping[str, tuple[Responsibility, ...]] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        found: dict[str, list[Responsibility]] = {}
        for rule in self.rules:
            found.setdefault(rule.category, []).append(rule)
        by_category = {category: tuple(rules) for category, rules in found.items()}
        object.__setattr__(self, "_by_category", by_category)

    def of(self, category: str) -> tuple[Responsibility, ...]:
        """Every rule about a category, in the order of the list; empty if none is."""
        return self._by_category.get(category, ())
