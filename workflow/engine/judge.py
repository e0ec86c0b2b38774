"""The verb of whoever decides: grant, refuse or withdraw an application."""

from workflow.domain.blockers import BlockerCode, blocker
from workflow.domain.case import number_text
from workflow.domain.decision import Decision, Refusal, Request
from workflow.domain.verdicts import Verdict, decide_verdict
from workflow.engine.advance import TRIES
from workflow.engine.refusals import refused
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


def _decide(
    runtime: Runtime, connection: Connection, verdict: Verdict, numbers: tuple[int, ...]
) -> Decision | Refusal:
    found = step.read(connection, verdict.case)
    if found is None:
        number = number_text(verdict.case)
        unknown = blocker(BlockerCode.NO_SUCH_CASE, case=number)
        return Refusal(blockers=(unknown,))
    context = context_with(runtime, connection, found, numbers)
    return decide_verdict(found.case, verdict, context)


def _as_request(verdict: Verdict) -> Request:
    """The verdict as refusals are recorded: `extend.granted`."""
    return Request(
        case=verdict.case,
        action=f"{verdict.action}.{verdict.answer.value}",
        actor=verdict.actor,
        expected=verdict.expected,
        via=verdict.via,
    )
