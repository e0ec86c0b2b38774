"""Which rules speak about a category at a place, and which of them wins."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workflow.domain.catalogue import (
    Lead,
    Preference,
    Responsibilities,
    Responsibility,
    RuleSource,
)
from workflow.domain.organisation import Organisation

Rank = tuple[int, ...]
"""How a rule stands by each preference in turn; the greater wins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What somebody has to answer for: a category, a condition, a place, a date.

    Without a condition only rules about all conditions speak of it.
    """

    category: str
    condition: str
    place: str
    on: date


def applying(
    matter: Matter, responsibilities: Responsibilities, organisation: Organisation
) -> list[Responsibility]:
    """Every rule that speaks about the matter, in the order of the list.

    None speaks about a place that is not, or no longer, in the city.
    """
    if matter.place not in organisation.places:
        return []
    path = organisation.path(matter.place)
    return [
        rule
        for rule in responsibilities.of(matter.category)
        if rule.place in (path[:1] if rule.exact else path)
        and rule.condition in (None, matter.condition)
        and rule.covers(matter.on)
    ]


def ranked(
    rules: Iterable[Responsibility],
    place: str,
    prefer: tuple[Preference, ...],
    organisation: Organisation,
) -> list[tuple[Rank, Responsibility]]:
    """Rules that speak about a place with their ranks, the one that wins first.

    Rules that stand level follow by their keys, so that the order of the list says
    nothing.
    """
    path = organisation.path(place)
    found = [(rank(rule, path, prefer), rule) for rule in rules]
    found.sort(key=lambda each: each[1].key)
    found.sort(key=lambda each: each[0], reverse=True)
    return found


def winner(found: list[tuple[Rank, Responsibility]]) -> Responsibility | None:
    """The first of ranked rules, or None where there is none.

    None as well where others stand level with it and name another lead.
    """
    level = [rule for each, rule in found if each == found[0][0]]
    leads = {rule.lead for rule in level}
    return level[0] if len(leads) == 1 else None


def told_apart(one: Rank, other: Rank) -> int | None:
    """The place of the first preference by which two ranks differ, or None."""
    pairs = enumerate(zip(one, other, strict=True))
    return next((place for place, (a, b) in pairs if a != b), None)


def rank(
    rule: Responsibility, path: tuple[str, ...], prefer: tuple[Preference, ...]
) -> Rank:
    """How a rule stands for a place whose path upward is this one."""
    return tuple(_score(preference, rule, path) for preference in prefer)


def open_department(
    lead: Lead, place: str, on: date, organisation: Organisation
) -> str:
    """The open department that a rule names, or the nearest of the kind it names.

    Nothing where there is none: a rule may outlive its department.
    """
    if lead.department:
        named = organisation.departments.get(lead.department)
        return named.key if named and named.is_open(on) else ""
    found = organisation.nearest(lead.kind, place, on)
    return found.key if found else ""


def _score(preference: Preference, rule: Responsibility, path: tuple[str, ...]) -> int:
    match preference:
        case Preference.NARROWER_PLACE:
            # A rule about exactly this place is narrower than one that reaches below.
            return int(rule.exact) - path.index(rule.place)
        case Preference.CONDITION:
            return int(rule.condition is not None)
        case Preference.RULING:
            return int(rule.source is RuleSource.RULING)
        case _:
            return rule.made_on.toordinal()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A rule that speaks about a matter, beside the one that stands first.

    `lead` is the open department that it names, or nothing. `steps` are the
    preferences as far as they were asked: whether this rule is level in each, and the
    last one may have put it behind. Where another lead is level, nobody wins.
    """

    rule: Responsibility
    lead: str
    wins: bool
    steps: tuple[tuple[Preference, bool], ...] = ()

    @property
    def level(self) -> bool:
        """Whether it stands level with the first rule."""
        return not self.wins and all(level for _, level in self.steps)

    @property
    def behind_by(self) -> Preference | None:
        """The preference by which it ranks behind the first rule."""
        return None if self.wins or self.level else self.steps[-1][0]


def standings(
    matter: Matter, responsibilities: Responsibilities, organisation: Organisation
) -> list[Standing]:
    """Every rule that speaks about a matter, the first in rank first.

    A rule wins unless one that names another lead stands level with it.
    """
    rules = applying(matter, responsibilities, organisation)
    if not rules:
        return []
    prefer = responsibilities.prefer
    found = ranked(rules, matter.place, prefer, organisation)
    first, wins = found[0][0], winner(found) is not None
    return [
        Standing(
            rule=rule,
            lead=open_department(rule.lead, matter.place, matter.on, organisation),
            wins=wins and not place,
            steps=() if not place and wins else _asked(first, each, prefer),
        )
        for place, (each, rule) in enumerate(found)
    ]


def _asked(
    first: Rank, other: Rank, prefer: tuple[Preference, ...]
) -> tuple[tuple[Preference, bool], ...]:
    apart = told_apart(first, other)
    asked = prefer if apart is None else prefer[: apart + 1]
    return tuple((each, place != apart) for place, each in enumerate(asked))
