"""What a decision does to other cases: joined, opened, withdrawn, or told.

Each is decided on in the transaction of the decision that asks for it.
"""

from dataclasses import replace
from typing import Any

from workflow.domain import timing
from workflow.domain.blockers import BlockerCode, blocker
from workflow.domain.case import Case, Json, number_text
from workflow.domain.context import Context
from workflow.domain.decision import (
    SYSTEM,
    Decision,
    EntryKind,
    Errand,
    Joins,
    Opens,
    Refusal,
    Tells,
    Withdraws,
)
from workflow.domain.definition import WITHDRAW, WITHDRAWN, Action
from workflow.domain.draft import Draft, Event
from workflow.domain.escalation import catch_up, decide_joined
from workflow.domain.fields import Given
from workflow.domain.joining.members import ended, notes
from workflow.domain.joining.passage import rule_in
from workflow.domain.messages import Occasion
from workflow.domain.moves import Taking, settle, take
from workflow.domain.words import Title

OPENED = "joint.opened"
"""What the first entry of a member's case says."""

_WITHDRAWN = Title(zh="任务撤销", en="Task withdrawn")
CHANNEL = "joint"
"""The channel of a case that nobody reported."""


def decide_errand(
    errand: Errand, asker: Case, other: Case | None, context: Context
) -> Decision | Refusal | None:
    """Decide what becomes of the other case; None where nothing is left to do.

    `asker` is the case whose decision asks for it, `context` that of the other one.
    """
    match errand:
        case Opens():
            return decide_opened(errand, context)
        case Withdraws() if other is not None:
            return decide_withdrawn(other, errand, context)
        case Tells() if other is not None:
            return decide_told(other, errand, context)
        case Joins() if other is not None:
            return decide_joined(other, asker, errand.actor, context)
    why = blocker(BlockerCode.NO_SUCH_CASE, case=number_text(errand.case))
    return Refusal(blockers=(why,))


def decide_opened(errand: Opens, context: Context) -> Decision:
    """Open the case of a member; the member owns it."""
    definition = context.definition
    blank = Case(
        number=errand.case,
        version=0,
        head="",
        definition=definition.digest,
        workflow=definition.name,
        state=definition.start,
        place=errand.place,
        opened_at=context.now,
        entered_at=context.now,
        changed_at=context.now,
        channel=CHANNEL,
    )
    changes: dict[str, Any] = {
        "definition": blank.definition,
        "workflow": blank.workflow,
        "state": blank.state,
        "place": errand.place,
        "category": errand.category,
        "condition": errand.condition,
        "owner": errand.department,
        "first_owner": errand.department,
        "opened_at": blank.opened_at,
        "entered_at": blank.entered_at,
        "channel": CHANNEL,
        "entries": {blank.state: 1},
        "parent": errand.parent,
        "inherited": errand.inherited,
    }
    draft = Draft(blank, context)
    arrived = replace(blank, **changes)
    moved = timing.Moved(entered=True, back=False, recategorised=False)
    clocks = timing.follow(arrived, moved, context)
    record: dict[str, Json] = {"parent": errand.parent}
    event = Event(kind=EntryKind.OPENED, actor=SYSTEM, action=OPENED, request=record)
    told = definition.child.opened if definition.child else ()
    occasion = Occasion(title=definition.title, actor=SYSTEM, values={})
    draft.record(event, changes, clocks, ((told, occasion),))
    settle(draft)
    return draft.decision()


def decide_withdrawn(
    case: Case, errand: Withdraws, context: Context
) -> Decision | None:
    """End the case of a member whom nobody waits for any more.

    What was due on it comes first. One that has ended meanwhile stays as it ended.
    """
    draft = Draft(case, context)
    catch_up(draft)
    definition = context.definition
    if draft.case.is_open and definition.child is not None:
        action = Action(
            name=WITHDRAW,
            title=_WITHDRAWN,
            to=WITHDRAWN,
            notify=definition.child.withdrawn,
        )
        record: dict[str, Json] = {"parent": case.parent}
        if errand.reason:
            record["reason"] = errand.reason
        taking = Taking(
            action=action,
            actor=errand.actor,
            given=Given(values={}, sealed={}),
            request=record,
            told=record,
        )
        take(draft, taking)
    decided = draft.decision()
    # The parent knows, for it is the parent that asks.
    return replace(decided, errands=()) if decided.entries else None


def decide_told(parent: Case, errand: Tells, context: Context) -> Decision | None:
    """Note that the task of a member has ended, and tell what that means.

    The parent stays where it is, so what is due on it can wait for its own time.
    """
    joint, rule = parent.joint, rule_in(parent.state, context)
    if joint is None or rule is None or not joint.is_open:
        return None
    after = ended(joint, errand.member, errand.final)
    if after is None:
        return None
    draft = Draft(parent, context)
    member = next(e for e in after.members if e.case == errand.member)
    record: dict[str, Json] = {
        "department": member.department,
        "case": member.case,
        "status": member.status.value,
    }
    event = Event(
        kind=EntryKind.JOINT, actor=errand.actor, action="joint.ended", request=record
    )
    told = notes(joint, after, rule, parent, errand.actor, context)
    draft.record(event, {"joint": after}, (), told)
    return draft.decision()
