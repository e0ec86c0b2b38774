"""A workflow as it runs: states, actions, fields, clocks and rungs, all resolved.

Authors write YAML; `workflow.authoring` turns it into these values. Nothing here
is optional by accident: an absent rule is an empty tuple or a null object.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from workflow.domain.durations import Duration
from workflow.domain.guards import ALWAYS, Guard
from workflow.domain.notices import Template
from workflow.domain.words import Title


class Move(StrEnum):
    """Where an action leads when it names no state."""

    STAY = "(stay)"
    """The case remains where it is; its clocks run on."""
    BACK = "back"
    """The case returns to the state that it came from, whose stage limit continues."""


class Standing(StrEnum):
    """Who may act without a post."""

    ANYONE = "anyone"
    """Whoever asks."""
    CONCERNED = "concerned"
    """Whoever could take some action of this workflow on this case."""
    REPORTER = "reporter"
    """The person behind a report of the case."""
    SYSTEM = "system"
    """The engine itself, when time takes an action."""


class Scope(StrEnum):
    """How `POST of SCOPE` finds the unit in which the post is held."""

    OWNER = "owner"
    """The department that owns the case now."""
    FIRST_OWNER = "first_owner"
    """The department that owned it first in this cycle."""
    PLACE = "place"
    """The case's place, or the nearest one upward where the post is filled."""
    LEVEL = "level"
    """The place of a named level above the case's place."""
    KIND = "kind"
    """The nearest department of a named kind that serves the case's place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """One entry of `by` or the key of one entry of `notify`.

    Either `standing` is set, or `post` and `scope` are; `name` is the level or
    the kind of department where the scope needs one. `text` is what the author
    wrote.
    """

    text: str
    standing: Standing | None = None
    post: str = ""
    scope: Scope | None = None
    name: str = ""


class FieldType(StrEnum):
    """What kind of value a field takes."""

    TEXT = "text"
    INTEGER = "integer"
    DATE = "date"
    """A calendar date, YYYY-MM-DD."""
    INSTANT = "instant"
    """A moment with its offset from UTC, ISO 8601."""
    CHOICE = "choice"
    FILES = "files"
    CASE = "case"
    """The number of another case."""
    PLACE = "place"
    CATEGORY = "category"
    CONDITION = "condition"
    DEPARTMENT = "department"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Something that an action asks for.

    `low` and `high` bound an integer; `high` also bounds the length of a text in
    characters and the number of files. `accept` lists kinds of files (image,
    pdf). `contact` says what a report's value is for: the reporter's name, or the
    address in the channel of that name.
    """

    name: str
    title: Title
    type: FieldType
    of: Mapping[str, Title] = field(default_factory=dict)
    low: int | None = None
    high: int | None = None
    accept: tuple[str, ...] = ()
    personal: bool = False
    staff_only: bool = False
    per_step: bool = False
    contact: str = ""


class TermKind(StrEnum):
    """One way to say how long."""

    DURATION = "duration"
    CONDITION = "condition.limit"
    """The limit that the catalogue gives the case's condition."""
    SHARE = "share"
    """A share of another clock's limit."""
    UNTIL = "until"
    """The instant or the end of the date in a field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One alternative of a limit; of several the earliest instant counts."""

    kind: TermKind
    text: str
    duration: Duration | None = None
    percent: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitCase:
    """The terms that hold when a guard does."""

    terms: tuple[Term, ...]
    when: Guard = ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How long something may take: the first case whose guard holds."""

    cases: tuple[LimitCase, ...] = ()


NO_LIMIT = Limit()


class Point(StrEnum):
    """Where on a clock a rung stands."""

    SHARE = "share"
    """When this share of the limit is used, in percent; above 100 is after it."""
    BEFORE = "before"
    DUE = "due"
    OVERDUE = "overdue"
    """The first instant strictly after the due instant."""
    AFTER = "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """The instant of a rung, relative to its clock's limit."""

    point: Point
    text: str
    percent: int = 0
    duration: Duration | None = None


class AfterOutage(StrEnum):
    """What happens to occurrences of a rung that nobody fired in time."""

    EACH = "each"
    """Every one fires, in order."""
    LATEST = "latest"
    """Only the last one fires; the earlier ones are counted as passed over."""
    RESUME = "resume"
    """One fires, and the next ones are counted from now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notify:
    """Whom to tell, with which template."""

    who: Who
    template: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Automatic:
    """An action that the engine takes, with the values that it gives."""

    action: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One step of an escalation: when it fires, how often, and what it does."""

    name: str
    trigger: Trigger
    every: Duration | None = None
    times: int = 1
    raises: str = ""
    take: Automatic | None = None
    notify: tuple[Notify, ...] = ()
    after_outage: AfterOutage = AfterOutage.EACH


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRule:
    """A limit that spans states, such as the promise to the reporter."""

    name: str
    title: Title
    limit: Limit
    starts_in: str
    paused_in: frozenset[str] = frozenset()
    per_owner: bool = False
    rungs: tuple[Rung, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something that somebody may do to a case in one state."""

    name: str
    title: Title
    to: str = Move.STAY
    by: tuple[Who, ...] = ()
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    not_by: tuple[str, ...] = ()
    back: bool = False
    after_return: bool = True
    when: Guard = ALWAYS
    within: Duration | None = None
    new_cycle: bool = False
    notify: tuple[Notify, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A station on the way of a case: who may do what, by when, what by itself."""

    name: str
    title: Title
    stage: str
    actions: Mapping[str, Action]
    limit: Limit = NO_LIMIT
    rungs: tuple[Rung, ...] = ()
    time_is_up: Automatic | None = None
    assigns: bool = False
    when_assigned: str = ""
    final: str = ""

    @property
    def is_final(self) -> bool:
        """Whether a case in this state has ended."""
        return bool(self.final)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRule:
    """Who may report, and what a report must and may say."""

    by: tuple[Who, ...]
    needs: tuple[str, ...]
    may: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A published workflow with everything that it names.

    `digest` is the SHA-256 of its canonical form, in hexadecimal; a case is
    pinned to it for life.
    """

    digest: str
    name: str
    title: Title
    calendar: str
    stages: Mapping[str, Title]
    start: str
    report: ReportRule
    fields: Mapping[str, Field]
    marks: Mapping[str, Title]
    clocks: Mapping[str, ClockRule]
    states: Mapping[str, State]
    templates: Mapping[str, Template]

    def state(self, name: str) -> State:
        """The state of this name; cases are only ever in declared states."""
        return self.states[name]
