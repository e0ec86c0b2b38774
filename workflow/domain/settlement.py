"""How a dispute moves on: level by level, and out of its state when it is settled."""

from dataclasses import replace
from datetime import datetime

from workflow.domain import clocks
from workflow.domain.case import Case, Clock, Json
from workflow.domain.context import Context
from workflow.domain.decision import SYSTEM, EntryKind
from workflow.domain.definition import Interim, Ladder, Outcome, SilentOwner
from workflow.domain.dispute import ANSWER, Dispute, DisputeStatus, Reply, Ruling
from workflow.domain.disputes.rulings import precedents_of
from workflow.domain.disputes.turns import (
    LEAD,
    Scene,
    ladder_of,
    next_turn,
    running,
)
from workflow.domain.draft import Draft, Event
from workflow.domain.effects import instant_text
from workflow.domain.fields import Given
from workflow.domain.moves import Taking, take

_STATUS = {
    Outcome.ACCEPTED: DisputeStatus.ACCEPTED,
    Outcome.RULED: DisputeStatus.RULED,
    Outcome.WITHDRAWN: DisputeStatus.WITHDRAWN,
    Outcome.UNRESOLVED: DisputeStatus.UNRESOLVED,
}


def time_is_up(draft: Draft, fired: Clock, due_at: datetime) -> None:
    """What it means that nobody has spoken in time, at the instant when it was due."""
    case, context = draft.case, draft.context
    stopped = clocks.end(fired, due_at, context.calendar)
    dispute = case.dispute
    if dispute is None or not dispute.is_open or fired.cycle != dispute.number:
        # It was settled at the same instant; nothing is waited for any more.
        _note(draft, stopped, due_at, {}, dispute)
        return
    ladder = ladder_of(dispute, context)
    if fired.subject == LEAD:
        _nobody_led(draft, stopped, due_at, ladder)
    elif fired.subject == ANSWER:
        _nobody_answered(draft, stopped, due_at, ladder)
    else:
        _rise_in_time(draft, stopped, due_at, dispute)


def rise(
    draft: Draft, dispute: Dispute, event: Event, at: datetime, stopped: Clock | None
) -> None:
    """Let a dispute go on to the next level, or out of the last one unresolved.

    The event is that of whoever let it rise, and `stopped` the clock that was up.
    """
    case, context = draft.case, draft.context
    turn = next_turn(
        Scene(
            dispute=dispute,
            ladder=ladder_of(dispute, context),
            case=case,
            at=at,
            context=context.as_at(at),
        )
    )
    before = (stopped,) if stopped else ()
    if turn is not None:
        tell = turn.told
        # A clock that was up has been ended already, at its own instant.
        moved = [c for c in turn.clocks if stopped is None or c.key != stopped.key]
        draft.record(event, {}, (*moved, *before), tell, dispute=turn.dispute)
        return
    draft.record(event, {}, before, dispute=dispute)
    settle(draft, dispute, Outcome.UNRESOLVED, SYSTEM, {}, at)


def settle(  # noqa: PLR0913, PLR0917 - all that an ending says
    draft: Draft,
    dispute: Dispute,
    outcome: Outcome,
    actor: str,
    record: dict[str, Json],
    at: datetime | None = None,
    owner: str = "",
    ruling: Ruling | None = None,
) -> None:
    """End a dispute, and take the case where its state says that this ending leads.

    `owner` owns the case from then on; empty leaves it with its owner. `at` is when
    time settled it, if time did.
    """
    case, context = draft.case, draft.context
    rule = context.definition.state(case.state).dispute
    if rule is None:
        return
    closed = replace(
        dispute,
        status=_STATUS[outcome],
        owner=owner or case.owner,
        lost_by=lost_by(dispute, outcome, owner),
        ruling=ruling,
    )
    values: dict[str, Json] = {"owner": owner} if owner else {}
    given = Given(values=values, sealed={})
    take(
        draft,
        Taking(
            action=rule.outcomes[outcome],
            actor=actor,
            given=given,
            request={"fields": given.recorded(), **record},
            due_at=at,
            settled=closed,
            precedents=precedents_of(closed, case, context),
        ),
    )


def lost_by(dispute: Dispute, outcome: Outcome, owner: str) -> str:
    """The department that the time of a dispute is charged to.

    Whoever accepts, or is ruled to be the owner after it declined, should have had it
    all along. A department that was no party has lost nothing: then the one that
    disputed named the wrong owner. So it does where it stays the owner, and where
    nobody could be found.
    """
    if outcome in (Outcome.ACCEPTED, Outcome.RULED) and owner in dispute.proposed:
        return owner
    return dispute.disputer


def after_reply(dispute: Dispute, department: str, reply: Reply) -> Dispute:
    """The dispute with what one proposed owner said."""
    return replace(dispute, replies={**dispute.replies, department: reply})


def all_declined(dispute: Dispute) -> bool:
    """Whether every proposed owner has said that it is not the one."""
    return all(dispute.replies.get(each) is Reply.DECLINES for each in dispute.proposed)


def desk_after(dispute: Dispute, ladder: Ladder) -> str:
    """The desk of the first proposed owner that has not answered."""
    waiting = [each for each in dispute.proposed if each not in dispute.replies]
    return f"{ladder.answer.by.post}@{waiting[0]}" if waiting else dispute.desk


def stop(dispute: Dispute, subject: str, case: Case, context: Context) -> list[Clock]:
    """The clock of this subject, ended now, if it still runs."""
    return [
        clocks.end(clock, context.now, context.calendar)
        for clock in running(dispute, case)
        if clock.subject == subject
    ]


def _nobody_led(draft: Draft, stopped: Clock, due_at: datetime, ladder: Ladder) -> None:
    case, dispute = draft.case, draft.case.dispute
    if dispute is None or ladder.provisional is None:
        return
    first = ladder.provisional.otherwise is Interim.FIRST_OWNER
    lead = (case.first_owner if first else "") or case.owner
    _note(draft, stopped, due_at, {"lead": lead}, replace(dispute, lead=lead))


def _nobody_answered(
    draft: Draft, stopped: Clock, due_at: datetime, ladder: Ladder
) -> None:
    dispute = draft.case.dispute
    if dispute is None:
        return
    silent = [each for each in dispute.proposed if each not in dispute.replies]
    if silent and ladder.answer.silence is SilentOwner.ACCEPTS:
        heard = after_reply(dispute, silent[0], Reply.SILENT)
        _note(draft, stopped, due_at, {"silent": [silent[0]]}, heard)
        record: dict[str, Json] = {"cause": stopped.label}
        settle(draft, heard, Outcome.ACCEPTED, SYSTEM, record, due_at, owner=silent[0])
        return
    for each in silent:
        dispute = after_reply(dispute, each, Reply.SILENT)
    event = _event(stopped, due_at, {"silent": list(silent)})
    rise(draft, dispute, event, due_at, stopped)


def _rise_in_time(
    draft: Draft, stopped: Clock, due_at: datetime, dispute: Dispute
) -> None:
    rise(draft, dispute, _event(stopped, due_at, {}), due_at, stopped)


def _note(
    draft: Draft,
    stopped: Clock,
    due_at: datetime,
    record: dict[str, Json],
    dispute: Dispute | None,
) -> None:
    draft.record(_event(stopped, due_at, record), {}, (stopped,), dispute=dispute)


def _event(stopped: Clock, due_at: datetime, record: dict[str, Json]) -> Event:
    """The entry of a rung, as every firing has one."""
    return Event(
        kind=EntryKind.RUNG,
        actor=SYSTEM,
        action=f"{stopped.label}.time_is_up",
        request={"due": instant_text(due_at), **record},
    )
