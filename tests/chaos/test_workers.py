"""Workers that are killed, and a server that falls, lose and double nothing."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from tests.chaos.crew import Crew, a_crew
from tests.chaos.server import own_server
from tests.chaos.timetable import Timetable, fired, hasty_city, told
from tests.chaos.whole import assert_whole
from tests.engine.hall import Content, Hall, fill, read_content
from workflow.engine.initialise import initialise
from workflow.engine.runtime import Runtime, open_runtime
from workflow.now import VirtualClock, now
from workflow.settings import Settings
from workflow.store import outbox
from workflow.store.outbox import MessageStatus

IN_FULL = "GRIDCASE_CHAOS" in os.environ
"""Set by `make chaos`."""

PAIRS, SECONDS, LEAD = (520, 60.0, 8.0) if IN_FULL else (52, 4.0, 2.0)
"""Pairs of cases, seconds of killing, and seconds until the first rung is due.

Each pair has eight rungs.
"""

PAUSE = (0.3, 2.0) if IN_FULL else (0.4, 1.0)
"""Seconds between two kills, at least and at most."""

EXPECTED_TROUBLE = "Database"
"""What a worker says first when its database is away or held by others for long."""


@pytest.fixture(scope="module")
def hasty_content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    folder = hasty_city(tmp_path_factory.mktemp("hasty") / "city")
    address = str(folder.parent / "city.db")
    initialise(address, folder, "setup", now)
    return read_content(address)


class Round:
    """One database with its timetable, and the workers at it."""

    def __init__(
        self, runtime: Runtime, timetable: Timetable, crew: Crew, folder: Path
    ) -> None:
        self._runtime = runtime
        self._folder = folder
        self._timetable = timetable
        self.crew = crew

    def torment(self, chance: Random, *falls: Callable[[], None]) -> int:
        """Kill workers for the whole time, the falls evenly between; the kills."""
        kills, passed = 0, 0.0
        due = [(n + 1) * SECONDS / (len(falls) + 1) for n in range(len(falls))]
        left = list(zip(due, falls, strict=True))
        while passed < SECONDS:
            pause = chance.uniform(*PAUSE)
            self.crew.listen(pause)
            passed += pause
            while left and left[0][0] <= passed:
                left.pop(0)[1]()
            self.crew.kill_one(chance)
            kills += 1
        return kills

    def assert_all_is_done_once(self) -> None:
        """Everything fires in the end, and nothing was lost or doubled on the way."""
        # A server that fell took the connections of this process as well.
        self._runtime.database.close()
        due = self._timetable.fires()
        self.crew.wait_for(
            lambda: sum(fired(self._runtime).values()) >= due.total(), "the last rung"
        )
        self.crew.wait_until_at_work()
        assert set(self.crew.end()) == {0}
        assert fired(self._runtime) == due
        assert told(self._runtime) == self._timetable.tells()
        assert_whole(Hall(self._runtime, VirtualClock(now()), self._folder))
        self._assert_sent_is_sent()
        for each in self.crew.troubles:
            assert each.startswith(EXPECTED_TROUBLE), each

    def _assert_sent_is_sent(self) -> None:
        """What is marked as sent was sent, and each sending was a try of its own."""
        with self._runtime.database.reading() as connection:
            every = outbox.listing(connection, limit=100_000)
        sent = [each for each in every if each.status is MessageStatus.SENT]
        assert sent
        assert all(self.crew.sent[each.id] for each in sent)
        assert all(self.crew.sent[each.id] <= each.attempts for each in every)


@contextmanager
def a_round(address: str, content: Content, folder: Path) -> Iterator[Round]:
    """A filled database with three workers that are at work."""
    fill(address, content)
    settings = Settings(database=address, files=str(folder / "files"))
    with open_runtime(settings) as runtime:
        timetable = Timetable(PAIRS, now() + timedelta(seconds=LEAD), SECONDS)
        timetable.seed(runtime)
        with a_crew(address) as crew:
            crew.wait_until_at_work()
            yield Round(runtime, timetable, crew, folder)


def test_killed_workers_fire_each_rung_once(
    database_url: str, hasty_content: Content, tmp_path: Path
) -> None:
    with a_round(database_url, hasty_content, tmp_path) as tormented:
        kills = tormented.torment(Random(1))  # noqa: S311 - the same kills again

        assert kills >= SECONDS / PAUSE[1]
        tormented.assert_all_is_done_once()


def test_a_server_that_falls_loses_no_rung(
    hasty_content: Content, tmp_path: Path
) -> None:
    with (
        own_server() as server,
        a_round(server.address, hasty_content, tmp_path) as tormented,
    ):
        falls = [server.crash] * (8 if IN_FULL else 2)

        tormented.torment(Random(2), *falls)  # noqa: S311 - the same kills again

        tormented.assert_all_is_done_once()
        assert any("cannot be reached" in each for each in tormented.crew.troubles)
