"""Disputed ownership: who answers, who judges on which level, and where it leads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from workflow.domain.catalogue import RulingScope
from workflow.domain.definition.who import Who
from workflow.domain.durations import Duration
from workflow.domain.guards import ALWAYS, Guard
from workflow.domain.words import Title


class SilentOwner(StrEnum):
    """What it means when a proposed owner does not answer in time."""

    ACCEPTS = "accepts"
    DECLINES = "declines"


class Interim(StrEnum):
    """Who makes safe where nobody names a provisional lead in time."""

    FIRST_OWNER = "first_owner"
    OWNER = "owner"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRule:
    """Who speaks for a proposed owner, within which time, and what silence means."""

    by: Who
    limit: Duration
    silence: SilentOwner


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level of a ladder: its judge, and the time for a ruling.

    `statements` and `site_visit` are how long the judge may give the parties for each;
    both lie inside `limit`, never on top of it.
    """

    name: str
    title: Title
    judge: Who
    limit: Duration
    statements: Duration | None = None
    site_visit: Duration | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionalLead:
    """Who names, at once, who makes safe; it is `otherwise` if nobody does."""

    by: Who
    limit: Duration
    otherwise: Interim


@dataclass(frozen=True, slots=True, kw_only=True)
class RulingRule:
    """What a judge may lay down: scopes, and how long a precedent holds by itself."""

    scopes: tuple[RulingScope, ...]
    expires: Duration | None = None
    review: Duration | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The rules by which one sort of dispute is settled.

    `disputes` and `returns` cap both for one case, 0 does not; once a cap is reached a
    dispute begins at the level `at_the_cap`, without an answer. With `same_ground` a
    department may give the same ground twice. With `parties_judge` a judge whose unit
    is a party is not passed over. `templates` are those of messages: `asked` to a
    proposed owner, `judge` to whoever judges next, `statement` to the parties,
    `ruled` and `unresolved` to the parties at the end.
    """

    name: str
    title: Title
    answer: AnswerRule
    levels: tuple[Level, ...]
    ruling: RulingRule
    when: Guard = ALWAYS
    disputes: int = 0
    returns: int = 0
    at_the_cap: str = ""
    same_ground: bool = False
    parties_judge: bool = False
    provisional: ProvisionalLead | None = None
    templates: Mapping[str, str] = field(default_factory=dict)

    def level(self, name: str) -> Level:
        """The level of this name; a dispute is only ever on a declared one."""
        return next(each for each in self.levels if each.name == name)


class Outcome(StrEnum):
    """How a dispute ends where its state says what comes then."""

    ACCEPTED = "accepted"
    """A proposed owner accepts, or silence does."""
    RULED = "ruled"
    """A judge has ruled."""
    WITHDRAWN = "withdrawn"
    """The department that disputed takes it back."""
    UNRESOLVED = "unresolved"
    """The last level is used up."""
