"""What was asked, what was decided, and what of it becomes history."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from workflow.domain.blockers import Blocker
from workflow.domain.case import Application, Case, Clock, Json
from workflow.domain.catalogue import Precedent
from workflow.domain.dispute import Dispute

SYSTEM = "system"
"""The built-in actor that takes what time or a rule takes."""
REPORTER = "reporter"
"""The built-in actor behind a report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What somebody asks to do to a case.

    `fields` are texts as typed, or lists of attachment records. `expected` is the
    version that the asker saw; `key` makes a repeat of the same request harmless.
    `salt` is a random text that seals the personal values; `via` tells through
    which door and system user it came. With `asks` the action must be one that
    needs approval, so that nothing is taken by mistake.
    """

    case: int
    action: str
    actor: str
    fields: Mapping[str, Json] = field(default_factory=dict)
    expected: int | None = None
    key: str = ""
    salt: str = ""
    via: str = ""
    asks: bool = False


class EntryKind(StrEnum):
    """What an entry of history records."""

    REPORT = "report"
    STEP = "step"
    RUNG = "rung"
    ASKED = "asked"
    """Somebody applied for an action which somebody else must approve."""
    ANSWERED = "answered"
    """Whoever decides on an application, or whoever made it, has spoken."""
    JOINED = "joined"
    """Reports of another case, a duplicate, stand behind this one from now on."""
    PASSED_OVER = "passed_over"
    """A person decided that a rung which cannot fire counts as passed over."""
    TOLD_AGAIN = "told_again"
    """Whoever holds a post now is told what it missed while it was vacant."""
    OPENED = "opened"
    """Joint work opened this case for one of its members."""
    JOINT = "joint"
    """A task of joint work has ended, or its members were changed."""
    DISPUTED = "disputed"
    """Somebody has spoken in a dispute: a party, a judge, or time."""
    RECOUNTED = "recounted"
    """Clocks were counted anew, because somebody published a changed calendar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of history: the request and its effects as facts.

    `effects` holds the changed values of the case under `case`, whole clocks
    under `clocks`, applications under `applications`, and the ids of messages
    under `messages`: folding them rebuilds the case without deciding anything again.
    A ruling with scope stands whole under `precedents`.
    """

    number: int
    kind: EntryKind
    at: datetime
    actor: str
    action: str
    request: Mapping[str, Json]
    effects: Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Something to tell one person, frozen when it was decided.

    `id` is stable: case, entry and position. `recipient` is a person's key, or a
    report's id when `to_reporter`; it is empty when the post is vacant, and the
    message then waits in the list of those that cannot be sent.
    """

    id: str
    template: str
    recipient: str
    to_reporter: bool
    post: str
    language: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Firing:
    """That an occurrence of a rung fired; unique for ever."""

    clock: str
    subject: str
    cycle: int
    rung: str
    occurrence: int
    due_at: datetime
    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """A personal value, kept apart so that it can be erased; history has its digest."""

    entry: int
    field: str
    value: str
    salt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file given with an entry; its content lies under the digest."""

    entry: int
    field: str
    position: int
    digest: str
    media_type: str
    size: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one person told; `opened` is the case that it opened."""

    id: str
    opened: int
    channel: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Joins:
    """The reports go over to another case."""

    case: int
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opens:
    """A member of joint work gets a case of its own; number 0 has yet to be given."""

    case: int
    parent: int
    definition: str
    department: str
    place: str
    category: str
    condition: str
    inherited: Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraws:
    """The case of a member ends, because the work goes on without it."""

    case: int
    actor: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tells:
    """The parent hears that the task of a member has ended."""

    case: int
    member: int
    final: str
    actor: str


Errand = Joins | Opens | Withdraws | Tells
"""What a decision does to another case, in the same transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a request, or the passing of time, does to one case.

    `version` is the one that the decision was made on; 0 opens a case. `clocks`,
    `applications` and `disputes` are those that changed. `reports` are new; the
    reports in `moved` stand behind this case from now on. `errands` are for other
    cases, which are decided on in the same transaction. `precedents` are rules for
    later cases that a ruling made; with any, the decision is made while nobody else
    changes the city.
    """

    version: int
    case: Case
    entries: tuple[Entry, ...]
    clocks: tuple[Clock, ...] = ()
    applications: tuple[Application, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    messages: tuple[Message, ...] = ()
    firings: tuple[Firing, ...] = ()
    personal: tuple[Personal, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    reports: tuple[Report, ...] = ()
    moved: tuple[str, ...] = ()
    errands: tuple[Errand, ...] = ()
    precedents: tuple[Precedent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Every reason why a request cannot be carried out."""

    blockers: tuple[Blocker, ...]
