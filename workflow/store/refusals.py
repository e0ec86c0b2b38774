"""Requests that were refused: kept apart, outside the chain of any case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from workflow.domain.blockers import Blocker, BlockerCode
from workflow.domain.decision import Request
from workflow.store.encoding import canonical, decode
from workflow.store.tables import refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """One refused request; `case` is 0 where it was a report."""

    at: datetime
    case: int
    action: str
    actor: str
    blockers: tuple[Blocker, ...]
    via: str


def record(
    connection: Connection,
    request: Request,
    blockers: Sequence[Blocker],
    at: datetime,
) -> None:
    """Keep a refusal with every reason that was given."""
    reasons = [
        {"code": each.code.value, "details": dict(each.details)} for each in blockers
    ]
    connection.execute(
        insert(refusal).values(
            at=at,
            case_number=request.case or None,
            action=request.action,
            actor=request.actor,
            blockers=canonical(reasons),
            via=request.via,
        )
    )


def of_case(connection: Connection, number: int, *, limit: int = 100) -> list[Refused]:
    """The refused requests of a case, the newest first."""
    query = select(refusal).where(refusal.c.case_number == number)
    rows = connection.execute(query.order_by(refusal.c.id.desc()).limit(limit))
    return [
        Refused(
            at=row.at,
            case=row.case_number,
            action=row.action,
            actor=row.actor,
            blockers=tuple(_blocker(each) for each in decode(row.blockers)),
            via=row.via,
        )
        for row in rows
    ]


def _blocker(document: dict[str, Any]) -> Blocker:
    return Blocker(code=BlockerCode(document["code"]), details=document["details"])
