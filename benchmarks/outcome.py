"""The figures of a run: as JSON for machines, as a table for people."""

import json
import os
import platform
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.contest import Result, Spread, ratio, spread

_MICROS = 1_000_000
_SYNCS = 64
_PACKAGES = ("sqlalchemy", "psycopg", "transitions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was measured on one database.

    `ratios` names pairs of contestants: how many steps the first does while the
    second does one. `compared` counts the statements in which engine and bare driver
    were found to be the same.
    """

    database: str
    compared: int
    results: Mapping[str, Result]
    ratios: Mapping[str, tuple[str, str]]

    def ratio(self, name: str) -> Spread:
        """The ratio of this name, round by round."""
        of, to = self.ratios[name]
        return ratio(self.results[of], self.results[to])

    def as_json(self) -> dict[str, Any]:
        """Rates and ratios by name as plain numbers, and all figures beside them."""
        ratios = {name: self.ratio(name) for name in self.ratios}
        return {
            "rates": {
                name: round(statistics.median(each.rates), 1)
                for name, each in self.results.items()
            },
            "ratios": {name: round(each.median, 4) for name, each in ratios.items()},
            "ratio_quartiles": {
                name: [round(each.low, 4), round(each.high, 4)]
                for name, each in ratios.items()
            },
            "contestants": {
                name: _figures(each) for name, each in self.results.items()
            },
            "statements_compared": self.compared,
        }

    def as_markdown(self) -> str:
        """Two tables: contestants, and ratios."""
        lines = [
            f"## {self.database}",
            "",
            "| contestant | steps/s | quartiles | CPU µs/step | p50 µs/turn | p99 µs |",
            "|---|---:|---:|---:|---:|---:|",
            *(_line(each) for each in self.results.values()),
            "",
            "| ratio | median | quartiles |",
            "|---|---:|---:|",
        ]
        for name in self.ratios:
            each = self.ratio(name)
            quartiles = f"{each.low:.2f} to {each.high:.2f}"
            lines.append(f"| {name} | {each.median:.2f} | {quartiles} |")
        lines += [
            "",
            f"Statements found to be the same in both logs: {self.compared}.",
        ]
        return "\n".join(lines)


def machine(folder: Path) -> dict[str, Any]:
    """On what it was measured; how long the disk of this folder takes to sync."""
    return {
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "system": platform.platform(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "libpq": psycopg.pq.version(),
        "sync_micros": _sync_micros(folder),
        **{name: version(name) for name in _PACKAGES},
    }


def write(path: Path, about: Mapping[str, Any], outcomes: list[Outcome]) -> None:
    """Keep the figures as JSON."""
    document = {
        **about,
        "databases": {each.database: each.as_json() for each in outcomes},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def _figures(result: Result) -> dict[str, Any]:
    return {
        "rate": asdict(spread(result.rates)),
        "cpu_micros_per_step": asdict(spread([each * _MICROS for each in result.cpu])),
        "turn_p50_micros": round(result.percentile(50) * _MICROS, 1),
        "turn_p99_micros": round(result.percentile(99) * _MICROS, 1),
        "rounds": len(result.rates),
        "turns": len(result.turns),
    }


def _line(result: Result) -> str:
    rates, cpu = spread(result.rates), spread(result.cpu)
    cells = (
        result.name,
        f"{rates.median:,.0f}",
        f"{rates.low:,.0f} to {rates.high:,.0f}",
        f"{cpu.median * _MICROS:,.0f}",
        f"{result.percentile(50) * _MICROS:,.0f}",
        f"{result.percentile(99) * _MICROS:,.0f}",
    )
    return f"| {' | '.join(cells)} |"


def _sync_micros(folder: Path) -> float:
    taken = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(_SYNCS):
            file.write(bytes(4096))
            file.flush()
            start = time.perf_counter()
            os.fdatasync(file.fileno())
            taken.append(time.perf_counter() - start)
    return round(statistics.median(taken) * _MICROS, 1)
