"""The verb of the report on what outages moved."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from workflow.domain.outages import Lasting, LateRung, Outage, late_rung, outages
from workflow.engine.runtime import Runtime
from workflow.store import late_firings, screens, timers
from workflow.store.database import Connection
from workflow.store.late_firings import LateFiring

_AT_ONCE = 200
"""Firings whose histories are read together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Which firings are looked at, and how late one has to be to count.

    `until` is excluded.
    """

    since: datetime
    until: datetime
    longer_than: timedelta


def find_outages(runtime: Runtime, period: Period) -> tuple[Outage, ...]:
    """The times in which rungs fell due and nobody fired them, the earliest first."""
    with runtime.database.reading() as connection:
        late = list(
            late_firings.late_firings(
                connection, period.since, period.until, period.longer_than
            )
        )
        told = [
            each
            for first in range(0, len(late), _AT_ONCE)
            for each in _told(
                runtime, connection, late[first : first + _AT_ONCE], period
            )
        ]
    return outages(told, period.longer_than)


def still_lasting(runtime: Runtime, period: Period) -> tuple[Lasting, ...]:
    """The outage that goes on at this instant, unless the period ended before it."""
    now = runtime.now()
    if period.until <= now:
        return ()
    with runtime.database.reading() as connection:
        waiting = timers.overdue(connection, now - period.longer_than)
        swept_at = screens.last_swept(connection)
    if waiting is None:
        return ()
    since, cases = waiting
    return (Lasting(since=since, until=now, cases=cases, swept_at=swept_at),)


def _told(
    runtime: Runtime,
    connection: Connection,
    late: Sequence[LateFiring],
    period: Period,
) -> Iterator[LateRung]:
    """What became of some firings, read from the histories of their cases."""
    numbers = sorted({each.case for each in late})
    stories = late_firings.stories(connection, numbers, period.since, period.until)
    digests = late_firings.definitions_of(connection, numbers)
    city = runtime.city(connection)
    for each in late:
        story = stories[each.case]
        last = max(story)
        entries = [story[n] for n in range(each.firing.entry, last + 1)]
        workflow = runtime.workflow(connection, digests[each.case])
        context = runtime.context_of(workflow, city)
        yield late_rung(each.case, each.firing, entries, context)
