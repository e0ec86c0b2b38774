"""The ledger of any story: no gap, no overlap, one unit each, as long as the life."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from tests.domain.ledger.written import faults
from workflow.domain.case import Json
from workflow.domain.decision import Entry, EntryKind
from workflow.domain.definition import Definition
from workflow.domain.effects import instant_from, instant_text
from workflow.domain.ledger import Role, spans_of
from workflow.store.audit import Kept
from workflow.store.chain import SealedEntry
from workflow.store.encoding import decode


def charged(kept: Kept, definition: Definition, now: datetime) -> Iterator[str]:
    """Everything in which the ledger of a case does not add up.

    It is asked as the case is, and as if somebody had disputed it all the while.
    """
    entries = [_entry(each) for each in kept.entries]
    # A moment later, so that what was written last has a span too.
    now = max(now, entries[-1].at) + timedelta(minutes=1)
    spans = spans_of(entries, definition, now)
    yield from faults(spans, entries, now)
    if kept.case.is_open and spans and kept.case.owner:
        known = {kept.case.owner, *_units(kept.case.desk), "reporter"}
        if spans[-1].unit not in known:
            yield f"{spans[-1]} is charged to none of {known}"
    middle = entries[len(entries) // 2]
    lost = [*entries[:-1], _lost(entries[-1], middle.at)]
    disputed = spans_of(lost, definition, now)
    yield from faults(disputed, lost, now)
    for span in disputed:
        in_it = middle.at <= span.start < entries[-1].at + timedelta(microseconds=1)
        if in_it is not (span.role is Role.DISPUTE and span.unit == "loser"):
            yield f"{span} is not charged to who lost it"


def _units(desk: str) -> set[str]:
    return {desk.partition("@")[2]} - {""}


def _lost(last: Entry, since: datetime) -> Entry:
    """The last entry, by which a dispute ended a moment after it."""
    document: dict[str, Json] = {
        "number": 1,
        "status": "ruled",
        "lost_by": "loser",
        "opened_at": instant_text(since),
        "closed_at": instant_text(last.at + timedelta(microseconds=1)),
    }
    return replace(last, effects={**last.effects, "disputes": [document]})


def _entry(sealed: SealedEntry) -> Entry:
    return Entry(
        number=sealed.number,
        kind=EntryKind(sealed.kind),
        at=instant_from(sealed.at),
        actor=sealed.actor,
        action=sealed.action,
        request=decode(sealed.request),
        effects=decode(sealed.effects),
    )
