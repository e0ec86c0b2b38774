"""Rungs that fired later than they were due, and the history around them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, exists, select

from workflow.domain.decision import Entry, Firing
from workflow.store.history import entry_from
from workflow.store.tables import cases, firing, history

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class LateFiring:
    """A firing of a case, and when it happened."""

    case: int
    fired_at: datetime
    firing: Firing


def late_firings(
    connection: Connection, since: datetime, until: datetime, longer_than: timedelta
) -> Iterator[LateFiring]:
    """The firings between two instants that came too late, or passed others over.

    Whether the ones passed over were late is known to history only.
    """
    earlier = firing.alias()
    same = (
        *(earlier.c[name] == firing.c[name] for name in _KEY),
        earlier.c.occurrence == firing.c.occurrence - 1,
    )
    skips = and_(firing.c.occurrence > 1, ~exists().where(*same)).label("skips")
    query = select(firing, skips).where(
        firing.c.fired_at >= since, firing.c.fired_at < until
    )
    streamed = connection.execution_options(yield_per=_AT_ONCE)
    for row in streamed.execute(query.order_by(firing.c.fired_at)):
        if row.skips or row.fired_at - row.due_at > longer_than:
            yield LateFiring(
                case=row.case_number,
                fired_at=row.fired_at,
                firing=Firing(
                    clock=row.clock,
                    subject=row.subject,
                    cycle=row.cycle,
                    rung=row.rung,
                    occurrence=row.occurrence,
                    due_at=row.due_at,
                    entry=row.entry,
                ),
            )


_KEY = ("case_number", "clock", "subject", "cycle", "rung")


def stories(
    connection: Connection, numbers: Sequence[int], since: datetime, until: datetime
) -> dict[int, dict[int, Entry]]:
    """The entries of some cases between two instants, by case and number."""
    query = select(history).where(
        history.c.case_number.in_(numbers),
        history.c.at >= since,
        history.c.at < until,
    )
    found: dict[int, dict[int, Entry]] = {}
    for row in connection.execute(query):
        found.setdefault(row.case_number, {})[row.number] = entry_from(row)
    return found


def definitions_of(connection: Connection, numbers: Sequence[int]) -> dict[int, str]:
    """The digest of the definition that each of some cases is pinned to."""
    query = select(cases.c.number, cases.c.definition).where(
        cases.c.number.in_(numbers)
    )
    return {row.number: row.definition for row in connection.execute(query)}
