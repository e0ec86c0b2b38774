"""The verb of a dispute: what somebody says in it is heard, or refused with reasons."""

from workflow.domain.blockers import BlockerCode, blocker
from workflow.domain.case import number_text
from workflow.domain.decision import Decision, Refusal, Request
from workflow.domain.disputes.saying import Word
from workflow.domain.hearings.words import decide_word
from workflow.engine.advance import TRIES
from workflow.engine.refusals import refused, titled
from workflow.engine.results import Done, Refused, done
from workflow.engine.runtime import Runtime
from workflow.engine.together import context_with, write_together
from workflow.store import step
from workflow.store.database import Connection


def say(runtime: Runtime, word: Word) -> Done | Refused:
    """Carry out what somebody says in a dispute, or say every reason against it.

    Like a step it is tried again where somebody else wrote to the case meanwhile.
    """
    for _ in range(TRIES):
        answer = _try(runtime, word)
        if isinstance(answer, Done):
            return answer
        if answer is not None:
            return refused(runtime, _as_request(word), answer)
    busy = blocker(BlockerCode.TOO_BUSY, case=number_text(word.case))
    return refused(runtime, _as_request(word), Refusal(blockers=(busy,)))


def _try(runtime: Runtime, word: Word) -> Done | Refusal | None:
    """One try; None where another writer was faster."""
    if word.makes_precedent:
        return _together(runtime, word)
    with runtime.database.stepping() as connection:
        decided = _decide(runtime, connection, word, ())
        if isinstance(decided, Decision) and not decided.errands:
            written = step.write(connection, [decided])
            return None if written.conflicts else done(decided, written)
    if isinstance(decided, Decision):
        return _together(runtime, word)
    return decided


def _decide(
    runtime: Runtime, connection: Connection, word: Word, numbers: tuple[int, ...]
) -> Decision | Refusal:
    found = step.read(connection, word.case)
    if found is None:
        number = number_text(word.case)
        unknown = blocker(BlockerCode.NO_SUCH_CASE, case=number)
        return Refusal(blockers=(unknown,))
    context = context_with(runtime, connection, found, numbers)
    return titled(decide_word(found.case, word, context), context)


def _together(runtime: Runtime, word: Word) -> Done | Refusal | None:
    """The same for a word that reaches further: other cases, or the city's rules."""
    return write_together(
        runtime,
        lambda held, numbers: _decide(runtime, held, word, numbers),
        rules=word.makes_precedent,
    )


def _as_request(word: Word) -> Request:
    """The word as refusals are recorded: `dispute.rule`."""
    return Request(
        case=word.case,
        action=f"dispute.{word.saying.value}",
        actor=word.actor,
        expected=word.expected,
        via=word.via,
    )
