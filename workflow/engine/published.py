"""The verb of looking at what has been published."""

from workflow.engine.runtime import Runtime
from workflow.store import definitions
from workflow.store.definitions import Publication


def published(runtime: Runtime) -> tuple[Publication, ...]:
    """Every definition of the database by name, the newest first, also retired ones."""
    with runtime.database.reading() as connection:
        return tuple(definitions.listing(connection))
