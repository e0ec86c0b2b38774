"""What became of the records of another system: the figures of a replay."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from workflow.domain.case import Outcome
from workflow.domain.decision import EntryKind
from workflow.domain.effects import fired_from
from workflow.store.encoding import decode
from workflow.store.tables import cases, clock, history, source_step

REPORT = "report"
"""The step of a record that opened its case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredClock:
    """How a clock stands in the database; `fired` names the rungs that have fired."""

    due_at: datetime | None
    outcome: Outcome
    fired: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """The case of one record, with the latest cycle of each of its clocks by name."""

    number: int
    owner: str
    clocks: dict[str, StoredClock] = field(default_factory=dict)


def replayed(
    connection: Connection, source: str, external_ids: Iterable[str]
) -> dict[str, Replayed]:
    """The cases that these records of a source opened, by external id."""
    rows = connection.execute(
        select(
            source_step.c.external_id,
            cases.c.number,
            cases.c.owner,
            clock.c.name,
            clock.c.due_at,
            clock.c.outcome,
            clock.c.fired,
        )
        .join(cases, cases.c.number == source_step.c.case_number)
        .outerjoin(clock, (clock.c.case_number == cases.c.number))
        .where(
            source_step.c.source == source,
            source_step.c.step == REPORT,
            source_step.c.external_id.in_(list(external_ids)),
        )
        .order_by(source_step.c.external_id, clock.c.cycle)
    )
    found: dict[str, Replayed] = {}
    for row in rows:
        case = found.get(row.external_id)
        if case is None:
            case = found[row.external_id] = Replayed(number=row.number, owner=row.owner)
        if row.name is not None:
            case.clocks[row.name] = _clock(row)
    return found


def entries_by_kind(
    connection: Connection, numbers: Iterable[int]
) -> dict[EntryKind, int]:
    """How many entries of each kind the histories of these cases hold."""
    query = (
        select(history.c.kind, func.count())
        .where(history.c.case_number.in_(list(numbers)))
        .group_by(history.c.kind)
    )
    return {EntryKind(kind): count for kind, count in connection.execute(query)}


def _clock(row: Any) -> StoredClock:  # noqa: ANN401 - a row of the query above
    fired = fired_from(decode(row.fired)) if row.fired != "{}" else {}
    return StoredClock(
        due_at=row.due_at, outcome=Outcome(row.outcome), fired=frozenset(fired)
    )
