"""Fixtures that tests of the engine and journeys share."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.engine.hall import OPENING, Content, Hall, fill, read_content
from workflow.engine.initialise import initialise
from workflow.engine.runtime import open_runtime
from workflow.now import VirtualClock
from workflow.settings import SHIPPED, Settings


@pytest.fixture(scope="session")
def city_content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """The shipped city, read and checked once for the whole run."""
    address = str(tmp_path_factory.mktemp("city") / "city.db")
    # What a test publishes must be newer, or the two could change places.
    before = OPENING - timedelta(minutes=1)
    initialise(address, SHIPPED, "setup", lambda: before)
    return read_content(address)


@pytest.fixture
def hall(database_url: str, city_content: Content, tmp_path: Path) -> Iterator[Hall]:
    """The shipped city on a fresh database, of each kind in turn."""
    yield from open_hall(database_url, city_content, tmp_path)


@pytest.fixture
def sqlite_hall(
    sqlite_url: str, city_content: Content, tmp_path: Path
) -> Iterator[Hall]:
    """The shipped city on SQLite, for what does not depend on the database."""
    yield from open_hall(sqlite_url, city_content, tmp_path)


@pytest.fixture
def postgresql_hall(
    postgresql_url: str, city_content: Content, tmp_path: Path
) -> Iterator[Hall]:
    """The shipped city on PostgreSQL, where two writers can be at it at once."""
    yield from open_hall(postgresql_url, city_content, tmp_path)


def open_hall(address: str, content: Content, folder: Path) -> Iterator[Hall]:
    """The shipped city on an empty database, closed at the end."""
    fill(address, content)
    clock = VirtualClock(OPENING)
    settings = Settings(database=address, files=str(folder / "files"))
    with open_runtime(settings, clock) as runtime:
        yield Hall(runtime, clock, folder)
