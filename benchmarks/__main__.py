"""Measures, prints a table and keeps the figures in `benchmarks/out/latest.json`."""

import argparse
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks import on_postgresql, on_sqlite, outcome, worktime
from benchmarks.contest import hold
from benchmarks.outcome import Outcome
from benchmarks.plan import FULL, QUICK, Plan
from benchmarks.statement_log import Recorded

LATEST = Path(__file__).with_name("out") / "latest.json"
_RATIOS = {
    "engine_step_vs_raw": ("engine_step", "raw_step"),
    "engine_batch_vs_raw": ("engine_batch", "raw_step"),
    "engine_batch_vs_raw_sweep": ("engine_batch", "raw_sweep_step"),
    "engine_batch_vs_step": ("engine_batch", "engine_step"),
}
_SQLITE_RATIOS = {
    **_RATIOS,
    "engine_step_vs_raw_normal": ("engine_step_normal", "raw_step_normal"),
}
_POSTGRESQL_RATIOS = {
    **_RATIOS,
    "engine_step_vs_two_statements": ("engine_step", "raw_two_statements"),
    "two_statements_vs_raw": ("raw_two_statements", "raw_step"),
}


def main() -> None:
    """Measure everything, or with --quick the ratios of steps alone."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="only the ratios, in under a minute"
    )
    parser.add_argument(
        "--folder", type=Path, help="where the databases lie; decides which disk"
    )
    given = parser.parse_args()
    plan = QUICK if given.quick else FULL
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="gridcase-", dir=given.folder) as name:
        about = {
            "quick": plan.quick,
            "rounds": plan.rounds,
            "machine": outcome.machine(Path(name)),
        }
        outcomes = _measure(Path(name), plan)
    about["seconds"] = round(time.perf_counter() - start, 1)
    outcome.write(LATEST, about, outcomes)
    for each in outcomes:
        print(each.as_markdown(), end="\n\n")
    print(f"{about['machine']}\n{about['seconds']} s; all figures: {LATEST}")
    if not plan.quick:
        worktime.main()


def _measure(folder: Path, plan: Plan) -> list[Outcome]:
    with ExitStack() as stack:
        files = on_sqlite.SqliteFiles(folder=folder, plan=plan)
        files.prepare()
        rows = on_sqlite.record(files)
        embedded = _on_sqlite(files, rows)
        server = stack.enter_context(on_postgresql.server(folder / "data", plan))
        server.prepare()
        return [embedded, _on_postgresql(server, rows)]


def _on_sqlite(files: on_sqlite.SqliteFiles, rows: Recorded) -> Outcome:
    with ExitStack() as stack:
        results = hold(on_sqlite.contestants(files, rows, stack))
    return Outcome(
        database="sqlite",
        compared=rows.compared,
        results=results,
        ratios=_SQLITE_RATIOS,
    )


def _on_postgresql(server: on_postgresql.Server, rows: Recorded) -> Outcome:
    recorded = on_postgresql.record(server)
    with ExitStack() as stack:
        results = hold(on_postgresql.contestants(server, rows, recorded, stack))
    return Outcome(
        database="postgresql",
        compared=recorded.compared,
        results=results,
        ratios=_POSTGRESQL_RATIOS,
    )


if __name__ == "__main__":
    main()
