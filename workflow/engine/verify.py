"""Checks that what is stored is what history tells, case by case."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace

from workflow.domain.case import Case, Outcome
from workflow.domain.catalogue import Precedent
from workflow.domain.decision import Entry, EntryKind
from workflow.domain.dispute import Dispute
from workflow.domain.effects import fold, instant_from
from workflow.domain.fields import seal
from workflow.domain.precedent_effects import precedent_from
from workflow.domain.timing import PROMISE
from workflow.engine.runtime import Runtime
from workflow.store import audit, precedents, unwatched
from workflow.store.audit import Kept
from workflow.store.chain import SealedEntry, first_broken
from workflow.store.database import Connection
from workflow.store.encoding import decode
from workflow.store.unwatched import Unwatched

_AT_ONCE = 500
"""Cases read together: few enough to hold, many enough to be quick."""

Progress = Callable[[int, int], None]
"""Is told how many cases are done, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Something stored that is not what history tells; `entry` is 0 for the whole."""

    case: int
    entry: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What was compared, and every difference.

    `anchor` is one digest over the heads of all cases in order: kept elsewhere, it
    shows later whether the end of a history was cut off.
    """

    cases: int
    history_entries: int
    differences: tuple[Difference, ...]
    anchor: str


def verify(runtime: Runtime, progress: Progress | None = None) -> Verification:
    """Rebuild every case row and clock from history, and compare."""
    differences: list[Difference] = []
    heads = hashlib.sha256()
    done = entries = after = 0
    with runtime.database.reading() as connection:
        total, _ = audit.count(connection)
        differences += [
            Difference(case=number, entry=0, what="history without a case")
            for number in audit.strays(connection)
        ]
        differences += [
            Difference(case=0, entry=0, what=f"{what} is not what was published")
            for what in audit.altered(connection)
        ]
        differences += [_nobody_looks(each) for each in unwatched.listing(connection)]
        differences += _changed_precedents(connection)
        while numbers := audit.next_numbers(connection, after, _AT_ONCE):
            for kept in _readable(connection, numbers, differences):
                differences += _compare(kept)
                heads.update(f"{kept.case.number}:{kept.case.head}\n".encode())
                entries += len(kept.entries)
            done += len(numbers)
            after = numbers[-1]
            if progress is not None:
                progress(done, total)
    return Verification(
        cases=done,
        history_entries=entries,
        differences=tuple(differences),
        anchor=heads.hexdigest(),
    )


def _nobody_looks(found: Unwatched) -> Difference:
    label = f"{found.name}:{found.subject}:{found.cycle}"
    what = f"no sweep would look at clock {label} in time"
    return Difference(case=found.case, entry=0, what=what)


def _changed_precedents(connection: Connection) -> Iterator[Difference]:
    """The precedents that are not what the revisions of the city tell of them."""
    try:
        kept = {each.number: each for each in precedents.every(connection)}
        told = precedents.noted(connection)
    except (ValueError, KeyError):
        yield Difference(case=0, entry=0, what="a precedent cannot be read")
        return
    for number in sorted(kept.keys() | told.keys()):
        if kept.get(number) != told.get(number):
            what = f"precedent {number} is not what was made or retired"
            yield Difference(case=0, entry=0, what=what)


def _readable(
    connection: Connection, numbers: list[int], differences: list[Difference]
) -> list[Kept]:
    """The cases that can be read; each of the others is a difference."""
    try:
        return list(audit.kept(connection, numbers[0] - 1, len(numbers)))
    except (ValueError, KeyError):
        readable: list[Kept] = []
    for number in numbers:
        try:
            readable += audit.kept(connection, number - 1, 1)
        except (ValueError, KeyError):
            what = "the case row or a clock cannot be read"
            differences.append(Difference(case=number, entry=0, what=what))
    return readable


def _compare(kept: Kept) -> Iterator[Difference]:
    number = kept.case.number
    broken = first_broken(kept.entries)
    if broken is not None:
        what = "this entry is not what was written: the chain of hashes breaks here"
        yield Difference(case=number, entry=broken, what=what)
        return
    if not kept.entries or kept.entries[0].number != 1:
        yield Difference(case=number, entry=1, what="the first entry is missing")
        return
    entries = [_entry(each) for each in kept.entries]
    hashes = [each.hash for each in kept.entries]
    told = fold(number, zip(entries, hashes, strict=True))
    last = entries[-1].number
    for name in _different(kept, told.case):
        yield Difference(
            case=number, entry=last, what=f"the case row differs in {name}"
        )
    for key in sorted(kept.clocks.keys() | told.clocks.keys()):
        if kept.clocks.get(key) != told.clocks.get(key):
            label = ":".join(str(part) for part in key)
            yield Difference(case=number, entry=last, what=f"clock {label} differs")
    for asked in sorted(kept.applications.keys() | told.applications.keys()):
        if kept.applications.get(asked) != told.applications.get(asked):
            what = f"application {asked} differs"
            yield Difference(case=number, entry=last, what=what)
    yield from _compare_disputes(kept, told.disputes, last)
    yield from _compare_tables(kept, entries)


def _compare_disputes(
    kept: Kept, told: Mapping[int, Dispute], last: int
) -> Iterator[Difference]:
    for number in sorted(kept.disputes.keys() | told.keys()):
        if kept.disputes.get(number) != told.get(number):
            what = f"dispute {number} differs"
            yield Difference(case=kept.case.number, entry=last, what=what)


def _compare_tables(kept: Kept, entries: list[Entry]) -> Iterator[Difference]:
    """The messages, firings and personal values against what history says of them."""
    number, last = kept.case.number, entries[-1].number
    for entry in entries:
        for what in _beside(entry, kept):
            yield Difference(case=number, entry=entry.number, what=what)
    yield from _compare_precedents(kept, entries)
    told_of = {each for entry in entries for each in _messages(entry)}
    for identity, _, _ in sorted(kept.messages - told_of):
        what = f"message {identity} is not what history tells"
        yield Difference(case=number, entry=last, what=what)


def _compare_precedents(kept: Kept, entries: list[Entry]) -> Iterator[Difference]:
    """The rules for later cases against the rulings; who retired one is not theirs."""
    number, told = kept.case.number, dict(_rulings(entries))
    for each in sorted(kept.precedents.keys() | told.keys()):
        stored, (entry, ruled) = kept.precedents.get(each), told.get(each, (0, None))
        if stored is None or _as_made(stored) != ruled:
            what = f"precedent {each} is not what history tells"
            at = entry or entries[-1].number
            yield Difference(case=number, entry=at, what=what)


def _rulings(entries: list[Entry]) -> Iterator[tuple[int, tuple[int, Precedent]]]:
    for entry in entries:
        told = entry.effects.get("precedents")
        for document in told if isinstance(told, list) else []:
            if isinstance(document, dict):
                ruled = precedent_from(document)
                yield ruled.number, (entry.number, ruled)


def _as_made(stored: Precedent) -> Precedent:
    return replace(stored, retired_at=None, retired_by="", retired_reason="")


def _beside(entry: Entry, kept: Kept) -> Iterator[str]:
    """What an entry speaks of and stands in another table: is it there, unchanged?"""
    for told in _messages(entry) - kept.messages:
        yield f"message {told[0]} is missing or changed"
    if (entry.kind is EntryKind.RUNG) is not (entry.number in kept.fired):
        yield "the firing of its rung is missing, or one too many"
    given = entry.request.get("fields")
    for value in kept.personal:
        if value.entry != entry.number:
            continue
        sealed = given.get(value.field) if isinstance(given, dict) else None
        if sealed != seal(value.salt, value.field, value.value):
            yield f"the personal value {value.field} is not what was told"


def _messages(entry: Entry) -> set[tuple[str, str, str]]:
    told = entry.effects.get("messages")
    if not isinstance(told, list):
        return set()
    return {
        (str(each[0]), str(each[1]), str(each[2]))
        for each in told
        if isinstance(each, list)
    }


def _different(kept: Kept, told: Case) -> list[str]:
    names = [
        each.name
        for each in fields(Case)
        if each.name != "clocks"
        and getattr(kept.case, each.name) != getattr(told, each.name)
    ]
    promise = told.clocks.get((PROMISE, ""))
    runs = promise is not None and promise.outcome is Outcome.RUNNING
    due_at = promise.due_at if promise is not None and runs else None
    return names if kept.due_at == due_at else [*names, "due_at"]


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
