"""What people look at of disputes: those on a desk, and those of a case."""

from collections.abc import Sequence
from dataclasses import dataclass

from workflow.domain.case import Case
from workflow.domain.context import Context
from workflow.domain.dispute import Dispute
from workflow.domain.disputes.saying import Saying
from workflow.domain.hearings.words import offered
from workflow.engine.reckon import reckon
from workflow.engine.runtime import Runtime
from workflow.engine.screens import desks_of
from workflow.store import disputes, step
from workflow.store.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputed:
    """A dispute with its case; `offered` is what the one who looks could say now.

    Both are told as speaking would meet them; `rungs` of what is due are not written.
    """

    case: Case
    context: Context
    dispute: Dispute
    offered: tuple[Saying, ...] = ()
    rungs: int = 0


def waiting(runtime: Runtime, person: str) -> tuple[Disputed, ...]:
    """The open disputes on a person's desks, or all without one; first due first."""
    with runtime.database.reading() as connection:
        desks = None
        if person:
            desks = desks_of(runtime.city(connection), person, runtime.now())
        found = disputes.waiting(connection, desks)
        return _with_cases(runtime, connection, found, person)


def of_case(runtime: Runtime, number: int, person: str) -> tuple[Disputed, ...] | None:
    """Every dispute of a case, the oldest first; None if there is no such case."""
    with runtime.database.reading() as connection:
        if step.read(connection, number) is None:
            return None
        found = [(number, each) for each in disputes.of_case(connection, number)]
        return _with_cases(runtime, connection, found, person)


def _with_cases(
    runtime: Runtime,
    connection: Connection,
    found: Sequence[tuple[int, Dispute]],
    person: str,
) -> tuple[Disputed, ...]:
    numbers = sorted({number for number, _ in found})
    read = {each.case.number: each for each in step.read_many(connection, numbers)}
    disputed = []
    for number, dispute in found:
        stored = read[number]
        context = runtime.context(connection, stored.case, stored.revision)
        reckoned = reckon(stored.case, context)
        case, last = reckoned.case, reckoned.case.dispute
        is_last = last is not None and last.number == dispute.number
        disputed.append(
            Disputed(
                case=case,
                context=context,
                dispute=last if last is not None and is_last else dispute,
                offered=offered(case, person, context) if is_last and person else (),
                rungs=reckoned.rungs if is_last else 0,
            )
        )
    return tuple(disputed)
