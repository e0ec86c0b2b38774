"""A warm process that forks children on demand; it never opens a database itself.

It reads one JSON list a line, an order for each of the children that shall be at
work at the same time: what to do, and how it is killed: at a point of its work
(`point`), or so many seconds after the start (`after`). It answers with one JSON
list of their fates: `killed`, `done` or `failed`.
"""

import gc
import json
import os
import select
import signal
import sys
import time
import traceback
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.chaos import work
from tests.chaos.traps import Trap
from workflow.domain.effects import instant_from
from workflow.engine.runtime import open_runtime
from workflow.now import Now
from workflow.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A process at work; `life` is at its end when the process is."""

    pid: int
    life: int
    after: float | None


def main() -> None:
    """Raise the children of each line until the input ends."""
    # A collection in a child would only copy what it shares with this process.
    gc.disable()
    gc.freeze()
    _answer("warm")
    for line in sys.stdin:
        start, gun = os.pipe()
        began = time.monotonic()
        orders = [{**order, "began": began} for order in json.loads(line)]
        children = [_fork(order, start, gun) for order in orders]
        for child in children:
            os.read(child.life, 1)  # it is ready, or has failed already
        os.close(start)
        os.close(gun)
        _answer(json.dumps(_fates(children)))


def _answer(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _fork(order: dict[str, Any], start: int, gun: int) -> Child:
    life, breath = os.pipe()
    pid = os.fork()
    if pid == 0:
        # Only who fires the gun may hold it, or nobody would hear it.
        os.close(gun)
        os.close(life)
        _live(order, start, breath)
    os.close(breath)
    return Child(pid=pid, life=life, after=order.get("after"))


def _fates(children: list[Child]) -> list[str]:
    """Wait for all of them, and kill those whose time is up first."""
    began = time.monotonic()
    timed = [child for child in children if child.after is not None]
    for child in sorted(timed, key=lambda child: child.after or 0):
        left = (child.after or 0) - (time.monotonic() - began)
        ended, _, _ = select.select([child.life], [], [], max(left, 0))
        if not ended:
            os.kill(child.pid, signal.SIGKILL)
    return [_fate(child) for child in children]


def _fate(child: Child) -> str:
    _, status = os.waitpid(child.pid, 0)
    os.close(child.life)
    if os.WIFSIGNALED(status):
        return "killed"
    return "done" if os.waitstatus_to_exitcode(status) == 0 else "failed"


def _live(order: dict[str, Any], start: int, breath: int) -> None:
    """The child's whole life; it ends without running anybody's clean-up."""
    code = 1
    try:
        trap = Trap(order.get("point", 0))
        trap.install()
        settings = Settings(database=order["database"], files=order["files"])
        clock = _clock(instant_from(order["now"]), order["began"])
        with open_runtime(settings, clock) as runtime:
            # What only reads the definitions cannot be torn, so it is done before.
            with runtime.database.reading() as connection:
                runtime.city(connection)
                runtime.workflow_named(connection, "city-case")
            os.write(breath, b"r")
            os.read(start, 1)
            trap.armed = True
            work.JOBS[order["job"]](runtime, order)
            # Dead after the last statement, before anybody is told.
            trap.point()
        code = 0
    except BaseException:  # noqa: BLE001 - the child reports, whatever it was
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _clock(start: datetime, began: float) -> Now:
    """Time that goes by from this start, and is the same for all of one line."""
    return lambda: start + timedelta(seconds=time.monotonic() - began)


if __name__ == "__main__":
    main()
