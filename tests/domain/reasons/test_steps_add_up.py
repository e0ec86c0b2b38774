"""What the steps of an explanation add up to is the due instant of the clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.reasons.lives import MOVES, Doing, Life
from workflow.domain.reasons import Reason

MINUTE = timedelta(minutes=1)
MICROS = 60_000_000
WEEKDAYS = 5


def is_open(minute: datetime, measure: str) -> bool:
    """Whether a minute counts, by looking at the clock on the wall."""
    local = minute + timedelta(hours=8)
    of_day = local.hour * 60 + local.minute
    desk = 510 <= of_day < 720 or 780 <= of_day < 1050
    return measure == "continuous" or (local.weekday() < WEEKDAYS and desk)


def used_between(since: datetime, until: datetime, measure: str) -> int:
    minutes = int((until - since) / MINUTE)
    every = (since + n * MINUTE for n in range(minutes))
    return sum(MICROS for minute in every if is_open(minute, measure))


def walk(start: datetime, micros: int, measure: str) -> datetime:
    """Minute by minute until the time is used up; backwards where it is negative."""
    minute, left = start, micros
    while left > 0:
        if is_open(minute, measure):
            if left <= MICROS:
                return minute + timedelta(microseconds=left)
            left -= MICROS
        minute += MINUTE
    while left < 0:
        minute -= MINUTE
        if is_open(minute, measure):
            if -left <= MICROS:
                return minute + MINUTE + timedelta(microseconds=left)
            left += MICROS
    return minute


@dataclass(slots=True)
class Walker:
    """Follows the steps of one explanation and knows nothing but what they say."""

    measure: str = ""
    budget: int = 0
    used: int = 0
    running: datetime | None = None
    stopped: datetime | None = None
    due: datetime | None = None

    def follow(self, steps: Sequence[Reason]) -> "Walker":
        for step in steps:
            facts: dict[str, Any] = dict(step.details)
            take = getattr(self, f"_{step.code}", None)
            if take is not None:
                take(datetime.fromisoformat(facts["at"]), facts)
        return self

    def used_by(self, now: datetime) -> int:
        more = used_between(self.running, now, self.measure) if self.running else 0
        return self.used + more

    def _limit(self, at: datetime, facts: dict[str, Any]) -> None:
        self.measure, self.budget, self.running = facts["measure"], facts["budget"], at
        self.due = walk(at, self.budget, self.measure)

    def _paused(self, at: datetime, _: dict[str, Any]) -> None:
        self.used, self.running, self.stopped = self.used_by(at), None, at
        if not self._is_late(at):
            self.due = None

    _stopped = _paused

    def _resumed(self, at: datetime, _: dict[str, Any]) -> None:
        self.running = at
        if self.due is None:
            self.due = walk(at, self.budget - self.used, self.measure)

    def _extended(self, at: datetime, facts: dict[str, Any]) -> None:
        self.used, self.running = self.used_by(at), at
        self.budget += facts["by"]
        self.due = walk(at, self.budget - self.used, self.measure)

    def _limit_again(self, at: datetime, facts: dict[str, Any]) -> None:
        late = self._is_late(at)
        runs, self.used = self.running is not None, self.used_by(at)
        if self.measure != facts["measure"]:
            # In another measure the past is told as a share, which is said.
            self.used = facts["consumed"]
        self.measure, self.budget = facts["measure"], facts["budget"]
        self.running = at if runs else None
        left, since = self.budget - self.used, at if runs else self.stopped or at
        if not late:
            due = walk(since, left, self.measure)
            self.due = due if runs or left < 0 else None

    def _is_late(self, at: datetime) -> bool:
        judged = at if self.running else self.stopped or at
        return self.due is not None and judged > self.due


@settings(max_examples=60, deadline=None)
@given(moves=st.lists(MOVES, min_size=3, max_size=25))
def test_the_steps_add_up_to_the_due_instant(moves: list[Doing]) -> None:
    life = Life()
    for move in moves:
        life.live(move)

    for clock in life.case.clocks.values():
        steps = life.why(clock)
        walked = Walker().follow(steps)
        assert walked.due == clock.due_at, [step.en for step in steps]
        (used,) = [each for each in steps if each.code == "used"]
        if not clock.has_ended:
            assert walked.used_by(life.here.now) == used.details["consumed"]


@settings(max_examples=20, deadline=None)
@given(moves=st.lists(MOVES, min_size=3, max_size=25))
def test_every_step_is_said_in_both_languages(moves: list[Doing]) -> None:
    life = Life()
    for move in moves:
        life.live(move)

    every = [each for c in life.case.clocks.values() for each in life.why(c)]

    assert all(each.zh and each.en and each.zh != each.en for each in every)
    assert {each.code for each in every} >= {"began", "limit", "counting", "used"}
