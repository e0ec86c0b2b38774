"""What a step does to joint work: it begins some, or leaves some behind."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from workflow.domain.actors import LEAD
from workflow.domain.blockers import Blocker, BlockerCode, blocker
from workflow.domain.case import Case, Json
from workflow.domain.context import Context
from workflow.domain.decision import Errand, Opens, Withdraws
from workflow.domain.definition import (
    Action,
    FieldType,
    JointRule,
    LeadFrom,
    MembersFrom,
    Move,
)
from workflow.domain.dispute import Dispute, DisputeStatus
from workflow.domain.draft import Draft
from workflow.domain.joint import Joint, Member, MemberStatus

MEMBERS = "members"
"""The field in which a step names the departments that it calls."""
OPEN_TASKS = "open_tasks"
"""What an action may go over: the tasks of joint work that are not done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """What becomes of the joint work of a case that goes to another state."""

    changes: Mapping[str, Any]
    record: Mapping[str, Json]
    errands: tuple[Errand, ...] = ()


NO_CROSSING = Crossing(changes={}, record={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Who is to act together, the lead first."""

    lead: str
    departments: tuple[str, ...]


def running(case: Case) -> Joint | None:
    """The joint work that goes on in the state of a case."""
    joint = case.joint
    return joint if joint and joint.is_open and joint.state == case.state else None


def rule_in(state: str, context: Context) -> JointRule | None:
    """What a state says of joint work."""
    found = context.definition.states.get(state)
    return found.joint if found else None


def against_leaving(action: Action, case: Case, context: Context) -> Iterator[Blocker]:
    """That tasks are open, where the action leads out and may not go over them."""
    joint, rule = running(case), rule_in(case.state, context)
    if joint is None or rule is None or OPEN_TASKS in action.over:
        return
    if action.to in (Move.STAY, case.state) or rule.done.is_met(joint):
        return
    missing = [e for e in joint.counted if e.status is not MemberStatus.DONE]
    yield blocker(
        BlockerCode.OPEN_TASKS,
        done=rule.done.text,
        done_zh=rule.done.zh,
        members=", ".join(each.department for each in missing),
    )


def against_calling(
    action: Action, values: Mapping[str, Json], case: Case, context: Context
) -> Iterator[Blocker]:
    """That joint work would begin without anybody to lead it."""
    rule = rule_in(action.to, context)
    if rule is None or action.to == case.state:
        return
    if team_of(rule, case, case.dispute, values, context) is None:
        yield blocker(BlockerCode.NO_LEAD)


def team_of(
    rule: JointRule,
    case: Case,
    dispute: Dispute | None,
    values: Mapping[str, Json],
    context: Context,
) -> Team | None:
    """Who is to act together; None where nobody could lead.

    A department that has been closed meanwhile is passed over. Where none of the
    declared leads exists, the owner leads.
    """
    called = _listed(values.get(MEMBERS))
    leads = {
        LeadFrom.RULED: (_ruled(dispute),),
        LeadFrom.FIRST_OWNER: (case.first_owner,),
        LeadFrom.OWNER: (case.owner,),
        LeadFrom.CALLED: called,
    }
    members = {
        MembersFrom.PARTIES: dispute.parties if dispute else (),
        MembersFrom.ASSISTING: case.assignment.assisting if case.assignment else (),
        MembersFrom.CALLED: called,
    }
    first = [each for source in rule.lead for each in leads[source]]
    leading = [each for each in (*first, case.owner) if is_open(each, context)]
    if not leading:
        return None
    others = [each for source in rule.members for each in members[source]]
    found = [each for each in others if is_open(each, context)]
    every = dict.fromkeys((leading[0], *found))
    return Team(lead=leading[0], departments=tuple(every))


def is_open(department: str, context: Context) -> bool:
    """Whether there is such a department today."""
    found = context.city.organisation.departments.get(department)
    if found is None:
        return False
    return found.closed_on is None or found.closed_on > context.today


def leave(actor: str, values: Mapping[str, Json], case: Case, at: datetime) -> Crossing:
    """The joint work that a case leaves behind: open tasks end as withdrawn."""
    joint = running(case)
    if joint is None:
        return NO_CROSSING
    waiting = joint.waiting
    members = tuple(
        replace(each, status=MemberStatus.WITHDRAWN) if each in waiting else each
        for each in joint.members
    )
    closed = replace(joint, members=members, closed_at=at, overridden=bool(waiting))
    reason = str(values.get("reason", ""))
    return Crossing(
        changes={"joint": closed},
        record={"over": [each.department for each in waiting]} if waiting else {},
        errands=tuple(
            Withdraws(case=each.case, actor=actor, reason=reason) for each in waiting
        ),
    )


def begin(
    draft: Draft, rule: JointRule, team: Team, arrived: Case, at: datetime
) -> Crossing:
    """The joint work that a case comes to, with a case of its own for each member."""
    opened = [
        opening(draft, rule, each, team.lead, arrived) for each in team.departments
    ]
    joint = Joint(
        number=arrived.joints + 1,
        state=arrived.state,
        lead=team.lead,
        members=tuple(
            Member(department=each.department, case=each.case) for each in opened
        ),
        opened_at=at,
    )
    changes: dict[str, Any] = {
        "joint": joint,
        "joints": joint.number,
        "owner": team.lead,
        "first_owner": arrived.first_owner or team.lead,
    }
    return Crossing(changes=changes, record={}, errands=tuple(opened))


def opening(
    draft: Draft, rule: JointRule, department: str, lead: str, case: Case
) -> Opens:
    """The case that a member gets, with what it reads of its parent."""
    return Opens(
        case=draft.take_number(),
        parent=case.number,
        definition=rule.definition,
        department=department,
        place=case.place,
        category=case.category,
        condition=case.condition,
        inherited={**_inherited(case, draft.context), LEAD: lead},
    )


def _inherited(case: Case, context: Context) -> dict[str, Json]:
    """The facts of a case that its members' cases may read; none is personal."""
    fields = context.definition.fields
    return {
        name: value
        for name, value in case.facts.items()
        if name in fields
        and fields[name].type in _READ
        and not fields[name].personal
        and value is not None
    }


_READ = frozenset(
    {
        FieldType.TEXT,
        FieldType.CHOICE,
        FieldType.INTEGER,
        FieldType.DATE,
        FieldType.INSTANT,
    }
)


def _ruled(dispute: Dispute | None) -> str:
    if dispute is None or dispute.status is not DisputeStatus.RULED:
        return ""
    return dispute.ruling.lead if dispute.ruling else dispute.owner


def _listed(value: Json) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, list) else ()
