"""Which cases have open clocks that count by a calendar, page by page."""

from sqlalchemy import ColumnElement, Connection, and_, distinct, func, select

from workflow.domain.case import Outcome
from workflow.store.tables import clock

_FINAL = (Outcome.ON_TIME, Outcome.LATE)
_OPEN = [each.value for each in Outcome if each not in _FINAL]


def cases_of(
    connection: Connection,
    calendar: str,
    *,
    provisional: bool,
    after: int,
    limit: int,
) -> list[int]:
    """The next cases by number, at most `limit`; `after` is the last one seen.

    With `provisional` only those with a clock whose due instant is so.
    """
    query = (
        select(clock.c.case_number)
        .where(_counts(calendar, provisional=provisional), clock.c.case_number > after)
        .distinct()
        .order_by(clock.c.case_number)
        .limit(limit)
    )
    return list(connection.scalars(query))


def count_of(connection: Connection, calendar: str, *, provisional: bool) -> int:
    """How many cases `cases_of` gives in all."""
    query = select(func.count(distinct(clock.c.case_number)))
    wanted = query.where(_counts(calendar, provisional=provisional))
    return int(connection.execute(wanted).scalar_one())


def _counts(calendar: str, *, provisional: bool) -> ColumnElement[bool]:
    wanted = and_(clock.c.calendar == calendar, clock.c.outcome.in_(_OPEN))
    return and_(wanted, clock.c.provisional) if provisional else wanted
