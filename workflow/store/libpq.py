"""Statements of a step on PostgreSQL, run through psycopg's own low-level interface.

Its cursors look at each value on the way in and out, which costs as much as the
server's work; a step has only texts, and reads them itself.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from psycopg.pq import DiagnosticField, ExecStatus
from psycopg.pq.abc import PGresult

Value = str | int | bool | None
Texts = list[str | None]

_USES_BEFORE_PREPARING = 3
"""A process that takes one step gains nothing from a prepared statement."""

_uses: WeakKeyDictionary[psycopg.Connection[Any], dict[bytes, int | bytes]] = (
    WeakKeyDictionary()
)
"""For each connection and statement: how often it was used, then its name there."""


def run(
    driver: psycopg.Connection[Any], sql: bytes, values: Sequence[Value]
) -> list[Texts]:
    """The rows that a statement with `$1`, `$2`... answers with, each value as text.

    Raises:
        psycopg.Error: the server refuses it, or is gone.
    """
    given = [None if each is None else str(each).encode() for each in values]
    for each in given:
        # The interface would cut the text there without a word.
        if each is not None and b"\0" in each:
            raise psycopg.DataError("A text holds the character NUL.")
    result = _execute(driver, sql, given)
    if result.status != ExecStatus.TUPLES_OK:
        raise _error(result)
    columns = range(result.nfields)
    get = result.get_value
    return [
        [None if (v := get(row, column)) is None else v.decode() for column in columns]
        for row in range(result.ntuples)
    ]


def _execute(
    driver: psycopg.Connection[Any], sql: bytes, given: list[bytes | None]
) -> PGresult:
    uses = _uses.get(driver)
    if uses is None:
        uses = _uses[driver] = {}
    known = uses.get(sql, 0)
    if isinstance(known, int):
        uses[sql] = known + 1
        if known < _USES_BEFORE_PREPARING:
            return driver.pgconn.exec_params(sql, given)
        known = b"gridcase_" + sha256(sql).hexdigest()[:16].encode()
        made = driver.pgconn.prepare(known, sql)
        if made.status != ExecStatus.COMMAND_OK:
            return made
        uses[sql] = known
    # It takes None for NULL like the others; only its annotation forgot that.
    return driver.pgconn.exec_prepared(known, given)  # type: ignore[arg-type]


def _error(result: PGresult) -> psycopg.Error:
    state = result.error_field(DiagnosticField.SQLSTATE)
    message = result.get_error_message("utf-8")
    if state is None:
        return psycopg.OperationalError(message)
    return psycopg.errors.lookup(state.decode())(message)
