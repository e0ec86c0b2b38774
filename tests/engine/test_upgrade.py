"""A database of an older program comes up to date with everything that is in it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, MetaData, inspect, select, text

from tests.engine.hall import Hall
from tests.engine.test_incident import a_vacancy, declined
from workflow.domain.incidents import IncidentKind, IncidentStatus
from workflow.domain.notices import OutcomeKind
from workflow.engine.incident import listing
from workflow.engine.initialise import initialise
from workflow.errors import DatabaseOlderError
from workflow.store import migrate
from workflow.store.database import open_database
from workflow.store.tables import metadata

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def _rows(connection: Connection) -> Rows:
    """Everything in the database, as its driver gives it, by table."""
    found = MetaData()
    found.reflect(connection)
    return {
        table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
        for table in found.sorted_tables
        if table.name != "alembic_version"
    }


def _clear(connection: Connection) -> None:
    for table in reversed(metadata.sorted_tables):
        connection.execute(text(f"DROP TABLE IF EXISTS {table.name}"))
    connection.execute(text("DROP TABLE IF EXISTS alembic_version"))


def _migrate(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option(
        "script_location", str(Path(migrate.__file__).parent / "migrations")
    )
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _put(connection: Connection, rows: Rows) -> None:
    """What of these rows the tables of this revision have room for."""
    old = MetaData()
    old.reflect(connection)
    for table in old.sorted_tables:
        names = set(table.c.keys())
        for row in rows.get(table.name, ()):
            kept = {name: value for name, value in row.items() if name in names}
            connection.execute(table.insert().values(kept))


@pytest.fixture
def old(hall: Hall, tmp_path: Path) -> Iterator[Hall]:
    """The city under the first schema: a case at work, and two stuck messages."""
    declined(hall, OutcomeKind.FAILED)
    a_vacancy(hall, tmp_path)
    hall.register()
    database = hall.runtime.database
    with database.writing() as connection:
        rows = _rows(connection)
        _clear(connection)
        _migrate(connection, "0001")
        _put(connection, rows)
        connection.commit()
    yield hall
    # Other tests find the schema as they expect it, whatever became of this one.
    with database.writing() as connection:
        _clear(connection)
        _migrate(connection, "head")
        connection.commit()


def test_an_older_database_is_refused_until_init(old: Hall) -> None:
    with pytest.raises(DatabaseOlderError):
        open_database(old.address)

    initialise(old.address, old.folder / "vacant", "setup", old.clock)

    open_database(old.address).close()


def test_an_upgrade_loses_nothing_and_goes_on(old: Hall) -> None:
    initialise(old.address, old.folder / "vacant", "setup", old.clock)

    with old.runtime.database.reading() as connection:
        assert "incident" in inspect(connection).get_table_names()
    assert old.differences() == ()
    old.at("06-08 17:00")
    assert old.sweep().rungs > 0
    assert old.differences() == ()


def test_what_was_stuck_before_is_an_incident(old: Hall) -> None:
    initialise(old.address, old.folder / "vacant", "setup", old.clock)

    found = listing(old.runtime)

    assert {(each.kind, each.status) for each in found} == {
        (IncidentKind.MESSAGE, IncidentStatus.WAITING),
        (IncidentKind.VACANCY, IncidentStatus.WAITING),
    }
    message = next(each for each in found if each.kind is IncidentKind.MESSAGE)
    assert message.trouble.en.startswith("The message was given up: ")
    vacancy = next(each for each in found if each.kind is IncidentKind.VACANCY)
    assert vacancy.message == old.messages()[0].id
    assert "shift_leader@command_centre" in vacancy.trouble.en
