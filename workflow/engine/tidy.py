"""The verb of tidiness: what is too old is removed, what nobody looks at is mended."""

from dataclasses import dataclass
from datetime import timedelta

from workflow.engine.runtime import Runtime
from workflow.store import attachments, keys, step, unwatched

KEYS_KEPT = timedelta(days=30)
"""For so long a repeated request is recognised by its key."""

ORPHANS_KEPT = timedelta(days=1)
"""For so long a file may wait for the step that names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidied:
    """How many keys were forgotten, files removed, and cases put back on watch."""

    keys: int
    files: int
    watched: int = 0


def tidy(runtime: Runtime) -> Tidied:
    """Forget old request keys, and remove old files that no case names.

    A clock that no sweep would look at in time, through whatever accident, is looked
    at again.
    The folder of attachments must be this database's alone. Several processes may
    tidy at once.
    """
    now = runtime.now()
    with runtime.database.writing() as connection:
        forgotten = keys.prune(connection, now - KEYS_KEPT)
        connection.commit()
    watched = _watch_again(runtime)
    return Tidied(keys=forgotten, files=_remove_orphans(runtime), watched=watched)


def _watch_again(runtime: Runtime) -> int:
    with runtime.database.reading() as connection:
        cases = sorted({each.case for each in unwatched.listing(connection)})
    mended = 0
    for number in cases:
        with runtime.database.writing() as connection:
            # Whoever holds it is writing its clocks; what is left is for the next time.
            if step.hold(connection, number):
                mended += unwatched.watch_again(connection, number)
                connection.commit()
    return mended


def _remove_orphans(runtime: Runtime) -> int:
    before = runtime.now() - ORPHANS_KEPT
    with runtime.database.reading() as connection:
        named = attachments.named_digests(connection)
    orphans = runtime.files.orphans(named, before=before)
    for digest in orphans:
        runtime.files.remove(digest)
    return len(orphans) + runtime.files.discard_unfinished(before)
