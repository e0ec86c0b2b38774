"""The short way to PostgreSQL says the same as the long one, errors included."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from workflow.store import libpq


@pytest.fixture
def driver(postgresql_url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(
        postgresql_url, autocommit=True, client_encoding="utf8"
    ) as connection:
        yield connection


def prepared(driver: psycopg.Connection[Any]) -> int:
    row = driver.execute(
        "SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'gridcase%'"
    ).fetchone()
    assert row is not None
    return int(row[0])


def test_values_come_back_as_text(driver: psycopg.Connection[Any]) -> None:
    sql = (
        b"SELECT $1::bigint, $2::text, $3::boolean, $4::text"
        b" UNION ALL SELECT 0, '', true, ''"
    )

    rows = libpq.run(driver, sql, (2**40, "井盖", False, None))

    assert rows == [[str(2**40), "井盖", "f", None], ["0", "", "t", ""]]


def test_statement_is_prepared_once_it_is_frequent(
    driver: psycopg.Connection[Any],
) -> None:
    counts = []
    for turn in range(6):
        assert libpq.run(driver, b"SELECT $1::int + 1", (turn,)) == [[str(turn + 1)]]
        counts.append(prepared(driver))

    assert counts == [0, 0, 0, 1, 1, 1]


def test_two_frequent_statements_have_two_names(
    driver: psycopg.Connection[Any],
) -> None:
    for _ in range(5):
        for sql in (b"SELECT $1::int + 1", b"SELECT $1::int + 2"):
            libpq.run(driver, sql, (1,))

    assert prepared(driver) == 2


def test_refusal_of_the_server_carries_its_code(
    driver: psycopg.Connection[Any],
) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero) as caught:
        libpq.run(driver, b"SELECT 1 / $1::int", (0,))

    assert caught.value.sqlstate == "22012"
    assert libpq.run(driver, b"SELECT 1", ()) == [["1"]]


def test_text_with_nul_is_refused_not_cut(driver: psycopg.Connection[Any]) -> None:
    with pytest.raises(psycopg.DataError, match="character NUL"):
        libpq.run(driver, b"SELECT $1::text", ("cut\0here",))


def test_lost_connection_is_an_operational_error(
    driver: psycopg.Connection[Any], postgresql_url: str
) -> None:
    with psycopg.connect(postgresql_url, autocommit=True) as killer:
        killer.execute("SELECT pg_terminate_backend(%s)", (driver.info.backend_pid,))

    with pytest.raises(psycopg.OperationalError):
        libpq.run(driver, b"SELECT 1", ())
