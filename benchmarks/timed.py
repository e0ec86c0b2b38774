"""Timed jobs, measured in one run: `python -m benchmarks.timed`.

Prints tables, and keeps the figures in `benchmarks/out/timed.json`.
"""

import argparse
import json
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks import lateness, outcome, own_server, sweeps, throughput, worktime
from benchmarks.ground_postgresql import PostgresqlGround
from benchmarks.ground_sqlite import SqliteGround
from benchmarks.grounds import Ground
from benchmarks.lateness import LatenessPlan
from benchmarks.report import Report
from benchmarks.sweeps import MAX_ROUNDS, SweepPlan
from benchmarks.throughput import ThroughputPlan

LATEST = Path(__file__).with_name("out") / "timed.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedPlan:
    """How much is measured of each."""

    sweeps: SweepPlan
    throughput: ThroughputPlan
    lateness: LatenessPlan


QUICK = TimedPlan(
    sweeps=SweepPlan(sizes=(10_000, 30_000), rounds=4),
    throughput=ThroughputPlan(rungs=500, rounds=2),
    lateness=LatenessPlan(clocks=25, over=timedelta(seconds=5)),
)
FULL = TimedPlan(
    sweeps=SweepPlan(sizes=(10_000, 100_000, 1_000_000), rounds=MAX_ROUNDS),
    throughput=ThroughputPlan(rungs=3000, rounds=7),
    lateness=LatenessPlan(clocks=200, over=timedelta(minutes=1)),
)


def main() -> None:
    """Measure everything, or with --quick a small form of it."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.timed", description=__doc__
    )
    parser.add_argument(
        "--quick", action="store_true", help="smaller sizes, in about a minute"
    )
    parser.add_argument(
        "--folder",
        type=Path,
        help="where the databases lie, up to 20 GB of them; decides which disk",
    )
    given = parser.parse_args()
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="gridcase-", dir=given.folder) as name:
        about: dict[str, Any] = {
            "quick": given.quick,
            "machine": outcome.machine(Path(name)),
        }
        report = _measure(Path(name), QUICK if given.quick else FULL)
    about["seconds"] = round(time.perf_counter() - start, 1)
    LATEST.parent.mkdir(parents=True, exist_ok=True)
    document = {**about, **report.as_json()}
    LATEST.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    print(report.as_markdown())
    print(f"\n{about['machine']}\n{about['seconds']} s; all figures: {LATEST}")


def _measure(folder: Path, plan: TimedPlan) -> Report:
    report = Report()
    report.worktime += [worktime.measure(limit) for limit in worktime.LIMITS]
    with ExitStack() as stack:
        files = SqliteGround(folder=folder)
        _measure_ground(files, plan, report)
        address = stack.enter_context(own_server.running(folder / "data"))
        server = PostgresqlGround(server=address)
        _measure_ground(server, plan, report)
        report.throughput.update(throughput.measure(server, plan.throughput))
    return report


def _measure_ground(ground: Ground, plan: TimedPlan, report: Report) -> None:
    report.lateness.append(lateness.measure(ground, plan.lateness))
    report.sweeps.append(sweeps.measure(ground, plan.sweeps))


if __name__ == "__main__":
    main()
