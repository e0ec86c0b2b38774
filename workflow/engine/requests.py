"""Requests as the store knows them: salts, keys, content digests, and repeats."""

import hashlib
import secrets
from dataclasses import replace

from workflow.domain.blockers import BlockerCode, blocker
from workflow.domain.decision import Decision, Refusal, Request
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
        first_entry=decision.entries[0].number,
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
    entries = history.entries(connection, earlier.case)
    answer = tuple(entries[earlier.first_entry - 1 : earlier.entry])
    return Done(case=found.case, entries=answer, repeated=True)
