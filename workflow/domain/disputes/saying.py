"""What somebody may say in a dispute, as a value."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from workflow.domain.disputes.rulings import Proposal


class Saying(StrEnum):
    """The closed list of what somebody may say in a dispute."""

    ACCEPT = "accept"
    """A proposed owner takes the case."""
    DECLINE = "decline"
    """A proposed owner says that it is not the one, on a ground."""
    WITHDRAW = "withdraw"
    """The department that disputed takes it back."""
    LEAD = "lead"
    """Somebody names who makes safe meanwhile."""
    ASK = "ask"
    """The judge asks the parties for statements."""
    STATE = "state"
    """A party makes its statement."""
    VISIT = "visit"
    """The judge calls the parties on site."""
    RULE = "rule"
    """The judge rules."""
    RISE = "rise"
    """The judge lets it rise to the next level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What one person says in the open dispute of a case.

    `department` is the one that somebody speaks for, or names. `reason` is free text;
    `ground` is one of the declared grounds; `ruling` goes with `RULE` and `visit_at`
    with `VISIT`.
    """

    case: int
    saying: Saying
    actor: str
    department: str = ""
    ground: str = ""
    reason: str = ""
    ruling: Proposal | None = None
    visit_at: datetime | None = None
    expected: int | None = None
    via: str = ""
