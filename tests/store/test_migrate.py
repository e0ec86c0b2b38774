"""The migrations build the schema that the tables describe, and nothing twice."""

import re
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from workflow.store import migrate
from workflow.store.database import Database, open_database
from workflow.store.tables import REVISIONS, metadata

SQLITE_SCHEMA = text(
    "SELECT name, sql FROM sqlite_schema"
    " WHERE name NOT LIKE 'sqlite_%' AND name <> 'alembic_version'"
)
POSTGRESQL_SCHEMA = (
    """
    SELECT table_name, column_name, data_type, is_nullable, collation_name
    FROM information_schema.columns WHERE table_schema = 'public'
    """,
    "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    """
    SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    """,
    """
    SELECT relname, reloptions::text FROM pg_class
    WHERE relnamespace = 'public'::regnamespace
    """,
)


def described(connection: Connection) -> set[tuple[object, ...]]:
    """Everything that the database itself knows of the schema, order aside."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(SQLITE_SCHEMA).all()
        return {(name, _clauses(sql)) for name, sql in rows}
    found = [
        tuple(row)
        for query in POSTGRESQL_SCHEMA
        for row in connection.execute(text(query)).all()
    ]
    return {row for row in found if not str(row[0]).startswith("alembic")} - {
        row for row in found if "alembic_version" in row
    }


def _clauses(sql: str) -> tuple[str, ...]:
    """The parts of a statement; a column added later has no line of its own."""
    parts = re.split(r",\s|\n", sql)
    return tuple(sorted(each.strip().rstrip(",") for each in parts if each.strip()))


def test_migrations_build_what_tables_describe(database: Database) -> None:
    with database.writing() as connection:
        migrated = described(connection)
        metadata.drop_all(connection)
        metadata.create_all(connection)
        created = described(connection)

    assert len(migrated) > len(metadata.tables)
    assert migrated == created


def test_autogenerate_finds_no_difference(database: Database) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(connection)
        found = compare_metadata(context, metadata)

    assert found == []


def test_program_knows_exactly_the_migrations() -> None:
    scripts = ScriptDirectory(str(Path(migrate.__file__).parent / "migrations"))

    known = [script.revision for script in scripts.walk_revisions()]

    assert tuple(reversed(known)) == REVISIONS


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    with database.reading() as connection:
        before = described(connection)

    migrate.upgrade(database)

    with database.reading() as connection:
        assert described(connection) == before


def test_failed_upgrade_leaves_no_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = open_database(str(tmp_path / "new.db"), must_exist=False)
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    source = Path(migrate.__file__).parent / "migrations"
    (folder / "env.py").write_text((source / "env.py").read_text())
    first = (source / "versions" / "0001_first.py").read_text()
    (folder / "versions" / "0001_first.py").write_text(
        first.replace("    _processes()\n", "    raise RuntimeError('halfway')\n", 1)
    )
    monkeypatch.setattr(migrate, "_SCRIPTS", folder)

    with pytest.raises(RuntimeError, match="halfway"):
        migrate.upgrade(database)

    with database.reading() as connection:
        assert inspect(connection).get_table_names() == []
    database.close()


def test_postgresql_keeps_ids_in_byte_order(postgresql_url: str) -> None:
    with psycopg.connect(postgresql_url) as connection:
        rows = connection.execute(
            "SELECT table_name FROM information_schema.columns"
            " WHERE collation_name = 'C' AND table_schema = 'public' ORDER BY 1"
        ).fetchall()

    assert [name for (name,) in rows] == ["message", "report"]
