"""A worker whose system clock jumps: nothing early, nothing twice, no silence."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.engine.fixtures import city_content
from tests.engine.hall import Content, Hall, fill
from workflow.engine.advance import advance
from workflow.engine.results import Done
from workflow.engine.runtime import open_runtime
from workflow.engine.sweep import sweep
from workflow.now import VirtualClock, now
from workflow.scheduler import BEAT, Deliverer, Sweeper
from workflow.settings import Settings
from workflow.store import workers

__all__ = ["city_content"]

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
OFF = "This clock is off the database's; nothing is swept."
RIGHT = "This clock is right again."

ALMOST = timedelta(minutes=29)
LATE = pytest.mark.parametrize(
    "machine", [timedelta(minutes=31)], indirect=True, ids=["late"]
)
"""The case should have been registered a minute ago."""


class SystemClock:
    """The clock of one machine, which somebody puts ahead or back."""

    def __init__(self) -> None:
        self.off = timedelta()

    def __call__(self) -> datetime:
        return now() + self.off


class Machine:
    """A worker on a machine of its own, beside a city whose clock is right."""

    def __init__(self, hall: Hall, address: str) -> None:
        self.hall = hall
        self.clock = SystemClock()
        self.seconds = 0.0
        self._address = address

    @contextmanager
    def working(self) -> Iterator[Sweeper]:
        with open_runtime(Settings(database=self._address), self.clock) as runtime:
            deliverer = Deliverer(runtime, {}, threading.Event())
            yield Sweeper(runtime, deliverer, pace=lambda: self.seconds)

    def sweep(self) -> int:
        """What the engine itself does on this machine, with nobody on guard."""
        with open_runtime(Settings(database=self._address), self.clock) as runtime:
            return sweep(runtime).rungs

    def register(self) -> None:
        """Somebody works on this machine."""
        asked = self.hall.request("周敏", "register", category="C0101", condition="1")
        with open_runtime(Settings(database=self._address), self.clock) as runtime:
            assert isinstance(advance(runtime, asked), Done)


@pytest.fixture
def machine(
    request: pytest.FixtureRequest,
    database_url: str,
    city_content: Content,
    tmp_path: Path,
) -> Iterator[Machine]:
    """A case to be registered within half an hour, of which little is left."""
    fill(database_url, city_content)
    clock = VirtualClock(now() - getattr(request, "param", ALMOST))
    with open_runtime(Settings(database=database_url), clock) as runtime:
        hall = Hall(runtime, clock, tmp_path)
        hall.report()
        yield Machine(hall, database_url)


@pytest.mark.parametrize("ahead", [HOUR, 80 * SECOND], ids=["an hour", "a little"])
def test_a_clock_that_jumps_ahead_fires_nothing_early(
    machine: Machine, ahead: timedelta, caplog: pytest.LogCaptureFixture
) -> None:
    with machine.working() as sweeper:
        sweeper.tick()
        machine.clock.off = ahead

        sweeper.tick()
        sweeper.tick()

    assert machine.hall.fired() == []
    assert caplog.messages == [OFF]


@LATE
def test_a_clock_put_right_again_fires_once(
    machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with machine.working() as sweeper:
        for off in (HOUR, timedelta(), -HOUR, timedelta()):
            machine.clock.off = off
            sweeper.tick()

    assert machine.hall.fired() == ["stage.due"]
    assert caplog.messages == [OFF, RIGHT, "Fired.", "Swept."]


@pytest.mark.parametrize("jump", [-HOUR, HOUR], ids=["back", "ahead"])
def test_signs_of_life_go_on_after_a_jump(machine: Machine, jump: timedelta) -> None:
    with machine.working() as sweeper:
        sweeper.tick()
        machine.clock.off = jump
        seen = []
        for seconds in (BEAT.total_seconds() - 1, 1):
            forget_everybody(machine.hall)
            machine.seconds += seconds
            sweeper.tick()
            seen.append(len(everybody(machine.hall)))

    assert seen == [0, 1]


@LATE
def test_after_a_jump_back_history_goes_on_ahead(machine: Machine) -> None:
    swept = [machine.sweep()]
    machine.clock.off = -HOUR
    machine.register()
    swept.append(machine.sweep())
    machine.clock.off = 3 * HOUR
    swept += [machine.sweep(), machine.sweep()]

    fired = machine.hall.asked("SELECT clock, subject, rung FROM firing")
    instants = [entry.at for entry in machine.hall.entries()]
    assert swept == [1, 0, len(fired) - 1, 0]
    assert len(set(fired)) == len(fired) > 2
    assert instants == sorted(instants)
    assert machine.hall.differences() == ()


def forget_everybody(hall: Hall) -> None:
    hall.tamper("DELETE FROM worker")


def everybody(hall: Hall) -> list[workers.Worker]:
    with hall.runtime.database.reading() as connection:
        return workers.listing(connection)
