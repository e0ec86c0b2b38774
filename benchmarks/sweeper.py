"""One of several processes that sweep a database: `python -m benchmarks.sweeper`.

It says `ready`, waits for a line, sweeps until nothing is due at the given instant,
and tells as JSON what it did.
"""

import json
import sys
import time

from workflow.domain.effects import instant_from
from workflow.engine.runtime import open_runtime
from workflow.engine.sweep import next_due, sweep
from workflow.now import VirtualClock
from workflow.settings import Settings


def main() -> None:
    """Sweep the database at the first argument, at the instant of the second."""
    address, instant = sys.argv[1:]
    clock = VirtualClock(instant_from(instant))
    rungs = sweeps = failed = 0
    with open_runtime(Settings(database=address), clock) as runtime:
        with runtime.database.reading() as connection:
            runtime.city(connection)
            runtime.workflow_named(connection, "city-case")
        _say("ready")
        sys.stdin.readline()
        start = time.perf_counter()
        while (due := next_due(runtime)) is not None and due <= clock():
            swept = sweep(runtime)
            rungs += swept.rungs
            sweeps += 1
            failed += len(swept.failed)
        seconds = time.perf_counter() - start
    told = {"rungs": rungs, "sweeps": sweeps, "failed": failed, "seconds": seconds}
    _say(json.dumps(told))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
