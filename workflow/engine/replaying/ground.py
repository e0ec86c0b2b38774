"""The database of a replay: made and filled with its city where there is none yet."""

from pathlib import Path

from workflow.engine.initialise import initialise
from workflow.errors import DatabaseMissingError
from workflow.now import Now
from workflow.store import reference
from workflow.store.database import open_database


def fill(address: str, folder: Path, now: Now) -> None:
    """Make a database at this address, with the city of a folder, unless there is one.

    A city that is there already is never replaced.

    Raises:
        DefinitionsRefusedError: the folder has errors; nothing was changed.
        DatabaseError: the database cannot be used.
    """
    if not _has_city(address):
        initialise(address, folder, "replay", now)


def _has_city(address: str) -> bool:
    try:
        database = open_database(address)
    except DatabaseMissingError:
        return False
    try:
        with database.reading() as connection:
            revision, _ = reference.current(connection)
    finally:
        database.close()
    return revision > 0
