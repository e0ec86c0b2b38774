"""The members of joint work: how one's task ends, and who hears of it."""

from dataclasses import replace

from workflow.domain.case import Case
from workflow.domain.context import Context
from workflow.domain.definition import (
    WITHDRAWN,
    JointNote,
    JointRule,
    Notify,
    Scope,
    Who,
)
from workflow.domain.draft import Told
from workflow.domain.joint import Joint, Member, MemberStatus
from workflow.domain.messages import Occasion

SOLVED = "solved"
"""What the case of a member is final as when its task is done."""


def ended(joint: Joint, case: int, final: str) -> Joint | None:
    """The joint work after a member's case has ended; None if that changes nothing."""
    known = next((each for each in joint.waiting if each.case == case), None)
    if known is None:
        return None
    status = MemberStatus.DONE if final == SOLVED else MemberStatus.REFUSED
    if final == WITHDRAWN:
        status = MemberStatus.WITHDRAWN
    return with_member(joint, replace(known, status=status))


def with_member(joint: Joint, changed: Member) -> Joint:
    """The joint work with one member as it is by now."""
    members = tuple(
        changed if each.case == changed.case else each for each in joint.members
    )
    return replace(joint, members=members)


def notes(  # noqa: PLR0913, PLR0917 - before and after, and who did it
    before: Joint,
    after: Joint,
    rule: JointRule,
    case: Case,
    actor: str,
    context: Context,
) -> tuple[Told, ...]:
    """What the lead and those who may change the members have to hear at once."""
    done = rule.done
    if done.is_met(after) and not done.is_met(before):
        return _told(JointNote.READY, rule, case, actor, context)
    if done.could_be_met(before) and not done.could_be_met(after):
        return _told(JointNote.IMPOSSIBLE, rule, case, actor, context)
    return ()


def _told(
    note: JointNote, rule: JointRule, case: Case, actor: str, context: Context
) -> tuple[Told, ...]:
    template = rule.templates.get(note)
    if template is None:
        return ()
    people = [*_leading(case, context)]
    if note is JointNote.IMPOSSIBLE:
        people += [who for who in rule.change if who.standing is None]
    told = tuple(Notify(who=who, template=template) for who in dict.fromkeys(people))
    title = context.definition.state(case.state).title
    return ((told, Occasion(title=title, actor=actor, values={})),)


def _leading(case: Case, context: Context) -> list[Who]:
    """The posts of the lead that may do something in the state of joint work."""
    actions = context.definition.state(case.state).actions.values()
    return [
        who
        for action in actions
        for who in action.by
        if who.scope in (Scope.LEAD, Scope.OWNER)
    ]
