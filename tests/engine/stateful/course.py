"""The model of one case: where it is, whose it is, and which of its clocks run."""

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Self

from tests.engine.stateful.ground import Asked, Ground, Way
from tests.engine.stateful.timer import Timer
from tests.engine.stateful.town import LEADS
from tests.engine.stateful.walk import TICK
from workflow.domain.answer import Answer
from workflow.domain.case import Json
from workflow.domain.definition import (
    Action,
    ClockRule,
    Limit,
    Move,
    Point,
    Rung,
    Scope,
    State,
    Term,
    TermKind,
    Trigger,
)
from workflow.domain.worktime import Measure

STAGE, APPLICATION, PROMISE, SYSTEM = "stage", "application", "promise", "system"
_DUE = Trigger(point=Point.DUE, text="due")


@dataclass
class Course:
    """Where a case has got to. `story` is its history without any effects."""

    ground: Ground
    now: datetime
    category: str
    facts: dict[str, Json]
    state: str = ""
    previous: str = ""
    owner: str = ""
    first_owner: str = ""
    assignment: str = ""
    cycle: int = 1
    returns: int = 0
    returned: bool = False
    returned_by: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    entered_at: datetime | None = None
    taken: dict[str, tuple[str, ...]] = field(default_factory=dict)
    entries: dict[str, int] = field(default_factory=dict)
    timers: dict[tuple[str, str], Timer] = field(default_factory=dict)
    gone: dict[tuple[str, str, int], Timer] = field(default_factory=dict)
    asked: int = 0
    applied: dict[str, int] = field(default_factory=dict)
    granted: dict[str, int] = field(default_factory=dict)
    pending: dict[str, Asked] = field(default_factory=dict)
    answers: dict[int, Answer] = field(default_factory=dict)
    story: list[tuple[str, str, str, datetime]] = field(default_factory=list)
    firings: dict[tuple[str, str, int, str, int], datetime] = field(
        default_factory=dict
    )

    def twin(self) -> Self:
        """The same case, to be changed on its own."""
        made = copy(self)
        for name, value in vars(self).items():
            if isinstance(value, dict | list):
                setattr(made, name, value.copy())
        made.timers = {key: timer.twin() for key, timer in self.timers.items()}
        made.pending = {name: copy(each) for name, each in self.pending.items()}
        return made

    @property
    def here(self) -> State:
        return self.ground.definition.states[self.state]

    @property
    def is_open(self) -> bool:
        return not self.here.final

    @property
    def changed_at(self) -> datetime:
        return self.story[-1][3]

    @property
    def overdue(self) -> bool:
        promise = self.timers.get((PROMISE, ""))
        return (
            promise is not None
            and promise.cycle == self.cycle
            and promise.late(self.now)
        )

    def current(self, names: Iterable[str]) -> list[Timer]:
        """The clocks of these names in this cycle, of an owner's the owner's own."""
        listed = tuple(names)
        return [
            timer
            for timer in self.timers.values()
            if timer.name in listed
            and timer.cycle == self.cycle
            and timer.subject in ("", self.owner)
        ]

    def tell(self, kind: str, actor: str, action: str) -> None:
        self.story.append((kind, actor, action, self.now))

    def move(
        self,
        action: Action,
        actor: str,
        values: Mapping[str, Json],
        left_at: datetime | None = None,
    ) -> None:
        """Take an action; what follows by itself comes later."""
        self._fill(values)
        if actor not in self.taken.get(action.name, ()):
            self.taken[action.name] = (*self.taken.get(action.name, ()), actor)
        entered = action.to != Move.STAY
        if entered:
            self._enter(action)
        if "owner" in values:
            self.owner = str(values["owner"])
            self.first_owner = self.first_owner or self.owner
        if entered and self.here.assigns:
            lead = LEADS[self.category]
            self.assignment = "" if lead in self.returned_by else lead
        self.tell("step", actor, action.name)
        way = Way(
            at=left_at or self.now,
            entered=entered,
            back=action.to == Move.BACK,
            dispatched="owner" in values,
            action=action,
        )
        self.follow(way)
        if entered:
            for name in list(self.pending):
                self.close(name, Answer.LAPSED)

    def close(self, action: str, answer: Answer) -> None:
        """An application is no longer pending, and nobody is waited for."""
        number = self.pending.pop(action).number
        self.answers[number] = answer
        timer = self.timers.get((APPLICATION, action))
        if timer is not None and timer.cycle == number and timer.verdict is None:
            timer.end(self.now)

    def _fill(self, values: Mapping[str, Json]) -> None:
        own = ("owner", "category", "condition", "place", "description")
        self.facts |= {name: each for name, each in values.items() if name not in own}

    def _enter(self, action: Action) -> None:
        left = self.state
        was_open = self.is_open
        self.state = self.previous if action.to == Move.BACK else action.to
        self.previous = left if was_open else ""
        self.entered_at = self.now
        self.entries[self.state] = self.entries.get(self.state, 0) + 1
        self.returned = action.back
        if action.back:
            self.returns += 1
            owners = any(who.scope is Scope.OWNER for who in action.by)
            if owners and self.owner and self.owner not in self.returned_by:
                self.returned_by = (*self.returned_by, self.owner)
        if action.new_cycle:
            self.cycle += 1
            self.taken, self.applied, self.granted = {}, {}, {}
            self.marks = self.returned_by = ()
            self.returned, self.first_owner = False, ""

    def follow(self, way: Way) -> None:
        """Let every clock run, stand still or end, as the state has it now."""
        before = dict(self.timers)
        for rule in self.ground.definition.clocks.values():
            self._follow(rule, way, before)
        if way.entered:
            self._leave_stage(way)
            self._enter_stage(way)
        elif way.action is not None:
            timer = self.timers.get((STAGE, self.state))
            if timer is not None and timer.verdict is None:
                self._hold(timer, way.action, way.turns(timer), runs=True)

    def _follow(
        self, rule: ClockRule, way: Way, before: Mapping[tuple[str, str], Timer]
    ) -> None:
        mine = self.owner if rule.per_owner else ""
        of_rule = [
            timer
            for timer in before.values()
            if timer.name == rule.name and timer.cycle == self.cycle
        ]
        for timer in of_rule:
            if timer.verdict is not None:
                continue
            at = way.turns(timer)
            if rule.per_owner and way.dispatched and timer.subject == mine:
                timer.kept_at = at
            if not self.is_open:
                timer.end(at)
                timer.held = False
                continue
            if way.entered:
                timer.held = False
            runs = timer.subject == mine and self.state not in rule.paused_in
            self._hold(timer, None if way.entered else way.action, at, runs=runs)
        joins = rule.per_owner and bool(of_rule) and self.state not in rule.paused_in
        starts = self.state == rule.starts_in or (joins and self.is_open)
        known = any(timer.subject == mine for timer in of_rule)
        if starts and not known and (mine or not rule.per_owner):
            timer_or_none = self.timer(
                (rule.name, mine, self.cycle), rule.limit, rule.rungs, before
            )
            if timer_or_none and self.state in rule.paused_in:
                timer_or_none.stop(self.now)

    def _hold(
        self, timer: Timer, action: Action | None, at: datetime, *, runs: bool
    ) -> None:
        if action is not None and timer.name in action.resumes:
            timer.held = False
        elif action is not None and timer.name in action.pauses:
            timer.held = True
        runs = runs and not timer.held
        if runs and timer.since is None:
            timer.run(at)
        elif not runs and timer.since is not None:
            timer.stop(at)

    def _leave_stage(self, way: Way) -> None:
        timer = self.timers.get((STAGE, self.previous))
        if timer is not None and timer.verdict is None:
            timer.end(way.turns(timer))
            timer.held = False

    def _enter_stage(self, way: Way) -> None:
        state = self.here
        if state.final or not state.limit.cases:
            return
        earlier = self.timers.get((STAGE, self.state))
        if way.back and earlier is not None:
            earlier.run(self.now)
            return
        rungs = state.rungs
        if state.time_is_up is not None:
            last = Rung(name="time_is_up", trigger=_DUE, take=state.time_is_up)
            rungs = (*rungs, last)
        identity = (STAGE, self.state, self.entries[self.state])
        self.timer(identity, state.limit, rungs, self.timers)

    def timer(
        self,
        identity: tuple[str, str, int],
        limit: Limit,
        rungs: tuple[Rung, ...],
        known: Mapping[tuple[str, str], Timer],
    ) -> Timer | None:
        """Start a clock, if it can be told how long."""
        settled = self.settle(limit, known)
        if settled is None:
            return None
        due_at, measure, budget = settled
        name, subject, cycle = identity
        timer = Timer(
            walk=self.ground.walk,
            name=name,
            subject=subject,
            cycle=cycle,
            measure=measure,
            budget=budget,
            started_at=self.now,
            rungs=rungs,
            since=self.now,
        )
        if due_at < self.now:
            timer.broken = due_at
        former = self.timers.get((name, subject))
        if former is not None:
            self.gone[name, subject, former.cycle] = former
        self.timers[name, subject] = timer
        return timer

    def settle(
        self, limit: Limit, known: Mapping[tuple[str, str], Timer]
    ) -> tuple[datetime, Measure, int] | None:
        """The earliest of the alternatives that hold: due instant, measure, budget."""
        for case in limit.cases:
            if not case.when.text or GUARDS[case.when.text](self):
                found = [self._term(term, known) for term in case.terms]
                told = [each for each in found if each is not None]
                return min(told, key=lambda each: each[0], default=None)
        return None

    def _term(
        self, term: Term, known: Mapping[tuple[str, str], Timer]
    ) -> tuple[datetime, Measure, int] | None:
        walk, now = self.ground.walk, self.now
        duration = term.duration
        if term.kind is TermKind.CONDITION:
            conditions = self.ground.catalogue.categories[self.category].conditions
            duration = conditions["1"].limit
        if duration is not None:
            measure, micros = walk.budget(now, duration)
            return walk.add(now, micros, measure), measure, micros
        if term.kind is TermKind.SHARE:
            other = known.get((term.name, "")) or known.get((term.name, self.owner))
            if other is None or other.cycle != self.cycle:
                return None
            micros = other.budget * term.percent // 100
            return walk.add(now, micros, other.measure), other.measure, micros
        value = self.facts.get(term.name)
        if value is None:
            return None
        due_at = walk.end_of_day(date.fromisoformat(str(value)))
        return due_at, Measure.CONTINUOUS, max(due_at - now, timedelta(0)) // TICK


GUARDS: Mapping[str, Callable[[Course], bool]] = {
    "not case.overdue": lambda case: not case.overdue,
    "case.returns < 2": lambda case: case.returns < 2,
    "case.cycle == 1": lambda case: case.cycle == 1,
    "case.depth >= 3": lambda case: int(str(case.facts.get("depth", 0))) >= 3,
    'case.owner != "roads"': lambda case: case.owner not in ("", "roads"),
    'category.code == "C0101"': lambda case: case.category == "C0101",
}
"""The conditions that workflows are drawn with, each said again in plain Python."""
