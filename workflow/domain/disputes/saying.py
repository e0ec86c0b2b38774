"""What somebody may say in a dispute, as a value."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from workflow.domain.catalogue import RulingScope
from workflow.domain.disputes.rulings import Proposal
from workflow.domain.words import Title


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

    @property
    def called(self) -> Title:
        """What it is called in a case's story."""
        return _TITLES[self]


_TITLES: Mapping[Saying, Title] = {
    Saying.ACCEPT: Title(zh="接受争议案件", en="Accept the disputed case"),
    Saying.DECLINE: Title(zh="拒绝接受", en="Decline the case"),
    Saying.WITHDRAW: Title(zh="撤回争议", en="Withdraw the dispute"),
    Saying.LEAD: Title(zh="指定临时牵头部门", en="Name who makes safe"),
    Saying.ASK: Title(zh="要求各方陈述", en="Ask for statements"),
    Saying.STATE: Title(zh="提交陈述", en="Make a statement"),
    Saying.VISIT: Title(zh="召集现场勘查", en="Call the parties on site"),
    Saying.RULE: Title(zh="裁决", en="Rule"),
    Saying.RISE: Title(zh="上报下一级", en="Let it rise"),
}


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

    @property
    def makes_precedent(self) -> bool:
        """Whether it is a ruling that later cases are to follow."""
        return self.ruling is not None and self.ruling.scope != RulingScope.CASE
