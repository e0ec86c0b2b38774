"""A warm process that forks children on demand; it never opens a database itself.

It reads one JSON document a line: what the child shall do, and how it is killed:
before its n-th statement (`before`), or after so many seconds (`after`). It
answers with one line: `killed`, `done`, or what went wrong.
"""

import json
import os
import select
import signal
import sqlite3
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from tests.chaos import work
from workflow.domain.effects import instant_from
from workflow.engine.runtime import open_runtime
from workflow.now import VirtualClock
from workflow.settings import Settings
from workflow.store import libpq


def main() -> None:
    """Fork one child for each line until the input ends."""
    sys.stdout.write("warm\n")
    sys.stdout.flush()
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            _live(order)
        sys.stdout.write(f"{_fate(child, order.get('after'))}\n")
        sys.stdout.flush()


def _fate(child: int, seconds: float | None) -> str:
    """Wait for the child, and kill it if its time is up first."""
    if seconds is not None:
        watch = os.pidfd_open(child)
        ended, _, _ = select.select([watch], [], [], seconds)
        if not ended:
            os.kill(child, signal.SIGKILL)
        os.close(watch)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "killed"
    return "done" if os.waitstatus_to_exitcode(status) == 0 else "failed"


def _live(order: dict[str, Any]) -> None:
    """The child's whole life; it ends without running anybody's clean-up."""
    code = 1
    try:
        count_from_now = _die_before(order.get("before", 0))
        settings = Settings(database=order["database"], files=order["files"])
        clock = VirtualClock(instant_from(order["now"]))
        with open_runtime(settings, clock) as runtime:
            # What only reads the definitions cannot be torn, so it is not counted.
            with runtime.database.reading() as connection:
                runtime.city(connection)
                runtime.workflow_named(connection, "city-case")
            count_from_now()
            work.JOBS[order["job"]](runtime, order, Path(order["sent"]))
        code = 0
    except BaseException:  # noqa: BLE001 - the child reports, whatever it was
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _die_before(number: int) -> Callable[[], None]:
    """Have this process kill itself when its n-th statement is about to run.

    Statements count from the call of what is returned; 0 never comes.
    """
    seen: list[int] = []

    def count(*_: object) -> None:
        if seen:
            seen[0] += 1
            if seen[0] == number:
                os.kill(os.getpid(), signal.SIGKILL)

    connect = sqlite3.connect

    def traced(*given: Any, **named: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*given, **named)
        connection.set_trace_callback(count)
        return connection

    sqlite3.connect = traced  # type: ignore[assignment]
    psycopg.Cursor.execute = _counted(psycopg.Cursor.execute, count)  # type: ignore[method-assign]
    libpq.run = _counted(libpq.run, count)
    return lambda: seen.append(0)


def _counted(
    execute: Callable[..., Any], count: Callable[[], None]
) -> Callable[..., Any]:
    def counted(*given: Any, **named: Any) -> Any:
        count()
        found = execute(*given, **named)
        count()
        return found

    return counted


if __name__ == "__main__":
    main()
