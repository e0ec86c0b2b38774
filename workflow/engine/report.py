"""The verb of a report: open a case with everything that follows by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflow.domain.case import Json, case_number
from workflow.domain.decision import Decision, Refusal, Request
from workflow.domain.lifecycle import REPORT, Opening, decide_report
from workflow.engine.refusals import refused, titled
from workflow.engine.requests import key_of, repeated, salted
from workflow.engine.results import Done, Refused, done
from workflow.engine.runtime import Runtime
from workflow.errors import AlreadyRecordedError
from workflow.store import numbers, step
from workflow.store.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRequest:
    """What somebody reports, through which channel, under which workflow."""

    workflow: str
    actor: str
    fields: Mapping[str, Json] = field(default_factory=dict)
    channel: str = "command line"
    key: str = ""
    via: str = ""

    def as_request(self) -> Request:
        """The report as a request for a case that does not exist yet."""
        return Request(
            case=0,
            action=REPORT,
            actor=self.actor,
            fields=self.fields,
            key=self.key,
            via=self.via,
        )


def report(runtime: Runtime, asked: ReportRequest) -> Done | Refused:
    """Open a case, or say every reason against it.

    Raises:
        UnknownWorkflowError: no workflow of this name is published.
    """
    request = salted(asked.as_request())
    try:
        return _report(runtime, asked, request)
    except AlreadyRecordedError:
        if not request.key:
            raise
    # The same report came in twice at once: the other one was faster.
    return _report(runtime, asked, request)


def _report(runtime: Runtime, asked: ReportRequest, request: Request) -> Done | Refused:
    with runtime.database.writing() as connection:
        decided: Done | Decision | Refusal = repeated(connection, request) or _decide(
            runtime, connection, asked, request
        )
        if isinstance(decided, Decision):
            keys = key_of(request, decided)
            written = step.write(connection, [decided], keys=keys)
            connection.commit()
            return done(decided, written)
    return decided if isinstance(decided, Done) else refused(runtime, request, decided)


def _decide(
    runtime: Runtime, connection: Connection, asked: ReportRequest, request: Request
) -> Decision | Refusal:
    workflow = runtime.workflow_named(connection, asked.workflow)
    context = runtime.context_of(workflow, runtime.city(connection))
    day = int(context.today.strftime("%Y%m%d"))
    # A number that a refusal leaves unused is a gap, and gaps are allowed.
    number = case_number(day, numbers.take(connection, day, 1))
    opening = Opening(number=number, channel=asked.channel)
    return titled(decide_report(request, opening, context), context)
