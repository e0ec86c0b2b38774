"""A clock of the model: the stretches in which it ran, and what follows from them."""

from collections.abc import Container
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime

from tests.engine.stateful.walk import TICK, Walk
from workflow.domain.case import Outcome
from workflow.domain.definition import Point, Rung
from workflow.domain.worktime import Measure


@dataclass
class Past:
    """How often a rung fired, from where repeats count, and if it waits once more."""

    count: int
    anchor: datetime
    armed: bool = False


@dataclass
class Timer:
    """A time limit, told by when it ran and nothing else.

    `broken` is the due instant that was passed, which stands for ever. `kept_at` is
    when the case last came to the owner whose time this is.
    """

    walk: Walk
    name: str
    subject: str
    cycle: int
    measure: Measure
    budget: int
    started_at: datetime
    rungs: tuple[Rung, ...]
    stretches: list[tuple[datetime, datetime]] = field(default_factory=list)
    since: datetime | None = None
    stopped_at: datetime | None = None
    kept_at: datetime | None = None
    broken: datetime | None = None
    verdict: Outcome | None = None
    due_at_end: datetime | None = None
    ends: datetime | None = None
    extended: int = 0
    held: bool = False
    exempt: bool = False
    fired: dict[str, Past] = field(default_factory=dict)

    def twin(self) -> "Timer":
        """The same, to be changed on its own."""
        made = copy(self)
        made.stretches = list(self.stretches)
        made.fired = {name: copy(past) for name, past in self.fired.items()}
        return made

    @property
    def label(self) -> str:
        return f"{self.name}:{self.subject}" if self.subject else self.name

    @property
    def outcome(self) -> Outcome:
        if self.verdict is not None:
            return self.verdict
        return Outcome.PAUSED if self.since is None else Outcome.RUNNING

    def consumed(self, at: datetime) -> int:
        """What is used by an instant: the time of all stretches together."""
        running = [(self.since, at)] if self.since is not None else []
        return sum(
            self.walk.elapsed(start, end, self.measure)
            for start, end in (*self.stretches, *running)
        )

    @property
    def carried(self) -> int:
        """What was used by when the case last came to the owner."""
        kept_at = self.kept_at or self.started_at
        running = [(self.since, kept_at)] if self.since is not None else []
        return sum(
            self.walk.elapsed(start, min(end, kept_at), self.measure)
            for start, end in (*self.stretches, *running)
            if start < kept_at
        )

    def due(self) -> datetime | None:
        """When the budget is used up if it runs on; None while that is open."""
        if self.broken is not None:
            return self.broken
        if self.since is None:
            return self.due_at_end
        if self.ends is not None:
            return self.ends
        left = self.budget - self.consumed(self.since)
        return self.walk.add(self.since, left, self.measure)

    def late(self, at: datetime) -> bool:
        if self.broken is not None:
            return True
        due = self.due()
        return self.since is not None and due is not None and at > due

    def run(self, at: datetime) -> None:
        self.verdict = self.stopped_at = self.due_at_end = None
        self.since = at

    def stop(self, at: datetime) -> None:
        """It stands still; a limit that is broken by now stays broken."""
        assert self.since is not None
        self._see(at)
        self.stretches.append((self.since, at))
        self.since, self.stopped_at = None, at

    def end(self, at: datetime) -> None:
        """It has its verdict; what it was due at remains to be read."""
        due = self.due() if self.since is not None else None
        if self.since is not None:
            self.stop(at)
        self.verdict = Outcome.ON_TIME if self.broken is None else Outcome.LATE
        self.due_at_end = due

    def end_by(self, dues: list[datetime]) -> None:
        """It is over by the first of these in any case, and else by its own limit."""
        limit = self.budget - self.extended
        own = self.walk.add(self.started_at, limit, self.measure)
        first = min([max(due, self.started_at) for due in dues], default=own)
        self.ends = first if first < own else None
        if self.ends is None:
            self.budget = limit
        else:
            self.budget = self.walk.elapsed(self.started_at, self.ends, self.measure)
        self.extended = self.budget - limit

    def extend(self, micros: int, at: datetime) -> None:
        """More time; what had fired and lies ahead again will fire once more."""
        self._see(at)
        self.budget += micros
        self.extended += micros
        if self.broken is None:
            self._arm(at)

    def _arm(self, at: datetime) -> None:
        """What lies ahead waits again; while it stands, as if it ran on now."""
        ahead = self.twin()
        ahead.since = self.since or at
        for rung in self.rungs:
            past = self.fired.get(rung.name)
            if past is not None and rung.every is None and ahead.instant(rung) > at:
                past.armed = True

    def give_back(self, at: datetime) -> None:
        """The owner's stretches since the case came to it have never been."""
        if self.late(at):
            self._see(at)
            self.exempt = True
            return
        kept_at = self.kept_at or self.started_at
        self.stretches = [
            (start, min(end, kept_at))
            for start, end in self.stretches
            if start < kept_at
        ]
        if self.since is not None:
            if self.since < kept_at:
                self.stretches.append((self.since, kept_at))
            self.since = max(at, self.since)
        self._arm(self.since or at)

    def next(self, besides: Container[str] = ()) -> tuple[datetime, Rung] | None:
        """The rung that comes next, and when; what lies behind is due at once."""
        if self.since is None:
            return None
        waiting = [
            (at, number, rung)
            for number, rung in enumerate(self.rungs)
            if rung.name not in besides and (at := self._waits(rung)) is not None
        ]
        if not waiting:
            return None
        at, _, rung = min(waiting, key=lambda each: each[:2])
        return max(at, self.since), rung

    def _see(self, at: datetime) -> None:
        """Notice that the limit is broken, which nothing mends."""
        if self.since is not None and self.late(at):
            self.broken = self.due()

    def _waits(self, rung: Rung) -> datetime | None:
        past = self.fired.get(rung.name)
        if past is None or past.armed:
            return self.instant(rung)
        if rung.every is None or past.count >= rung.times:
            return None
        return self.walk.due(past.anchor, rung.every)

    def instant(self, rung: Rung) -> datetime:
        due, since, trigger = self.due(), self.since, rung.trigger
        assert due is not None
        assert since is not None
        match trigger.point:
            case Point.SHARE:
                share = self.budget * trigger.percent // 100
                left = share - self.consumed(since)
                return self.walk.add(since, left, self.measure) if left > 0 else since
            case Point.BEFORE if trigger.duration is not None:
                return self.walk.before(due, trigger.duration)
            case Point.AFTER if trigger.duration is not None:
                return self.walk.due(due, trigger.duration)
            case Point.OVERDUE:
                return due + TICK
            case _:
                return due
