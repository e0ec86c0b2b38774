"""Joint work as a workflow declares it: who takes part, and when it is done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from workflow.domain.definition.rungs import Notify
from workflow.domain.definition.who import Who
from workflow.domain.joint import Joint, Member, MemberStatus

WITHDRAWN = "withdrawn"
"""The final state, and what it is final as, of a member's case that is let go."""
WITHDRAW = "joint.withdraw"
"""The step by which it gets there."""


class LeadFrom(StrEnum):
    """Where the lead of joint work may come from."""

    RULED = "ruled"
    """Whoever the last ruling named."""
    FIRST_OWNER = "first_owner"
    OWNER = "owner"
    CALLED = "called"
    """The first of the departments that were called."""


class MembersFrom(StrEnum):
    """Where the members of joint work may come from."""

    PARTIES = "parties of dispute"
    ASSISTING = "assisting of responsibility"
    CALLED = "called"
    """The departments that the step into the state names."""


class JointNote(StrEnum):
    """What those who run joint work are told."""

    READY = "ready"
    """The rule of `done` is met from now on."""
    IMPOSSIBLE = "impossible"
    """It can no longer be met unless the members change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneRule:
    """When joint work is done, counting everybody who is not excused.

    With `lead` the lead's own task must be done, and the rest is about the others.
    `least` of them must be done, or all where it is None. With `veto` no task may
    have been refused.
    """

    text: str
    lead: bool = False
    least: int | None = None
    veto: bool = False

    @property
    def zh(self) -> str:
        """The rule in Chinese; `text` says it in English."""
        of_all = "全部成员" if not self.lead else "其他全部成员"
        of_some = (
            f"{self.least} 个成员" if not self.lead else f"其他 {self.least} 个成员"
        )
        others = of_all if self.least is None else of_some if self.least else ""
        who = "和".join(filter(None, ("牵头部门" if self.lead else "", others)))
        return f"{who}完成，且无人拒绝" if self.veto else f"{who}完成"

    def is_met(self, joint: Joint) -> bool:
        """Whether what is done is enough."""
        return self._holds(joint, frozenset({MemberStatus.DONE}))

    def could_be_met(self, joint: Joint) -> bool:
        """Whether it is enough, or would be once all open tasks are done."""
        return self._holds(joint, frozenset({MemberStatus.DONE, MemberStatus.OPEN}))

    def _holds(self, joint: Joint, good: frozenset[MemberStatus]) -> bool:
        counted = joint.counted
        if self.veto and any(e.status is MemberStatus.REFUSED for e in counted):
            return False
        leading = [each for each in counted if each.department == joint.lead]
        others = tuple(each for each in counted if each not in leading)
        if self.lead and not any(each.status in good for each in leading):
            return False
        return self._enough(others if self.lead else counted, good)

    def _enough(
        self, members: tuple[Member, ...], good: frozenset[MemberStatus]
    ) -> bool:
        done = sum(each.status in good for each in members)
        return done >= (len(members) if self.least is None else self.least)


@dataclass(frozen=True, slots=True, kw_only=True)
class JointRule:
    """What a state says of the joint work that is done in it.

    `definition` is the digest of the members' `workflow`. `change` says who may add,
    excuse and replace members. `templates` has words for some notes.
    """

    lead: tuple[LeadFrom, ...]
    members: tuple[MembersFrom, ...]
    workflow: str
    definition: str
    change: tuple[Who, ...]
    done: DoneRule
    templates: Mapping[JointNote, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildRule:
    """What a members' workflow says of the cases that joint work opens under it."""

    opened: tuple[Notify, ...] = ()
    withdrawn: tuple[Notify, ...] = ()
