"""What time does to a case by itself: rungs that fire, and actions that time takes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflow.domain import clocks, pending, timing
from workflow.domain.answer import Answer
from workflow.domain.applications import against_granting, grant, refuse
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
from workflow.domain.definition import AfterOutage, Rung, Silence
from workflow.domain.dispute import DISPUTE
from workflow.domain.draft import Draft, Event
from workflow.domain.effects import instant_text
from workflow.domain.incidents import DueRung, trouble_of
from workflow.domain.lifecycle import step
from workflow.domain.messages import Occasion
from workflow.domain.moves import hindrances, settle, take_automatically
from workflow.domain.reassignment import clocks_after, given_to, new_owner
from workflow.domain.rungs import fire, next_of, schedule
from workflow.domain.settlement import time_is_up
from workflow.domain.words import Title
from workflow.errors import RungFailedError, RunsInCirclesError

_MOVING = frozenset({timing.APPLICATION, DISPUTE})
"""The clocks whose only rung moves the case."""


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

    Raises:
        RungFailedError: one of them cannot fire.
    """
    draft = Draft(case, context)
    catch_up(draft)
    return draft.decision()


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A rung that is due and cannot fire, why, and how many can before it."""

    rung: DueRung
    error: Exception
    before: int


def decide_due_in_part(case: Case, context: Context) -> tuple[Decision, Broken | None]:
    """Decide what is due up to the first rung that cannot fire, and name that one."""
    draft = Draft(case, context)
    broken = _pass_time(draft)
    if broken is None:
        return draft.decision(), None
    # What the broken rung had begun is in the draft, so this is done anew without.
    draft = Draft(case, context)
    _pass_time(draft, most=broken.before)
    return draft.decision(), broken


def decide_first_due(case: Case, context: Context) -> Decision:
    """Decide the one rung that is due first.

    Raises:
        RungFailedError: it cannot fire.
    """
    draft = Draft(case, context)
    catch_up(draft, most=1)
    return draft.decision()


def decide_step(case: Case, request: Request, context: Context) -> Decision | Refusal:
    """Decide on a step after all that had become due before it.

    An action that silence takes is taken at its time, whether or not a worker was
    up: whoever comes later meets the case as it then was. What was due is part of
    the decision; whoever refuses the step writes what was due by itself.
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


def catch_up(draft: Draft, most: int | None = None) -> None:
    """Fire every rung that is due on the draft's case, or so many, in order.

    Raises:
        RungFailedError: one of them cannot fire; the draft is of no use then.
    """
    broken = _pass_time(draft, most)
    if broken is None:
        return
    trouble = trouble_of(broken.error)
    raise RungFailedError(
        case=number_text(draft.case.number),
        rung=f"{broken.rung.label}.{broken.rung.rung}",
        zh=trouble.zh,
        en=trouble.en,
    ) from broken.error


def _pass_time(draft: Draft, most: int | None = None) -> Broken | None:
    """Fire what is due, until one cannot; whatever it is, only this case suffers."""
    context, first, fired = draft.context, None, 0
    while fired != most:
        clock = due_clock(draft.case, context.now)
        if clock is None:
            break
        first = first or clock
        try:
            _fire(draft, clock, context)
        except RunsInCirclesError as error:
            # Half a circle is no progress: it would be run again at every try.
            return Broken(rung=_named(draft, first), error=error, before=0)
        except Exception as error:  # noqa: BLE001 - whatever data makes a rule do
            return Broken(rung=_named(draft, clock), error=error, before=fired)
        fired += 1
    return None


def _named(draft: Draft, clock: Clock) -> DueRung:
    return DueRung(
        case=draft.case.number,
        clock=clock.name,
        subject=clock.subject,
        cycle=clock.cycle,
        rung=clock.next_rung,
        due_at=clock.next_at or draft.context.now,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    """The occurrences of one rung that are due: their numbers, first and last instant.

    Only the last one fires; those between `done` and it are passed over.
    """

    rung: Rung
    done: int
    count: int
    first: datetime
    last: datetime


def _fire(draft: Draft, clock: Clock, context: Context) -> None:
    rungs = timing.rungs_of(clock, context)
    rung = {each.name: each for each in rungs}[clock.next_rung]
    due = _occurrences(draft.case, clock, rung, context)
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
    fired = fire(clock, rung, due.count, anchor)
    if clock.name == timing.APPLICATION:
        _silence(draft, fired, due)
    elif clock.name == DISPUTE:
        time_is_up(draft, fired, due.last)
    else:
        _record(draft, schedule(fired, rungs, context.calendar), due)


def _occurrences(case: Case, clock: Clock, rung: Rung, context: Context) -> _Due:
    """One occurrence where each counts; all that are due where only the latest does.

    None lies behind an instant at which time moves the case: the clock may stand then.
    """
    first = at = clock.next_at or context.now
    done = clock.fired[rung.name].count if rung.name in clock.fired else 0
    count = 1
    if rung.every is not None and rung.after_outage is AfterOutage.LATEST:
        until = _next_move(case, clock, rung, context)
        while done + count < rung.times:
            following = context.calendar.due(at, rung.every)
            if following > context.now or (until and following >= until):
                break
            at, count = following, count + 1
    return _Due(rung=rung, done=done, count=count, first=first, last=at)


def _next_move(
    case: Case, clock: Clock, rung: Rung, context: Context
) -> datetime | None:
    """When the next of the other rungs comes that changes more than messages do."""
    instants = []
    for each in case.clocks.values():
        moving = tuple(
            other
            for other in timing.rungs_of(each, context)
            if (each.name in _MOVING or other.take or other.reassign)
            and (each.key, other.name) != (clock.key, rung.name)
        )
        instants.append(next_of(each, moving, context.calendar)[1])
    return min((at for at in instants if at is not None), default=None)


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
        request["since"] = instant_text(due.first)
    changes = _raised(rung, draft.case)
    clocks: tuple[Clock, ...] = (fired,)
    taker = _taker(rung, draft, request)
    if taker:
        changes |= given_to(taker, draft.case)
        given = revised(draft.case, **changes)
        clocks = clocks_after(given, fired, due.last, draft.context)
    arrived = revised(draft.case, **changes)
    then = draft.context.as_at(due.last)
    against = hindrances(rung.take, arrived, then) if rung.take else []
    if against:
        # Time goes on for everybody else: a person has to decide here.
        request["not_taken"] = [why.code.value for why in against]
    event = Event(kind=EntryKind.RUNG, actor=SYSTEM, action=label, request=request)
    occasion = Occasion(title=_title(fired, rung, draft), actor=SYSTEM, values={})
    draft.record(event, changes, clocks, ((rung.notify, occasion),))
    if rung.take is not None and not against:
        take_automatically(draft, rung.take, label, due.last)
        settle(draft, due.last)


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


def _silence(draft: Draft, fired: Clock, due: _Due) -> None:
    """The entry of an application that nobody decided in time, and what it means.

    Where silence grants it and something stands against it by now, it is refused.
    """
    case, context = draft.case, draft.context
    application = case.pending[fired.subject]
    approval = pending.approval_of(application, context)
    grants = approval.silence is Silence.GRANTED
    then = context.as_at(due.last)
    against = against_granting(application, case, then) if grants else []
    request: dict[str, Json] = {"due": instant_text(due.last)}
    if against:
        request["not_taken"] = [why.code.value for why in against]
    event = Event(
        kind=EntryKind.RUNG,
        actor=SYSTEM,
        action=f"{fired.label}.{due.rung.name}",
        request=request,
    )
    draft.record(event, {}, (clocks.end(fired, due.last, context.calendar),))
    if grants and not against:
        grant(draft, application, SYSTEM, due_at=due.last)
    else:
        refuse(draft, application, SYSTEM, Answer.REFUSED, "")


def _title(clock: Clock, rung: Rung, draft: Draft) -> Title:
    """What a message calls the limit behind a rung, and the rung if it has a title."""
    definition = draft.context.definition
    limit = (
        definition.state(clock.subject).title
        if clock.name == timing.STAGE
        else definition.clocks[clock.name].title
    )
    if rung.title is None:
        return limit
    return Title(zh=f"{limit.zh}：{rung.title.zh}", en=f"{limit.en}: {rung.title.en}")
