"""The time of a dispute: charged to whoever lost it, to the owner until that is known.

A dispute is read as history keeps it, under `disputes` in the effects of an entry.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any

from workflow.domain.effects import instant_from
from workflow.domain.ledger.spans import Ground, Role, Span

OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarrel:
    """What the ledger reads of a dispute; `until` is None while it is open."""

    number: int
    since: datetime
    until: datetime | None
    lost_by: str

    def covers(self, instant: datetime) -> bool:
        """Whether the dispute was open then."""
        return self.since <= instant and (self.until is None or instant < self.until)


def quarrel_of(document: Mapping[str, Any]) -> Quarrel:
    """The dispute of a document in the effects of an entry."""
    closed = document.get("closed_at")
    is_open = document["status"] == OPEN
    return Quarrel(
        number=document["number"],
        since=instant_from(document["opened_at"]),
        until=None if is_open or closed is None else instant_from(closed),
        lost_by="" if is_open else document["lost_by"],
    )


def with_disputes(
    span: Span, owner: str, quarrels: Iterable[Quarrel]
) -> Iterator[Span]:
    """A span, cut where disputes begin and end, and charged anew while they are open.

    Of two that are open at once the later one counts.
    """
    known = sorted(quarrels, key=lambda each: each.number, reverse=True)
    edges = {span.start, span.end}
    for each in known:
        edges |= {
            at
            for at in (each.since, each.until)
            if at is not None and span.start < at < span.end
        }
    cuts = sorted(edges)
    for start, end in pairwise(cuts):
        part = replace(span, start=start, end=end)
        quarrel = next((each for each in known if each.covers(start)), None)
        yield part if quarrel is None else _charged(part, owner, quarrel)


def _charged(span: Span, owner: str, quarrel: Quarrel) -> Span:
    unit, reason = owner or span.unit, Ground.SETTLED
    if quarrel.until is None:
        reason = Ground.OPEN
    elif quarrel.lost_by:
        unit, reason = quarrel.lost_by, Ground.LOST
    return replace(
        span,
        unit=unit,
        role=Role.DISPUTE,
        reason=reason,
        provisional=quarrel.until is None,
        dispute=quarrel.number,
    )
