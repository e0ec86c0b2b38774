"""Replays some rows together: decides all of them, then writes them at once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from workflow.authoring.replays.mapping import MappingDocument
from workflow.domain.blockers import Blocker, BlockerCode, blocker
from workflow.domain.case import Case, case_number, number_text
from workflow.domain.city import City
from workflow.domain.decision import Decision, EntryKind, Refusal, Request
from workflow.domain.lifecycle import REPORT, Opening
from workflow.domain.machine import Workflow
from workflow.domain.worktime import Calendar
from workflow.engine.replaying.plans import Plan, Planner, Reason
from workflow.engine.replaying.refused import RefusedRow
from workflow.engine.requests import salted
from workflow.engine.runtime import Runtime
from workflow.engine.timeline import Timeline
from workflow.errors import AlreadyRecordedError, DatabaseError, GridcaseError
from workflow.store import keys, numbers, outbox, step
from workflow.store.database import Connection
from workflow.store.keys import SourceStep

_PAST = "回放的往事，不发送。 This was replayed; a replay tells nobody."


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Whose records are replayed, how they are read, and in which world they act.

    Cases that are still open are played up to `judged_at`.
    """

    mapping: MappingDocument
    workflow: Workflow
    city: City
    judged_at: datetime
    planner: Planner

    @property
    def name(self) -> str:
        """What the source is called for ever."""
        return self.mapping.replay

    @property
    def calendar(self) -> Calendar:
        """The calendar by whose local dates the cases are numbered."""
        return self.city.calendars[self.workflow.definition.calendar]


@dataclass(slots=True)
class Outcome:
    """What became of some rows; `entries` counts what was added to history."""

    cases: int = 0
    skipped: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    entries: Counter[EntryKind] = field(default_factory=Counter)

    @property
    def steps(self) -> int:
        """How many reports and steps were written."""
        return self.entries[EntryKind.REPORT] + self.entries[EntryKind.STEP]

    @property
    def rungs(self) -> int:
        """How many rungs fired."""
        return self.entries[EntryKind.RUNG]

    def add(self, other: "Outcome") -> None:
        """Count another outcome in."""
        self.cases += other.cases
        self.skipped += other.skipped
        self.refused += other.refused
        self.entries += other.entries


@dataclass(frozen=True, slots=True, kw_only=True)
class _Played:
    """The rest of a record's life, decided but not written."""

    decision: Decision
    steps: tuple[SourceStep, ...]


Known = dict[tuple[str, str], int]
"""The cases of what was taken over before, by external id and step."""


def replay_batch(runtime: Runtime, source: Source, plans: Sequence[Plan]) -> Outcome:
    """Replay these records in one transaction; what is known already is skipped.

    If the database refuses them together, they are repeated one by one, so that a
    record that spoils the transaction does not take the others with it.
    """
    try:
        return _together(runtime, source, plans)
    except DatabaseError as error:
        if len(plans) == 1 and isinstance(error, AlreadyRecordedError):
            reason = Reason(zh=error.zh, en=error.en)
            return Outcome(refused=[_refused(plans[0], [reason])])
        if len(plans) == 1:
            raise
    outcome = Outcome()
    for plan in plans:
        outcome.add(replay_batch(runtime, source, [plan]))
    return outcome


def _together(runtime: Runtime, source: Source, plans: Sequence[Plan]) -> Outcome:
    with runtime.database.writing() as connection:
        batch = _Batch(connection, source, plans)
        played = batch.played()
        if played:
            step.write(
                connection,
                [each.decision for each in played],
                sources=[each for one in played for each in one.steps],
            )
            decisions = [each.decision for each in played]
            _tell_nobody(connection, decisions, runtime.now())
            # Without a case nothing is written, not even the numbers that were taken.
            connection.commit()
    for each in played:
        batch.outcome.cases += each.decision.version == 0
        kinds = (entry.kind for entry in each.decision.entries)
        batch.outcome.entries.update(kinds)
    return batch.outcome


def _tell_nobody(
    connection: Connection, decisions: Sequence[Decision], now: datetime
) -> None:
    """Take the messages out of the outbox: what they speak of is long past."""
    for decision in decisions:
        if decision.messages:
            outbox.tell_nobody(connection, decision.case.number, _PAST, now)


class _Batch:
    """Some records inside one transaction that has not been committed."""

    def __init__(
        self, connection: Connection, source: Source, plans: Sequence[Plan]
    ) -> None:
        self._connection = connection
        self._source = source
        self._known: Known = keys.taken_over(
            connection, source.name, [plan.external_id for plan in plans]
        )
        self._plans = [plan for plan in plans if not self._is_done(plan)]
        self.outcome = Outcome(skipped=len(plans) - len(self._plans))

    def played(self) -> list[_Played]:
        """Everything that is left to do for the records, decided."""
        cases = self._cases()
        openings = self._openings()
        found = []
        for plan in self._plans:
            number = self._known.get((plan.external_id, REPORT), 0)
            if number and number not in cases:
                busy = blocker(BlockerCode.TOO_BUSY, case=number_text(number))
                self._refuse(plan, [Reason(zh=busy.zh, en=busy.en)])
                continue
            try:
                played = self._play(plan, cases.get(number), openings.get(plan.line))
            except GridcaseError as error:
                self._refuse(plan, [Reason(zh=error.zh, en=error.en)])
                continue
            if isinstance(played, Refusal):
                self._refuse(plan, played.blockers)
            else:
                found.append(played)
        return found

    def _is_done(self, plan: Plan) -> bool:
        names = (REPORT, *(each.name for each in plan.steps))
        return all((plan.external_id, name) in self._known for name in names)

    def _cases(self) -> dict[int, Case]:
        """The cases that an earlier run opened and this one goes on with."""
        wanted = {
            self._known[plan.external_id, REPORT]
            for plan in self._plans
            if (plan.external_id, REPORT) in self._known
        }
        if not wanted:
            return {}
        found = step.read_many(self._connection, sorted(wanted), lock=True)
        return {each.case.number: each.case for each in found}

    def _openings(self) -> dict[int, Opening]:
        """A number for each new case, of the day on which it was opened, by line."""
        calendar = self._source.calendar
        days: dict[int, list[Plan]] = {}
        for plan in self._plans:
            if (plan.external_id, REPORT) not in self._known:
                day = calendar.local(plan.opened_at).strftime("%Y%m%d")
                days.setdefault(int(day), []).append(plan)
        # In order, so that two replays cannot wait for each other's days.
        return {
            plan.line: Opening(number=case_number(day, number), channel=plan.channel)
            for day, plans in sorted(days.items())
            for number, plan in enumerate(
                plans, numbers.take(self._connection, day, len(plans))
            )
        }

    def _play(
        self, plan: Plan, case: Case | None, opening: Opening | None
    ) -> _Played | Refusal:
        """Play a record to its end, unless there are reasons against it."""
        source = self._source
        timeline = Timeline(source.workflow, source.city, case)
        taken: list[tuple[str, Decision]] = []
        if opening is not None:
            asked = _request(source, plan.actor, REPORT, plan.fields)
            answer = timeline.open(asked, opening, plan.opened_at)
            if isinstance(answer, Refusal):
                return answer
            taken.append((REPORT, answer))
        for each in plan.steps:
            if (plan.external_id, each.name) in self._known:
                continue
            asked = _request(source, each.actor, each.action, each.fields)
            answer = timeline.step(asked, each.at)
            if isinstance(answer, Refusal):
                return answer
            taken.append((each.name, answer))
        timeline.pass_time(source.judged_at)
        return _Played(
            decision=timeline.decision(),
            steps=tuple(
                SourceStep(
                    source=source.name,
                    external_id=plan.external_id,
                    step=name,
                    case=timeline.case.number,
                    entry=answer.entries[0].number,
                )
                for name, answer in taken
            ),
        )

    def _refuse(self, plan: Plan, reasons: Sequence[Reason | Blocker]) -> None:
        self.outcome.refused.append(_refused(plan, reasons))


def _request(
    source: Source, actor: str, action: str, fields: Mapping[str, str]
) -> Request:
    return salted(
        Request(
            case=0,
            action=action,
            actor=actor,
            fields=dict(fields),
            via=f"replay {source.name}",
        )
    )


def _refused(plan: Plan, reasons: Sequence[Reason | Blocker]) -> RefusedRow:
    told = [Reason(zh=each.zh, en=each.en) for each in reasons]
    return RefusedRow(line=plan.line, external_id=plan.external_id, reasons=told)
