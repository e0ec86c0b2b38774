"""Has this process kill itself at one of the points at which a step can be torn."""

import os
import signal
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

import psycopg

from workflow.store import libpq


class Trap:
    """Counts the points that are passed once it is armed, and kills at one of them.

    A point lies before each statement, and on PostgreSQL also between sending one
    that can commit and hearing its answer. The points of the code under test are
    told from those of the way there by arming the trap in between.
    """

    def __init__(self, number: int) -> None:
        self.armed = False
        self._left = number

    def point(self, last_act: Callable[[], None] | None = None) -> None:
        """Pass a point; at the one of this trap, do this last act and die."""
        if not self.armed:
            return
        self._left -= 1
        if self._left == 0:
            if last_act is not None:
                last_act()
            os.kill(os.getpid(), signal.SIGKILL)

    def install(self) -> None:
        """Watch every connection that this process opens from now on."""
        self._watch_sqlite()
        self._watch_postgresql()

    def _watch_sqlite(self) -> None:
        connect = sqlite3.connect

        def watched(*given: Any, **named: Any) -> sqlite3.Connection:
            connection: sqlite3.Connection = connect(*given, **named)
            connection.set_trace_callback(lambda _: self.point())
            return connection

        sqlite3.connect = watched  # type: ignore[assignment]

    def _watch_postgresql(self) -> None:
        execute, commit, run = (
            psycopg.Cursor.execute,
            psycopg.Connection.commit,
            libpq.run,
        )

        def executed(*given: Any, **named: Any) -> Any:
            self.point()
            return execute(*given, **named)

        def committed(driver: psycopg.Connection[Any]) -> None:
            self.point()
            self.point(lambda: _send(driver, b"COMMIT"))
            commit(driver)

        def ran(
            driver: psycopg.Connection[Any], sql: bytes, values: Sequence[libpq.Value]
        ) -> list[libpq.Texts]:
            self.point()
            self.point(lambda: _send(driver, sql, values))
            return run(driver, sql, values)

        psycopg.Cursor.execute = executed  # type: ignore[method-assign]
        psycopg.Connection.commit = committed  # type: ignore[method-assign, assignment]
        libpq.run = ran


def _send(
    driver: psycopg.Connection[Any], sql: bytes, values: Sequence[libpq.Value] = ()
) -> None:
    """Send a statement for good, and wait for no answer."""
    given = [None if each is None else str(each).encode() for each in values]
    driver.pgconn.send_query_params(sql, given)
    while driver.pgconn.flush():
        pass
