"""Cases and what belongs to them as rows of text and numbers, and the way back.

The order of the values is that of the columns in `tables.py`; a test compares both
with what SQLAlchemy itself reads and writes.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from workflow.domain.case import Case, Clock, Outcome
from workflow.domain.decision import Decision
from workflow.domain.effects import (
    assignment_from,
    body_json,
    fired_from,
    fired_json,
    instant_from,
)
from workflow.domain.timing import PROMISE
from workflow.domain.worktime import Measure
from workflow.store.chain import SealedEntry, sealed
from workflow.store.encoding import canonical, decode, instant_text
from workflow.store.keys import RequestKey, SourceStep

Row = tuple[str | int | bool | None, ...]
AsInstant = Callable[[Any], datetime]
"""Makes an instant of what a driver gives: text on SQLite, an instant already else."""

CLOCKS = 18
"""The place of the clocks behind the columns of `cases`."""
REVISION = 19
"""The place of the city's revision, which comes last."""
_NOTHING: dict[str, Any] = {}
# Looking a member up is several times as fast as calling its class.
_MEASURES = {each.value: each for each in Measure}
_OUTCOMES = {each.value: each for each in Outcome}


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
    return (key.key, key.content, key.case, key.entry, instant_text(key.at))


def source_row(step: SourceStep) -> Row:
    """The row of `source_step`."""
    return (step.source, step.external_id, step.step, step.case, step.entry)


def case_from(row: Sequence[Any], as_instant: AsInstant) -> Case:
    """The whole case of a row of `cases` with a JSON of all its clocks."""
    given = row[CLOCKS]
    clocks = decode(given) if isinstance(given, str) else given or ()
    # Later cycles come later, so that they take the place of earlier ones.
    latest = {(each[0], each[1]): each for each in sorted(clocks)}
    found = {key: _clock(each, instant_from) for key, each in latest.items()}
    return _case(row, found, as_instant)


def clock_from(row: Sequence[Any]) -> Clock:
    """The clock of a row of `clock` that SQLAlchemy read, with every column."""
    return _clock(row[1:], _same)


def _same(instant: datetime) -> datetime:
    return instant


def _rarer_rows(decision: Decision) -> dict[str, list[Row]]:
    number = decision.case.number
    found: dict[str, list[Row]] = {}
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
    )


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


def _case(
    row: Sequence[Any], clocks: dict[tuple[str, str], Clock], as_instant: AsInstant
) -> Case:
    body = decode(row[17])
    return Case(
        number=row[0],
        version=row[1],
        head=row[2],
        definition=row[3],
        workflow=row[4],
        state=row[5],
        final=row[6],
        owner=row[7],
        place=row[8],
        category=row[9],
        condition=row[10],
        desk=row[11],
        channel=row[12],
        opened_at=as_instant(row[13]),
        entered_at=as_instant(row[14]),
        changed_at=as_instant(row[15]),
        previous=body["previous"],
        first_owner=body["first_owner"],
        cycle=body["cycle"],
        returns=body["returns"],
        returned=body["returned"],
        returned_by=tuple(body["returned_by"]),
        original=body["original"],
        reports=tuple(body["reports"]),
        assignment=assignment_from(body["assignment"]),
        facts=body["facts"],
        marks=tuple(body["marks"]),
        taken={action: tuple(people) for action, people in body["taken"].items()},
        entries=body["entries"],
        clocks=clocks,
    )


def _clock(row: Sequence[Any], as_instant: AsInstant) -> Clock:
    running_since, due_at, stopped_at, next_at = row[9], row[10], row[11], row[17]
    return Clock(
        name=row[0],
        subject=row[1],
        cycle=row[2],
        calendar=row[3],
        measure=_MEASURES[row[4]],
        budget=row[5],
        consumed=row[6],
        outcome=_OUTCOMES[row[7]],
        started_at=as_instant(row[8]),
        running_since=None if running_since is None else as_instant(running_since),
        due_at=None if due_at is None else as_instant(due_at),
        stopped_at=None if stopped_at is None else as_instant(stopped_at),
        source=row[12],
        limit=row[13],
        provisional=bool(row[14]),
        fired=_NOTHING if row[15] == "{}" else fired_from(decode(row[15])),
        next_rung=row[16],
        next_at=None if next_at is None else as_instant(next_at),
    )
