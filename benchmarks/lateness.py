"""How late an idle worker is: a real `gridcase worker`, and rungs due one by one."""

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from benchmarks.crowd import Crowd, Due
from benchmarks.grounds import Ground
from workflow.now import now
from workflow.settings import ROOT

CLOCK = "stage"
PATIENCE = 30.0
"""Seconds after the last due instant, after which a rung counts as lost."""

_NAME = "lateness"
_AHEAD = timedelta(seconds=2)
_LOOK = 0.1
_PERCENTILES = 100


class LostRungError(Exception):
    """The worker did not start, or has not fired all that was due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LatenessPlan:
    """So many clocks become due, spread evenly over so much time."""

    clocks: int
    over: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Lateness:
    """Seconds from the due instant of a rung to the one at which it was fired."""

    database: str
    seconds: tuple[float, ...]

    def percentile(self, percent: int) -> float:
        """Seconds within which so many percent of the rungs were fired."""
        found = statistics.quantiles(self.seconds, n=_PERCENTILES, method="inclusive")
        return found[percent - 1]


def measure(ground: Ground, plan: LatenessPlan) -> Lateness:
    """Start a worker, let clocks become due under it, and see when it fired them."""
    crowd = ground.seed(_NAME, plan.clocks, now)
    try:
        with _worker(ground.address(_NAME)):
            due = Due(
                clock=CLOCK,
                count=plan.clocks,
                since=now() + _AHEAD,
                apart=plan.over / plan.clocks,
            )
            ground.fall_due(_NAME, crowd, [due])
            seconds = _until_fired(ground, crowd, due.until)
    finally:
        ground.drop(_NAME)
    return Lateness(database=ground.name, seconds=seconds)


def _until_fired(ground: Ground, crowd: Crowd, until: datetime) -> tuple[float, ...]:
    time.sleep(max(0, (until - now()).total_seconds()))
    give_up = time.monotonic() + PATIENCE
    bare = ground.bare(_NAME)
    try:
        while len(found := bare.lateness()) < crowd.cases:
            if time.monotonic() > give_up:
                raise LostRungError(len(found), crowd.cases)
            time.sleep(_LOOK)
    finally:
        bare.close()
    return tuple(found)


@contextmanager
def _worker(address: str) -> Iterator[None]:
    """A worker in a process of its own, which is at work when the block begins."""
    command = [sys.executable, "-m", "cli", "worker", "--json"]
    with (
        tempfile.NamedTemporaryFile("r") as log,
        Path(log.name).open("w") as said,
        subprocess.Popen(  # noqa: S603 - this program itself
            command,
            cwd=ROOT,
            env={**os.environ, "GRIDCASE_DATABASE": address},
            stdout=subprocess.DEVNULL,
            stderr=said,
        ) as child,
    ):
        try:
            _wait_until_working(child, log)
            yield
        finally:
            child.send_signal(signal.SIGTERM)


def _wait_until_working(child: subprocess.Popen[bytes], log: IO[str]) -> None:
    said = ""
    while "Working." not in said:
        if child.poll() is not None:
            raise LostRungError(said)
        time.sleep(_LOOK)
        said += log.read()
