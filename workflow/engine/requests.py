"""Requests as the store knows them: salts, keys, content digests, and repeats."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import replace

from workflow.domain.blockers import BlockerCode, blocker
from workflow.domain.decision import (
    SYSTEM,
    Decision,
    Entry,
    EntryKind,
    Refusal,
    Request,
)
from workflow.engine.results import Done
from workflow.store import history, keys, step
from workflow.store.database import Connection
from workflow.store.encoding import canonical
from workflow.store.keys import RequestKey


def salted(request: Request) -> Request:
    """The request with the random salt by which its personal values are sealed."""
    return request if request.salt else replace(request, salt=secrets.token_hex(16))


def content_of(request: Request, salt: str) -> str:
    """The digest of what is asked, by which a repeat of a key is told from a misuse.

    It begins with its salt: what somebody asked may be personal, and the same
    answer must not give the same digest twice.
    """
    asked = [salt, request.case, request.action, request.actor, dict(request.fields)]
    return f"{salt}:{hashlib.sha256(canonical(asked).encode()).hexdigest()}"


def key_of(request: Request, decision: Decision) -> tuple[RequestKey, ...]:
    """The key to store with the step; nothing if the request has none."""
    if not request.key:
        return ()
    last = decision.entries[-1]
    key = RequestKey(
        key=request.key,
        content=content_of(request, request.salt),
        case=decision.case.number,
        entry=last.number,
        at=last.at,
    )
    return (key,)


def repeated(connection: Connection, request: Request) -> Done | Refusal | None:
    """What a request with this key was answered before; None if it is new."""
    if not request.key:
        return None
    earlier = keys.find(connection, request.key)
    if earlier is None:
        return None
    salt, _, _ = earlier.content.partition(":")
    if earlier.content != content_of(request, salt):
        reused = blocker(BlockerCode.KEY_REUSED, key=request.key)
        return Refusal(blockers=(reused,))
    found = step.read(connection, earlier.case)
    if found is None:
        return None
    # The key names the last entry, which the system may have added.
    entries = history.entries(connection, earlier.case)[: earlier.entry]
    return Done(case=found.case, entries=_answer(entries, request), repeated=True)


def _answer(entries: Sequence[Entry], request: Request) -> tuple[Entry, ...]:
    """The entry that was asked for, what followed it, and the rungs due before it.

    Those became part of the same decision, so that they bear the same instant.
    """
    asked = (request.actor, request.action)
    first = max(
        (n for n, each in enumerate(entries) if (each.actor, each.action) == asked),
        default=len(entries) - 1,
    )
    caught_up = first
    while caught_up and _is_of_time(entries[caught_up - 1], entries[first]):
        caught_up -= 1
    # Time begins with a rung; what the system did before one was another decision.
    while caught_up < first and entries[caught_up].kind is not EntryKind.RUNG:
        caught_up += 1
    return tuple(entries[caught_up:])


def _is_of_time(entry: Entry, asked: Entry) -> bool:
    return entry.actor == SYSTEM and entry.at == asked.at
