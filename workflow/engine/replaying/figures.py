"""Compares what the database holds after a replay with what the log itself says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from workflow.authoring.replays.mapping import SLACK_MINUTES
from workflow.authoring.replays.mapping_checks import overdue_rungs
from workflow.domain.case import Outcome
from workflow.domain.decision import EntryKind
from workflow.engine.replaying.batch import Source
from workflow.engine.replaying.log import LogRow
from workflow.engine.replaying.plans import Plan, Planner
from workflow.engine.runtime import Runtime
from workflow.store import replays
from workflow.store.replays import Replayed, StoredClock

_AT_ONCE = 1000
"""Records looked up together."""
_SLACK = timedelta(minutes=SLACK_MINUTES)


@dataclass(slots=True)
class Figures:
    """What a log and the database agree on, counted over the records of the log.

    `with_target` are cases for which the log has a due instant; `due_near` those of
    them whose stored due instant lies within five minutes of it. `verdicts` are
    cases that the log calls on time or late, judged by what is stored: the outcome
    of an ended clock, and of a running one whether its overdue rung has fired.
    `out_of_order` records have a step before the one that it follows. `steps` and
    `rungs` are entries of history.
    """

    cases: int = 0
    with_target: int = 0
    due_near: int = 0
    verdicts: int = 0
    verdicts_agreeing: int = 0
    owners: int = 0
    owners_agreeing: int = 0
    out_of_order: int = 0
    steps: int = 0
    rungs: int = 0


def figures_of(runtime: Runtime, source: Source, rows: Iterable[LogRow]) -> Figures:
    """Compare the records of a log with their cases."""
    comparison = _Comparison(source)
    waiting = iter(rows)
    with runtime.database.reading() as connection:
        while chunk := list(islice(waiting, _AT_ONCE)):
            records = _records(chunk, source.planner)
            found = replays.replayed(connection, source.name, records)
            for external_id, case in found.items():
                comparison.add(*records[external_id], case)
            numbers = [case.number for case in found.values()]
            comparison.count(replays.entries_by_kind(connection, numbers))
    return comparison.figures


def _records(
    rows: Iterable[LogRow], planner: Planner
) -> dict[str, tuple[Plan, Mapping[str, str]]]:
    """The rows that can be read, by id; the first of several with one id counts."""
    found: dict[str, tuple[Plan, Mapping[str, str]]] = {}
    for row in rows:
        plan = planner.plan(row)
        if isinstance(plan, Plan) and row.cells is not None:
            found.setdefault(plan.external_id, (plan, row.cells))
    return found


class _Comparison:
    """Adds up the figures, record by record."""

    def __init__(self, source: Source) -> None:
        self.figures = Figures()
        self._mapping = source.mapping
        verdict = source.mapping.compare.verdict
        definition = source.workflow.definition
        self._rungs = frozenset(
            overdue_rungs(verdict.clock, definition) if verdict else ()
        )

    def add(self, plan: Plan, cells: Mapping[str, str], case: Replayed) -> None:
        """Compare one record with its case."""
        self.figures.cases += 1
        self.figures.out_of_order += plan.is_out_of_order
        self._add_due(cells, case)
        self._add_verdict(cells, case)
        self._add_owner(cells, case)

    def count(self, entries: Mapping[EntryKind, int]) -> None:
        """Count entries of history in."""
        self.figures.rungs += entries.get(EntryKind.RUNG, 0)
        self.figures.steps += entries.get(EntryKind.REPORT, 0)
        self.figures.steps += entries.get(EntryKind.STEP, 0)

    def _add_due(self, cells: Mapping[str, str], case: Replayed) -> None:
        due = self._mapping.compare.due
        if due is None or not cells[due.column]:
            return
        try:
            target = self._mapping.instant(cells[due.column])
        except ValueError:
            # Only a row that does not use this column otherwise comes so far.
            return
        self.figures.with_target += 1
        ours = case.clocks.get(due.clock)
        if ours is not None and ours.due_at is not None:
            self.figures.due_near += abs(ours.due_at - target) <= _SLACK

    def _add_verdict(self, cells: Mapping[str, str], case: Replayed) -> None:
        verdict = self._mapping.compare.verdict
        if verdict is None or verdict.clock not in case.clocks:
            return
        words = {verdict.on_time: False, verdict.late: True}
        theirs = words.get(cells[verdict.column])
        if theirs is not None:
            ours = self._is_late(case.clocks[verdict.clock])
            self.figures.verdicts += 1
            self.figures.verdicts_agreeing += ours is theirs

    def _is_late(self, clock: StoredClock) -> bool:
        """The stored verdict; of a clock that has not ended, what the sweep found."""
        if clock.outcome in (Outcome.ON_TIME, Outcome.LATE):
            return clock.outcome is Outcome.LATE
        return bool(clock.fired & self._rungs)

    def _add_owner(self, cells: Mapping[str, str], case: Replayed) -> None:
        owner = self._mapping.compare.owner
        if owner is None or not cells[owner.column]:
            return
        theirs = cells[owner.column]
        self.figures.owners += 1
        self.figures.owners_agreeing += owner.words.get(theirs, theirs) == case.owner
