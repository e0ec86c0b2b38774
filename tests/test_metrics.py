"""A worker tells Prometheus what it does and what waits, when it is asked to."""

import re
import socket
import urllib.request
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

import pytest

from tests.builders import at
from tests.engine.fixtures import city_content, sqlite_hall
from tests.engine.hall import Hall
from tests.test_scheduler import (
    Log,
    a_report,
    a_worker,
    hasty_content,
    log,
    runtime,
    says,
    swept,
)
from workflow.domain.incidents import IncidentKind, Trouble
from workflow.engine.deliver import Delivered
from workflow.engine.figures import Backlog, backlog
from workflow.engine.runtime import Runtime
from workflow.engine.sweep import Failure, FiredRung, Swept
from workflow.errors import DatabaseGoneError
from workflow.metrics import HOST, Metrics, serving

__all__ = ["city_content", "hasty_content", "log", "runtime", "sqlite_hall"]

NOW = at("06-08 09:00")
NOTHING = Backlog(
    at=NOW,
    oldest_due=None,
    incidents=dict.fromkeys(IncidentKind, 0),
    waiting=0,
    oldest_waiting=None,
    send_due=None,
)


def page(port: int) -> str:
    """What stands at the address, as Prometheus reads it."""
    url = f"http://{HOST}:{port}/metrics"
    with closing(urllib.request.urlopen(url, timeout=30)) as answer:
        return str(answer.read().decode())


def scrape(port: int) -> dict[str, float]:
    """Every series of the page with its value."""
    lines = [line for line in page(port).splitlines() if not line.startswith("#")]
    pairs = (line.rsplit(" ", 1) for line in lines)
    return {name: float(value) for name, value in pairs}


def told(metrics: Metrics) -> dict[str, float]:
    with serving(metrics, HOST, 0) as port:
        return scrape(port)


def metrics(ask: Callable[[], Backlog] = lambda: NOTHING) -> Metrics:
    return Metrics(ask, lambda: NOW)


def a_fired(**late: float) -> FiredRung:
    return FiredRung(
        case=1,
        clock="promise",
        rung="soon",
        due_at=NOW,
        fired_at=NOW + timedelta(**late),
    )


def test_a_sweep_is_counted_with_how_late_it_was() -> None:
    counted = metrics()
    trouble = Trouble(zh="坏了", en="Broken.")
    failure = Failure(case=1, clock="stage:a", rung="x", trouble=trouble, incident=1)

    fired = (a_fired(seconds=0.2), a_fired(seconds=1.5), a_fired(hours=2))
    counted.swept(Swept(cases=2, fired=fired, failed=(failure,), truncated=True))

    found = told(counted)
    name = "gridcase_rung_lateness_seconds"
    assert [found[f'{name}_bucket{{le="{bound}"}}'] for bound in ("0.5", "2.0")] == [
        1,
        2,
    ]
    assert found[f'{name}_bucket{{le="+Inf"}}'] == found[f"{name}_count"] == 3
    assert found["gridcase_rungs_fired_total"] == 3
    assert found["gridcase_rung_failures_total"] == 1
    assert found["gridcase_sweeps_total"] == 1
    assert found["gridcase_sweeps_truncated_total"] == 1
    assert found["gridcase_last_sweep_timestamp_seconds"] == NOW.timestamp()


def test_messages_are_counted_by_what_became_of_them() -> None:
    counted = metrics()

    counted.delivered(Delivered(sent=3, later=2, failed=1, nobody=1))

    found = told(counted)
    assert found["gridcase_messages_sent_total"] == 3
    assert found["gridcase_messages_put_off_total"] == 2
    assert found["gridcase_messages_failed_total"] == 2


def test_what_waits_is_asked_at_every_scrape(sqlite_hall: Hall) -> None:
    asked = Metrics(lambda: backlog(sqlite_hall.runtime), sqlite_hall.clock)
    before = told(asked)
    sqlite_hall.report()
    sqlite_hall.register()
    sqlite_hall.tamper("UPDATE clock SET next_rung = 'odd' WHERE name = 'stage'")
    sqlite_hall.at("06-08 10:00")

    due = told(asked)
    sqlite_hall.sweep()
    after = told(asked)

    rung = 'gridcase_open_incidents{kind="rung"}'
    assert before["gridcase_oldest_due_seconds"] == 0
    assert due["gridcase_oldest_due_seconds"] > 0
    assert (due[rung], after[rung]) == (0, 1)
    assert after["gridcase_oldest_due_seconds"] == 0
    assert after["gridcase_outbox_waiting"] >= 1
    assert after["gridcase_outbox_oldest_seconds"] == 7200


def test_a_database_that_is_away_is_told_and_no_error() -> None:
    def gone() -> Backlog:
        raise DatabaseGoneError(database="city", reason="no route")

    found = told(metrics(gone))

    assert found["gridcase_database_up"] == 0
    assert "gridcase_open_incidents" not in found
    assert found["gridcase_sweeps_total"] == 0


def test_every_metric_says_what_it_is_in_a_fitting_unit() -> None:
    with serving(metrics(), HOST, 0) as port:
        text = page(port)

    helped = dict(re.findall(r"^# HELP (\S+) (.+)$", text, re.MULTILINE))
    kinds = dict(re.findall(r"^# TYPE (\S+) (.+)$", text, re.MULTILINE))
    assert all(name.startswith("gridcase_") for name in helped)
    assert set(helped) == set(kinds)
    assert [each for each in helped.values() if each[-1] != "."] == []
    assert {name for name, kind in kinds.items() if kind == "counter"} == {
        name for name in kinds if name.endswith("_total")
    }


def test_the_address_is_free_again_afterwards() -> None:
    with serving(metrics(), HOST, 0) as port:
        pass

    with closing(socket.create_server((HOST, port))):
        pass


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_real_worker_serves_what_it_did(
    runtime: Runtime, database_url: str, log: Log
) -> None:
    with a_worker(database_url, log, "--metrics", "0"):
        log.until(says("Serving metrics."))
        a_report(runtime)
        log.until(swept(1))
        (port,) = [each["port"] for each in log.seen if "port" in each]
        found = scrape(port)

    assert found["gridcase_rungs_fired_total"] == 1
    assert found["gridcase_rung_lateness_seconds_count"] == 1
    assert found["gridcase_sweeps_total"] >= 1
    assert found["gridcase_database_up"] == 1
    assert found['gridcase_open_incidents{kind="rung"}'] == 0
    (record,) = [each for each in log.seen if each["message"] == "Fired."]
    assert record["clock"] == "stage:reported"
    assert {"case", "rung", "due", "late_seconds"} < set(record)
    assert 0 <= record["late_seconds"] < 30
