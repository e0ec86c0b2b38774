"""Who may act and who is told, as an author names them."""

from dataclasses import dataclass
from enum import StrEnum


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
    PROPOSED = "proposed"
    """The departments that a dispute proposes as owners."""
    PARTIES = "parties"
    """The department that disputes, and those that it proposes."""
    INTERIM = "interim"
    """The department that makes safe while a dispute goes on."""
    COMMON_SUPERIOR = "common_superior"
    """The lowest department above all parties of a dispute."""
    LEAD = "lead"
    """The department that leads joint work."""
    MEMBER = "member"
    """The departments that take part in joint work."""
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
    wrote. `person` is the key of one person; only the engine names people so.
    """

    text: str
    standing: Standing | None = None
    post: str = ""
    scope: Scope | None = None
    name: str = ""
    person: str = ""
