"""From the history of a case to its spans: no gap, no overlap, one unit each.

The life of a case goes from its report to its final state, or to now. What lies
between a final state and a reopening is charged to nobody and is no part of it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from workflow.domain.case import Outcome
from workflow.domain.decision import SYSTEM, Entry, EntryKind
from workflow.domain.definition import Definition
from workflow.domain.effects import instant_from
from workflow.domain.ledger.charging import Charge, Facts, charge_of
from workflow.domain.ledger.disputes import Quarrel, quarrel_of, with_disputes
from workflow.domain.ledger.spans import Ground, Role, Span, joined

_COUNTS = ("state", "owner", "desk", "place", "cycle", "final")
"""What of a case tells whose its time is."""

PUNCTUAL = timedelta(minutes=1)
"""What time did so soon after it was due was done in time: no part is unswept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretch:
    """How a case stands from an instant on: whose the time is, and who owns it."""

    since: datetime
    state: str
    owner: str
    entry: int
    charge: Charge

    def until(self, end: datetime) -> Span:
        """The span that it is, before disputes are looked at."""
        return Span(
            start=self.since,
            end=end,
            unit=self.charge.unit,
            role=self.charge.role,
            state=self.state,
            reason=self.charge.reason,
            entry=self.entry,
        )


class Ledger:
    """Takes the entries of one case in their order, and tells its spans.

    Of an entry it keeps nothing but what changes whose the time is, so a long history
    needs no more memory than its spans.
    """

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self._own_rules = {
            name for name, rule in definition.clocks.items() if rule.per_owner
        }
        self._values: dict[str, Any] = {}
        self._own: dict[tuple[str, str], tuple[int, bool]] = {}
        self._quarrels: dict[int, Quarrel] = {}
        self._ended: list[tuple[_Stretch, datetime]] = []
        self._running: _Stretch | None = None
        self._last_at: datetime | None = None
        self._due: datetime | None = None

    def add(self, entry: Entry) -> None:
        """Take the next entry."""
        self._read(entry)
        self._due = self._due_by(entry)
        follows = self._stretch_from(entry)
        before = self._running
        if before is None or follows is None or _turns(before, follows):
            self._end(entry.at)
            self._running = follows
        self._last_at = entry.at

    def spans(self, now: datetime) -> tuple[Span, ...]:
        """The spans up to now, or to the last entry if the clock is behind it."""
        ended = list(self._ended)
        if self._running is not None:
            ended.append((self._running, max(now, self._last_at or now)))
        quarrels = tuple(self._quarrels.values())
        return joined(
            span
            for stretch, end in ended
            for span in with_disputes(stretch.until(end), stretch.owner, quarrels)
        )

    def _read(self, entry: Entry) -> None:
        effects = entry.effects
        changes = effects.get("case")
        if isinstance(changes, Mapping):
            self._values |= {name: changes[name] for name in _COUNTS if name in changes}
        for clock in _documents(effects, "clocks"):
            if clock["name"] in self._own_rules:
                runs = clock["outcome"] == Outcome.RUNNING
                self._own[clock["name"], clock["subject"]] = (clock["cycle"], runs)
        for document in _documents(effects, "disputes"):
            quarrel = quarrel_of(document)
            self._quarrels[quarrel.number] = quarrel

    def _stretch_from(self, entry: Entry) -> _Stretch | None:
        """How the case stands after an entry; None where it has ended."""
        values = self._values
        if values.get("final"):
            return None
        state, owner = str(values["state"]), str(values.get("owner", ""))
        facts = Facts(
            state=self._definition.state(state),
            owner=owner,
            desk=str(values.get("desk", "")).partition("@")[2],
            place=str(values.get("place", "")),
            own_time=any(
                self._own.get((name, owner)) == (values.get("cycle", 1), True)
                for name in self._own_rules
            ),
        )
        return _Stretch(
            since=entry.at,
            state=state,
            owner=owner,
            entry=entry.number,
            charge=charge_of(facts),
        )

    def _due_by(self, entry: Entry) -> datetime | None:
        """When time was to do what this entry did; None where a person did it.

        What follows from a rung stands behind it: what the system does, and the step
        of whoever applied for it, which silence granted.
        """
        if entry.kind is EntryKind.RUNG:
            due = entry.request.get("due")
            return instant_from(due) if isinstance(due, str) else None
        granted = entry.kind is EntryKind.STEP and "application" in entry.request
        is_same = entry.at == self._last_at
        return self._due if is_same and (entry.actor == SYSTEM or granted) else None

    def _end(self, at: datetime) -> None:
        """End what is being charged, its last part as unswept if time was late."""
        before, self._running = self._running, None
        if before is None:
            return
        late = at
        if self._due is not None and at - self._due > PUNCTUAL:
            late = min(at, max(before.since, self._due))
        self._ended.append((before, late))
        if late < at:
            charge = Charge(
                unit=before.charge.unit, role=Role.UNSWEPT, reason=Ground.UNSWEPT
            )
            self._ended.append((replace(before, since=late, charge=charge), at))


def spans_of(
    entries: Iterable[Entry], definition: Definition, now: datetime
) -> tuple[Span, ...]:
    """The spans of a case whose whole history is given in order."""
    ledger = Ledger(definition)
    for entry in entries:
        ledger.add(entry)
    return ledger.spans(now)


def _turns(before: _Stretch, after: _Stretch) -> bool:
    """Whether an entry changed anything that a span tells."""
    one, other = ((each.state, each.owner, each.charge) for each in (before, after))
    return one != other


def _documents(effects: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
    found = effects.get(key)
    if isinstance(found, list):
        yield from (each for each in found if isinstance(each, Mapping))
