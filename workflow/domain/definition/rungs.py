"""What time does at one point of a limit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from workflow.domain.definition.destinations import Destination
from workflow.domain.definition.who import Who
from workflow.domain.durations import Duration
from workflow.domain.priority import Priority
from workflow.domain.words import Title


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
    """One step of an escalation: when it fires, how often, and what it does.

    `priority` is the one that it raises a case to; normal raises nothing. Without a
    title it is called by its name.
    """

    name: str
    trigger: Trigger
    title: Title | None = None
    every: Duration | None = None
    times: int = 1
    raises: str = ""
    priority: Priority = Priority.NORMAL
    reassign: Destination | None = None
    take: Automatic | None = None
    notify: tuple[Notify, ...] = ()
    after_outage: AfterOutage = AfterOutage.EACH
