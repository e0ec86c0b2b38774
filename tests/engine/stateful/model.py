"""The model of one case: what people and time do to it, and what stands against it.

Every verb brings what is due by then. It either carries out what was asked as well, or
gives the codes of all that stands against it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Self

from tests.engine.stateful.course import (
    APPLICATION,
    GUARDS,
    SYSTEM,
    Course,
)
from tests.engine.stateful.ground import Asked, Ground, Way
from tests.engine.stateful.timer import Past, Timer
from tests.engine.stateful.town import LEADS, PEOPLE_OF, PERSONS
from workflow.domain.answer import Answer
from workflow.domain.blockers import BlockerCode as Code
from workflow.domain.case import Json
from workflow.domain.definition import (
    Action,
    AfterOutage,
    Approval,
    Automatic,
    Move,
    Point,
    Rung,
    Scope,
    Silence,
    Standing,
    Trigger,
    Who,
)
from workflow.domain.durations import Duration

TIME_IS_UP = Rung(name="time_is_up", trigger=Trigger(point=Point.DUE, text="due"))


class Model(Course):
    """One case beside the one in the database."""

    @classmethod
    def report(cls, ground: Ground, fields: Mapping[str, Json], now: datetime) -> Self:
        """A case as it is opened, with what follows at once."""
        case = cls(ground=ground, now=now, category=str(fields["category"]), facts={})
        case.state = ground.definition.start
        case.entered_at = now
        case.entries[case.state] = 1
        case._fill(fields)
        if case.here.assigns:
            case.assignment = LEADS[case.category]
        case.tell("report", "reporter", "report")
        case.follow(Way(at=now, entered=True))
        case._dispatch()
        return case

    def due(self) -> tuple[datetime, str, Timer, Rung] | None:
        """What time will do next: when, and by which clock."""
        self.rebind()
        waiting = [
            (found[0], timer.label, timer, found[1])
            for timer in self.timers.values()
            if (found := timer.next()) is not None
        ]
        return min(waiting, key=lambda each: each[:2], default=None)

    def catch_up(self, now: datetime) -> int:
        """Everything that is due happens, the first first; how much it was."""
        self.now = now
        count = 0
        while (found := self.due()) is not None and found[0] <= now:
            self._fire(found[2], found[3], found[0])
            count += 1
        return count

    def step(
        self, actor: str, name: str, given: Mapping[str, Json], now: datetime
    ) -> set[Code]:
        """Somebody takes an action, or applies for it."""
        self.catch_up(now)
        return self._step(actor, name, given)

    def judge(self, actor: str, name: str, answer: Answer, now: datetime) -> set[Code]:
        """Somebody grants, refuses or withdraws an application."""
        self.catch_up(now)
        return self._judge(actor, name, answer)

    def _step(self, actor: str, name: str, given: Mapping[str, Json]) -> set[Code]:
        action = self.here.actions.get(name)
        if action is None:
            return {Code.NO_SUCH_ACTION}
        values = {**action.values, **given}
        against = {
            *self.against_person(action, actor),
            *self.against_action(action),
            *self._missing(action, values),
        }
        if not against and action.approval:
            self._ask(action, actor, values)
        elif not against:
            self.move(action, actor, values)
            self._dispatch()
        return against

    def _admits(self, who: Who, actor: str) -> bool:
        if who.standing is Standing.REPORTER:
            return actor == "reporter"
        if who.standing is Standing.ANYONE:
            return actor != SYSTEM
        return actor in PEOPLE_OF.get((who.post, self._unit(who)), ())

    def against_person(self, action: Action, actor: str) -> set[Code]:
        against = set()
        if actor not in (*PERSONS, "reporter", SYSTEM):
            against.add(Code.NO_SUCH_PERSON)
        elif not any(self._admits(who, actor) for who in action.by):
            against.add(Code.POST_NOT_HELD)
        if any(actor in self.taken.get(name, ()) for name in action.not_by):
            against.add(Code.DID_IT_ONESELF)
        return against

    def against_action(self, action: Action) -> set[Code]:
        """What stands against an action now, whoever takes it, with whatever values."""
        against = self.circumstances(action)
        return against | self._against_asking(action) if action.approval else against

    def circumstances(self, action: Action) -> set[Code]:
        against = set()
        if self.returned and not action.after_return:
            against.add(Code.AFTER_RETURN)
        if action.within is not None and self._is_over(action.within):
            against.add(Code.TOO_LATE)
        if action.when.text and not GUARDS[action.when.text](self):
            against.add(Code.CONDITION_NOT_MET)
        if action.to == Move.BACK and not self.previous:
            against.add(Code.NO_PREVIOUS_STATE)
        if action.resumes and not any(
            timer.held and timer.name in action.resumes
            for timer in self.timers.values()
        ):
            against.add(Code.NOTHING_PAUSED)
        return against

    def _missing(self, action: Action, values: Mapping[str, Json]) -> set[Code]:
        fields = self.ground.definition.fields
        missing = [
            name
            for name in action.needs
            if name not in values
            and (name == "owner" or fields[name].per_step or name not in self.facts)
        ]
        return {Code.MISSING_FIELD} if missing else set()

    def _is_over(self, within: Duration) -> bool:
        assert self.entered_at is not None
        return self.now > self.ground.walk.due(self.entered_at, within)

    def _against_asking(self, action: Action) -> set[Code]:
        approval = self.ground.definition.approvals[action.approval]
        against = self.against_effects(approval)
        if 0 < approval.asked_at_most <= self.applied.get(approval.name, 0):
            against.add(Code.ASKED_BEFORE)
        if action.name in self.pending:
            against.add(Code.ALREADY_ASKED)
        if approval.within is not None and self._is_over(approval.within):
            against.add(Code.TOO_LATE)
        return against

    def against_effects(self, approval: Approval) -> set[Code]:
        against = set()
        if 0 < approval.times <= self.granted.get(approval.name, 0):
            against.add(Code.GRANTED_BEFORE)
        extended = self._extended(approval)
        late = any(timer.late(self.now) for timer in extended)
        if approval.before_due and late:
            against.add(Code.ASKED_TOO_LATE)
        if approval.adds is not None and not extended:
            against.add(Code.NOTHING_TO_CHANGE)
        if approval.exempts and not self._exempted(approval, self.now):
            against.add(Code.NOTHING_TO_CHANGE)
        return against

    def _extended(self, approval: Approval) -> list[Timer]:
        named = approval.adds.clocks if approval.adds is not None else ()
        return [timer for timer in self.current(named) if timer.verdict is None]

    def _exempted(self, approval: Approval, at: datetime) -> list[Timer]:
        return [
            timer
            for timer in self.current(approval.exempts)
            if timer.late(at) and not timer.exempt
        ]

    def _ask(self, action: Action, actor: str, values: Mapping[str, Json]) -> None:
        approval = self.ground.definition.approvals[action.approval]
        self.asked += 1
        self.applied[approval.name] = self.applied.get(approval.name, 0) + 1
        identity = (APPLICATION, action.name, self.asked)
        self.timer(identity, approval.limit, (TIME_IS_UP,), self.timers)
        self.pending[action.name] = Asked(self.asked, action, actor, values)
        self.rebind()
        self.tell("asked", actor, action.name)

    def rebind(self) -> None:
        """Every application is decided at the latest when what it extends is due."""
        for name, asked in self.pending.items():
            approval = self.ground.definition.approvals[asked.action.approval]
            timer = self.timers.get((APPLICATION, name))
            if timer is None or timer.cycle != asked.number or timer.verdict:
                continue
            extended = self._extended(approval) if approval.before_due else []
            dues = [each.due() for each in extended]
            timer.end_by([due for due in dues if due is not None])
            asked.due_at = timer.due()

    def desk(self, asked: Asked) -> str:
        """Whose word an application waits for: a post, and where it is held."""
        approval = self.ground.definition.approvals[asked.action.approval]
        chain = approval.chain(self.granted.get(approval.name, 0))
        who = chain[min(len(asked.agreed), len(chain) - 1)]
        return f"{who.post}@{self._unit(who)}"

    def _unit(self, who: Who) -> str:
        owners: dict[Scope | None, str] = {
            Scope.OWNER: self.owner,
            Scope.FIRST_OWNER: self.first_owner,
        }
        return owners.get(who.scope, who.name)

    def move(
        self,
        action: Action,
        actor: str,
        values: Mapping[str, Json],
        left_at: datetime | None = None,
    ) -> None:
        super().move(action, actor, values, left_at)
        self.rebind()

    def _judge(self, actor: str, name: str, answer: Answer) -> set[Code]:
        asked = self.pending.get(name)
        if asked is None:
            before = any(
                kind == "asked" and what == name for kind, _, what, _ in self.story
            )
            return {Code.ALREADY_DECIDED if before else Code.NOT_ASKED}
        approval = self.ground.definition.approvals[asked.action.approval]
        chain = approval.chain(self.granted.get(approval.name, 0))
        if answer is Answer.WITHDRAWN:
            against = self._against_withdrawing(asked, actor)
        else:
            against = self._against_decider(asked, chain, actor)
        if answer is Answer.GRANTED:
            against |= self.circumstances(asked.action)
            against |= self.against_effects(approval)
        if against:
            return against
        if answer is not Answer.GRANTED:
            self._refuse(asked, actor, answer)
        elif len(asked.agreed) + 1 < len(chain):
            asked.agreed = (*asked.agreed, actor)
            self.tell("answered", actor, name)
        else:
            self._grant(asked, approval, actor)
        return set()

    def _against_withdrawing(self, asked: Asked, actor: str) -> set[Code]:
        if actor not in (*PERSONS, "reporter"):
            return {Code.NO_SUCH_PERSON}
        mine = actor == asked.asker
        may = mine or any(self._admits(who, actor) for who in asked.action.by)
        return set() if may else {Code.POST_NOT_HELD}

    def _against_decider(
        self, asked: Asked, chain: tuple[Who, ...], actor: str
    ) -> set[Code]:
        if actor not in PERSONS:
            return {Code.NO_SUCH_PERSON}
        against = set()
        if not self._admits(chain[min(len(asked.agreed), len(chain) - 1)], actor):
            against.add(Code.POST_NOT_HELD)
        if actor == asked.asker:
            against.add(Code.OWN_APPLICATION)
        if actor in asked.agreed:
            against.add(Code.AGREED_ALREADY)
        return against

    def _refuse(self, asked: Asked, actor: str, answer: Answer) -> None:
        self.tell("answered", actor, asked.action.name)
        self.close(asked.action.name, answer)

    def _grant(
        self,
        asked: Asked,
        approval: Approval,
        actor: str,
        left_at: datetime | None = None,
    ) -> None:
        self.tell("answered", actor, asked.action.name)
        self.close(asked.action.name, Answer.GRANTED)
        self.granted[approval.name] = self.granted.get(approval.name, 0) + 1
        at = left_at or self.now
        exempted = self._exempted(approval, at)
        for timer in self._extended(approval):
            timer.extend(self._amount(approval, timer, at), at)
        for timer in exempted:
            timer.exempt = True
        for timer in self.current(approval.gives_back):
            timer.give_back(at)
        self.rebind()
        self.move(asked.action, asked.asker, asked.values, left_at)
        self._dispatch(left_at)

    def _amount(self, approval: Approval, timer: Timer, at: datetime) -> int:
        assert approval.adds is not None
        walk, duration = self.ground.walk, approval.adds.duration
        if duration is None:
            return (timer.budget - timer.extended) * approval.adds.percent // 100
        due = timer.due()
        if due is None:
            left = timer.budget - timer.consumed(at)
            due = walk.add(at, left, timer.measure)
        return walk.elapsed(due, walk.due(due, duration), timer.measure)

    def _fire(self, timer: Timer, rung: Rung, at: datetime) -> None:
        past = timer.fired.get(rung.name)
        number = (past.count if past else 0) + 1
        if rung.every is not None and rung.after_outage is AfterOutage.LATEST:
            moves = self._next_move(timer, rung)
            while number < rung.times:
                following = self.ground.walk.due(at, rung.every)
                if following > self.now or (moves and moves <= following):
                    break
                at, number = following, number + 1
        key = (timer.name, timer.subject, timer.cycle, rung.name, number)
        assert key not in self.firings
        self.firings[key] = at
        resumes = rung.after_outage is AfterOutage.RESUME
        timer.fired[rung.name] = Past(number, self.now if resumes else at)
        if rung.raises and rung.raises not in self.marks:
            self.marks = (*self.marks, rung.raises)
        self.tell("rung", SYSTEM, f"{timer.label}.{rung.name}")
        if timer.name == APPLICATION:
            self._silence(timer, at)
        elif rung.take is not None and self._take(rung.take, at):
            self._dispatch(at)

    def _next_move(self, timer: Timer, fires: Rung) -> datetime | None:
        """When something else happens by itself that may stop a clock."""
        instants = []
        for other in self.timers.values():
            quiet = {
                rung.name
                for rung in other.rungs
                if (rung.take is None and other.name != APPLICATION)
                or (other is timer and rung is fires)
            }
            found = other.next(quiet)
            instants += [found[0]] if found else []
        return min(instants, default=None)

    def _silence(self, timer: Timer, at: datetime) -> None:
        timer.end(at)
        asked = self.pending[timer.subject]
        approval = self.ground.definition.approvals[asked.action.approval]
        then = self._as_at(at)
        against = then.circumstances(asked.action) | then.against_effects(approval)
        if approval.silence is Silence.GRANTED and not against:
            self._grant(asked, approval, SYSTEM, at)
        else:
            self._refuse(asked, SYSTEM, Answer.REFUSED)

    def _as_at(self, at: datetime) -> Self:
        """The case as it would have been judged, had time been noticed at once."""
        then = self.twin()
        then.now = at
        return then

    def _take(self, taken: Automatic, at: datetime | None = None) -> bool:
        """The system takes an action, if nothing stands against it."""
        action = self.here.actions.get(taken.action)
        then = self._as_at(at) if at is not None else self
        if action is None or then.circumstances(action):
            return False
        values = {**action.values, **taken.values}
        if self._missing(action, values):
            return False
        self.move(action, SYSTEM, values, at)
        return True

    def _dispatch(self, at: datetime | None = None) -> None:
        """Where the list of duties names an owner, the case goes there at once."""
        while self.here.assigns and self.here.when_assigned and self.assignment:
            entries = dict(self.entries)
            named = {"owner": self.assignment}
            taken = Automatic(action=self.here.when_assigned, values=named)
            if not self._take(taken, at) or self.entries == entries:
                return
