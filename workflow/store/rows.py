"""What a decision leaves behind, as rows of text and numbers.

The order of the values is that of the columns in `tables.py`; a test compares both
with what SQLAlchemy itself reads and writes.
"""

from collections.abc import Sequence
from datetime import datetime

from workflow.domain.bodies import body_json
from workflow.domain.case import Application, Case, Clock, Outcome
from workflow.domain.decision import Decision, Message
from workflow.domain.dispute import Dispute, dispute_json
from workflow.domain.effects import fired_json, instant_text
from workflow.domain.incidents import IncidentKind, IncidentStatus, vacant
from workflow.domain.timing import PROMISE
from workflow.store.chain import SealedEntry, sealed
from workflow.store.encoding import canonical
from workflow.store.keys import RequestKey, SourceStep
from workflow.store.marks import marks_text

Row = tuple[str | int | bool | None, ...]


def case_row(case: Case, head: str) -> Row:
    """The row of `cases`; `head` is the hash of its last entry."""
    promise = case.clocks.get((PROMISE, ""))
    running = promise is not None and promise.outcome is Outcome.RUNNING
    return (
        case.number,
        case.version,
        head,
        case.definition,
        case.workflow,
        case.state,
        case.final,
        case.owner,
        case.place,
        case.category,
        case.condition,
        case.desk,
        case.channel,
        instant_text(case.opened_at),
        instant_text(case.entered_at),
        instant_text(case.changed_at),
        _text_or_none(promise.due_at) if promise is not None and running else None,
        case.priority.value,
        marks_text(case.marks),
        canonical(body_json(case)),
    )


def sealed_entries(decision: Decision) -> list[SealedEntry]:
    """The rows of `history`, chained onto the head that the case was read with."""
    head = decision.case.head
    rows = []
    for entry in decision.entries:
        row = sealed(head, decision.case.number, entry)
        head = row.hash
        rows.append(row)
    return rows


def rows_of(decision: Decision, entries: Sequence[SealedEntry]) -> dict[str, list[Row]]:
    """What a decision adds to each table besides the case itself, by table name.

    `moved` are reports that stand behind this case from now on.
    """
    number = decision.case.number
    at = {entry.number: entry.at for entry in entries}
    found: dict[str, list[Row]] = {"history": list(entries)}
    if decision.clocks:
        found["clock"] = [_clock_row(number, clock) for clock in decision.clocks]
    if decision.messages:
        found["message"] = _message_rows(decision, entries[-1].at)
        if vacant := [each for each in decision.messages if not each.recipient]:
            found["incident"] = [
                _vacancy_row(number, each, entries[-1].at) for each in vacant
            ]
    if decision.firings:
        found["firing"] = [
            (
                number,
                each.clock,
                each.subject,
                each.cycle,
                each.rung,
                each.occurrence,
                instant_text(each.due_at),
                at[each.entry],
                each.entry,
            )
            for each in decision.firings
        ]
    return found | _rarer_rows(decision)


def key_row(key: RequestKey) -> Row:
    """The row of `request_key`."""
    at = instant_text(key.at)
    return (key.key, key.content, key.case, key.entry, at, key.first_entry)


def source_row(step: SourceStep) -> Row:
    """The row of `source_step`."""
    return (step.source, step.external_id, step.step, step.case, step.entry)


def _rarer_rows(decision: Decision) -> dict[str, list[Row]]:
    number = decision.case.number
    found: dict[str, list[Row]] = {}
    if decision.applications:
        found["application"] = [
            _application_row(number, each) for each in decision.applications
        ]
    if decision.disputes:
        found["dispute"] = [_dispute_row(number, each) for each in decision.disputes]
    if decision.reports:
        found["report"] = [
            (each.id, each.opened, number, each.channel, instant_text(each.at))
            for each in decision.reports
        ]
    if decision.personal:
        found["personal"] = [
            (number, each.entry, each.field, each.value, each.salt)
            for each in decision.personal
        ]
    if decision.attachments:
        found["attachment"] = [
            (
                number,
                each.entry,
                each.field,
                each.position,
                each.digest,
                each.media_type,
                each.size,
                each.name,
            )
            for each in decision.attachments
        ]
    if decision.moved:
        found["moved"] = [(number, report) for report in decision.moved]
    return found


def _text_or_none(instant: datetime | None) -> str | None:
    return None if instant is None else instant_text(instant)


def _clock_row(number: int, clock: Clock) -> Row:
    return (
        number,
        clock.name,
        clock.subject,
        clock.cycle,
        clock.calendar,
        clock.measure.value,
        clock.budget,
        clock.consumed,
        clock.outcome.value,
        instant_text(clock.started_at),
        _text_or_none(clock.running_since),
        _text_or_none(clock.due_at),
        _text_or_none(clock.stopped_at),
        clock.source,
        clock.limit,
        clock.provisional,
        canonical(fired_json(clock.fired)) if clock.fired else "{}",
        clock.next_rung,
        _text_or_none(clock.next_at),
        # Whatever held it up before, a clock that was decided on is looked at in time.
        _text_or_none(clock.next_at),
        clock.extended,
        clock.carried,
        clock.held,
        clock.exempt,
    )


def _application_row(number: int, each: Application) -> Row:
    return (
        number,
        each.number,
        each.action,
        each.approval,
        each.state,
        each.asker,
        instant_text(each.asked_at),
        canonical(each.values),
        each.desk,
        _text_or_none(each.due_at),
        each.status.value,
        canonical(each.agreed),
        _text_or_none(each.closed_at),
    )


def _dispute_row(number: int, each: Dispute) -> Row:
    return (
        number,
        each.number,
        each.ladder,
        each.level,
        each.ground,
        each.disputer,
        each.status.value,
        each.desk,
        _text_or_none(each.due_at),
        instant_text(each.opened_at),
        _text_or_none(each.closed_at),
        canonical(dispute_json(each)),
    )


def _vacancy_row(number: int, message: Message, at: str) -> Row:
    """Nobody holds the post by which somebody was to be told: a person has to see."""
    trouble = vacant(message.post)
    kind, status = IncidentKind.VACANCY.value, IncidentStatus.WAITING.value
    about = (kind, number, "", "", 0, "", message.id)
    texts = (trouble.zh, trouble.en, status)
    return (*about, at, at, at, 1, *texts, None, None, "", "")


def _message_rows(decision: Decision, at: str) -> list[Row]:
    return [
        (
            each.id,
            decision.case.number,
            decision.case.definition,
            each.template,
            each.recipient,
            each.to_reporter,
            each.post,
            each.language,
            canonical(each.facts),
            "waiting" if each.recipient else "no_recipient",
            0,
            at if each.recipient else None,
            at,
            None,
            "",
            "",
        )
        for each in decision.messages
    ]
