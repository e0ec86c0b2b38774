"""Histories written by hand, and what must hold for the spans of any of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from tests.builders import at
from workflow.domain.case import Json
from workflow.domain.decision import Entry, EntryKind
from workflow.domain.effects import instant_text
from workflow.domain.ledger import Span

PLACE = "220104003"


def an_entry(number: int, when: datetime | str, **changes: Json) -> Entry:
    """An entry that changes these values of the case; `also` holds other effects."""
    also = changes.pop("also", {})
    request = changes.pop("request", {})
    assert isinstance(also, dict)
    assert isinstance(request, dict)
    return Entry(
        number=number,
        kind=EntryKind(str(changes.pop("kind", "step"))),
        at=at(when) if isinstance(when, str) else when,
        actor=str(changes.pop("actor", "ann")),
        action="any",
        request=request,
        effects={"case": {**changes}, **also},
    )


def a_report(when: datetime | str = "06-08 09:00", **changes: Json) -> Entry:
    """The first entry of a case: it lies with the centre."""
    values: dict[str, Json] = {
        "state": "reported",
        "place": PLACE,
        "desk": "acceptor@centre",
        "kind": "report",
        **changes,
    }
    return an_entry(1, when, **values)


def a_dispute(number: int = 1, **changes: Any) -> dict[str, Json]:
    """The effects of an entry by which a dispute is open, or ends."""
    document: dict[str, Json] = {
        "number": number,
        "status": "open",
        "disputer": "water",
        "proposed": ["roads"],
        "lead": "",
        "lost_by": "",
        "opened_at": instant_text(at("06-08 10:00")),
        "closed_at": None,
        "level": 1,
        **{
            name: instant_text(at(value)) if name.endswith("_at") else value
            for name, value in changes.items()
        },
    }
    return {"disputes": [document]}


def lives(entries: Sequence[Entry], now: datetime) -> list[tuple[datetime, datetime]]:
    """From when to when the case was open, read from nothing but its final states."""
    found: list[tuple[datetime, datetime]] = []
    since: datetime | None = None
    for entry in entries:
        changes = entry.effects.get("case")
        assert isinstance(changes, dict)
        if changes.get("final"):
            if since is not None:
                found.append((since, entry.at))
            since = None
        elif since is None and (entry.number == 1 or "final" in changes):
            since = entry.at
    if since is not None:
        found.append((since, max(now, entries[-1].at)))
    return [(start, end) for start, end in found if start < end]


def faults(spans: Sequence[Span], entries: Sequence[Entry], now: datetime) -> list[str]:
    """Everything in which spans do not cover the life of a case exactly once."""
    found = [f"empty: {span}" for span in spans if span.start >= span.end]
    found += [f"charged to nobody: {span}" for span in spans if not span.unit]
    found += [
        f"overlaps with what came before: {span}"
        for before, span in pairwise(spans)
        if span.start < before.end
    ]
    covered = _merged((span.start, span.end) for span in spans)
    # A case that is reopened in the instant in which it ended has one life.
    life = _merged(lives(entries, now))
    if covered != life:
        found.append(f"{covered} is not the life {life}")
    total = sum((span.end - span.start for span in spans), timedelta(0))
    if total != sum((end - start for start, end in life), timedelta(0)):
        found.append("the sum is not the life")
    return found


def _merged(
    pieces: Iterable[tuple[datetime, datetime]],
) -> list[tuple[datetime, datetime]]:
    whole: list[tuple[datetime, datetime]] = []
    for start, end in pieces:
        if whole and whole[-1][1] == start:
            whole[-1] = (whole[-1][0], end)
        else:
            whole.append((start, end))
    return whole
