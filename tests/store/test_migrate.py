"""The migrations build the schema that the tables describe, and nothing twice."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
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
    """What a table is made of, in any order: a column added later comes last."""
    head, _, rest = " ".join(sql.split()).partition("(")
    body, _, options = rest.rpartition(")")
    clauses, depth, clause = [], 0, ""
    for letter in body:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and not depth:
            clauses.append(clause)
            clause = ""
        else:
            clause += letter
    return tuple(sorted(each.strip() for each in (head, *clauses, clause, options)))


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


BEFORE = text(
    """
    INSERT INTO cases (number, version, head, definition, workflow, state, final,
      owner, place, category, condition, desk, channel, opened_at, entered_at,
      changed_at, body)
    VALUES (:number, 1, '', 'd', 'small', 'handling', '', '', '', '', '', '', '',
      '2026-06-08T01:00:00.000000Z', '2026-06-08T01:00:00.000000Z',
      '2026-06-08T01:00:00.000000Z', :body)
    """
)
PUBLISHED = text(
    "INSERT INTO definition VALUES ('d', 'small', '{}', 'published',"
    " '2026-06-08T01:00:00.000000Z', 'ina', '')"
)


def test_marks_of_older_cases_move(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.writing() as connection:
        metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
        connection.commit()
    bodies = [{"marks": ["yellow", "a_b"], "other": "井盖"}, {"marks": []}]
    monkeypatch.setattr(command, "upgrade", partial(_to_the_first, command.upgrade))
    migrate.upgrade(database)
    monkeypatch.undo()
    with database.writing() as connection:
        connection.execute(PUBLISHED)
        for number, body in enumerate(bodies, 1):
            values = {"number": number, "body": json.dumps(body)}
            connection.execute(BEFORE, values)
        connection.commit()

    migrate.upgrade(database)

    query = "SELECT marks, priority, body FROM cases ORDER BY number"
    with database.reading() as connection:
        rows = [tuple(row) for row in connection.execute(text(query))]
    assert rows == [("|yellow|a_b|", 0, '{"other":"井盖"}'), ("", 0, "{}")]


def _to_the_first(upgrade: Any, config: Any, _revision: str) -> None:
    upgrade(config, "0001")


def test_postgresql_keeps_ids_in_byte_order(postgresql_url: str) -> None:
    with psycopg.connect(postgresql_url) as connection:
        rows = connection.execute(
            "SELECT table_name FROM information_schema.columns"
            " WHERE collation_name = 'C' AND table_schema = 'public' ORDER BY 1"
        ).fetchall()

    assert [name for (name,) in rows] == ["message", "report"]
