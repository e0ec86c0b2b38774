"""Random lives of a case, played in the pure core, with everything told on the way."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.builders import Play, a_definition, a_limit, an_action
from workflow.domain.case import Clock, Outcome, revised
from workflow.domain.context import Context
from workflow.domain.decision import Entry, EntryKind, Refusal
from workflow.domain.definition import Automatic, Definition, Move
from workflow.domain.effects import clock_json
from workflow.domain.escalation import decide_due, decide_step
from workflow.domain.lifecycle import blockers_of
from workflow.domain.reasons import Reason, why_due
from workflow.domain.worktime import Budget

PEOPLE = ("ann", "dan", "wei", "rob", "ina", "reporter")
MINUTES = (0, 1, 20, 90, 300, 900, 24 * 60, 4 * 24 * 60)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """So many minutes later somebody does something; counted round what is offered."""

    minutes: int
    what: str
    which: int
    condition: int


MOVES = st.builds(
    Doing,
    minutes=st.sampled_from(MINUTES),
    what=st.sampled_from(["step"] * 6 + ["sweep", "extend"]),
    which=st.integers(0, 5),
    condition=st.integers(1, 3),
)


def a_lively_definition() -> Definition:
    """The small workflow, whose cases also change their condition and time out."""
    states = a_definition().states
    changed = [
        replace(
            states[name],
            actions={
                **states[name].actions,
                "recategorise": an_action(
                    "recategorise",
                    "acceptor of centre",
                    Move.STAY,
                    needs=("category", "condition"),
                ),
            },
        )
        for name in ("assigned", "handling", "waiting", "verifying")
    ]
    silent = replace(changed[0], time_is_up=Automatic(action="accept"))
    waiting = replace(changed[2], time_is_up=Automatic(action="resume"))
    # Coming back from waiting takes up the stage's own limit again.
    handling = replace(changed[1], limit=a_limit("6 work hours", "50% of promise"))
    return a_definition(silent, handling, waiting, changed[3])


class Life(Play):
    """One case that lives on by moves, and keeps all of its entries."""

    def __init__(self) -> None:
        super().__init__(a_lively_definition())
        self.now = datetime.fromisoformat("2026-06-08T09:00:00+08:00")
        self.entries: list[Entry] = []
        self.report("06-08 09:00")
        self.entries += self.decisions[-1].entries

    @property
    def here(self) -> Context:
        return self.context(self.now.strftime("%m-%d %H:%M"))

    def live(self, move: Doing) -> None:
        self.now += move.minutes * MINUTE
        if move.what == "sweep":
            self._keep(decide_due(self.case, self.here))
        elif move.what == "extend":
            self._keep(decide_due(self.case, self.here))
            self._extend(move.which * 7 + 1)
        else:
            self._step(move)

    def why(self, clock: Clock) -> tuple[Reason, ...]:
        return why_due(clock, self.entries, self.here)

    def _keep(self, decided: Any) -> None:
        assert not isinstance(decided, Refusal)
        self.case = decided.case
        self.entries += decided.entries

    def _step(self, move: Doing) -> None:
        met = decide_due(self.case, self.here).case
        free = [
            (action, person)
            for action in self.here.definition.state(met.state).actions.values()
            for person in PEOPLE
            if action.name != "merge"
            and not blockers_of(action, person, met, self.here)
        ]
        if free:
            action, person = free[move.which % len(free)]
            values = {
                "category": "C0101",
                "condition": str(move.condition),
                "owner": ("water", "roads")[move.condition % 2],
                "until_day": (self.now + timedelta(days=move.which)).date().isoformat(),
            }
            fields = {name: values.get(name, "x") for name in action.needs}
            request = self.request(action.name, person, **fields)
            self._keep(decide_step(self.case, request, self.here))

    def _extend(self, minutes: int) -> None:
        """Grant every clock that runs in good time some more of it."""
        at = self.here.now
        for clock in tuple(self.case.clocks.values()):
            due_at = clock.due_at
            if clock.outcome is not Outcome.RUNNING or due_at is None or due_at < at:
                continue
            by = Budget(measure=clock.measure, micros=minutes * 60_000_000)
            longer = revised(
                clock,
                budget=clock.budget + by.micros,
                due_at=self.here.calendar.add(due_at, by),
            )
            self.grant(longer)

    def grant(self, clock: Clock, **changes: Any) -> None:
        """An entry that leaves a clock as this one."""
        entry = Entry(
            number=self.case.version + 1,
            kind=EntryKind.STEP,
            at=self.here.now,
            actor="dan",
            action="extend",
            request={"reason": "rain"},
            effects={"clocks": [clock_json(clock)]},
        )
        self.entries.append(replace(entry, **changes))
        clocks = {**self.case.clocks, clock.key: clock}
        self.case = revised(self.case, clocks=clocks, version=entry.number)
