"""The verbs of an operator: look at incidents, have them tried again, dismiss them."""

import time
from collections.abc import Callable, Sequence

from workflow.domain.blockers import Blocker, BlockerCode, blocker
from workflow.domain.case import number_text
from workflow.domain.decision import Decision, Refusal, Request
from workflow.domain.incidents import (
    OPEN,
    Incident,
    IncidentKind,
    IncidentStatus,
    Trouble,
    trouble_of,
)
from workflow.domain.organisation import Power
from workflow.domain.powers import against
from workflow.domain.remedies import (
    Asking,
    Unread,
    decide_pass_over,
    decide_tell_again,
)
from workflow.engine.refusals import refused
from workflow.engine.results import Refused
from workflow.engine.runtime import Runtime
from workflow.engine.troubles import SPOILS
from workflow.errors import DatabaseError, GridcaseError, UnknownMessageError
from workflow.store import failing, incidents, outbox, step
from workflow.store.database import Connection
from workflow.store.outbox import MessageStatus
from workflow.store.step import Found

PAUSES = (0.02, 0.1, 0.3)
"""Seconds before each further try, where somebody else holds the case."""

_Remedy = Callable[[Runtime, Connection, Incident, Asking], Refusal | None]


def listing(
    runtime: Runtime, statuses: Sequence[IncidentStatus] = OPEN, limit: int = 50
) -> list[Incident]:
    """The newest incidents that stand so; the open ones unless others are meant."""
    with runtime.database.reading() as connection:
        return incidents.listing(connection, statuses, limit=limit)


def show(runtime: Runtime, identity: int) -> Incident | Refused:
    """One incident, open or closed."""
    with runtime.database.reading() as connection:
        found = incidents.find(connection, identity)
    return found or _unknown(identity)


def retry(runtime: Runtime, asking: Asking) -> Incident | Refused:
    """Have something tried again that failed, or say every reason against it.

    A rung is due at once, and a message waits to be sent anew. What a vacant post
    missed is told to whoever is on duty there by now.
    """
    return _remedied(runtime, asking, "retry", _RETRY)


def dismiss(runtime: Runtime, asking: Asking) -> Incident | Refused:
    """Go on without what failed, for a reason, or say every reason against it.

    A rung counts as passed over and the case can move again; history says who
    decided so. A message is sent to nobody. It takes a power that is tied to posts.
    """
    return _remedied(runtime, asking, "dismiss", _DISMISS)


def _remedied(
    runtime: Runtime,
    asking: Asking,
    verb: str,
    remedies: dict[IncidentKind, _Remedy],
) -> Incident | Refused:
    """Try it as often as a step is: who sweeps holds a case for a moment only."""
    answer = _try(runtime, asking, verb, remedies)
    for pause in PAUSES:
        if not (isinstance(answer, tuple) and _is_busy(answer[1])):
            break
        time.sleep(pause)
        answer = _try(runtime, asking, verb, remedies)
    return refused(runtime, *answer) if isinstance(answer, tuple) else answer


def _try(
    runtime: Runtime,
    asking: Asking,
    verb: str,
    remedies: dict[IncidentKind, _Remedy],
) -> Incident | Refused | tuple[Request, Refusal]:
    with runtime.database.writing() as connection:
        found = _locked(connection, asking.incident)
        if found is None:
            return _unknown(asking.incident)
        refusal = _against(runtime, connection, found, asking, verb)
        refusal = refusal or remedies[found.kind](runtime, connection, found, asking)
        if refusal is None:
            changed = incidents.find(connection, asking.incident)
            connection.commit()
            return changed or found
    request = Request(case=found.case, action=verb, actor=asking.actor, via=asking.via)
    return request, refusal


def _locked(connection: Connection, identity: int) -> Incident | None:
    """The incident, which nobody else closes until this is done.

    Its message comes first, as it does for whoever sends that.
    """
    found = incidents.find(connection, identity)
    if found is not None and found.message:
        outbox.hold(connection, found.message)
    return found and incidents.find(connection, identity, lock=True)


def _against(
    runtime: Runtime,
    connection: Connection,
    found: Incident,
    asking: Asking,
    verb: str,
) -> Refusal | None:
    """Every reason that has nothing to do with what had failed."""
    blockers: list[Blocker] = []
    if not found.is_open:
        status = found.status.value
        blockers.append(
            blocker(BlockerCode.INCIDENT_CLOSED, incident=found.id, status=status)
        )
    city = runtime.city(connection)
    if verb != Power.DISMISS.value and asking.actor not in city.organisation.people:
        blockers.append(blocker(BlockerCode.NO_SUCH_PERSON, person=asking.actor))
    if verb == Power.DISMISS.value:
        blockers += against(asking.actor, Power.DISMISS, city, runtime.now())
        if not asking.reason.strip():
            missing = {"field": "reason", "title_zh": "理由"}
            blockers.append(blocker(BlockerCode.MISSING_FIELD, **missing))
    return Refusal(blockers=tuple(blockers)) if blockers else None


def _retry_rung(
    runtime: Runtime, connection: Connection, found: Incident, _asking: Asking
) -> Refusal | None:
    # A sweep that holds the case may be at this very rung.
    if not step.hold(connection, found.case):
        return _busy(found.case)
    failing.try_rung_again(connection, found, runtime.now())
    return None


def _retry_message(
    runtime: Runtime, connection: Connection, found: Incident, _asking: Asking
) -> Refusal | None:
    # One that waits to be sent already is not given up any more.
    outbox.retry(connection, found.message, runtime.now())
    return None


def _tell_again(
    runtime: Runtime, connection: Connection, found: Incident, asking: Asking
) -> Refusal | None:
    held = _held(connection, found.case)
    if isinstance(held, Refusal):
        return held
    message = outbox.find(connection, found.message)
    if message is None:
        raise UnknownMessageError(message=found.message)
    context = runtime.context(connection, held.case, held.revision)
    unread = Unread(
        id=message.id,
        template=message.template,
        post=message.post,
        language=message.language,
        facts=message.facts,
    )
    decided = decide_tell_again(held.case, unread, asking, context)
    refusal = _written(connection, decided)
    if refusal is None:
        outbox.put_away(connection, message.id, MessageStatus.PASSED_ON)
        incidents.settle_one(connection, found.id, runtime.now())
    return refusal


def _pass_over(
    runtime: Runtime, connection: Connection, found: Incident, asking: Asking
) -> Refusal | None:
    held = _held(connection, found.case)
    if isinstance(held, Refusal):
        return held
    try:
        context = runtime.context(connection, held.case, held.revision)
        decided = decide_pass_over(held.case, found.due_rung, asking, context)
    except DatabaseError:
        raise
    except (GridcaseError, *SPOILS) as error:
        return _unreadable(found.case, trouble_of(error))
    refusal = _written(connection, decided)
    if refusal is None:
        failing.release(connection, found.case)
        _closed(runtime, connection, asking)
    return refusal


def _dismiss_message(
    runtime: Runtime, connection: Connection, found: Incident, asking: Asking
) -> Refusal | None:
    outbox.put_away(connection, found.message, MessageStatus.DISMISSED)
    _closed(runtime, connection, asking)
    return None


_RETRY: dict[IncidentKind, _Remedy] = {
    IncidentKind.RUNG: _retry_rung,
    IncidentKind.MESSAGE: _retry_message,
    IncidentKind.VACANCY: _tell_again,
}
_DISMISS: dict[IncidentKind, _Remedy] = {
    IncidentKind.RUNG: _pass_over,
    IncidentKind.MESSAGE: _dismiss_message,
    IncidentKind.VACANCY: _dismiss_message,
}


def _held(connection: Connection, case: int) -> Found | Refusal:
    """The case, which nobody else writes until this is done."""
    try:
        held = step.read_many(connection, [case], lock=True)
    except SPOILS as error:
        return _unreadable(case, trouble_of(error))
    return held[0] if held else _busy(case)


def _written(connection: Connection, decided: Decision | Refusal) -> Refusal | None:
    if isinstance(decided, Refusal):
        return decided
    step.write(connection, [decided])
    return None


def _closed(runtime: Runtime, connection: Connection, asking: Asking) -> None:
    now = runtime.now()
    incidents.dismiss(connection, asking.incident, now, asking.actor, asking.reason)


def _unknown(identity: int) -> Refused:
    why = blocker(BlockerCode.NO_SUCH_INCIDENT, incident=identity)
    return Refused(blockers=(why,))


def _is_busy(refusal: Refusal) -> bool:
    return [each.code for each in refusal.blockers] == [BlockerCode.TOO_BUSY]


def _busy(case: int) -> Refusal:
    why = blocker(BlockerCode.TOO_BUSY, case=number_text(case))
    return Refusal(blockers=(why,))


def _unreadable(case: int, trouble: Trouble) -> Refusal:
    number = number_text(case)
    problem = {"problem_zh": trouble.zh, "problem": trouble.en}
    why = blocker(BlockerCode.CASE_UNREADABLE, case=number, **problem)
    return Refusal(blockers=(why,))
