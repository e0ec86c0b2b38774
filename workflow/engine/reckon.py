"""A case as time has made it by now, also where nobody has written that down yet.

Questions change nothing, so what is due is decided in memory and thrown away.
"""

from dataclasses import dataclass
from datetime import datetime

from workflow.domain.case import Case, revised
from workflow.domain.context import Context
from workflow.domain.decision import Entry
from workflow.domain.escalation import decide_due, due_clock
from workflow.engine.troubles import SPOILS
from workflow.errors import GridcaseError
from workflow.store import screens
from workflow.store.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """A case as acting would meet it.

    The case keeps the version and the head that are stored, since a step is checked
    against those. `entries` are what time did and nobody has written, `rungs` says
    how many rungs are among it; `problem` why it could not be decided, and then the
    case is as it is stored.
    """

    case: Case
    entries: tuple[Entry, ...] = ()
    rungs: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwritten:
    """How much of what is shown is due and not written, and who was up last.

    `swept_at` is None where nobody ever swept.
    """

    rungs: int
    swept_at: datetime | None
    problem: str = ""


def reckon(case: Case, context: Context) -> Reckoned:
    """The case after all that is due on it."""
    if due_clock(case, context.now) is None:
        return Reckoned(case=case)
    try:
        decided = decide_due(case, context)
    except (GridcaseError, *SPOILS) as error:
        return Reckoned(case=case, problem=str(error))
    return Reckoned(
        case=revised(decided.case, version=case.version, head=case.head),
        entries=decided.entries,
        rungs=len(decided.firings),
    )


def unwritten(connection: Connection, *found: Reckoned) -> Unwritten | None:
    """What is to be said about these cases beside the answer; None if nothing is."""
    rungs = sum(each.rungs for each in found)
    problem = next((each.problem for each in found if each.problem), "")
    if not rungs and not problem:
        return None
    return Unwritten(
        rungs=rungs, swept_at=screens.last_swept(connection), problem=problem
    )
