"""Signs of life of the processes that sweep, and how right their clocks go."""

import os
import socket
from dataclasses import replace
from datetime import timedelta

from workflow.engine.runtime import Runtime
from workflow.store import failing, workers
from workflow.store.workers import Worker

MAX_DRIFT = timedelta(seconds=2)
"""How far off the database's clock this one may be; beyond, nothing goes by it."""


def say_alive(runtime: Runtime, seen: Worker) -> None:
    """Record that a worker is up, and when it last swept and delivered.

    What settled itself meanwhile, because people went on with a case, is closed.
    """
    with runtime.database.writing() as connection:
        workers.beat(connection, seen, runtime.now())
        failing.settle(connection, runtime.now())
        connection.commit()


def leave(runtime: Runtime, seen: Worker) -> None:
    """Record that a worker has ended in good order; when it swept stays known."""
    with runtime.database.writing() as connection:
        workers.end(connection, seen, runtime.now())
        connection.commit()


def note_sweep(runtime: Runtime) -> None:
    """Record that somebody swept by hand, with this process and just now."""
    swept = replace(this_process(runtime), swept_at=runtime.now(), sweeps=1)
    leave(runtime, swept)


def this_process(runtime: Runtime) -> Worker:
    """This process as a worker that has done nothing yet."""
    host, pid = socket.gethostname(), os.getpid()
    return Worker(id=f"{host}:{pid}", host=host, pid=pid, started_at=runtime.now())


def drift(runtime: Runtime) -> timedelta:
    """How far this process's clock is ahead of the database's, as far as that is sure.

    While the question is under way both clocks run on, so an answer that lies
    between asking and hearing it is right.
    """
    asked = runtime.now()
    with runtime.database.reading() as connection:
        there = workers.database_time(connection)
    heard = runtime.now()
    return max(asked - there, min(heard - there, timedelta(0)))
