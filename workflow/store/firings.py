"""Which rungs fired in a period, with what their entries did."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, select

from workflow.store.encoding import decode
from workflow.store.tables import firing, history


@dataclass(frozen=True, slots=True, kw_only=True)
class FiredEntry:
    """A rung that fired: its clock's label and its own name, and its entry's effects.

    `changes` are the changed values of the case, as in the entry's effects.
    """

    case: int
    entry: int
    label: str
    at: datetime
    changes: dict[str, Any]


def fired_between(
    connection: Connection, since: datetime, before: datetime
) -> Iterator[FiredEntry]:
    """Every firing from `since` until `before`, by case and entry."""
    told = and_(
        history.c.case_number == firing.c.case_number,
        history.c.number == firing.c.entry,
    )
    query = (
        select(
            firing.c.case_number,
            firing.c.entry,
            firing.c.fired_at,
            history.c.action,
            history.c.effects,
        )
        .join(history, told)
        .where(firing.c.fired_at >= since, firing.c.fired_at < before)
        .order_by(firing.c.case_number, firing.c.entry)
    )
    for row in connection.execute(query):
        yield FiredEntry(
            case=row.case_number,
            entry=row.entry,
            label=row.action,
            at=row.fired_at,
            changes=decode(row.effects).get("case", {}),
        )
