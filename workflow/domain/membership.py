"""Members of joint work are added, excused and replaced while it runs, with reasons."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from workflow.domain.actors import may_act
from workflow.domain.blockers import Blocker, BlockerCode, blocker
from workflow.domain.case import Case, Json
from workflow.domain.context import Context
from workflow.domain.decision import Decision, EntryKind, Refusal, Withdraws
from workflow.domain.definition import JointRule
from workflow.domain.draft import Draft, Event
from workflow.domain.escalation import catch_up
from workflow.domain.joining.members import notes, with_member
from workflow.domain.joining.passage import is_open, opening, rule_in, running
from workflow.domain.joint import Joint, Member, MemberStatus
from workflow.domain.lifecycle import stale
from workflow.domain.readers import MAX_TEXT


class Changing(StrEnum):
    """What may be done to the members of joint work."""

    ADD = "add"
    EXCUSE = "excuse"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What somebody asks to do to the members of a case's joint work.

    `department` is the one that is added, excused or replaced; `by` takes its place.
    """

    case: int
    changing: Changing
    department: str
    actor: str
    reason: str = ""
    by: str = ""
    expected: int | None = None
    via: str = ""


def decide_change(case: Case, change: Change, context: Context) -> Decision | Refusal:
    """Decide on a change of members, after all that had become due before it."""
    draft = Draft(case, context)
    catch_up(draft)
    blockers = list(stale(draft, change.expected))
    joint, rule = running(draft.case), rule_in(draft.case.state, context)
    if joint is None or rule is None:
        return Refusal(blockers=(*blockers, blocker(BlockerCode.NOT_JOINT)))
    blockers += _against_person(change, rule, draft.case, context)
    blockers += _against(change, joint, context)
    if blockers:
        return Refusal(blockers=tuple(blockers))
    _carry_out(draft, change, joint, rule)
    return draft.decision()


def _carry_out(draft: Draft, change: Change, joint: Joint, rule: JointRule) -> None:
    case, context, after = draft.case, draft.context, joint
    record: dict[str, Json] = {"department": change.department}
    if change.changing is not Changing.ADD:
        gone = joint.member(change.department)
        if gone is not None:
            excused = replace(gone, status=MemberStatus.EXCUSED, reason=change.reason)
            after = with_member(after, excused)
            if gone.status is MemberStatus.OPEN:
                draft.bring(
                    Withdraws(case=gone.case, actor=change.actor, reason=change.reason)
                )
    new = change.by if change.changing is Changing.REPLACE else change.department
    if change.changing is not Changing.EXCUSE:
        opened = opening(draft, rule, new, joint.lead, case)
        member = Member(department=new, case=opened.case, reason=change.reason)
        after = replace(after, members=(*after.members, member))
        draft.bring(opened)
    if change.by:
        record["by"] = change.by
    record["reason"] = change.reason
    if change.via:
        record["via"] = change.via
    event = Event(
        kind=EntryKind.JOINT,
        actor=change.actor,
        action=f"joint.{change.changing.value}",
        request=record,
    )
    told = notes(joint, after, rule, case, change.actor, context)
    draft.record(event, {"joint": after}, (), told)


def _against_person(
    change: Change, rule: JointRule, case: Case, context: Context
) -> Iterator[Blocker]:
    people = context.city.organisation.people
    if change.actor not in people:
        yield blocker(BlockerCode.NO_SUCH_PERSON, person=change.actor)
    elif not may_act(rule.change, change.actor, case, context):
        posts = ", ".join(who.text for who in rule.change)
        name = people[change.actor].name
        yield blocker(BlockerCode.POST_NOT_HELD, person=name, posts=posts)


def _against(change: Change, joint: Joint, context: Context) -> Iterator[Blocker]:
    if not change.reason.strip():
        yield blocker(BlockerCode.MISSING_FIELD, field="reason", title_zh="理由")
    elif len(change.reason) > MAX_TEXT:
        yield blocker(
            BlockerCode.BAD_FIELD,
            field="reason",
            problem_zh=f"有 {len(change.reason)} 个字符，最多 {MAX_TEXT} 个。",
            problem=f"it has {len(change.reason)} characters; at most {MAX_TEXT}.",
        )
    if change.changing is not Changing.ADD:
        yield from _against_letting_go(change.department, joint)
    if change.changing is not Changing.EXCUSE:
        replaces = change.changing is Changing.REPLACE
        new = change.by if replaces else change.department
        yield from _against_adding(new, joint, context)


def _against_adding(new: str, joint: Joint, context: Context) -> Iterator[Blocker]:
    if not is_open(new, context):
        yield blocker(BlockerCode.NO_SUCH_DEPARTMENT, unit=new or "-")
    elif joint.member(new) is not None:
        yield blocker(BlockerCode.MEMBER_ALREADY, department=new)


def _against_letting_go(department: str, joint: Joint) -> Iterator[Blocker]:
    known = joint.member(department)
    if known is None:
        members = ", ".join(each.department for each in joint.counted)
        yield blocker(BlockerCode.NO_MEMBER, department=department, members=members)
    elif department == joint.lead:
        yield blocker(BlockerCode.LEAD_STAYS, department=department)
    elif known.status is MemberStatus.DONE:
        yield blocker(BlockerCode.TASK_DONE, department=department)
