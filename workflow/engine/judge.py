"""The verb of whoever decides: grant, refuse or withdraw an application."""

from workflow.domain.blockers import BlockerCode, blocker
from workflow.domain.case import Case, number_text
from workflow.domain.context import Context
from workflow.domain.decision import Decision, Refusal, Request
from workflow.domain.reasons import action_title
from workflow.domain.verdicts import Verdict, decide_verdict
from workflow.engine.advance import TRIES
from workflow.engine.applications import ended_before
from workflow.engine.reckon import reckon
from workflow.engine.refusals import refused, titled
from workflow.engine.results import Done, Refused, done
from workflow.engine.runtime import Runtime
from workflow.engine.together import context_with, write_together
from workflow.store import step
from workflow.store.database import Connection


def judge(runtime: Runtime, verdict: Verdict) -> Done | Refused:
    """Carry out a verdict on a pending application, or say every reason against it.

    Like a step it is tried again where somebody else wrote to the case meanwhile.
    """
    for _ in range(TRIES):
        answer = _try(runtime, verdict)
        if isinstance(answer, Done):
            return answer
        if answer is not None:
            return refused(runtime, _as_request(verdict), answer)
    number = number_text(verdict.case)
    busy = Refusal(blockers=(blocker(BlockerCode.TOO_BUSY, case=number),))
    return refused(runtime, _as_request(verdict), busy)


def _try(runtime: Runtime, verdict: Verdict) -> Done | Refusal | None:
    """One try; None where another writer was faster."""
    with runtime.database.stepping() as connection:
        decided = _decide(runtime, connection, verdict, ())
        if isinstance(decided, Decision) and not decided.errands:
            written = step.write(connection, [decided])
            return None if written.conflicts else done(decided, written)
    if isinstance(decided, Decision):
        return write_together(
            runtime, lambda held, numbers: _decide(runtime, held, verdict, numbers)
        )
    return decided


def _with_ending(
    connection: Connection,
    refusal: Refusal,
    verdict: Verdict,
    case: Case,
    context: Context,
) -> Refusal:
    """The refusal; where the application has ended, with what became of it."""
    if all(each.code is not BlockerCode.NOT_ASKED for each in refusal.blockers):
        return refusal
    ended = ended_before(connection, verdict.action, reckon(case, context))
    if ended is None:
        return refusal
    application, ending = ended
    told, title = ending.told(context), action_title(verdict.action, context)
    said = blocker(
        BlockerCode.ALREADY_DECIDED,
        action=verdict.action,
        title_zh=title.zh,
        title=title.en,
        application=application.number,
        answer=ending.answer.value,
        ended_zh=told.zh,
        ended=told.en,
    )
    blockers = (
        said if each.code is BlockerCode.NOT_ASKED else each
        for each in refusal.blockers
    )
    return Refusal(blockers=tuple(blockers))


def _decide(
    runtime: Runtime, connection: Connection, verdict: Verdict, numbers: tuple[int, ...]
) -> Decision | Refusal:
    found = step.read(connection, verdict.case)
    if found is None:
        number = number_text(verdict.case)
        unknown = blocker(BlockerCode.NO_SUCH_CASE, case=number)
        return Refusal(blockers=(unknown,))
    context = context_with(runtime, connection, found, numbers)
    decided = decide_verdict(found.case, verdict, context)
    if isinstance(decided, Decision):
        return decided
    told = _with_ending(connection, decided, verdict, found.case, context)
    return titled(told, context)


def _as_request(verdict: Verdict) -> Request:
    """The verdict as refusals are recorded: `extend.granted`."""
    return Request(
        case=verdict.case,
        action=f"{verdict.action}.{verdict.answer.value}",
        actor=verdict.actor,
        expected=verdict.expected,
        via=verdict.via,
    )
