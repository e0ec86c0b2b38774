"""Plays the day: a queue of what people will do, and time that acts between."""

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from workflow.domain.actors import people_of
from workflow.domain.case import Case, Json, number_text
from workflow.domain.context import Context
from workflow.domain.decision import REPORTER, SYSTEM, Request
from workflow.domain.definition import Standing
from workflow.domain.pending import chain_of
from workflow.domain.verdicts import Verdict
from workflow.engine.advance import advance
from workflow.engine.demo.arrivals import Issue, issues
from workflow.engine.demo.people import Act, Situation, next_act
from workflow.engine.judge import judge
from workflow.engine.report import ReportRequest, report
from workflow.engine.results import Done, Refused
from workflow.engine.runtime import Runtime
from workflow.engine.sweep import next_due, sweep
from workflow.now import VirtualClock
from workflow.store import step

WORKFLOW = "city-case"


Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """Which day to play, how busy it is, and the seed that makes it the same again."""

    midnight: datetime
    cases: int
    seed: int = 2026
    lasts: timedelta = timedelta(hours=24)

    @property
    def ends(self) -> datetime:
        """The instant at which the play stops."""
        return self.midnight + self.lasts


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What was done: how many steps of each kind, and what was refused."""

    reports: int
    steps: int
    rungs: int
    refused: Mapping[str, int]


@dataclass(slots=True)
class _Stage:
    """The play under way."""

    runtime: Runtime
    clock: VirtualClock
    chance: Random
    photos: list[Json]
    queue: list[tuple[datetime, int, int, Act | None]] = field(default_factory=list)
    issues: dict[int, Issue] = field(default_factory=dict)
    repeated: dict[int, int] = field(default_factory=dict)
    last: int = 0
    planned: set[int] = field(default_factory=set)
    counted: int = 0
    reports: int = 0
    steps: int = 0
    rungs: int = 0
    refused: dict[str, int] = field(default_factory=dict)

    def later(self, at: datetime, number: int, act: Act | None) -> None:
        """Put something into the queue; what is put in first comes first."""
        self.counted += 1
        heapq.heappush(self.queue, (at, self.counted, number, act))


def play(
    runtime: Runtime,
    clock: VirtualClock,
    day: Day,
    progress: Progress,
) -> Played:
    """Play a day from midnight to its end on a virtual clock.

    The messages stay in the outbox: the people of the day have no addresses.
    """
    chance = Random(day.seed)  # noqa: S311 - the same day again, not a secret
    stage = _Stage(
        runtime=runtime,
        clock=clock,
        chance=chance,
        photos=[photo(runtime)],
    )
    with runtime.database.reading() as connection:
        city = runtime.city(connection)
    coming = list(issues(city, day.midnight, day.cases, chance))
    for position, issue in enumerate(coming):
        stage.issues[-position - 1] = issue
        stage.later(issue.at, -position - 1, None)
    while stage.queue and stage.queue[0][0] <= day.ends:
        at, _, number, act = heapq.heappop(stage.queue)
        _pass_time(stage, at)
        if number < 0:
            _report(stage, stage.issues[number])
            progress(stage.reports, len(coming))
        else:
            _act(stage, number, act)
    _pass_time(stage, day.ends)
    return Played(
        reports=stage.reports,
        steps=stage.steps,
        rungs=stage.rungs,
        refused=stage.refused,
    )


def _pass_time(stage: _Stage, until: datetime) -> None:
    """Let time act at its own instants until somebody acts again."""
    while (due := next_due(stage.runtime)) is not None and due <= until:
        stage.clock.set(max(due, stage.clock()))
        stage.rungs += sweep(stage.runtime).rungs
        _wake(stage)
    stage.clock.set(max(until, stage.clock()))


def _wake(stage: _Stage) -> None:
    """After silence has accepted, the department sets to work."""
    idle = [n for n in stage.issues if n > 0 and n not in stage.planned]
    with stage.runtime.database.reading() as connection:
        found = step.read_many(connection, idle)
    for each in found:
        if each.case.state == "handling":
            _plan(stage, each.case)


def _report(stage: _Stage, issue: Issue) -> None:
    told: dict[str, Json] = {
        "place": issue.place,
        "description": issue.description,
        "photos": stage.photos,
        "reporter": issue.reporter,
    }
    if issue.filed:
        told |= {"category": issue.category, "condition": issue.condition}
    asked = ReportRequest(
        workflow=WORKFLOW,
        actor=REPORTER,
        fields=told,
        channel=issue.channel,
        via="demo",
    )
    answer = report(stage.runtime, asked)
    if isinstance(answer, Done):
        stage.reports += 1
        stage.issues[answer.case.number] = issue
        if issue.repeats:
            stage.repeated[answer.case.number] = stage.last
        stage.last = answer.case.number
        _plan(stage, answer.case)


def _plan(stage: _Stage, case: Case) -> None:
    here = Situation(
        case=case,
        issue=stage.issues[case.number],
        context=_context(stage, case),
        photos=stage.photos,
        chance=stage.chance,
        original=_original(stage, case),
    )
    act = next_act(here)
    if act is not None:
        stage.planned.add(case.number)
        stage.later(stage.clock() + act.after, case.number, act)


def _original(stage: _Stage, case: Case) -> str:
    """The case that this one repeats, as long as it is open."""
    number = stage.repeated.get(case.number, 0)
    with stage.runtime.database.reading() as connection:
        found = step.read(connection, number) if number else None
    return number_text(number) if found is not None and found.case.is_open else ""


def _act(stage: _Stage, number: int, act: Act | None) -> None:
    stage.planned.discard(number)
    with stage.runtime.database.reading() as connection:
        found = step.read(connection, number)
    if found is None or act is None:
        return
    answer = _answer(stage, found.case, act)
    if isinstance(answer, Done):
        stage.steps += 1
        _plan(stage, answer.case)
        return
    for each in answer.blockers:
        code = each.code.value
        stage.refused[code] = stage.refused.get(code, 0) + 1
    _plan(stage, found.case)


def _answer(stage: _Stage, case: Case, act: Act) -> Done | Refused:
    context = _context(stage, case)
    if act.answer is not None:
        verdict = Verdict(
            case=case.number,
            action=act.action,
            actor=_judge(case, act.action, context),
            answer=act.answer,
            reason=act.reason,
            via="demo",
        )
        return judge(stage.runtime, verdict)
    request = Request(
        case=case.number,
        action=act.action,
        actor=_actor(case, act.action, context),
        fields=act.fields,
        via="demo",
    )
    return advance(stage.runtime, request)


def _judge(case: Case, name: str, context: Context) -> str:
    """Somebody on duty who decides on what was applied for; nobody where it lapsed."""
    application = case.pending.get(name)
    if application is None:
        return SYSTEM
    who = chain_of(application, case, context)[len(application.agreed)]
    return next((person.key for person in people_of(who, case, context)), SYSTEM)


def _actor(case: Case, name: str, context: Context) -> str:
    """Somebody on duty who may take the action and did not take what bars it."""
    action = context.definition.state(case.state).actions.get(name)
    if action is None:
        return REPORTER
    barred = {p for earlier in action.not_by for p in case.taken.get(earlier, ())}
    for who in action.by:
        if who.standing is Standing.REPORTER:
            return REPORTER
        for person in people_of(who, case, context):
            if person.key not in barred:
                return person.key
    return REPORTER


def _context(stage: _Stage, case: Case) -> Context:
    with stage.runtime.database.reading() as connection:
        city = stage.runtime.city(connection)
        workflow = stage.runtime.workflow(connection, case.definition)
    return stage.runtime.context_of(workflow, city)


_PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
"""One transparent pixel, which stands for every photo of the day."""


def photo(runtime: Runtime) -> Json:
    """The one photo of the day, as a step takes it."""
    return {
        "digest": runtime.files.put(_PICTURE),
        "media_type": "image/png",
        "size": len(_PICTURE),
        "name": "photo.png",
    }
