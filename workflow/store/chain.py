"""The hash chain of history: every entry seals all that came before it."""

from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

from workflow.domain.decision import Entry
from workflow.domain.effects import instant_text
from workflow.store.encoding import canonical, canonical_texts


class SealedEntry(NamedTuple):
    """An entry as it is stored, in the order of the columns; `at` is the hashed text.

    `hash` covers the other values and the hash of the entry before.
    """

    case_number: int
    number: int
    kind: str
    at: str
    actor: str
    action: str
    request: str
    effects: str
    hash: str


def sealed(previous: str, case_number: int, entry: Entry) -> SealedEntry:
    """The entry as text, sealed onto the previous hash ("" before the first)."""
    fields = (
        case_number,
        entry.number,
        entry.kind.value,
        instant_text(entry.at),
        entry.actor,
        entry.action,
        canonical(entry.request),
        canonical(entry.effects),
    )
    return SealedEntry(*fields, _digest(previous, fields))


def entry_hash(previous: str, case_number: int, entry: Entry) -> str:
    """SHA-256, in hex, of the previous hash and everything that the entry says."""
    return sealed(previous, case_number, entry).hash


def first_broken(entries: Iterable[SealedEntry], *, previous: str = "") -> int | None:
    """The number of the first entry that is not what was sealed, or None.

    `entries` are those of one case in order, and `previous` is the hash before the
    first of them. A gap in the numbers breaks the chain too.
    """
    expected: int | None = None
    for entry in entries:
        wrong_number = expected is not None and entry.number != expected
        if wrong_number or _digest(previous, entry[:-1]) != entry.hash:
            return entry.number
        previous = entry.hash
        expected = entry.number + 1
    return None


def _digest(previous: str, fields: tuple[int | str, ...]) -> str:
    return sha256(canonical_texts([previous, *fields]).encode()).hexdigest()
