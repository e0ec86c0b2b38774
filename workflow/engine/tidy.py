"""The verb of tidiness: what nobody can ask for any more is removed."""

from dataclasses import dataclass
from datetime import timedelta

from workflow.engine.runtime import Runtime
from workflow.store import attachments, keys

KEYS_KEPT = timedelta(days=30)
"""For so long a repeated request is recognised by its key."""

ORPHANS_KEPT = timedelta(days=1)
"""For so long a file may wait for the step that names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidied:
    """How many request keys were forgotten, and how many files were removed."""

    keys: int
    files: int


def tidy(runtime: Runtime) -> Tidied:
    """Forget old request keys, and remove old files that no case names.

    The folder of attachments must be this database's alone. Several processes may
    tidy at once.
    """
    now = runtime.now()
    with runtime.database.writing() as connection:
        forgotten = keys.prune(connection, now - KEYS_KEPT)
        connection.commit()
    return Tidied(keys=forgotten, files=_remove_orphans(runtime))


def _remove_orphans(runtime: Runtime) -> int:
    before = runtime.now() - ORPHANS_KEPT
    with runtime.database.reading() as connection:
        named = attachments.named_digests(connection)
    orphans = runtime.files.orphans(named, before=before)
    for digest in orphans:
        runtime.files.remove(digest)
    return len(orphans) + runtime.files.discard_unfinished(before)
