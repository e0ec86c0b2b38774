"""Fields, actions, states and clocks: the parts of a workflow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from workflow.domain.definition.disputes import Outcome
from workflow.domain.definition.joint import JointRule
from workflow.domain.definition.limits import NO_LIMIT, Limit
from workflow.domain.definition.rungs import Automatic, Notify, Rung
from workflow.domain.definition.who import Who
from workflow.domain.durations import Duration
from workflow.domain.guards import ALWAYS, Guard
from workflow.domain.words import Title


class Move(StrEnum):
    """Where an action leads when it names no state."""

    STAY = "(stay)"
    """The case remains where it is; its clocks run on."""
    BACK = "back"
    """The case returns to the state that it came from, whose stage limit continues."""


class Charged(StrEnum):
    """Whose the time in a state is, where its desk and its clocks do not tell."""

    DESK = "desk"
    """The unit of the post that is expected to act."""
    OWNER = "owner"
    """The department that owns the case, whoever is expected to act."""
    REPORTER = "reporter"
    """Whoever reported it, for whose answer the case waits."""


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
    DEPARTMENTS = "departments"
    """Several departments, each once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Something that an action asks for.

    `low` and `high` bound an integer; `high` also bounds the length of a text in
    characters and the number of files. `accept` lists kinds of files (image,
    pdf). `contact` says what a report's value is for: the reporter's name, or the
    address in the channel of that name. `within` bounds a date or an instant: it
    lies ahead, and no farther than this.
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
    within: Duration | None = None


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
    """Something that somebody may do to a case in one state.

    `only` names, of fields that are choices, the values that it takes.
    With `approval` it happens once it has been granted. The clocks in `pauses` stand
    still from then on, until an action `resumes` them or the case leaves the state.
    `over` names what does not stand against it: the open tasks of joint work.
    """

    name: str
    title: Title
    to: str = Move.STAY
    by: tuple[Who, ...] = ()
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    not_by: tuple[str, ...] = ()
    back: bool = False
    after_return: bool = True
    when: Guard = ALWAYS
    within: Duration | None = None
    new_cycle: bool = False
    notify: tuple[Notify, ...] = ()
    approval: str = ""
    pauses: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()
    over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeRule:
    """What a state says of the disputes that are settled in it.

    The first of the `ladders` whose condition holds applies. `outcomes` are the steps
    by which the case leaves the state.
    """

    ladders: tuple[str, ...]
    outcomes: Mapping[Outcome, Action]


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
    dispute: DisputeRule | None = None
    joint: JointRule | None = None
    charged: Charged | None = None  # None where the case itself tells

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
