"""Precedents as they are stored: made once, retired once, never deleted.

Each change is a revision of the reference data as well, so that every process sees
it with the next case that it reads. The revision carries the precedents whole.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select, update

from workflow.domain.catalogue import Precedent, RulingScope, parse_lead
from workflow.domain.precedent_effects import precedent_from, precedent_json
from workflow.store import reference
from workflow.store.encoding import canonical, decode
from workflow.store.tables import precedent
from workflow.store.tables import reference as revisions

KIND = "precedents"
"""The kind of reference data under which changes of precedents are revisions."""


def add(connection: Connection, made: Sequence[Precedent]) -> None:
    """Write new precedents, in the transaction of the ruling that made them.

    Whoever decided on them held `reference.lock` from before they read the city, so
    that nobody else has made one meanwhile.
    """
    if not made:
        return
    reference.lock(connection)
    connection.execute(insert(precedent), [_values(each) for each in made])
    last = made[-1]
    _note(connection, made, at=last.made_at, by=last.ruled_by)


def retire(connection: Connection, retired: Precedent) -> bool:
    """Take a precedent out of force, as its `retired_` values say.

    False if it is not there, or somebody has retired it before; then nothing is
    written.

    Raises:
        ValueError: the values do not say that it is retired.
    """
    if retired.retired_at is None:
        raise ValueError(f"Precedent {retired.number} is not said to be retired.")
    reference.lock(connection)
    changed = connection.execute(
        update(precedent)
        .values(
            retired_at=retired.retired_at,
            retired_by=retired.retired_by,
            retired_reason=retired.retired_reason,
        )
        .where(precedent.c.number == retired.number, precedent.c.retired_at.is_(None))
    )
    if not changed.rowcount:
        return False
    _note(connection, [retired], at=retired.retired_at, by=retired.retired_by)
    return True


def every(connection: Connection) -> list[Precedent]:
    """All that were ever made, in the order of their numbers."""
    rows = connection.execute(select(precedent).order_by(precedent.c.number))
    return [_from_row(row) for row in rows]


def of_cases(connection: Connection, first: int, last: int) -> list[Precedent]:
    """Those that rulings in a range of cases made, in the order of their numbers."""
    query = select(precedent).where(
        precedent.c.case_number > 0, precedent.c.case_number.between(first, last)
    )
    rows = connection.execute(query.order_by(precedent.c.number))
    return [_from_row(row) for row in rows]


def expiring(
    connection: Connection, by_date: date, *, since: date = date.min
) -> list[Precedent]:
    """Those not retired that expire, or are to be reviewed, by a date.

    The first day comes first. Those that had expired before `since` are left out; a
    review that is overdue waits for as long as its precedent is in force.
    """
    expires, review_on = precedent.c.expires, precedent.c.review_on
    last = by_date.isoformat()
    rows = connection.execute(
        select(precedent).where(
            precedent.c.retired_at.is_(None),
            or_(expires <= last, review_on <= last),
            or_(expires.is_(None), expires >= since.isoformat()),
        )
    )
    found = (_from_row(row) for row in rows)
    return sorted(found, key=lambda each: (each.next_look, each.number))


def noted(connection: Connection) -> dict[int, Precedent]:
    """Every precedent as the revisions of the reference data tell it, by number."""
    query = select(revisions.c.document).where(revisions.c.kind == KIND)
    texts = connection.scalars(query.order_by(revisions.c.revision))
    found = [precedent_from(each) for text in texts for each in decode(text)]
    return {each.number: each for each in found}


def _note(
    connection: Connection, changed: Sequence[Precedent], *, at: datetime, by: str
) -> None:
    document = canonical([precedent_json(each) for each in changed])
    reference.note(connection, KIND, document, at=at, by=by)


def _values(each: Precedent) -> dict[str, Any]:
    return {
        "number": each.number,
        "category": each.category,
        "condition": each.condition,
        "place": each.place,
        "scope": each.scope.value,
        "lead": each.lead.text,
        "assisting": canonical([other.text for other in each.assisting]),
        "reason": each.reason,
        "basis": each.basis,
        "case_number": each.case,
        "dispute": each.dispute,
        "ruled_by": each.ruled_by,
        "made_at": each.made_at,
        "made_on": each.made_on.isoformat(),
        "expires": each.expires.isoformat() if each.expires else None,
        "review_on": each.review_on.isoformat() if each.review_on else None,
        "retired_at": each.retired_at,
        "retired_by": each.retired_by,
        "retired_reason": each.retired_reason,
    }


def _from_row(row: Row[Any]) -> Precedent:
    return Precedent(
        number=row.number,
        category=row.category,
        condition=row.condition,
        place=row.place,
        scope=RulingScope(row.scope),
        lead=parse_lead(row.lead),
        assisting=tuple(parse_lead(each) for each in decode(row.assisting)),
        reason=row.reason,
        basis=row.basis,
        case=row.case_number,
        dispute=row.dispute,
        ruled_by=row.ruled_by,
        made_at=row.made_at,
        made_on=date.fromisoformat(row.made_on),
        expires=None if row.expires is None else date.fromisoformat(row.expires),
        review_on=None if row.review_on is None else date.fromisoformat(row.review_on),
        retired_at=row.retired_at,
        retired_by=row.retired_by,
        retired_reason=row.retired_reason,
    )
