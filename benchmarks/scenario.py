"""What is measured: cases of the shipped city on their way from report to close."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from benchmarks.contest import Contestant, Turn
from benchmarks.plan import Plan
from workflow.domain.case import Json, case_number
from workflow.domain.decision import REPORTER, Request
from workflow.engine.advance import advance
from workflow.engine.initialise import initialise
from workflow.engine.report import ReportRequest, report
from workflow.engine.results import Done
from workflow.engine.runtime import Runtime, open_runtime
from workflow.engine.sweep import sweep
from workflow.settings import SHIPPED, Settings

OPENED = datetime(2026, 6, 8, 1, 0, tzinfo=UTC)
"""When the cases are reported: nine o'clock on a Monday in Changchun."""
HANDLED = OPENED + timedelta(minutes=5)
"""When their steps are taken, before anything is due."""
OVERDUE = OPENED + timedelta(minutes=40)
"""When the desks of the cases that nobody registered are late."""

_DAY = 20260608
_TICK = timedelta(milliseconds=1)
PHOTO: dict[str, Json] = {
    "digest": "3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea",
    "media_type": "image/jpeg",
    "size": 184_320,
    "name": "井盖.jpg",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptedStep:
    """One step of a case's life: who does what, with which values."""

    action: str
    actor: str
    fields: Mapping[str, Json]


# A step that is followed by another one by itself, one with a guard, a plain one, one
# with a file, and one that ends the case.
SCRIPT = (
    ScriptedStep(
        action="register",
        actor="zhou_min",
        fields={"category": "C0101", "condition": "2"},
    ),
    ScriptedStep(
        action="recategorise",
        actor="zhou_min",
        fields={"category": "C0101", "condition": "1", "reason": "井盖已破损"},
    ),
    ScriptedStep(action="accept", actor="yu_yang", fields={}),
    ScriptedStep(
        action="finish",
        actor="yu_yang",
        fields={"result": "已更换井盖", "photos": [PHOTO]},
    ),
    ScriptedStep(action="pass", actor="song_jia", fields={"finding": "already_solved"}),
)
_REPORT = ReportRequest(
    workflow="city-case",
    actor=REPORTER,
    fields={"place": "220104003001002", "description": "人行道上的井盖缺失,晚上很危险"},
)


class UnexpectedAnswerError(Exception):
    """The engine did not do what the script expects, so nothing was measured."""


class _Ticking:
    """A clock that moves on by a millisecond whenever somebody looks at it."""

    def __init__(self, start: datetime) -> None:
        self._at = start

    def __call__(self) -> datetime:
        self._at += _TICK
        return self._at


@contextmanager
def engine(address: str, start: datetime) -> Iterator[Runtime]:
    """The engine on a database, at this time of the day."""
    with open_runtime(Settings(database=address), _Ticking(start)) as runtime:
        yield runtime


def fill(runtime: Runtime, cases: int) -> None:
    """Report so many cases."""
    for _ in range(cases):
        open_case(runtime)


def set_up(address: str) -> None:
    """Create a database with the shipped city."""
    initialise(address, SHIPPED, "benchmark", lambda: OPENED)


def warm_up(runtime: Runtime, plan: Plan) -> None:
    """Let the engine read definition and city, by a step of the spare case."""
    take_turn(runtime, SCRIPT[0], _number(plan.spare))()


def scripted(runtime: Runtime, plan: Plan) -> list[list[Turn]]:
    """The script for the cases of every round, action by action, a step a turn."""
    return [
        [
            take_turn(runtime, each, _number(sequence))
            for each in SCRIPT
            for sequence in sequences
        ]
        for sequences in plan.sequences()
    ]


def steps(name: str, runtime: Runtime, plan: Plan) -> Contestant:
    """The engine's single step, by its public verb."""
    return Contestant(name=name, rounds=scripted(runtime, plan))


def batches(runtime: Runtime, plan: Plan) -> Contestant:
    """The engine's sweep, many cases in one transaction."""
    turns = [sweeping(runtime, plan.batch)] * plan.batches
    return Contestant(
        name="engine_batch", rounds=[turns for _ in plan.numbers], steps=plan.batch
    )


def lives(runtime: Runtime, plan: Plan) -> Contestant:
    """Whole lives of cases: the report and every step of the script."""
    turns: list[Turn] = [lambda: _live(runtime)] * plan.cases
    return Contestant(name="engine_life", rounds=[turns for _ in plan.numbers])


def sweeping(runtime: Runtime, cases: int) -> Turn:
    """A turn that fires what is due on so many cases."""

    def take() -> None:
        swept = sweep(runtime, cases)
        if swept.cases != cases or swept.failed:
            raise UnexpectedAnswerError(swept)

    return take


def take_turn(runtime: Runtime, each: ScriptedStep, number: int) -> Turn:
    """A turn that takes a step on a case."""
    request = Request(
        case=number, action=each.action, actor=each.actor, fields=each.fields
    )

    def take() -> None:
        answer = advance(runtime, request)
        if not isinstance(answer, Done):
            raise UnexpectedAnswerError(answer.blockers)

    return take


def open_case(runtime: Runtime) -> int:
    """Report the case that every other one is like."""
    answer = report(runtime, _REPORT)
    if not isinstance(answer, Done):
        raise UnexpectedAnswerError(answer.blockers)
    return answer.case.number


def _live(runtime: Runtime) -> None:
    number = open_case(runtime)
    for each in SCRIPT:
        take_turn(runtime, each, number)()


def _number(sequence: int) -> int:
    return case_number(_DAY, sequence + 1)
