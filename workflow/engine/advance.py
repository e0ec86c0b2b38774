"""The verb of a step: read the case, decide, write; one transaction."""

from workflow.domain.blockers import BlockerCode, blocker
from workflow.domain.case import number_text
from workflow.domain.decision import Decision, Refusal, Request
from workflow.domain.escalation import decide_joined, decide_step
from workflow.engine.refusals import refused
from workflow.engine.requests import key_of, repeated, salted
from workflow.engine.results import Done, Refused, done
from workflow.engine.runtime import Runtime
from workflow.errors import AlreadyRecordedError
from workflow.store import step
from workflow.store.database import Connection

TRIES = 4
"""How often a step is tried before somebody else's writing first is the answer."""


def advance(runtime: Runtime, request: Request) -> Done | Refused:
    """Carry out one step of a case, or say every reason against it.

    A refusal is recorded apart, and all that it writes of the case is what was due. A
    writer who named the version that it saw is told what changed since; one who named
    none is tried again, up to three times.
    """
    asked = salted(request)
    for _ in range(TRIES):
        answer = _try_once(runtime, asked)
        if isinstance(answer, Done):
            return answer
        if answer is not None:
            return refused(runtime, asked, answer)
    number = number_text(asked.case)
    busy = Refusal(blockers=(blocker(BlockerCode.TOO_BUSY, case=number),))
    return refused(runtime, asked, busy)


def _try_once(runtime: Runtime, request: Request) -> Done | Refusal | None:
    """One try; None where another writer was faster."""
    try:
        return _try(runtime, request)
    except AlreadyRecordedError:
        if not request.key:
            raise
    # The same key came in twice at once; the next try meets the other one's step.
    return None


def _try(runtime: Runtime, request: Request) -> Done | Refusal | None:
    with runtime.database.stepping() as connection:
        decided = repeated(connection, request) or _decide(runtime, connection, request)
        if isinstance(decided, Decision) and not decided.joins:
            keys = key_of(request, decided)
            written = step.write(connection, [decided], keys=keys)
            if written.conflicts:
                return None
            return done(decided, written)
    if not isinstance(decided, Decision):
        return decided
    return _try_to_join(runtime, request)


def _try_to_join(runtime: Runtime, request: Request) -> Done | Refusal | None:
    """One try of a step that changes two cases: both, or neither."""
    with runtime.database.writing() as connection:
        decided = _decide(runtime, connection, request)
        if isinstance(decided, Refusal):
            return decided
        original = step.read(connection, decided.joins)
        if original is None:
            return _unknown(decided.joins)
        there = runtime.context(connection, original.case, original.revision)
        joined = decide_joined(original.case, decided.case, request.actor, there)
        if isinstance(joined, Refusal):
            return joined
        both = [decided, joined]
        written = step.write(connection, both, keys=key_of(request, decided))
        if written.conflicts:
            return None
        connection.commit()
        return done(decided, written)


def _decide(
    runtime: Runtime, connection: Connection, request: Request
) -> Decision | Refusal:
    found = step.read(connection, request.case)
    if found is None:
        return _unknown(request.case)
    context = runtime.context(connection, found.case, found.revision)
    return decide_step(found.case, request, context)


def _unknown(number: int) -> Refusal:
    why = blocker(BlockerCode.NO_SUCH_CASE, case=number_text(number))
    return Refusal(blockers=(why,))
