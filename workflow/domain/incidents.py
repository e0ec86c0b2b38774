"""What is called an incident: something that could not be done, and waits for help."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))
"""The waits before a rung that failed is tried again; after the last a person is."""


class IncidentKind(StrEnum):
    """What it is that failed."""

    RUNG = "rung"
    """Time was to do something to a case and could not."""
    MESSAGE = "message"
    """A message was given up."""
    VACANCY = "vacancy"
    """A message had nobody to go to, since nobody held the post."""


class IncidentStatus(StrEnum):
    """How an incident stands; the last two are closed."""

    RETRYING = "retrying"
    """It is tried again by itself."""
    WAITING = "waiting"
    """Only a person can help now."""
    SETTLED = "settled"
    """What had failed was done after all, or is no longer asked for."""
    DISMISSED = "dismissed"
    """A person decided that it need not be done."""


OPEN = (IncidentStatus.RETRYING, IncidentStatus.WAITING)
"""The statuses of an incident that is still there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What is the matter, as one sentence in both languages."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The sentence in `zh` or `en`."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRung:
    """A rung of a clock of a case that is due, by everything that names it."""

    case: int
    clock: str
    subject: str
    cycle: int
    rung: str
    due_at: datetime

    @property
    def label(self) -> str:
        """The clock as people read it: `promise` or `stage:assigned`."""
        return f"{self.clock}:{self.subject}" if self.subject else self.clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Something that could not be done.

    Of a rung, `clock`, `subject`, `cycle` and `rung` name it and `due_at` is when it
    was due; of a message they are empty, `message` is its id and `due_at` is when it
    was written. `attempts` counts the failures. `next_try_at` is None while nothing
    is tried by itself, `closed_at` while it is open; `closed_by` and `reason` are
    those of a dismissal.
    """

    id: int
    kind: IncidentKind
    case: int
    clock: str
    subject: str
    cycle: int
    rung: str
    message: str
    due_at: datetime
    first_at: datetime
    last_at: datetime
    attempts: int
    trouble: Trouble
    status: IncidentStatus
    next_try_at: datetime | None
    closed_at: datetime | None
    closed_by: str
    reason: str

    @property
    def is_open(self) -> bool:
        """Whether it is still there."""
        return self.status in OPEN

    @property
    def due_rung(self) -> DueRung:
        """The rung that it is about."""
        return DueRung(
            case=self.case,
            clock=self.clock,
            subject=self.subject,
            cycle=self.cycle,
            rung=self.rung,
            due_at=self.due_at,
        )

    @property
    def about(self) -> str:
        """What it is about, in short: `stage:assigned.due`, or the message's id."""
        return self.message or f"{self.due_rung.label}.{self.rung}"


def next_try(attempts: int, at: datetime) -> datetime | None:
    """When to try again after so many failures; None once a person has to look."""
    return at + BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else None


def vacant(post: str) -> Trouble:
    """Nobody is on duty in a post, such as `head@water`."""
    return Trouble(
        zh=f"岗位 {post} 无人在岗，无人可通知。",
        en=f"Nobody was on duty in {post}, so nobody was told.",
    )


def given_up(error: str) -> Trouble:
    """A message was given up; a channel says why in English only."""
    return Trouble(zh=f"消息已放弃：{error}", en=f"The message was given up: {error}")


def trouble_of(error: Exception) -> Trouble:
    """What an error says, in a sentence of which a person can make something."""
    said = getattr(error, "zh", None), getattr(error, "en", None)
    if isinstance(said[0], str) and isinstance(said[1], str):
        return Trouble(zh=said[0], en=said[1])
    what = str(error)
    if isinstance(error, KeyError):
        return Trouble(
            zh=f"城市数据和案件的流程中都没有 {what}。",
            en=f"{what} is neither in the city nor in the workflow of the case.",
        )
    kind = type(error).__name__
    return Trouble(zh=f"程序出错({kind})：{what}", en=f"{kind}: {what}")
