"""Contestants in alternation: every round gives each of them its turns."""

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Turn = Callable[[], object]
"""One unit of work, prepared so that calling it is all there is to measure."""

_QUARTILES = 4
_PERCENTILES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """Somebody who does the same work in another way.

    `rounds` holds the turns of each round, the first for warming up. One turn does
    `steps` steps.
    """

    name: str
    rounds: Sequence[Sequence[Turn]]
    steps: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A median with its quartiles."""

    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a contestant did: steps per second and processor seconds, by round.

    `turns` are the seconds of every turn; the processor time is this process's own.
    """

    name: str
    rates: tuple[float, ...]
    cpu: tuple[float, ...]
    turns: tuple[float, ...]

    def percentile(self, percent: int) -> float:
        """Seconds within which so many percent of the turns were done."""
        return statistics.quantiles(self.turns, n=_PERCENTILES)[percent - 1]


def spread(values: Sequence[float]) -> Spread:
    """The median and the quartiles of these values."""
    low, median, high = statistics.quantiles(values, n=_QUARTILES, method="inclusive")
    return Spread(low=low, median=median, high=high)


def ratio(of: Result, to: Result) -> Spread:
    """How many steps one does while the other does one, round by round."""
    pairs = zip(of.rates, to.rates, strict=True)
    return spread([mine / theirs for mine, theirs in pairs])


def hold(contestants: Sequence[Contestant]) -> dict[str, Result]:
    """Let all of them do their rounds, in the opposite order every other round.

    What was prepared is kept out of the way of the garbage collector, which then
    costs each of them what it itself leaves behind.
    """
    gc.collect()
    gc.freeze()
    tallies = {each.name: _Tally() for each in contestants}
    for number in range(len(contestants[0].rounds)):
        order = contestants if number % 2 else tuple(reversed(contestants))
        for each in order:
            tallies[each.name].take(each, number)
    gc.unfreeze()
    return {name: tally.result(name) for name, tally in tallies.items()}


class _Tally:
    """The rounds of one contestant so far."""

    def __init__(self) -> None:
        self._rates: list[float] = []
        self._cpu: list[float] = []
        self._turns: list[float] = []

    def take(self, contestant: Contestant, number: int) -> None:
        turns = contestant.rounds[number]
        seconds = []
        before = time.process_time()
        for turn in turns:
            start = time.perf_counter()
            turn()
            seconds.append(time.perf_counter() - start)
        cpu = time.process_time() - before
        if number:
            steps = len(turns) * contestant.steps
            self._rates.append(steps / sum(seconds))
            self._cpu.append(cpu / steps)
            self._turns += seconds

    def result(self, name: str) -> Result:
        return Result(
            name=name,
            rates=tuple(self._rates),
            cpu=tuple(self._cpu),
            turns=tuple(self._turns),
        )
