"""A sweep of what is due among many open clocks, beside the bare driver."""

import os
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from benchmarks.contest import Contestant, Result, Spread, Turn, hold, spread
from benchmarks.crowd import CLOCKS, Crowd, Due
from benchmarks.grounds import (
    Bare,
    Ground,
    Reading,
    WrongPlanError,
    checked_plan,
    is_due_query,
)
from benchmarks.scenario import OPENED, UnexpectedAnswerError
from benchmarks.statement_log import Transaction, check_same
from workflow.engine.runtime import Runtime, open_runtime
from workflow.engine.sweep import sweep
from workflow.now import VirtualClock
from workflow.settings import Settings

GROUPS = 3
"""How often each kind of clock can become due on cases of its own."""

MAX_ROUNDS = GROUPS * len(CLOCKS)
"""Among ten thousand open clocks there are not more, the one for warming up too."""

_SINCE = OPENED + timedelta(minutes=10)
_BETWEEN = timedelta(seconds=5)
_MILLIS = 1000


class DifferentRowsError(Exception):
    """Engine and bare driver have not left the same rows behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepPlan:
    """How much is measured; a first round for warming up is among the rounds."""

    sizes: tuple[int, ...]
    rounds: int
    due: int = 1000

    def groups(self) -> list[Due]:
        """What becomes due in each round: other clocks every time."""
        return [
            Due(
                clock=CLOCKS[number // GROUPS],
                count=self.due,
                since=_SINCE + number * _BETWEEN,
                group=number % GROUPS,
                groups=GROUPS,
            )
            for number in range(self.rounds)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Among:
    """What was found among so many open clocks."""

    clocks: int
    bytes: int
    seed_seconds: float
    reading: Reading
    engine: Result
    raw: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepOutcome:
    """The sweeps of one database."""

    database: str
    due: int
    compared: int
    among: Sequence[Among]

    def growth(self, place: int) -> Mapping[str, Spread]:
        """How often the cost of the smallest size is paid, and the engine's by raw's.

        Taken round by round, in each of which every size had its turn.
        """
        small, large = self.among[0], self.among[place]
        engine = _ratios(small.engine, large.engine)
        raw = _ratios(small.raw, large.raw)
        both = [mine / theirs for mine, theirs in zip(engine, raw, strict=True)]
        return {"engine": spread(engine), "raw": spread(raw), "ratio": spread(both)}


def millis(result: Result, due: int) -> Spread:
    """Milliseconds of a sweep."""
    return spread([due / rate * _MILLIS for rate in result.rates])


def measure(ground: Ground, plan: SweepPlan) -> SweepOutcome:
    """Fill databases of each size, and let engine and bare driver sweep them."""
    with ExitStack() as stack:
        prepared = [_Prepared(ground, plan, size) for size in plan.sizes]
        for each in prepared:
            stack.callback(each.clean_up)
            each.prepare(traced=each is prepared[0])
        os.sync()
        found = hold([one for each in prepared for one in each.contestants(stack)])
        for each in prepared:
            each.check_rows()
        return SweepOutcome(
            database=ground.name,
            due=plan.due,
            compared=prepared[0].compared,
            among=[each.among(found) for each in prepared],
        )


class _Prepared:
    """The databases of one size, and what the engine is going to say to them."""

    def __init__(self, ground: Ground, plan: SweepPlan, size: int) -> None:
        self._ground = ground
        self._plan = plan
        self._engine = f"engine_{size}"
        self._raw = f"raw_{size}"
        self._crowd = Crowd(first=0, cases=-(-size // len(CLOCKS)))
        self._rounds: list[Transaction] = []
        self._reading = Reading()
        self._seconds = 0.0
        self._made: list[str] = []
        self.compared = 0

    def prepare(self, *, traced: bool) -> None:
        """Fill a database, and let the engine sweep a copy of it for the record."""
        start = time.perf_counter()
        self._made.append(self._engine)
        self._crowd = self._ground.seed(
            self._engine, self._crowd.cases, VirtualClock(OPENED)
        )
        self._ground.fall_due(self._engine, self._crowd, self._plan.groups())
        self._seconds = time.perf_counter() - start
        run = self._record(traced=traced)
        if traced:
            self._copied()
            bare = self._ground.bare(self._raw)
            with bare.tracing() as again:
                for calls in self._rounds:
                    bare.take(calls)
            bare.close()
            check_same(run, again)
            self.compared = len(again)
            self._ground.drop(self._raw)
        self._copied()

    def contestants(self, stack: ExitStack) -> list[Contestant]:
        """The engine on one of two equal databases, the bare driver on the other."""
        bare = self._ground.bare(self._raw)
        stack.callback(bare.close)
        self._explain(bare)
        runtime, clock = _open(self._ground.address(self._engine), stack)
        first, *others = self._rounds
        raw: list[Turn] = [
            partial(bare.count, first, self._reading),
            *(partial(bare.take, each) for each in others),
        ]
        engine = _turns(runtime, clock, self._plan)
        return [
            Contestant(
                name=name, rounds=[[turn] for turn in turns], steps=self._plan.due
            )
            for name, turns in ((self._engine, engine), (self._raw, raw))
        ]

    def check_rows(self) -> None:
        """Compare what both have left behind: every firing, every head of history.

        Raises:
            DifferentRowsError: it is not the same.
        """
        found = []
        for name in (self._engine, self._raw):
            bare = self._ground.bare(name)
            found.append(bare.fired())
            bare.close()
        expected = self._plan.due * self._plan.rounds
        if found[0] != found[1] or len(found[0]) != expected:
            raise DifferentRowsError(self._engine, len(found[0]), len(found[1]))

    def among(self, found: Mapping[str, Result]) -> Among:
        """What was found at this size."""
        return Among(
            clocks=self._crowd.clocks,
            bytes=self._ground.size(self._engine),
            seed_seconds=self._seconds,
            reading=self._reading,
            engine=found[self._engine],
            raw=found[self._raw],
        )

    def clean_up(self) -> None:
        """Remove the databases."""
        for name in self._made:
            self._ground.drop(name)

    def _record(self, *, traced: bool) -> list[str]:
        """Let the engine do everything once, on a copy."""
        run: list[str] = []
        self._copied()
        with self._ground.listening() as log, ExitStack() as stack:
            runtime, clock = _open(self._ground.address(self._raw), stack)
            turns = _turns(runtime, clock, self._plan)
            if traced:
                run = stack.enter_context(self._ground.tracing(runtime, log))
            self._rounds = log.transactions(turns)
        self._ground.drop(self._raw)
        self._made.remove(self._raw)
        return run

    def _copied(self) -> None:
        self._ground.copy(self._engine, self._raw)
        if self._raw not in self._made:
            self._made.append(self._raw)

    def _explain(self, bare: Bare) -> None:
        query = next((each for each in self._rounds[0] if is_due_query(each)), None)
        if query is None:
            raise WrongPlanError(self._engine)
        self._reading.plan = checked_plan(bare.explain(query))


def _open(address: str, stack: ExitStack) -> tuple[Runtime, VirtualClock]:
    """The engine with definition and city read, and a clock of its own."""
    clock = VirtualClock(OPENED)
    runtime = stack.enter_context(open_runtime(Settings(database=address), clock))
    with runtime.database.reading() as connection:
        runtime.city(connection)
        runtime.workflow_named(connection, "city-case")
    return runtime, clock


def _turns(runtime: Runtime, clock: VirtualClock, plan: SweepPlan) -> list[Turn]:
    return [partial(_sweep, runtime, clock, due) for due in plan.groups()]


def _sweep(runtime: Runtime, clock: VirtualClock, due: Due) -> None:
    clock.set(due.until)
    swept = sweep(runtime, due.count)
    fired = (swept.cases, swept.rungs)
    if fired != (due.count, due.count) or swept.failed or swept.truncated:
        raise UnexpectedAnswerError(swept)


def _ratios(small: Result, large: Result) -> list[float]:
    pairs = zip(small.rates, large.rates, strict=True)
    return [less / more for less, more in pairs]
