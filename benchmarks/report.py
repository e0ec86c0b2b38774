"""The figures of timed jobs: as JSON for machines, as tables for people."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.contest import Spread, spread
from benchmarks.lateness import Lateness
from benchmarks.sweeps import Among, SweepOutcome, millis
from benchmarks.worktime import Took

GROWTH = 1.2
"""How often the raw driver's growth the engine's may be."""
MICROS = 3.0
"""Within how many microseconds business time is added or subtracted."""
SECONDS = 1.0
"""How late 99 of 100 rungs may be on an idle worker."""

_PERCENTS = (50, 99)
_MILLIS = 1000
_MICROS_OF_SECOND = 1_000_000
_MEBI = 1 << 20


@dataclass(slots=True)
class Report:
    """All that was measured."""

    worktime: list[Took] = field(default_factory=list)
    sweeps: list[SweepOutcome] = field(default_factory=list)
    lateness: list[Lateness] = field(default_factory=list)
    throughput: dict[int, Spread] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Everything by name, in plain numbers."""
        return {
            "sweeps": {each.database: _sweeps_json(each) for each in self.sweeps},
            "worktime_micros": {
                each.limit.name: {
                    "start": each.limit.start.isoformat(),
                    "end": each.end.isoformat(),
                    "add": round(each.add, 3),
                    "difference": round(each.difference, 3),
                }
                for each in self.worktime
            },
            "rungs_per_second": {
                str(workers): _rounded(rate)
                for workers, rate in self.throughput.items()
            },
            "lateness_seconds": {
                each.database: _lateness_json(each) for each in self.lateness
            },
        }

    def as_markdown(self) -> str:
        """A section for each of the four."""
        parts = [*self._sweeps(), *self._worktime(), *self._fired(), *self._late()]
        return "\n".join(parts)

    def _sweeps(self) -> Iterator[str]:
        for each in self.sweeps:
            yield f"## A sweep of {each.due:,} due rungs, {each.database}\n"
            yield from _table(
                "open clocks",
                "engine ms (quartiles)",
                "raw driver ms (quartiles)",
                "engine µs CPU/rung",
                "raw µs CPU/rung",
                "rows due",
                "rows read",
                "work of the index",
            )
            yield from (_among_row(found, each.due) for found in each.among)
            yield ""
            yield from _table(
                "growth", "engine", "raw driver", "engine's by raw's", "wanted"
            )
            yield from (_growth_row(each, place) for place in range(1, len(each.among)))
            yield f"\nStatements found to be the same in both logs: {each.compared:,}."
            yield f"The due query: {each.among[-1].reading.plan}\n"

    def _worktime(self) -> Iterator[str]:
        yield "## Business time\n"
        yield from _table("limit", "add µs", "difference µs", "wanted")
        for each in self.worktime:
            yield _row(
                each.limit.name,
                f"{each.add:.2f}",
                f"{each.difference:.2f}",
                f"under {MICROS:g}",
            )
        yield ""

    def _fired(self) -> Iterator[str]:
        yield "## Rungs fired per second, postgresql\n"
        yield from _table("processes", "rungs/s", "quartiles", "by one process's")
        for workers, rate in self.throughput.items():
            ratio = rate.median / self.throughput[1].median
            quartiles = f"{rate.low:,.0f} to {rate.high:,.0f}"
            yield _row(f"{workers}", f"{rate.median:,.0f}", quartiles, f"{ratio:.2f}")
        yield ""

    def _late(self) -> Iterator[str]:
        yield "## Lateness of an idle worker, in milliseconds\n"
        yield from _table("database", "rungs", "p50", "p99", "most", "wanted (p99)")
        for each in self.lateness:
            yield _row(
                each.database,
                f"{len(each.seconds)}",
                *(f"{each.percentile(p) * _MILLIS:,.0f}" for p in _PERCENTS),
                f"{max(each.seconds) * _MILLIS:,.0f}",
                f"under {SECONDS * _MILLIS:,.0f}",
            )


def _table(*names: str) -> Iterator[str]:
    yield _row(*names)
    yield f"|---|{'---:|' * (len(names) - 1)}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _shown(each: Spread, digits: int = 0) -> str:
    low, median, high = (
        f"{value:,.{digits}f}" for value in (each.low, each.median, each.high)
    )
    return f"{median} ({low} to {high})"


def _among_row(found: Among, due: int) -> str:
    processor = (_cpu(found.engine.cpu), _cpu(found.raw.cpu))
    return _row(
        f"{found.clocks:,}",
        _shown(millis(found.engine, due)),
        _shown(millis(found.raw, due)),
        *(f"{each.median:,.0f}" for each in processor),
        f"{due:,}",
        f"{found.reading.rows:,}",
        f"{found.reading.work:,}",
    )


def _growth_row(each: SweepOutcome, place: int) -> str:
    growth = each.growth(place)
    return _row(
        f"{each.among[0].clocks:,} to {each.among[place].clocks:,}",
        _shown(growth["engine"], 2),
        _shown(growth["raw"], 2),
        _shown(growth["ratio"], 2),
        f"at most {GROWTH:g}",
    )


def _cpu(seconds: Sequence[float]) -> Spread:
    return spread([each * _MICROS_OF_SECOND for each in seconds])


def _sweeps_json(each: SweepOutcome) -> dict[str, Any]:
    return {
        "rows_due": each.due,
        "statements_compared": each.compared,
        "among": {
            str(found.clocks): _among_json(found, each.due) for found in each.among
        },
        "growth": {
            f"{each.among[0].clocks} to {each.among[place].clocks}": _growth_json(
                each.growth(place)
            )
            for place in range(1, len(each.among))
        },
    }


def _among_json(found: Among, due: int) -> dict[str, Any]:
    return {
        "megabytes": found.bytes // _MEBI,
        "seed_seconds": round(found.seed_seconds, 1),
        "engine_ms": _rounded(millis(found.engine, due)),
        "raw_ms": _rounded(millis(found.raw, due)),
        "engine_cpu_micros_per_rung": _rounded(_cpu(found.engine.cpu)),
        "raw_cpu_micros_per_rung": _rounded(_cpu(found.raw.cpu)),
        "rounds": len(found.engine.rates),
        "due_queries": asdict(found.reading),
    }


def _growth_json(growth: Mapping[str, Spread]) -> dict[str, Any]:
    return {name: _rounded(each, 4) for name, each in growth.items()}


def _lateness_json(each: Lateness) -> dict[str, Any]:
    return {
        "rungs": len(each.seconds),
        **{f"p{percent}": round(each.percentile(percent), 4) for percent in _PERCENTS},
        "max": round(max(each.seconds), 4),
    }


def _rounded(each: Spread, digits: int = 1) -> dict[str, float]:
    return {name: round(value, digits) for name, value in asdict(each).items()}
