"""An organisation, indexed so that every question of a step is a look-up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from workflow.domain.organisation.rosters import Duty, Roster, duty_on
from workflow.domain.organisation.values import (
    Department,
    Holding,
    Level,
    Person,
    Place,
    Post,
    Power,
)

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

_Held = Mapping[tuple[str, str], tuple[Holding, ...]]
_HeldBy = Mapping[str, tuple[Holding, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """Places, departments, posts and people by their keys, and who holds what.

    `powers` are the desks, as (post, unit), from which each may be used.

    It may be built from faulty parts; `problems` says what is wrong, and what a
    faulty part would answer is left out of the answers here.
    """

    places: Mapping[str, Place]
    departments: Mapping[str, Department] = field(default_factory=dict)
    posts: Mapping[str, Post] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    holdings: tuple[Holding, ...] = ()
    powers: Mapping[Power, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    rosters: tuple[Roster, ...] = ()
    _paths: dict[str, tuple[str, ...]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    _serving: Mapping[tuple[str, str], tuple[Department, ...]] = field(
        init=False, repr=False, compare=False
    )
    _held: _Held = field(init=False, repr=False, compare=False)
    _held_by: _HeldBy = field(init=False, repr=False, compare=False)
    _substituted_by: _HeldBy = field(init=False, repr=False, compare=False)
    _rosters: Mapping[tuple[str, str], tuple[Roster, ...]] = field(
        init=False, repr=False, compare=False
    )
    _named: Mapping[str, tuple[Person, ...]] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        ordered = sorted(self.departments.values(), key=lambda d: d.key)
        serving = (((d.kind, d.serves), d) for d in ordered)
        object.__setattr__(self, "_serving", _grouped(serving))
        held = (((h.post, h.unit), h) for h in self.holdings)
        object.__setattr__(self, "_held", _grouped(held))
        by_person = ((h.person, h) for h in self.holdings)
        object.__setattr__(self, "_held_by", _grouped(by_person))
        standing_in = ((h.substitute, h) for h in self.holdings if h.substitute)
        object.__setattr__(self, "_substituted_by", _grouped(standing_in))
        in_turns = (((r.post, r.unit), r) for r in self.rosters)
        object.__setattr__(self, "_rosters", _grouped(in_turns))
        by_name = ((p.name, p) for p in self.people.values())
        object.__setattr__(self, "_named", _grouped(by_name))

    def place(self, code: str) -> Place:
        """The place of this code.

        Raises:
            KeyError: there is none.
        """
        return self.places[code]

    def department(self, key: str) -> Department:
        """The department of this key, open or closed.

        Raises:
            KeyError: there is none.
        """
        return self.departments[key]

    def person(self, key_or_name: str) -> Person:
        """The person of this key, or of this name where only one person has it.

        Raises:
            KeyError: nobody is meant, or several people of one name could be.
        """
        known = self.people.get(key_or_name)
        if known is not None:
            return known
        named = self._named.get(key_or_name, ())
        if len(named) != 1:
            raise KeyError(key_or_name)
        return named[0]

    def path(self, code: str) -> tuple[str, ...]:
        """The codes from the place itself up to the city.

        Raises:
            KeyError: there is no such place.
        """
        known = self._paths.get(code)
        if known is None:
            # Kept per place, so never more entries than there are places; finding
            # one twice is harmless, so threads may share an organisation.
            known = self._paths[code] = self._climb(code)
        return known

    def above_all(self, keys: Iterable[str]) -> str | None:
        """The lowest department above all of these, which may be one of them.

        None where they have no superior in common, or one of them is unknown.
        """
        common: list[str] | None = None
        for key in keys:
            line = self._superiors(key)
            common = line if common is None else [k for k in common if k in line]
        return common[0] if common else None

    def _superiors(self, key: str) -> list[str]:
        """The department itself and those above it, the nearest first."""
        line: list[str] = []
        at: str | None = key
        # A circle is a problem of its own, and ends the way up here.
        while at is not None and at in self.departments and at not in line:
            line.append(at)
            at = self.departments[at].parent
        return line

    def at_level(self, code: str, level: Level) -> str | None:
        """The code of the place of this level at or above a place, if there is one."""
        if code not in self.places:
            return None
        return next((c for c in self.path(code) if self.places[c].level is level), None)

    def nearest(
        self, kind: str, place: str, on: date | None = None
    ) -> Department | None:
        """The open department of a kind that serves the place or the nearest one above.

        Without a date only departments that have no closing date count. Of several
        that serve the same place the one with the first key is meant.
        """
        if place not in self.places:
            return None
        return next(
            (
                department
                for code in self.path(place)
                for department in self._serving.get((kind, code), ())
                if department.is_open(on)
            ),
            None,
        )

    def holders(self, post: str, unit: str, on: date) -> tuple[Person, ...]:
        """The people on duty in a post: holders, and substitutes of those away.

        A holder who is away and whose substitute is missing or away too leaves the
        post without anybody on duty. Where a roster covers the date, it is one person.
        """
        duty = self.duty(post, unit, on)
        if duty is not None:
            return (self.people[duty.person],) if duty.person else ()
        held = self._held.get((post, unit), ())
        found = (self._on_duty(holding, on) for holding in held)
        return tuple({p.key: p for p in found if p is not None}.values())

    def duty(self, post: str, unit: str, on: date) -> Duty | None:
        """Who is on duty by the roster of a post, or None where none covers the date.

        The others of the roster hold the post as well, and may act.
        """
        rosters = self._rosters.get((post, unit), ())
        roster = next((each for each in rosters if each.covers(on)), None)
        if roster is None:
            return None
        held = {
            holding.person: holding
            for holding in self._held.get((post, unit), ())
            if holding.covers(on)
        }

        def serves(person: str) -> bool:
            return person in held and self._is_there(person, on)

        def stands_in(person: str) -> str:
            substitute = held[person].substitute if person in held else None
            there = substitute is not None and self._is_there(substitute, on)
            return substitute if substitute is not None and there else ""

        return duty_on(roster, on, serves, stands_in)

    def _is_there(self, person: str, on: date) -> bool:
        known = self.people.get(person)
        return known is not None and not known.is_away(on)

    def holds(self, person: str, post: str, unit: str, on: date) -> bool:
        """Whether a person may act in a post on a date.

        A holder may, also while away; a substitute may while the holder is away.
        """
        return any(
            self._may_act(person, holding, on)
            for holding in self._held.get((post, unit), ())
        )

    def has_power(self, person: str, power: Power, on: date) -> bool:
        """Whether a person may use a power on a date, by a post that it is tied to."""
        return any(
            self.holds(person, post, unit, on)
            for post, unit in self.powers.get(power, ())
        )

    def desks(self, person: str, on: date) -> frozenset[tuple[str, str]]:
        """Every (post, unit) in which `holds` is true of the person on a date."""
        holdings = (
            *self._held_by.get(person, ()),
            *self._substituted_by.get(person, ()),
        )
        return frozenset(
            (h.post, h.unit) for h in holdings if self._may_act(person, h, on)
        )

    def filled_upward(self, post: str, place: str, on: date) -> str | None:
        """The code of the nearest place, at or above, where somebody is on duty."""
        if place not in self.places:
            return None
        return next((c for c in self.path(place) if self.holders(post, c, on)), None)

    def _climb(self, code: str) -> tuple[str, ...]:
        climbed = {code: self.places[code]}
        above = climbed[code].parent
        # A parent that is unknown, or that was passed already, ends the way up.
        while above is not None and above in self.places and above not in climbed:
            climbed[above] = self.places[above]
            above = climbed[above].parent
        return tuple(climbed)

    def _on_duty(self, holding: Holding, on: date) -> Person | None:
        if not holding.covers(on):
            return None
        person = self.people.get(holding.person)
        if person is not None and person.is_away(on):
            person = self.people.get(holding.substitute or "")
        return None if person is None or person.is_away(on) else person

    def _may_act(self, person: str, holding: Holding, on: date) -> bool:
        if not holding.covers(on) or person not in self.people:
            return False
        if holding.person == person:
            return True
        holder = self.people.get(holding.person)
        return (
            holding.substitute == person and holder is not None and holder.is_away(on)
        )


def _grouped(pairs: Iterable[tuple[_Key, _Value]]) -> dict[_Key, tuple[_Value, ...]]:
    groups: dict[_Key, list[_Value]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in groups.items()}
