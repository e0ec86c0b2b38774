"""What the verbs of the engine answer."""

from dataclasses import dataclass

from workflow.domain.blockers import Blocker
from workflow.domain.case import Case, revised
from workflow.domain.decision import Decision, Entry
from workflow.store.step import Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A request that was carried out: the case as it stands, and the new entries.

    `repeated` says that the same request, known by its key, had been carried out
    before and nothing was done again.
    """

    case: Case
    entries: tuple[Entry, ...]
    repeated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A request that was not carried out, with every reason.

    `since` holds the entries that the asker had not seen, where the case moved on.
    """

    blockers: tuple[Blocker, ...]
    since: tuple[Entry, ...] = ()


def done(decided: Decision, written: Written) -> Done:
    """The answer to a request whose decision was written, with the new head."""
    case = revised(decided.case, head=written.heads[decided.case.number])
    return Done(case=case, entries=decided.entries)
