"""Two workers and the people of the town on one database, with a model beside it."""

import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import note

from tests.engine.stateful.charged import charged
from tests.engine.stateful.compared import faults, firings, stored, torn
from tests.engine.stateful.ground import Ground
from tests.engine.stateful.model import Model
from tests.engine.stateful.town import PERSONS, PLACE, STRANGERS, Town
from tests.engine.stateful.walk import Walk
from tests.engine.stateful.workflows import NAME, Drawn
from workflow.domain.answer import Answer
from workflow.domain.blockers import BlockerCode
from workflow.domain.case import Json
from workflow.domain.decision import Decision, Request
from workflow.domain.definition import Action
from workflow.domain.escalation import decide_due, decide_step
from workflow.domain.verdicts import Verdict
from workflow.engine.advance import advance
from workflow.engine.judge import judge
from workflow.engine.report import ReportRequest, report
from workflow.engine.results import Done, Refused
from workflow.engine.runtime import Runtime, open_runtime
from workflow.engine.sweep import sweep
from workflow.engine.verify import verify
from workflow.settings import Settings
from workflow.store import definitions, step
from workflow.store.audit import Kept
from workflow.store.database import open_database
from workflow.store.definitions import DefinitionStatus, Publication

EVERYBODY = (*PERSONS, *STRANGERS)


class World:
    """The true time, which no process knows."""

    def __init__(self, start: datetime) -> None:
        self.now = start


class Worker:
    """One process: a watch that may be wrong, and the engine on the common file."""

    def __init__(self, world: World, settings: Settings, off: timedelta) -> None:
        self.off = off
        self._world = world
        self._settings = settings
        self._stack = ExitStack()
        self.runtime: Runtime = self._open()

    def watch(self) -> datetime:
        return self._world.now + self.off

    def restart(self) -> None:
        self.close()
        self.runtime = self._open()

    def close(self) -> None:
        self._stack.close()

    def _open(self) -> Runtime:
        return self._stack.enter_context(open_runtime(self._settings, self.watch))


class Desk:
    """Everything that happens to the cases, in the engine and in the model alike."""

    def __init__(
        self, town: Town, drawn: Drawn, folder: Path, start: datetime, off: timedelta
    ) -> None:
        path = folder / "cases.db"
        shutil.copy(town.database, path)
        self.world = World(start)
        _publish(str(path), drawn, start)
        settings = Settings(database=str(path), files=str(folder / "files"))
        self.workers = [
            Worker(self.world, settings, each) for each in (timedelta(0), off)
        ]
        self.ground = Ground(
            definition=drawn.definition,
            walk=Walk(town.rules[drawn.definition.calendar]),
            catalogue=town.catalogue,
        )
        self.models: dict[int, Model] = {}
        self._before: dict[int, Kept] = {}

    def close(self) -> None:
        for worker in self.workers:
            worker.close()

    def running(self) -> int:
        """How many cases are open."""
        return sum(model.is_open for model in self.models.values())

    def number(self, which: int) -> int:
        """One of the cases, counted round; one that still runs, if there is any."""
        every = sorted(self.models)
        running = [each for each in every if self.models[each].is_open]
        # Of those that have ended the last is met now and then.
        chosen = [*running, *running, every[-1]] if running else every
        return chosen[which % len(chosen)]

    def now(self, worker: Worker, number: int) -> datetime:
        """When a worker's decision on a case falls: never before the last one."""
        return max(worker.watch(), self.models[number].changed_at)

    def seen(self, worker: Worker, number: int) -> Model:
        """The case as whoever steps now will meet it."""
        model = self.models[number].twin()
        model.catch_up(self.now(worker, number))
        return model

    def choices(self, worker: Worker, number: int) -> list[tuple[Action, str]]:
        """Every action that is open now, with everybody who may take it."""
        seen = self.seen(worker, number)
        return [
            (action, person)
            for action in seen.here.actions.values()
            if not seen.against_action(action)
            for person in EVERYBODY
            if not seen.against_person(action, person)
        ]

    def heard(
        self, worker: Worker, number: int, action: str, answer: Answer
    ) -> list[str]:
        """Everybody who may say this of an application."""
        now = self.now(worker, number)
        model = self.models[number]
        return [
            person
            for person in EVERYBODY
            if not model.twin().judge(person, action, answer, now)
        ]

    def report(self, worker: Worker, fields: Mapping[str, Json], key: str = "") -> None:
        asked = ReportRequest(
            workflow=NAME,
            actor="reporter",
            fields={"place": PLACE, "description": "gone", "condition": "1", **fields},
            key=key,
        )
        answer = report(worker.runtime, asked)
        assert isinstance(answer, Done), answer
        model = Model.report(self.ground, fields, worker.watch())
        self.models[answer.case.number] = model
        if key:
            again = report(worker.runtime, asked)
            assert isinstance(again, Done), again
            assert again.repeated
            assert again.entries == answer.entries

    def step(self, worker: Worker, request: Request) -> None:
        model, now = self.models[request.case], self.now(worker, request.case)
        stale = request.expected not in (None, len(model.story))
        answer = advance(worker.runtime, request)
        if stale:
            model.catch_up(now)
        against = (
            {BlockerCode.STALE_VERSION}
            if stale
            else model.step(request.actor, request.action, request.fields, now)
        )
        _same_answer(answer, against, stale=stale)
        if request.key and isinstance(answer, Done):
            again = advance(worker.runtime, request)
            assert isinstance(again, Done), again
            assert again.repeated
            assert again.entries[-1].number == answer.entries[-1].number

    def judge(self, worker: Worker, number: int, said: tuple[str, str, Answer]) -> None:
        actor, action, given = said
        verdict = Verdict(
            case=number, action=action, actor=actor, answer=given, reason="so"
        )
        now = self.now(worker, number)
        answer = judge(worker.runtime, verdict)
        against = self.models[number].judge(actor, action, given, now)
        _same_answer(answer, against)

    def sweep(self, worker: Worker) -> None:
        swept = sweep(worker.runtime)
        due = [
            number
            for number, model in self.models.items()
            if (found := model.due()) is not None and found[0] <= worker.watch()
        ]
        rungs = sum(
            self.models[number].catch_up(self.now(worker, number)) for number in due
        )
        assert swept.failed == ()
        told = (swept.cases, swept.rungs)
        assert told == (len(due), rungs), (told, due, rungs)
        assert sweep(worker.runtime).rungs == 0

    def crash(self, worker: Worker, number: int, request: Request | None) -> None:
        """All is written, of what is due or of a step, and nothing is committed."""
        with worker.runtime.database.writing() as connection:
            found = step.read_many(connection, [number], lock=True)[0]
            context = worker.runtime.context(connection, found.case, found.revision)
            decided = (
                decide_due(found.case, context)
                if request is None
                else decide_step(found.case, request, context)
            )
            if isinstance(decided, Decision) and decided.entries:
                step.write(connection, [decided])

    def check(self) -> None:
        """History tells what is stored, and the model says the same."""
        runtime = self.workers[0].runtime
        kept = stored(runtime)
        if kept != self._before:
            # Of what is as it was verify would say what it said before.
            assert verify(runtime).differences == ()
        assert kept.keys() == self.models.keys()
        found: list[str] = []
        for number, each in kept.items():
            fired = firings(runtime, number)
            found += faults(self.models[number], each, fired)
            found += torn(self._before.get(number), each, self.ground.walk)
            found += charged(each, self.ground.definition, self.world.now)
        if found:
            self.tell(runtime)
        assert not found, "\n".join(found)
        self._before = kept

    def tell(self, runtime: Runtime) -> None:
        """The story so far, for whoever has to find out what went wrong."""
        for number, each in stored(runtime).items():
            note(f"the case {number}, in UTC:")
            for entry in each.entries:
                note(f"  {entry.at} {entry.kind} {entry.action} by {entry.actor}")


def _same_answer(
    answer: Done | Refused, against: set[BlockerCode], *, stale: bool = False
) -> None:
    """Both refuse for the same reasons, or neither does."""
    found = (
        set() if isinstance(answer, Done) else {each.code for each in answer.blockers}
    )
    assert found >= against if stale else found == against, (found, against)


def _publish(address: str, drawn: Drawn, at: datetime) -> None:
    database = open_database(address)
    with database.writing() as connection:
        publication = Publication(
            digest=drawn.definition.digest,
            name=NAME,
            status=DefinitionStatus.PUBLISHED,
            published_at=at,
            published_by="setup",
            reason="drawn",
        )
        definitions.publish(connection, publication, drawn.document)
        connection.commit()
    database.close()
