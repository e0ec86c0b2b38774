"""What time does to a case by itself: rungs that fire, and actions that time takes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflow.domain import clocks, timing
from workflow.domain.blockers import BlockerCode, blocker
from workflow.domain.case import Case, Clock, Json, number_text, revised
from workflow.domain.context import Context
from workflow.domain.decision import (
    SYSTEM,
    Decision,
    EntryKind,
    Firing,
    Refusal,
    Request,
)
from workflow.domain.definition import AfterOutage, Rung
from workflow.domain.draft import Draft, Event
from workflow.domain.effects import instant_text
from workflow.domain.lifecycle import step
from workflow.domain.messages import Occasion
from workflow.domain.moves import hindrances, settle, take_automatically
from workflow.domain.reassignment import clocks_after, given_to, new_owner
from workflow.domain.words import Title


def due_clock(case: Case, now: datetime) -> Clock | None:
    """The clock whose rung is due first, or None while nothing is due."""
    due = [
        clock
        for clock in case.clocks.values()
        if clock.next_at is not None and clock.next_at <= now
    ]
    return min(due, key=lambda clock: (clock.next_at, clock.label), default=None)


def decide_due(case: Case, context: Context) -> Decision:
    """Decide everything that is due: rungs in the order of their instants.

    Nothing due gives a decision without entries.
    """
    draft = Draft(case, context)
    catch_up(draft)
    return draft.decision()


def decide_step(case: Case, request: Request, context: Context) -> Decision | Refusal:
    """Decide on a step after all that had become due before it.

    An action that silence takes is taken at its time, whether or not a worker was
    up: whoever comes later meets the case as it then was. What was due is part of
    the decision; if the step is refused, it is left for the next sweep.
    """
    draft = Draft(case, context)
    catch_up(draft)
    return step(draft, request) or draft.decision()


def decide_joined(
    original: Case, duplicate: Case, actor: str, context: Context
) -> Decision | Refusal:
    """Decide whether a case takes over the reports of its duplicate.

    What was due on it comes first, as before any step.
    """
    if original.number == duplicate.number:
        return Refusal(blockers=(blocker(BlockerCode.ORIGINAL_IS_SELF),))
    draft = Draft(original, context)
    catch_up(draft)
    if not draft.case.is_open:
        why = blocker(
            BlockerCode.ORIGINAL_NOT_OPEN,
            original=number_text(original.number),
            state=draft.case.state,
        )
        return Refusal(blockers=(why,))
    record: dict[str, Json] = {"duplicate": duplicate.number}
    event = Event(kind=EntryKind.JOINED, actor=actor, action="joined", request=record)
    draft.record(event, {"reports": (*draft.case.reports, *duplicate.reports)})
    return draft.decision(moved=duplicate.reports)


def catch_up(draft: Draft) -> None:
    """Fire every rung that is due on the draft's case, in order."""
    context = draft.context
    while (clock := due_clock(draft.case, context.now)) is not None:
        _fire(draft, clock, context)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    """The occurrences of one rung that are due: their numbers, and the last instant.

    Only the last one fires; those between `done` and it are passed over.
    """

    rung: Rung
    done: int
    count: int
    last: datetime


def _fire(draft: Draft, clock: Clock, context: Context) -> None:
    rungs = timing.rungs_of(clock, context)
    rung = {each.name: each for each in rungs}[clock.next_rung]
    due = _occurrences(clock, rung, context)
    draft.fired(
        Firing(
            clock=clock.name,
            subject=clock.subject,
            cycle=clock.cycle,
            rung=rung.name,
            occurrence=due.done + due.count,
            due_at=due.last,
            entry=draft.next_entry,
        )
    )
    resumes = rung.after_outage is AfterOutage.RESUME
    anchor = context.now if resumes else due.last
    fired = clocks.fire(clock, rung, due.count, anchor)
    _record(draft, clocks.schedule(fired, rungs, context.calendar), due)


def _occurrences(clock: Clock, rung: Rung, context: Context) -> _Due:
    """One occurrence where each counts; all that are due where only the latest does."""
    at = clock.next_at or context.now
    done = clock.fired[rung.name].count if rung.name in clock.fired else 0
    count = 1
    if rung.every is not None and rung.after_outage is AfterOutage.LATEST:
        while done + count < rung.times:
            following = context.calendar.due(at, rung.every)
            if following > context.now:
                break
            at, count = following, count + 1
    return _Due(rung=rung, done=done, count=count, last=at)


def _record(draft: Draft, fired: Clock, due: _Due) -> None:
    """The entry of a rung: what it does, and then the action that it takes.

    An action that cannot be taken, or a department that cannot take the case over, is
    left out, and the entry says why.
    """
    rung = due.rung
    label = f"{fired.label}.{rung.name}"
    request: dict[str, Json] = {"due": instant_text(due.last)}
    if due.count > 1:
        request["passed_over"] = due.count - 1
    changes = _raised(rung, draft.case)
    clocks: tuple[Clock, ...] = (fired,)
    taker = _taker(rung, draft, request)
    if taker:
        changes |= given_to(taker, draft.case)
        clocks = clocks_after(revised(draft.case, **changes), fired, draft.context)
    arrived = revised(draft.case, **changes)
    against = hindrances(rung.take, arrived, draft.context) if rung.take else []
    if against:
        # Time goes on for everybody else: a person has to decide here.
        request["not_taken"] = [why.code.value for why in against]
    event = Event(kind=EntryKind.RUNG, actor=SYSTEM, action=label, request=request)
    occasion = Occasion(title=_title(fired, draft), actor=SYSTEM, values={})
    draft.record(event, changes, clocks, (rung.notify, occasion))
    if rung.take is not None and not against:
        take_automatically(draft, rung.take, label, due.last)
        settle(draft)


def _raised(rung: Rung, case: Case) -> dict[str, Any]:
    """The mark and the priority that a rung raises; neither is ever taken back."""
    changes: dict[str, Any] = {}
    if rung.raises and rung.raises not in case.marks:
        changes["marks"] = (*case.marks, rung.raises)
    if rung.priority > case.priority:
        changes["priority"] = rung.priority
    return changes


def _taker(rung: Rung, draft: Draft, request: dict[str, Json]) -> str:
    """The department that a rung gives the case to; the entry says why if none."""
    if rung.reassign is None:
        return ""
    found = new_owner(rung.reassign, draft.case, draft.context)
    if isinstance(found, str):
        return found
    request["not_reassigned"] = [found.code.value]
    return ""


def _title(clock: Clock, draft: Draft) -> Title:
    """What a message calls the limit behind a rung."""
    definition = draft.context.definition
    if clock.name == timing.STAGE:
        return definition.state(clock.subject).title
    return definition.clocks[clock.name].title
