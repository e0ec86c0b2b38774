"""The verb of joint work: members are added, excused and replaced, or it is refused."""

from workflow.domain.blockers import BlockerCode, blocker
from workflow.domain.case import number_text
from workflow.domain.decision import Decision, Refusal, Request
from workflow.domain.membership import Change, decide_change
from workflow.engine.advance import TRIES
from workflow.engine.refusals import refused
from workflow.engine.results import Done, Refused, done
from workflow.engine.runtime import Runtime
from workflow.engine.together import context_with, write_together
from workflow.store import step
from workflow.store.database import Connection


def change_members(runtime: Runtime, change: Change) -> Done | Refused:
    """Carry out a change of members, or say every reason against it.

    Like a step it is tried again where somebody else wrote to the case meanwhile.
    """
    for _ in range(TRIES):
        answer = _try(runtime, change)
        if isinstance(answer, Done):
            return answer
        if answer is not None:
            return refused(runtime, _as_request(change), answer)
    busy = blocker(BlockerCode.TOO_BUSY, case=number_text(change.case))
    return refused(runtime, _as_request(change), Refusal(blockers=(busy,)))


def _try(runtime: Runtime, change: Change) -> Done | Refusal | None:
    """One try; None where another writer was faster."""
    with runtime.database.stepping() as connection:
        decided = _decide(runtime, connection, change, ())
        if isinstance(decided, Decision) and not decided.errands:
            written = step.write(connection, [decided])
            return None if written.conflicts else done(decided, written)
    if isinstance(decided, Decision):
        return write_together(
            runtime, lambda held, numbers: _decide(runtime, held, change, numbers)
        )
    return decided


def _decide(
    runtime: Runtime, connection: Connection, change: Change, numbers: tuple[int, ...]
) -> Decision | Refusal:
    found = step.read(connection, change.case)
    if found is None:
        number = number_text(change.case)
        unknown = blocker(BlockerCode.NO_SUCH_CASE, case=number)
        return Refusal(blockers=(unknown,))
    context = context_with(runtime, connection, found, numbers)
    return decide_change(found.case, change, context)


def _as_request(change: Change) -> Request:
    """The change as refusals are recorded: `joint.add`."""
    return Request(
        case=change.case,
        action=f"joint.{change.changing.value}",
        actor=change.actor,
        expected=change.expected,
        via=change.via,
    )
