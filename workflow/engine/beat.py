"""Signs of life of the processes that sweep, and how right their clocks go."""

from datetime import timedelta

from workflow.engine.runtime import Runtime
from workflow.store import failing, workers
from workflow.store.workers import Worker


def say_alive(runtime: Runtime, seen: Worker) -> None:
    """Record that a worker is up, and when it last swept and delivered.

    What settled itself meanwhile, because people went on with a case, is closed.
    """
    with runtime.database.writing() as connection:
        workers.beat(connection, seen, runtime.now())
        failing.settle(connection, runtime.now())
        connection.commit()


def leave(runtime: Runtime, seen: Worker) -> None:
    """Record that a worker has ended in good order."""
    with runtime.database.writing() as connection:
        workers.forget(connection, seen.id)
        connection.commit()


def drift(runtime: Runtime) -> timedelta:
    """How far this process's clock is ahead of the database's."""
    with runtime.database.reading() as connection:
        there = workers.database_time(connection)
    return runtime.now() - there
