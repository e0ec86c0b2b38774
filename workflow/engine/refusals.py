"""Refused requests: recorded apart, outside the chain, and answered in full."""

from workflow.domain.blockers import BlockerCode
from workflow.domain.decision import Entry, Refusal, Request
from workflow.engine.results import Refused
from workflow.engine.runtime import Runtime
from workflow.store import history, refusals


def refused(runtime: Runtime, request: Request, refusal: Refusal) -> Refused:
    """Record the refusal, and answer with what the asker had not seen."""
    stale = any(each.code is BlockerCode.STALE_VERSION for each in refusal.blockers)
    since: tuple[Entry, ...] = ()
    with runtime.database.writing() as connection:
        if stale and request.expected is not None:
            every = history.entries(connection, request.case)
            since = tuple(each for each in every if each.number > request.expected)
        refusals.record(connection, request, refusal.blockers, runtime.now())
        connection.commit()
    return Refused(blockers=refusal.blockers, since=since)
