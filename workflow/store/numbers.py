"""The sequence by which the cases of a day are numbered."""

from sqlalchemy import Connection, text

# Both databases take this form; the row of the day is the lock.
_TAKE = text(
    "INSERT INTO day_sequence (day, last) VALUES (:day, :count)"
    " ON CONFLICT (day) DO UPDATE SET last = day_sequence.last + :count"
    " RETURNING last"
)


def take(connection: Connection, day: int, count: int = 1) -> int:
    """The first of `count` numbers of a day such as 20260609, counting from 1.

    Numbers whose transaction is undone, or that are not used, leave gaps or are
    given again; no two committed cases ever share one.
    """
    last = connection.execute(_TAKE, {"day": day, "count": count}).scalar_one()
    return int(last) - count + 1
