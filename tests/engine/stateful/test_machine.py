"""Whatever workflow, whatever people do, whatever breaks: the engine keeps to it."""

import os
import shutil
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.engine.stateful.desk import EVERYBODY, Desk, Worker
from tests.engine.stateful.town import LEADS, Town, build_town
from tests.engine.stateful.walk import TICK
from tests.engine.stateful.workflows import drawn_workflows
from workflow.domain.answer import Answer
from workflow.domain.case import Json
from workflow.domain.decision import Request
from workflow.domain.definition import Action
from workflow.domain.effects import instant_from

STORIES = int(os.environ.get("GRIDCASE_CHAOS", "40"))
"""How many stories are told; `make chaos` sets more."""
SHRINKS = os.environ.get("GRIDCASE_SHRINK") == "1"
"""Whether a story that fails is made as short as it can be, which takes minutes."""
GROUP = 5
"""Stories of one run: the longer it is, the more it varies what it has told before."""
STEPS = 50
MOST = 3
"""Cases of one story that are open at once."""

STARTS = (
    "2026-06-08T01:00:00Z",  # a Monday morning
    "2026-12-29T06:30:00Z",  # the end of a year, before holidays
    "2026-09-30T08:59:00Z",  # the evening before a golden week
    "2026-10-31T03:00:00Z",  # the night before New York sets its clocks back
)
DRIFTS = (0, 2, -2)
"""Seconds by which the second worker's watch is off."""
WAITS = (1, 20, 240, 24 * 60, 3 * 24 * 60, 11 * 24 * 60)
"""Minutes."""
NEARLY = (timedelta(0), TICK, -TICK, timedelta(minutes=1))

WORKERS = st.integers(0, 1)
WHICH = st.integers(0, 5)
CHOICE = st.integers(0, 30)
FIELDS = st.fixed_dictionaries(
    {
        "owner": st.sampled_from(("water", "roads")),
        "reason": st.just("so"),
        "depth": st.sampled_from(("1", "5")),
        "resume_on": st.sampled_from((1, 4, 0, -2, 20)),
    }
)
"""What people give; dates by the days from now."""
ANSWERS = st.sampled_from((Answer.GRANTED, Answer.REFUSED, Answer.WITHDRAWN))


class Story(RuleBasedStateMachine):
    """Any workflow, and what befalls its cases."""

    def __init__(self, town: Town) -> None:
        super().__init__()
        self._town = town
        self._folder = Path(tempfile.mkdtemp())
        self._keys = 0
        self._desk: Desk | None = None

    @property
    def desk(self) -> Desk:
        assert self._desk is not None
        return self._desk

    @initialize(
        data=st.data(), start=st.sampled_from(STARTS), drift=st.sampled_from(DRIFTS)
    )
    def begins(self, data: st.DataObject, start: str, drift: int) -> None:
        drawn = data.draw(drawn_workflows(self._town.known), label="workflow")
        for text in drawn.texts.values():
            note(text)
        off = timedelta(seconds=drift)
        at = instant_from(start)
        self._desk = Desk(self._town, drawn, self._folder, at, off)
        self.desk.report(self.desk.workers[0], {"category": "C0101"})

    @precondition(lambda self: self.desk.running() < MOST)
    @rule(
        worker=WORKERS,
        category=st.sampled_from(sorted(LEADS)),
        fields=FIELDS,
        key=st.sampled_from(("", "twice")),
    )
    def somebody_reports(
        self, worker: int, category: str, fields: dict[str, Json], key: str
    ) -> None:
        given = self._given(("depth", "resume_on"), fields, forgets=False)
        key = key and self._key()
        self.desk.report(
            self.desk.workers[worker], {"category": category, **given}, key
        )

    @rule(worker=WORKERS, which=WHICH, choice=CHOICE, fields=FIELDS)
    def somebody_who_may_acts(
        self, worker: int, which: int, choice: int, fields: dict[str, Json]
    ) -> None:
        self._acts(worker, self._request(worker, which, choice, fields))

    @rule(worker=WORKERS, which=WHICH, fields=FIELDS)
    def the_case_goes_on(
        self, worker: int, which: int, fields: dict[str, Json]
    ) -> None:
        if self.desk.running():
            self._acts(worker, self._request(worker, which, 0, fields))
        else:
            self.somebody_reports(worker, "C0101", fields, "")

    @rule(
        worker=WORKERS,
        which=WHICH,
        choice=CHOICE,
        fields=FIELDS,
        minutes=st.sampled_from((None, None, 0, 30)),
    )
    def somebody_applies_for_something(
        self,
        worker: int,
        which: int,
        choice: int,
        fields: dict[str, Json],
        minutes: int | None,
    ) -> None:
        """With a number of minutes whoever decides agrees after so many each."""
        request = self._request(worker, which, choice, fields, applies=True)
        self._acts(worker, request)
        pending = self.desk.models[request.case].pending
        while minutes is not None and request.action in pending:
            self.desk.check()
            self.desk.world.now += timedelta(minutes=minutes)
            at = self.applications().index((request.case, request.action))
            if not self._judges(worker, at, choice, Answer.GRANTED):
                return
            pending = self.desk.models[request.case].pending

    @rule(worker=WORKERS, which=WHICH, choice=CHOICE, fields=FIELDS)
    def the_same_request_comes_twice(
        self, worker: int, which: int, choice: int, fields: dict[str, Json]
    ) -> None:
        request = self._request(worker, which, choice, fields)
        self._acts(worker, replace(request, key=self._key()))

    @precondition(lambda self: self.applications())
    @rule(worker=WORKERS, which=WHICH, person=WHICH)
    def an_application_is_granted(self, worker: int, which: int, person: int) -> None:
        self._judges(worker, which, person, Answer.GRANTED)

    @precondition(lambda self: self.applications())
    @rule(worker=WORKERS, which=WHICH, answer=ANSWERS, person=WHICH)
    def an_application_is_answered(
        self, worker: int, which: int, answer: Answer, person: int
    ) -> None:
        self._judges(worker, which, person, answer)

    @rule(
        worker=WORKERS,
        which=WHICH,
        who=st.tuples(st.sampled_from(EVERYBODY), st.integers(0, 60)),
        fields=FIELDS,
        how=st.tuples(
            st.sampled_from(("asks", "forgets", "is late", "decides")), ANSWERS
        ),
    )
    def anybody_tries_anything(
        self,
        worker: int,
        which: int,
        who: tuple[str, int],
        fields: dict[str, Json],
        how: tuple[str, Answer],
    ) -> None:
        number, (person, action) = self.desk.number(which), who
        model = self.desk.models[number]
        states = self.desk.ground.definition.states.values()
        every = [each for state in states for each in state.actions.values()]
        # Mostly what the state offers: anything else is refused at once.
        every = [*model.here.actions.values()] * 2 + every
        taken = every[action % len(every)]
        if how[0] == "decides":
            said = (person, taken.name, how[1])
            self.desk.judge(self.desk.workers[worker], number, said)
            return
        request = Request(
            case=number,
            action=taken.name,
            actor=person,
            fields=self._given(taken.needs, fields, forgets=how[0] == "forgets"),
            expected=len(model.story) - (how[0] == "is late"),
        )
        self._acts(worker, request)

    @rule(minutes=st.sampled_from(WAITS))
    def time_passes(self, minutes: int) -> None:
        self.desk.world.now += timedelta(minutes=minutes)

    @rule(
        worker=WORKERS,
        nearly=st.sampled_from(NEARLY),
        what=st.sampled_from(("", "sweep")),
    )
    def something_comes_due(self, worker: int, nearly: timedelta, what: str) -> None:
        dues = [found for each in self.desk.models.values() if (found := each.due())]
        if dues:
            at = min(each[0] for each in dues) + nearly
            self.desk.world.now = max(self.desk.world.now, at)
        if what:
            self.desk.sweep(self.desk.workers[worker])

    @rule(worker=WORKERS)
    def a_worker_sweeps(self, worker: int) -> None:
        self.desk.sweep(self.desk.workers[worker])

    @rule(worker=WORKERS, days=st.sampled_from((1, 6, 40)))
    def nobody_sweeps_for_days(self, worker: int, days: int) -> None:
        self.desk.world.now += timedelta(days=days)
        self.desk.sweep(self.desk.workers[worker])

    @rule(
        worker=WORKERS,
        which=WHICH,
        choice=CHOICE,
        fields=FIELDS,
        what=st.sampled_from(("sweep", "step", "step", "worker")),
    )
    def something_dies_before_it_commits(
        self, worker: int, which: int, choice: int, fields: dict[str, Json], what: str
    ) -> None:
        request = self._request(worker, which, choice, fields)
        taken = None if what == "sweep" else request
        self.desk.crash(self.desk.workers[worker], request.case, taken)
        if what == "worker":
            self.desk.workers[worker].restart()

    @rule(worker=WORKERS, minutes=st.sampled_from((0, 60, 3 * 24 * 60)))
    def a_watch_is_set_back(self, worker: int, minutes: int) -> None:
        self.desk.workers[worker].off = -timedelta(minutes=minutes)

    @invariant()
    def history_and_model_agree_with_the_store(self) -> None:
        if self._desk is not None:
            self.desk.check()

    def teardown(self) -> None:
        if self._desk is not None:
            self._desk.close()
        shutil.rmtree(self._folder)

    def applications(self) -> list[tuple[int, str]]:
        """Every pending application: its case and its action."""
        return [
            (number, action)
            for number, model in sorted(self.desk.models.items())
            for action in model.pending
        ]

    def _key(self) -> str:
        self._keys += 1
        return f"key {self._keys}"

    def _acts(self, worker: int, request: Request) -> None:
        self.desk.step(self.desk.workers[worker], request)

    def _request(
        self,
        worker: int,
        which: int,
        choice: int,
        fields: dict[str, Json],
        *,
        applies: bool = False,
    ) -> Request:
        """An action that is open now, by somebody who may take it if there is."""
        speaker = self.desk.workers[worker]
        number = self.desk.number(which)
        if applies:
            able = [each for each in self.desk.models if self._open(speaker, each)]
            number = able[which % len(able)] if able else number
        options = (applies and self._open(speaker, number)) or self.desk.choices(
            speaker, number
        )
        if not options:
            return Request(case=number, action="note", actor="ann")
        taken, actor = options[choice % len(options)]
        return Request(
            case=number,
            action=taken.name,
            actor=actor,
            fields=self._given(taken.needs, fields, forgets=False),
        )

    def _open(self, worker: Worker, number: int) -> list[tuple[Action, str]]:
        """What somebody can apply for now."""
        return [each for each in self.desk.choices(worker, number) if each[0].approval]

    def _judges(self, worker: int, which: int, person: int, answer: Answer) -> bool:
        """Somebody whose word counts speaks; whether there is anybody."""
        pending = self.applications()
        number, action = pending[which % len(pending)]
        speaker = self.desk.workers[worker]
        heard = self.desk.heard(speaker, number, action, answer)
        people = heard or EVERYBODY
        said = (people[person % len(people)], action, answer)
        self.desk.judge(speaker, number, said)
        return bool(heard)

    def _given(
        self, needs: tuple[str, ...], fields: dict[str, Json], *, forgets: bool
    ) -> dict[str, Json]:
        """What somebody gives; who forgets leaves out what is needed first."""
        walk = self.desk.ground.walk
        days = int(str(fields["resume_on"]))
        day = walk.today(self.desk.world.now) + timedelta(days=days)
        every = {**fields, "resume_on": day.isoformat()}
        return {name: every[name] for name in needs[1 if forgets else 0 :]}


@pytest.fixture(scope="module")
def town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Town:
    return build_town(sqlite_template, tmp_path_factory.mktemp("town"))


@pytest.mark.parametrize("_group", range(-(-STORIES // GROUP)))
def test_any_story_is_told_as_it_went(town: Town, _group: int) -> None:
    class InThisTown(Story):
        def __init__(self) -> None:
            super().__init__(town)

    run_state_machine_as_test(
        InThisTown,
        settings=settings(
            max_examples=GROUP,
            stateful_step_count=STEPS,
            deadline=None,
            # A story is made smaller by whoever looks into it, not by every run.
            phases=[each for each in Phase if SHRINKS or each is not Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
