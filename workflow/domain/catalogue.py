"""What a city registers, by when it must be solved, and who answers for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
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
    entry or of the ruling, by which the newest is told. One that is `exact` speaks
    of the place itself and of nothing below it.
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
    exact: bool = False

    def covers(self, on: date) -> bool:
        """Whether the rule is in force on this date."""
        return self.since <= on and (self.until is None or on <= self.until)


class RulingScope(StrEnum):
    """How far a ruling reaches beyond the case in which it was made."""

    CASE = "case"
    """This case alone; nothing is remembered."""
    PLACE = "place"
    """This category at exactly this place."""
    BELOW = "below"
    """This category at the place and everywhere below it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedent:
    """A ruling that the next such case follows: a responsibility made by a judge.

    `condition` is empty where it speaks of all. `case` and `dispute` say where it was
    made, and are 0 where somebody with the power to do so made it by hand; `ruled_by`
    is that person or the judge. It is in force from `made_on`, the local day, to
    `expires`, both included, unless it is retired before.

    Raises:
        ValueError: the scope is one case, of which no precedent comes.
    """

    number: int
    category: str
    condition: str
    place: str
    scope: RulingScope
    lead: Lead
    assisting: tuple[Lead, ...]
    reason: str
    basis: str
    case: int
    dispute: int
    ruled_by: str
    made_at: datetime
    made_on: date
    expires: date | None = None
    review_on: date | None = None
    retired_at: datetime | None = None
    retired_by: str = ""
    retired_reason: str = ""

    def __post_init__(self) -> None:
        if self.scope is RulingScope.CASE:
            raise ValueError("A ruling on one case alone makes no precedent.")

    @property
    def key(self) -> str:
        """The key of its rule, by which cases remember it: `precedent-12`."""
        return f"{_PRECEDENT}{self.number}"

    @property
    def is_retired(self) -> bool:
        """Whether somebody took it out of force."""
        return self.retired_at is not None

    @property
    def subject(self) -> tuple[str, str, str, RulingScope]:
        """What it speaks of, by which a precedent and its successors are told."""
        return (self.category, self.condition, self.place, self.scope)

    @property
    def rule(self) -> Responsibility:
        """The responsibility that it amounts to."""
        return Responsibility(
            key=self.key,
            category=self.category,
            condition=self.condition or None,
            place=self.place,
            lead=self.lead,
            assisting=self.assisting,
            basis=self.basis,
            since=self.made_on,
            until=self.expires,
            source=RuleSource.RULING,
            made_on=self.made_on,
            exact=self.scope is RulingScope.PLACE,
        )

    @property
    def next_look(self) -> date:
        """When it ends or is to be reviewed, the earlier; if ever."""
        days = [day for day in (self.expires, self.review_on) if day is not None]
        return min(days, default=date.max)

    def stands(self, on: date) -> bool:
        """Whether cases follow it on this date."""
        return not self.is_retired and self.rule.covers(on)


_PRECEDENT = "precedent-"


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
    """The responsibility list with its precedents; `prefer` orders what competes.

    `rules` are those of the list. `precedents` are all that were ever made, so that
    old cases can tell which they followed; those retired make no rule.
    """

    prefer: tuple[Preference, ...]
    rules: tuple[Responsibility, ...]
    precedents: tuple[Precedent, ...] = ()
    _by_category: Mapping[str, tuple[Responsibility, ...]] = field(
        init=False, repr=False, compare=False
    )
    _by_key: Mapping[str, Precedent] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found: dict[str, list[Responsibility]] = {}
        for rule in self.every:
            found.setdefault(rule.category, []).append(rule)
        by_category = {category: tuple(rules) for category, rules in found.items()}
        object.__setattr__(self, "_by_category", by_category)
        by_key = {each.key: each for each in self.precedents}
        object.__setattr__(self, "_by_key", by_key)

    @property
    def every(self) -> tuple[Responsibility, ...]:
        """Every rule that can win: the list, then the precedents not retired."""
        made = (each.rule for each in self.precedents if not each.is_retired)
        return (*self.rules, *made)

    def of(self, category: str) -> tuple[Responsibility, ...]:
        """Every rule about a category, in the order of the list; empty if none is."""
        return self._by_category.get(category, ())

    def precedent(self, key: str) -> Precedent | None:
        """The precedent whose rule has this key, in force or not, or None."""
        return self._by_key.get(key)
