"""A case and its clocks, as values. What the store keeps is a cache of history."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any, TypeVar

from workflow.domain.answer import Answer
from workflow.domain.dispute import Dispute
from workflow.domain.joint import Joint
from workflow.domain.priority import Priority
from workflow.domain.worktime import Measure

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]
"""What a fact or an effect may be: the JSON values, without fractions."""

_DAY = 1_000_000
"""Case numbers of one day: a date followed by six digits."""


def case_number(year_month_day: int, sequence: int) -> int:
    """The number of the n-th case of a day, such as 20260609 and 17.

    The date leads, so that the months of the cases are ranges of their numbers,
    by which a database can be partitioned.
    """
    if not 0 < sequence < _DAY:
        raise ValueError(f"A day has room for {_DAY - 1} cases, not {sequence}.")
    return year_month_day * _DAY + sequence


def number_text(number: int) -> str:
    """The number as people read it: 20260609-000017."""
    return f"{number // _DAY:08d}-{number % _DAY:06d}"


def read_number(text: str) -> int | None:
    """The number that a person wrote, with or without its hyphen, or None."""
    digits = text.strip().replace("-", "")
    full = 14
    if len(digits) != full or not digits.isascii() or not digits.isdigit():
        return None
    # Nothing is ever numbered 0 on its day, and no case has the number 0.
    return int(digits) if int(digits) % _DAY else None


class Outcome(StrEnum):
    """How a clock stands; the last two are final for its cycle."""

    RUNNING = "running"
    PAUSED = "paused"
    ON_TIME = "on_time"
    """Stopped at or before the due instant."""
    LATE = "late"
    """Stopped after the due instant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """How often a rung fired or was passed over, and where its repeats count from.

    One that is `armed` waits again, because its clock was given more time.
    """

    count: int
    anchor: datetime
    armed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One running time limit of a case.

    `name` is `promise`, `department` or another rule's name, or `stage`;
    `subject` is the owner or the state that it belongs to, or nothing. `budget`
    and `consumed` are microseconds in `measure`. While the clock runs, `due_at`
    is the instant at which the budget is used up and `next_at` that of the next
    rung; while it is paused `next_at` is None, and so is `due_at` unless it had
    passed before. `source` says where the limit came from, `limit` how it reads.

    `extended` is the part of the budget that was granted on top of the limit; of the
    clock of an application it is less than nothing where that ends earlier, with what
    it would extend.
    `carried` is what an owner had used before the case last came to it. A clock that is
    `held` was paused by an action. One that is `exempt` may be late and is not
    counted as such; that it is late remains.
    """

    name: str
    subject: str
    cycle: int
    calendar: str
    measure: Measure
    budget: int
    consumed: int
    outcome: Outcome
    started_at: datetime
    running_since: datetime | None
    due_at: datetime | None
    stopped_at: datetime | None
    source: str
    limit: str
    provisional: bool = False
    fired: Mapping[str, Fired] = field(default_factory=dict)
    next_rung: str = ""
    next_at: datetime | None = None
    extended: int = 0
    carried: int = 0
    held: bool = False
    exempt: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """Name and subject: one clock of a case, over all its cycles."""
        return (self.name, self.subject)

    @property
    def label(self) -> str:
        """`promise`, `department:water` or `stage:assigned`."""
        return f"{self.name}:{self.subject}" if self.subject else self.name

    @property
    def has_ended(self) -> bool:
        """Whether the verdict of this cycle is final."""
        return self.outcome in (Outcome.ON_TIME, Outcome.LATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """That somebody applied for an action which somebody else must approve.

    `number` counts the applications of the case. `values` are those of the step, as
    history keeps them. `agreed` are the people who have agreed so far, `desk` is the
    post and unit of whoever decides next, such as `section_head@command_centre`.
    `closed_at` is None while it is pending; `due_at` is None if it has no limit.
    """

    number: int
    action: str
    approval: str
    state: str
    asker: str
    asked_at: datetime
    values: Mapping[str, Json]
    desk: str
    due_at: datetime | None
    status: Answer
    agreed: tuple[str, ...] = ()
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Which responsibility rule chose the owner, and which it shadowed."""

    lead: str
    assisting: tuple[str, ...]
    rule: str
    source: str
    shadowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One issue on its way from report to close.

    `version` is the number of its last history entry and `head` that entry's
    hash. `taken` says who took which action in this cycle; `returned_by` which
    departments passed it back in it. `desk` is the post and unit expected to act
    next, such as `coordinator@water`. `asked` counts the applications of the case,
    `applied` those of this cycle and `granted` those that were granted in it, both by
    approval; `pending` are those that nobody has decided, by action.

    `dispute` is the last of its `disputes`, open or settled; `grounds` says which
    department disputed it on which ground (`water:claim_conflict`), `ruled` names the
    departments that rulings on this case made its owner.

    `joint` is the last joint work of the case, going on or over, and `joints` counts
    how often it came to that. The case of a member has the number of its `parent`, and
    the parent's facts as they were when it was opened.
    """

    number: int
    version: int
    head: str
    definition: str
    workflow: str
    state: str
    place: str
    opened_at: datetime
    entered_at: datetime
    changed_at: datetime
    channel: str
    previous: str = ""
    final: str = ""
    owner: str = ""
    first_owner: str = ""
    category: str = ""
    condition: str = ""
    desk: str = ""
    cycle: int = 1
    returns: int = 0
    returned: bool = False
    returned_by: tuple[str, ...] = ()
    original: int = 0
    reports: tuple[str, ...] = ()
    assignment: Assignment | None = None
    facts: Mapping[str, Json] = field(default_factory=dict)
    priority: Priority = Priority.NORMAL
    marks: tuple[str, ...] = ()
    taken: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    entries: Mapping[str, int] = field(default_factory=dict)
    clocks: Mapping[tuple[str, str], Clock] = field(default_factory=dict)
    asked: int = 0
    applied: Mapping[str, int] = field(default_factory=dict)
    granted: Mapping[str, int] = field(default_factory=dict)
    pending: Mapping[str, Application] = field(default_factory=dict)
    dispute: Dispute | None = None
    disputes: int = 0
    grounds: tuple[str, ...] = ()
    ruled: tuple[str, ...] = ()
    joint: Joint | None = None
    joints: int = 0
    parent: int = 0
    inherited: Mapping[str, Json] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Whether the case has not reached a final state."""
        return not self.final

    @property
    def next_at(self) -> datetime | None:
        """When time will next do something to the case by itself."""
        waits = [c.next_at for c in self.clocks.values() if c.next_at is not None]
        return min(waits) if waits else None


_Value = TypeVar("_Value", Case, Clock)


def revised(value: _Value, **changes: Any) -> _Value:  # noqa: ANN401 - the values of fields
    """The same case or clock with these values in place of its own.

    It is `dataclasses.replace` in a third of the time, for values that check nothing
    when they are made; a step makes a dozen of them.

    Raises:
        KeyError: there is no such field.
    """
    kind = type(value)
    read, slots = _SLOTS[kind]
    made = object.__new__(kind)
    for put, kept in zip(slots.values(), read(value), strict=True):
        put(made, kept)
    for name, new in changes.items():
        slots[name](made, new)
    return made


def _slots(kind: type[Case | Clock]) -> tuple[Any, dict[str, Any]]:
    """What reads all fields of a class with slots at once, and what fills each."""
    names = [each.name for each in fields(kind)]
    return attrgetter(*names), {name: getattr(kind, name).__set__ for name in names}


_SLOTS: Mapping[type[Any], tuple[Any, dict[str, Any]]] = {
    Case: _slots(Case),
    Clock: _slots(Clock),
}


def check_aware(instant: datetime) -> datetime:
    """The same instant in UTC.

    Raises:
        ValueError: it carries no offset, so it names no instant.
    """
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no time zone.")
    return instant if instant.tzinfo is UTC else instant.astimezone(UTC)
