"""The joint meeting as values: its rule, its agenda, and what it resolved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from workflow.domain.durations import Duration
from workflow.domain.organisation import Organisation
from workflow.domain.words import Title

_DAYS_OF_WEEK = 7


class Cadence(StrEnum):
    """How often a meeting is held."""

    WEEKLY = "weekly"
    """In every week, from Monday to Sunday."""
    FIRST_WEEK = "first week"
    """In the first seven days of every month."""
    MONTHLY = "monthly"
    """In every month."""
    AT_NEED = "at need"
    """Whenever it is called."""

    @property
    def called(self) -> Title:
        """What people call it."""
        return _CADENCES[self]


_CADENCES: Mapping[Cadence, Title] = {
    Cadence.WEEKLY: Title(zh="每周一次", en="every week"),
    Cadence.FIRST_WEEK: Title(zh="每月第一周", en="in the first week of every month"),
    Cadence.MONTHLY: Title(zh="每月一次", en="every month"),
    Cadence.AT_NEED: Title(zh="按需召开", en="at need"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A post of one unit: a department's key or a place's code."""

    post: str
    unit: str

    def __str__(self) -> str:
        return f"{self.post} of {self.unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRule:
    """What a city lays down about one of its joint meetings.

    It decides on what lies at `place` or below. Members are `departments`, and every
    open department of `kinds` that serves a place there; whoever holds the post
    `represented_by` speaks for one. `limit` is the time for a task of which the
    meeting names none, by `calendar`.
    """

    name: str
    title: Title
    place: str
    cadence: Cadence
    calendar: str
    convenor: Desk
    secretary: Desk
    represented_by: str
    limit: Duration
    departments: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def members(self, organisation: Organisation, on: date) -> tuple[str, ...]:
        """The departments that are members on a date, in the order of their keys."""
        named = set(self.departments)
        return tuple(
            key
            for key, each in sorted(organisation.departments.items())
            if each.is_open(on)
            and (
                key in named
                or (
                    each.kind in self.kinds and lies_in(each.serves, self, organisation)
                )
            )
        )


def lies_in(code: str, rule: MeetingRule, organisation: Organisation) -> bool:
    """Whether a place is that of a meeting, or below it."""
    return code in organisation.places and rule.place in organisation.path(code)


def meeting_of(
    code: str, rules: Mapping[str, MeetingRule], organisation: Organisation
) -> str:
    """The meeting that decides on a place: that of the nearest place upward.

    Of several at one place it is the first by name; empty where there is none.
    """
    if code not in organisation.places:
        return ""
    at = {rule.place: name for name, rule in sorted(rules.items(), reverse=True)}
    return next((at[each] for each in organisation.path(code) if each in at), "")


def last_day(cadence: Cadence, held: date | None, today: date) -> date | None:
    """The last day of the time in which the next meeting is to be held.

    `held` is the day of the last one. None where nothing but need calls it.
    """
    if cadence is Cadence.AT_NEED:
        return None
    first, last = _window(cadence, today)
    if held is not None and held >= first:
        return _window(cadence, _after(cadence, first))[1]
    return last


def _window(cadence: Cadence, day: date) -> tuple[date, date]:
    """The first and last day of the time in which a meeting about a day lies."""
    if cadence is Cadence.WEEKLY:
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=_DAYS_OF_WEEK - 1)
    first = day.replace(day=1)
    if cadence is Cadence.FIRST_WEEK:
        return first, first + timedelta(days=_DAYS_OF_WEEK - 1)
    return first, _after(cadence, first) - timedelta(days=1)


def _after(cadence: Cadence, first: date) -> date:
    """The first day of the time after the one that begins with a day."""
    if cadence is Cadence.WEEKLY:
        return first + timedelta(days=_DAYS_OF_WEEK)
    month = first.month % 12
    return first.replace(year=first.year + (month == 0), month=month + 1)


class ItemKind(StrEnum):
    """Why something is on the agenda."""

    DISPUTE = "dispute"
    """A dispute that no level of its ladder has settled."""
    PRECEDENT = "precedent"
    """A precedent that expires soon."""
    QUARREL = "quarrel"
    """Two members that quarrelled again since the last meeting."""
    JOINT = "joint"
    """A joint operation that failed."""
    RESOLUTION = "resolution"
    """A task of an earlier meeting whose time is over."""

    @property
    def called(self) -> Title:
        """What people call it."""
        return _KINDS[self]


_KINDS: Mapping[ItemKind, Title] = {
    ItemKind.DISPUTE: Title(zh="未决权属争议", en="Unsettled dispute"),
    ItemKind.PRECEDENT: Title(zh="即将到期的裁决先例", en="Expiring precedent"),
    ItemKind.QUARREL: Title(zh="反复争执", en="Repeated quarrel"),
    ItemKind.JOINT: Title(zh="未成功的联合执法", en="Failed joint operation"),
    ItemKind.RESOLUTION: Title(zh="逾期未办结的决议", en="Overdue resolution"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of an agenda; `says` is what it is about, in both languages.

    `dispute` is the number of a dispute of its one case, and `resolution` that of an
    overdue one; both are 0 elsewhere.
    """

    number: int
    kind: ItemKind
    says: Title
    cases: tuple[int, ...] = ()
    departments: tuple[str, ...] = ()
    dispute: int = 0
    resolution: int = 0


class Resolved(StrEnum):
    """What a resolution is."""

    RULING = "ruling"
    """It settles whose a case is, and is carried out by being made."""
    TASK = "task"
    """It gives a department something to do, by an instant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What a meeting resolved on one item of its agenda.

    `text` is the task, or the reason of a ruling. `due_at` is None for a ruling.
    `done_at`, `done_by` and `note` say how it ended, once it has.
    """

    number: int
    meeting: int
    item: int
    kind: Resolved
    department: str
    text: str
    made_at: datetime
    made_by: str
    due_at: datetime | None = None
    assisting: tuple[str, ...] = ()
    case: int = 0
    done_at: datetime | None = None
    done_by: str = ""
    note: str = ""

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to carry it out."""
        return self.kind is Resolved.TASK and self.done_at is None

    def is_overdue(self, now: datetime) -> bool:
        """Whether its time was up before now, and it is not done."""
        return self.is_open and self.due_at is not None and now > self.due_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed the minutes for a member, and when."""

    department: str
    person: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One meeting as it was held; its rule and members are those of its opening.

    `drafted_at` closes it: from then on it resolves nothing, and members sign the
    minutes as they were drafted. `issued_at` ends it.
    """

    number: int
    rule: MeetingRule
    members: tuple[str, ...]
    attendees: tuple[str, ...]
    opened_at: datetime
    opened_by: str
    items: tuple[Item, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    signatures: tuple[Signature, ...] = ()
    drafted_at: datetime | None = None
    drafted_by: str = ""
    issued_at: datetime | None = None
    issued_by: str = ""

    @property
    def unsigned(self) -> tuple[str, ...]:
        """The members that have not signed the minutes."""
        signed = {each.department for each in self.signatures}
        return tuple(each for each in self.members if each not in signed)

    @property
    def stage(self) -> "Stage":
        """How far it has come."""
        if self.issued_at is not None:
            return Stage.ISSUED
        return Stage.OPEN if self.drafted_at is None else Stage.DRAFTED

    def item(self, number: int) -> Item | None:
        """The item of this number, if it is on the agenda."""
        return next((each for each in self.items if each.number == number), None)


class Stage(StrEnum):
    """How far a meeting has come."""

    OPEN = "open"
    """It sits, and may resolve."""
    DRAFTED = "drafted"
    """Its minutes are written, and wait for signatures."""
    ISSUED = "issued"
    """Every member has signed, and the minutes are out."""

    @property
    def called(self) -> Title:
        """What people call it."""
        return _STAGES[self]


_STAGES: Mapping[Stage, Title] = {
    Stage.OPEN: Title(zh="召开中", en="open"),
    Stage.DRAFTED: Title(zh="纪要待会签", en="minutes to be signed"),
    Stage.ISSUED: Title(zh="纪要已印发", en="minutes issued"),
}
