"""Rungs fired per second by one, two and four processes on one PostgreSQL."""

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta

from benchmarks.contest import Spread, spread
from benchmarks.crowd import Due
from benchmarks.ground_postgresql import PostgresqlGround
from benchmarks.scenario import OPENED
from workflow.domain.effects import instant_text
from workflow.now import VirtualClock
from workflow.settings import ROOT

WORKERS = (1, 2, 4)
_SEED = "throughput"
_COPY = "throughput_copy"


class NotOnceError(Exception):
    """The processes together have not fired each rung exactly once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThroughputPlan:
    """So many rungs of as many cases are due, as often as there are rounds."""

    rungs: int
    rounds: int


def measure(ground: PostgresqlGround, plan: ThroughputPlan) -> Mapping[int, Spread]:
    """Rungs per second for each number of processes, over all rounds."""
    crowd = ground.seed(_SEED, plan.rungs, VirtualClock(OPENED))
    due = Due(clock="stage", count=plan.rungs, since=OPENED + timedelta(minutes=10))
    ground.fall_due(_SEED, crowd, [due])
    rates: dict[int, list[float]] = {workers: [] for workers in WORKERS}
    try:
        for number in range(plan.rounds):
            for workers in WORKERS if number % 2 else reversed(WORKERS):
                rates[workers].append(_rate(ground, due, workers))
    finally:
        ground.drop(_SEED)
    return {workers: spread(found) for workers, found in rates.items()}


def _rate(ground: PostgresqlGround, due: Due, workers: int) -> float:
    ground.copy(_SEED, _COPY)
    try:
        told, seconds = _sweep_together(ground.address(_COPY), due, workers)
        bare = ground.bare(_COPY)
        fired = len(bare.fired())
        bare.close()
    finally:
        ground.drop(_COPY)
    if sum(each["rungs"] for each in told) != due.count or fired != due.count:
        raise NotOnceError(told, fired)
    return due.count / seconds


def _sweep_together(
    address: str, due: Due, workers: int
) -> tuple[list[dict[str, float]], float]:
    """Start the processes, and them together; what each tells, and how long it took."""
    command = [sys.executable, "-m", "benchmarks.sweeper", address]
    command.append(instant_text(due.until))
    with ExitStack() as stack:
        children = [
            stack.enter_context(
                subprocess.Popen(  # noqa: S603 - this program itself
                    command,
                    cwd=ROOT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for _ in range(workers)
        ]
        for each in children:
            _line(each)
        start = time.perf_counter()
        for each in children:
            _go(each)
        told = [json.loads(_line(each)) for each in children]
        return told, time.perf_counter() - start


def _line(child: subprocess.Popen[str]) -> str:
    line = child.stdout.readline() if child.stdout else ""
    if not line:
        raise NotOnceError(child.args)
    return line


def _go(child: subprocess.Popen[str]) -> None:
    if child.stdin:
        child.stdin.write("go\n")
        child.stdin.flush()
