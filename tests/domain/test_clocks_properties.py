"""Whatever happens to a clock, it has consumed what a walk over its life has seen.

A life is what a person could write down: when the clock ran, and under which limit.
Everything else follows from that, minute by minute, without asking a calendar.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.builders import CLOCKS, Play, a_definition, a_rung
from tests.domain.walks import TICK, Walk, moments_near, some_rules
from workflow.domain import clocks
from workflow.domain.case import Clock, Outcome
from workflow.domain.clocks import Start
from workflow.domain.definition import Point, Rung
from workflow.domain.durations import MICROS_PER_HOUR, parse_duration
from workflow.domain.limits import Settled
from workflow.domain.recounting import counted_anew
from workflow.domain.rungs import Rungs, fire, schedule
from workflow.domain.worktime import Calendar, CalendarRules

DAYS = timedelta(days=1)
EVERY = timedelta(hours=3)
TIMES = 3
RUNGS: Rungs = (
    a_rung("soon", Point.SHARE, percent=80),
    a_rung("due", Point.DUE),
    a_rung("overdue", Point.OVERDUE),
    a_rung("listed", Point.SHARE, percent=150),
    replace(a_rung("nag", Point.DUE), every=parse_duration("3 hours"), times=TIMES),
)
LIMITS = (
    "20 work minutes",
    "4 work hours",
    "1 work day",
    "2 work days",
    "2.5 hours",
    "1 day",
)
FIRST = ("4 work hours", "2 work days", "24 work hours", "10 hours", "3 days")
"""Limits that leave time for much to happen."""


CONTEXT = Play(
    a_definition(clocks={"promise": replace(CLOCKS[0], rungs=RUNGS)})
).context("06-08 09:00")
"""A city whose workflow has the clock; its calendar is the life's own."""


@dataclass(slots=True)
class Life:
    """One clock, and beside it what has happened to it.

    `stretches` are when it ran, under the limit that holds; `carried` is what it had
    consumed before, where another limit is counted in another measure. `due` is
    where the walk uses the budget up, and stays where the limit was broken.
    """

    calendar: Calendar
    walk: Walk
    clock: Clock
    due: datetime | None
    runs_since: datetime | None
    stopped: datetime | None = None
    ended: bool = False
    late: bool = False
    carried: int = 0
    stretches: list[tuple[datetime, datetime]] = field(default_factory=list)
    fired: Counter[str] = field(default_factory=Counter)
    nagged: datetime | None = None

    def consumed(self, at: datetime) -> int:
        """What the walk has seen of the time in which the clock ran."""
        runs = [(self.runs_since, at)] if self.runs_since else []
        walked = sum(
            self.walk.elapsed(since, until, self.clock.measure)
            for since, until in [*self.stretches, *runs]
        )
        return self.carried + walked

    def is_late(self, at: datetime) -> bool:
        """Judged now if it runs, where it stopped if paused, for good if ended."""
        if self.ended:
            return self.late
        judged = at if self.runs_since else self.stopped
        return self.due is not None and judged is not None and judged > self.due

    def used_up(self, at: datetime) -> datetime | None:
        """Where the walk uses up what is left; None if it ends before that."""
        left = self.clock.budget - self.consumed(at)
        return self.walk.add(at, left, self.clock.measure)

    def stop(self, at: datetime) -> None:
        """Note that it no longer runs; nothing can break its limit until it does."""
        if not self.is_late(at):
            self.due = None
        if self.runs_since:
            self.stretches.append((self.runs_since, at))
            self.runs_since, self.stopped = None, at

    def run(self, at: datetime) -> None:
        """Note that it runs again, with what is left unless its limit is broken."""
        self.due = self.due or self.used_up(at) or self.walk.end
        self.runs_since, self.stopped, self.ended = at, None, False


def pause(life: Life, at: datetime, _: Settled) -> None:
    life.clock = clocks.pause(life.clock, at, life.calendar)
    life.stop(at)


def resume(life: Life, at: datetime, _: Settled) -> None:
    life.clock = clocks.resume(life.clock, at, RUNGS, life.calendar)
    life.run(at)


def end(life: Life, at: datetime, _: Settled) -> None:
    life.clock = clocks.end(life.clock, at, life.calendar)
    life.late = life.is_late(at)
    due = life.due
    life.stop(at)
    life.due, life.ended = due, True


def reopen(life: Life, at: datetime, _: Settled) -> None:
    life.clock = clocks.reopen(life.clock, at, RUNGS, life.calendar)
    if not life.late:
        life.due = None
    life.run(at)


def limit_again(life: Life, at: datetime, settled: Settled) -> None:
    was_late, before = life.is_late(at), life.clock
    until = at if life.runs_since else life.stopped or at
    consumed = life.consumed(until)
    if life.runs_since:
        # It runs under the new limit from now on.
        life.stretches.append((life.runs_since, at))
        life.runs_since = at
    life.clock = clocks.limit_again(before, settled, at, RUNGS, life.calendar)
    if settled.budget.measure is not before.measure:
        # Only how long it was paused is known, so the share is taken to be the same.
        started = before.started_at
        passed = life.walk.elapsed(started, until, before.measure)
        told = life.walk.elapsed(started, until, settled.budget.measure)
        life.carried = told * consumed // passed if passed else told
        life.stretches = []
    if was_late:
        return
    left = life.clock.budget - life.consumed(until)
    if life.runs_since or left < 0:
        life.due = life.used_up(until) or life.walk.end
    else:
        life.due = None
    arm_again(life, at)


def extend(life: Life, at: datetime, settled: Settled) -> None:
    was_late = life.is_late(at)
    micros = settled.budget.micros
    life.clock = clocks.extend(life.clock, micros, at, RUNGS, life.calendar)
    if was_late:
        return
    if life.runs_since:
        life.due = life.used_up(at) or life.walk.end
    arm_again(life, at)


def give_back(life: Life, at: datetime, _: Settled) -> None:
    was_late = life.is_late(at)
    life.clock = clocks.give_back(life.clock, at, RUNGS, life.calendar)
    if was_late:
        return
    # It came to its owner once, so that all of it is given back.
    life.carried, life.stretches = 0, []
    if life.runs_since:
        life.runs_since = at
        life.due = life.used_up(at) or life.walk.end
    arm_again(life, at)


def count_anew(life: Life, at: datetime, _: Settled) -> None:
    """A date becomes a day off, or ceases to be one; what was counted stays."""
    rules = life.calendar.rules
    day = (at + DAYS).date()
    changed = replace(rules, holidays=rules.holidays ^ {day}, make_up=frozenset())
    calendar = Calendar(changed)
    city = replace(CONTEXT.city, calendars={changed.name: calendar})
    context = replace(CONTEXT, city=city, now=at)
    if life.is_late(at):
        assert counted_anew(life.clock, context) == life.clock
        return
    life.carried += sum(
        life.walk.elapsed(since, until, life.clock.measure)
        for since, until in life.stretches
    )
    life.stretches = []
    life.calendar = calendar
    life.walk = Walk(changed, life.walk.start, life.walk.end)
    before, life.clock = life.clock, counted_anew(life.clock, context)
    if life.runs_since:
        life.due = life.used_up(at) or life.walk.end
        if life.clock != before:
            arm_again(life, at)


def arm_again(life: Life, at: datetime) -> None:
    """Single rungs that lie ahead by now come again, as if the clock ran on now."""
    since, due = life.runs_since, life.due
    if since is None:
        life.due = due or life.used_up(at) or life.walk.end
        life.runs_since = at
    for rung in RUNGS:
        before = life.fired[rung.name]
        if rung.every is None and before:
            life.fired[rung.name] = 0
            ahead = falls(life, rung)
            if ahead is not None and ahead <= at:
                life.fired[rung.name] = before
    life.runs_since, life.due = since, due


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What may be done to a clock, and when."""

    act: Callable[[Life, datetime, Settled], None]
    may: Callable[[Life], bool]


def runs(life: Life) -> bool:
    return life.runs_since is not None


def is_paused(life: Life) -> bool:
    return not runs(life) and not life.ended


OPERATIONS: Mapping[str, Operation] = {
    "pause": Operation(act=pause, may=runs),
    "resume": Operation(act=resume, may=is_paused),
    "end": Operation(act=end, may=lambda life: not life.ended),
    "reopen": Operation(act=reopen, may=lambda life: life.ended),
    "limit again": Operation(act=limit_again, may=lambda life: not life.ended),
    "extend": Operation(act=extend, may=lambda life: not life.ended),
    "give back": Operation(act=give_back, may=lambda life: not life.ended),
    "count anew": Operation(act=count_anew, may=lambda life: not life.ended),
}
"""What can happen to a clock; whatever is new there gets its line here."""


def a_settled(calendar: Calendar, start: datetime, text: str) -> Settled:
    limit = parse_duration(text)
    budget = calendar.budget(start, limit)
    assume(budget.micros > 0)
    return Settled(
        budget=budget, due_at=calendar.due(start, limit), text=text, source="test"
    )


def a_life(rules: CalendarRules, start: datetime, text: str) -> Life:
    calendar = Calendar(rules)
    walk = Walk(rules, start - DAYS, start + 12 * DAYS)
    settled = a_settled(calendar, start, text)
    identity = Start(name="promise", subject="", cycle=1)
    clock = clocks.start(identity, settled, start, RUNGS, calendar)
    life = Life(calendar=calendar, walk=walk, clock=clock, due=None, runs_since=start)
    life.due = life.used_up(start) or walk.end
    return life


def let_time_pass(life: Life, until: datetime) -> None:
    """Fire what falls due by then, as a worker would, each at its own instant."""
    while (at := life.clock.next_at) is not None and at <= until:
        assert_next_is_the_first_that_waits(life)
        rung = next(each for each in RUNGS if each.name == life.clock.next_rung)
        life.fired[rung.name] += 1
        if rung.every is not None:
            life.nagged = at
        fired = fire(life.clock, rung, 1, at)
        life.clock = schedule(fired, RUNGS, life.calendar)
        assert life.fired[rung.name] <= (TIMES if rung.every is not None else 1)


def falls(life: Life, rung: Rung) -> datetime | None:
    """When a rung is to fire; None where the walk ends before that, or never does."""
    since, due, done = life.runs_since, life.due, life.fired[rung.name]
    if since is None or due is None or done >= (TIMES if rung.every else 1):
        return None
    if life.nagged is not None and rung.every is not None:
        return life.nagged + EVERY
    if rung.trigger.point is Point.SHARE:
        share = life.clock.budget * rung.trigger.percent // 100
        left = share - life.consumed(since)
        return life.walk.add(since, left, life.clock.measure) if left > 0 else since
    after = TICK if rung.trigger.point is Point.OVERDUE else 0 * TICK
    return due + after if due < life.walk.end else None


def assert_next_is_the_first_that_waits(life: Life) -> None:
    """No rung comes before the clock runs, out of turn, or again."""
    clock, since = life.clock, life.runs_since
    if since is None:
        assert (clock.next_rung, clock.next_at) == ("", None)
        return
    expected = [(at, each.name) for each in RUNGS if (at := falls(life, each))]
    if not expected:
        assert clock.next_at is None or clock.next_at >= life.walk.end
        return
    first = min(expected, key=lambda each: each[0])
    assert clock.next_at == max(first[0], since)
    assert clock.next_rung == first[1]


def assert_it_is_what_was_walked(life: Life, at: datetime) -> None:
    clock = life.clock
    assert clocks.consumed_at(clock, at, life.calendar) == life.consumed(at)
    assert clocks.is_late(clock, at) is life.is_late(at)
    assert (clock.running_since is not None) is runs(life)
    assert clock.stopped_at == life.stopped
    if life.due is not None and life.due < life.walk.end:
        assert clock.due_at == life.due
    elif is_paused(life):
        assert clock.due_at is None
    assert_next_is_the_first_that_waits(life)


HOURS = MICROS_PER_HOUR
GAPS = st.one_of(
    st.integers(0, HOURS), st.integers(0, 6 * HOURS), st.integers(0, 30 * HOURS)
)


@settings(deadline=None, max_examples=200)
@given(
    data=st.data(),
    rules=some_rules(),
    text=st.sampled_from(FIRST),
    count=st.integers(3, 9),
)
def test_any_life_consumes_what_a_walk_has_seen(
    data: st.DataObject, rules: CalendarRules, text: str, count: int
) -> None:
    start = now = data.draw(moments_near(rules))
    life = a_life(rules, start, text)
    assert_it_is_what_was_walked(life, now)

    for _ in range(count):
        now += data.draw(GAPS) * TICK
        if life.due is not None and now < life.due < start + 10 * DAYS:
            # The instants about the due one are where a verdict could tip over.
            tips = (now, now, now, life.due, life.due + TICK)
            now = data.draw(st.sampled_from(tips))
        let_time_pass(life, now)
        assert_it_is_what_was_walked(life, now)
        may = [name for name, each in OPERATIONS.items() if each.may(life)]
        name = data.draw(st.sampled_from(may))
        again = data.draw(st.sampled_from(LIMITS))
        OPERATIONS[name].act(life, now, a_settled(life.calendar, start, again))
        assert_it_is_what_was_walked(life, now)


@settings(deadline=None, max_examples=75)
@given(
    data=st.data(),
    rules=some_rules(),
    text=st.sampled_from(FIRST),
    wait=st.integers(0, 9 * 24 * MICROS_PER_HOUR),
)
def test_nothing_breaches_while_paused(
    data: st.DataObject, rules: CalendarRules, text: str, wait: int
) -> None:
    start = data.draw(moments_near(rules))
    life = a_life(rules, start, text)
    stopped = start + data.draw(GAPS) * TICK
    was_late = life.is_late(stopped)
    settled = a_settled(life.calendar, start, text)

    OPERATIONS["pause"].act(life, stopped, settled)
    later = stopped + wait * TICK

    assert clocks.is_late(life.clock, later) is was_late
    assert clocks.consumed_at(life.clock, later, life.calendar) == life.consumed(start)
    outcome = clocks.end(life.clock, later, life.calendar).outcome
    assert outcome is (Outcome.LATE if was_late else Outcome.ON_TIME)
    if not was_late:
        resumed = clocks.resume(life.clock, later, RUNGS, life.calendar)
        assert not clocks.is_late(resumed, later)
        assert resumed.next_at is None or resumed.next_at >= later
