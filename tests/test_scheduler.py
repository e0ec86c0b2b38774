"""A worker is a process of its own: what falls due fires, once, and soon."""

import json
import logging
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.engine.fixtures import city_content, sqlite_hall
from tests.engine.hall import Content, Hall, changed_city, fill, read_content
from workflow.domain.case import number_text
from workflow.domain.decision import Entry, EntryKind
from workflow.domain.effects import instant_from, instant_text
from workflow.engine.beat import say_alive
from workflow.engine.initialise import initialise
from workflow.engine.report import ReportRequest, report
from workflow.engine.results import Done
from workflow.engine.runtime import Runtime, open_runtime
from workflow.engine.sweep import Swept
from workflow.errors import DatabaseGoneError
from workflow.now import VirtualClock, now
from workflow.scheduler import BEAT, Deliverer, Patient, Sweeper, Tidier
from workflow.settings import Settings
from workflow.store import history, keys, workers

__all__ = ["city_content", "sqlite_hall"]

ROOT = Path(__file__).parents[1]
PATIENCE = 30.0
"""Seconds after which a worker that says nothing is broken, on any machine."""

LATENESS = timedelta(seconds=3)
"""A rung fires within a second; a busy machine under test may take longer."""

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Marks what does not depend on the database."""

SOON = {"workflows/city-case.yaml": ("limit: 30 minutes ", "limit: 0.03 minutes ")}


class Log:
    """What all workers of a test write, as it comes."""

    def __init__(self) -> None:
        self._end, self.into = os.pipe()
        self._rest = b""
        self.seen: list[dict[str, Any]] = []

    def until(self, enough: Callable[[list[dict[str, Any]]], bool]) -> None:
        """Wait for records that are enough; fails when too much time goes by."""
        deadline = time.monotonic() + PATIENCE
        while not enough(self.seen):
            left = deadline - time.monotonic()
            ready, _, _ = select.select([self._end], [], [], max(left, 0))
            assert ready, f"nothing more came after {self.seen}"
            *lines, self._rest = (self._rest + os.read(self._end, 65536)).split(b"\n")
            self.seen += [json.loads(line) for line in lines if line[:1] == b"{"]

    def close(self) -> None:
        os.close(self._end)
        os.close(self.into)


@contextmanager
def a_worker(
    address: str, log: Log, *options: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A worker in a process of its own, killed at the end if it still runs."""
    command = [sys.executable, "-m", "cli", "worker", "--json", *options]
    started = subprocess.Popen(
        [*command, "--database", address], cwd=ROOT, stderr=log.into
    )
    try:
        yield started
    finally:
        started.kill()
        started.wait()


@pytest.fixture
def log() -> Iterator[Log]:
    opened = Log()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def hasty_content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """The shipped city where a report has to be registered within two seconds."""
    folder = changed_city(tmp_path_factory.mktemp("hasty") / "city", SOON)
    address = str(folder.parent / "city.db")
    initialise(address, folder, "setup", now)
    return read_content(address)


@pytest.fixture
def runtime(
    database_url: str, hasty_content: Content, tmp_path: Path
) -> Iterator[Runtime]:
    fill(database_url, hasty_content)
    settings = Settings(database=database_url, files=str(tmp_path / "files"))
    with open_runtime(settings) as opened:
        yield opened


def a_report(runtime: Runtime) -> int:
    fields = {"place": "220104003001002", "description": "井盖缺失"}
    asked = ReportRequest(workflow="city-case", actor="reporter", fields=fields)
    answer = report(runtime, asked)
    assert isinstance(answer, Done)
    return answer.case.number


def fired(runtime: Runtime, number: int) -> list[Entry]:
    with runtime.database.reading() as connection:
        entries = history.entries(connection, number)
    return [entry for entry in entries if entry.kind is EntryKind.RUNG]


def says(*words: str) -> Callable[[list[dict[str, Any]]], bool]:
    """Whether each of these sentences was said, as often as it stands here."""
    return lambda seen: all(
        sum(each["message"] == word for each in seen) >= words.count(word)
        for word in words
    )


def swept(rungs: int) -> Callable[[list[dict[str, Any]]], bool]:
    return lambda seen: sum(each.get("rungs", 0) for each in seen) >= rungs


def test_a_due_rung_fires_within_a_second_or_so(
    runtime: Runtime, database_url: str, log: Log
) -> None:
    with a_worker(database_url, log):
        log.until(says("Working."))
        number = a_report(runtime)
        log.until(swept(1))

    (entry,) = fired(runtime, number)
    due = instant_from(str(entry.request["due"]))
    assert timedelta(0) <= entry.at - due < LATENESS


@ON_SQLITE
def test_sigterm_ends_a_worker_in_good_order(
    runtime: Runtime, database_url: str, log: Log
) -> None:
    with a_worker(database_url, log) as worker:
        log.until(says("Working."))
        worker.send_signal(signal.SIGTERM)

        assert worker.wait(PATIENCE) == 0

    log.until(says("Stopped."))
    with runtime.database.reading() as connection:
        assert workers.listing(connection) == []


def test_two_workers_fire_each_rung_once(
    runtime: Runtime, database_url: str, log: Log
) -> None:
    with ExitStack() as stack:
        pair = [stack.enter_context(a_worker(database_url, log)) for _ in range(2)]
        log.until(says("Working.", "Working."))
        numbers = [a_report(runtime) for _ in range(12)]
        log.until(swept(12))
        for worker in pair:
            worker.send_signal(signal.SIGINT)

        assert [worker.wait(PATIENCE) for worker in pair] == [0, 0]

    log.until(says("Stopped.", "Stopped."))
    assert [len(fired(runtime, number)) for number in numbers] == [1] * 12
    assert sum(each.get("rungs", 0) for each in log.seen) == 12
    assert [each for each in log.seen if each["level"] == "ERROR"] == []


@ON_SQLITE
def test_a_worker_delivers_what_waits(
    runtime: Runtime, database_url: str, log: Log
) -> None:
    with a_worker(database_url, log):
        a_report(runtime)
        log.until(says("Delivered."))

    sent = [each["sent"] for each in log.seen if each["message"] == "Delivered."]
    assert sent == [1]


def test_a_setting_that_cannot_be_used_is_told_at_once() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "cli", "worker"],
        cwd=ROOT,
        env={**os.environ, "GRIDCASE_SMTP": "mail.example.org"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert answer.returncode == 1
    assert "GRIDCASE_SMTP is a URL such as" in answer.stderr
    assert "Traceback" not in answer.stderr


def failing(*errors: Exception | None) -> Patient:
    script = iter(errors)

    def do() -> None:
        error = next(script)
        if error is not None:
            raise error

    return Patient(do)


def gone() -> DatabaseGoneError:
    return DatabaseGoneError(database="city", reason="no route")


def test_a_failing_tick_does_not_end_the_worker(
    caplog: pytest.LogCaptureFixture,
) -> None:
    patient = failing(ValueError("odd"), gone())

    patient()
    patient()

    assert caplog.messages == [
        "This failed; it is tried again.",
        "Database city cannot be reached: no route",
    ]


def test_the_same_trouble_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    patient = failing(gone(), gone(), gone())

    for _ in range(3):
        patient()

    assert len(caplog.messages) == 1


def test_the_end_of_trouble_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    patient = failing(gone(), None, None)

    for _ in range(3):
        patient()

    assert caplog.messages[1:] == ["All is well again."]


def test_a_clock_off_the_databases_sweeps_nothing(
    sqlite_hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    sqlite_hall.report()
    sqlite_hall.later(minutes=31)
    sweeper = Sweeper(sqlite_hall.runtime, a_deliverer(sqlite_hall))

    sweeper.tick()

    assert sqlite_hall.fired() == []
    assert caplog.messages == ["This clock is off the database's; nothing is swept."]


def a_deliverer(hall: Hall, stopping: threading.Event | None = None) -> Deliverer:
    return Deliverer(hall.runtime, {}, stopping or threading.Event())


def test_a_stopping_worker_sends_no_more(sqlite_hall: Hall) -> None:
    sqlite_hall.report()
    sqlite_hall.register()
    stopping = threading.Event()
    stopping.set()

    a_deliverer(sqlite_hall, stopping).tick()

    _, notifier = sqlite_hall.deliver()
    assert [each.recipient.name for each in notifier.tried] == ["于洋"]


def test_a_case_that_fails_is_logged_once(
    sqlite_url: str,
    city_content: Content,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    fill(sqlite_url, city_content)
    clock = VirtualClock(now() - timedelta(minutes=31))
    with open_runtime(Settings(database=sqlite_url), clock) as runtime:
        hall = Hall(runtime, clock, tmp_path)
        hall.report()
        forged = hall.forge('"calendar":"changchun"', '"calendar":"gone"')
        hall.tamper("UPDATE cases SET definition = :forged", forged=forged)
        clock.set(now())
        sweeper = Sweeper(runtime, a_deliverer(hall))

        sweeper.tick()
        sweeper.tick()

    assert caplog.messages == ["A rung could not fire."]
    told = vars(caplog.records[0])
    assert told["case"] == number_text(hall.number)
    assert (told["clock"], told["rung"]) == ("stage:reported", "due")
    assert told["error"] == "There is no calendar gone; there are: changchun."
    assert told["incident"] == 1


def test_each_rung_that_fires_is_a_record(
    sqlite_url: str,
    city_content: Content,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    fill(sqlite_url, city_content)
    clock = VirtualClock(now() - timedelta(minutes=31))
    seen: list[Swept] = []
    with open_runtime(Settings(database=sqlite_url), clock) as runtime:
        hall = Hall(runtime, clock, tmp_path)
        hall.report()
        clock.set(now())
        Sweeper(runtime, a_deliverer(hall), seen.append).tick()

    (done,) = seen
    (record,) = [each for each in caplog.records if each.message == "Fired."]
    told = vars(record)
    assert (told["case"], told["clock"]) == (number_text(hall.number), "stage:reported")
    assert told["due"] == instant_text(done.fired[0].due_at)
    assert told["late_seconds"] == round(done.fired[0].late.total_seconds(), 3)


def test_a_worker_tells_how_often_it_swept(
    sqlite_url: str, city_content: Content, tmp_path: Path
) -> None:
    fill(sqlite_url, city_content)
    clock = VirtualClock(now() - timedelta(minutes=31))
    with open_runtime(Settings(database=sqlite_url), clock) as runtime:
        hall = Hall(runtime, clock, tmp_path)
        hall.report()
        clock.set(now())
        sweeper = Sweeper(runtime, a_deliverer(hall))
        sweeper.tick()
        say_alive(runtime, sweeper.seen)
        with runtime.database.reading() as connection:
            (worker,) = workers.listing(connection)

    assert (worker.sweeps, worker.truncated) == (1, 0)
    assert worker.seen_at == clock()


def a_tidied_city(address: str, content: Content, folder: Path) -> Hall:
    """A city of today with two request keys, of which one is old in a day."""
    fill(address, content)
    clock = VirtualClock(now() - timedelta(days=30, hours=1))
    with open_runtime(Settings(database=address), clock) as runtime:
        hall = Hall(runtime, clock, folder)
        hall.asks(key="old")
        hall.later(days=30)
        hall.asks(key="young")
    return hall


def test_a_worker_tidies_at_once_and_then_daily(
    sqlite_url: str,
    city_content: Content,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    hall = a_tidied_city(sqlite_url, city_content, tmp_path)
    seconds, tidied = 0.0, []
    with open_runtime(Settings(database=sqlite_url)) as runtime:
        hall.runtime = runtime
        tidier = Tidier(runtime, lambda: seconds)
        for hours in (0, 23, 1):
            seconds += hours * 3600
            tidier.tick()
            tidied.append(len(caplog.messages))
            hall.tamper("UPDATE request_key SET at = '2020-01-01T00:00:00.000000Z'")

    assert tidied == [1, 1, 2]


def test_a_clock_off_the_databases_tidies_nothing(
    database_url: str, city_content: Content, tmp_path: Path
) -> None:
    a_tidied_city(database_url, city_content, tmp_path)
    off, seconds, kept = timedelta(days=400), 0.0, []
    with open_runtime(Settings(database=database_url), lambda: now() + off) as runtime:
        tidier = Tidier(runtime, lambda: seconds)
        for off in (timedelta(days=400), timedelta(0)):  # noqa: B007 - its clock is set
            tidier.tick()
            seconds += BEAT.total_seconds()
            with runtime.database.reading() as connection:
                known = [keys.find(connection, key) for key in ("old", "young")]
            kept.append([each is not None for each in known])

    # Put right again, it forgets what is old and nothing else.
    assert kept == [[True, True], [False, True]]
