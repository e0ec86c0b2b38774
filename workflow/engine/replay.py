"""The verb of a replay: drive the engine with a real log, on a virtual clock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import islice
from pathlib import Path
from time import perf_counter

from workflow.authoring.city.shape import Loaded
from workflow.authoring.replays.mapping import MappingDocument
from workflow.authoring.replays.mapping_checks import mapping_findings
from workflow.authoring.text.findings import Finding, has_errors, line_of
from workflow.engine.replaying.batch import Outcome, Source, replay_batch
from workflow.engine.replaying.figures import Figures, figures_of
from workflow.engine.replaying.log import Log, LogRow, Progress, unheard
from workflow.engine.replaying.plans import Plan, Planner, Reason
from workflow.engine.replaying.refused import RefusedFile, RefusedRow
from workflow.engine.runtime import Runtime
from workflow.errors import MappingRefusedError

_SQLITE_BATCH = 50
"""Cases of one transaction; more would keep other writers waiting."""
_POSTGRESQL_BATCH = 250
"""Writers do not wait for each other there, and a round trip costs more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """Which log to replay by which mapping; `limit` takes only its first rows.

    `refused` is the file for the rows that cannot be replayed.
    """

    log: Path
    mapping: Loaded[MappingDocument]
    refused: Path
    limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What one run did, in how many seconds, and what the database holds after it.

    `rows` were read; what an earlier run had done with them was skipped.
    """

    rows: int
    outcome: Outcome
    seconds: float
    figures: Figures


def replay(runtime: Runtime, asked: Replay, progress: Progress = unheard) -> Replayed:
    """Replay a log, and compare what the database then holds with the log's own.

    The log is read twice: `progress` is told how many bytes of both times are done.

    A step of a record is taken over once and for all: a run that was broken off is
    continued by the next, and a further run changes nothing. Nothing is delivered.

    Raises:
        MappingRefusedError: the mapping does not fit the workflow or the city.
        UnreadableLogError: the log is no table, or lacks a column.
        UnknownWorkflowError: the workflow is not in the database.
    """
    began = perf_counter()
    source = _source(runtime, asked.mapping)
    size = _SQLITE_BATCH if runtime.database.is_sqlite else _POSTGRESQL_BATCH
    done = Outcome()
    with (
        Log(asked.log, source.mapping.columns()) as log,
        RefusedFile(asked.refused) as refused,
    ):
        reading = _Reading(islice(log.rows(), asked.limit), source.planner)
        while batch := reading.next(size):
            plans, unreadable = batch
            outcome = replay_batch(runtime, source, plans)
            outcome.refused += unreadable
            refused.add(sorted(outcome.refused, key=lambda row: row.line))
            done.add(outcome)
            progress(log.position)
        read = log.position
    seconds = perf_counter() - began
    with Log(asked.log, source.mapping.columns()) as log:
        rows = _heard(log, asked.limit, lambda again: progress(read + again))
        figures = figures_of(runtime, source, rows)
    return Replayed(rows=reading.rows, outcome=done, seconds=seconds, figures=figures)


def _heard(log: Log, limit: int | None, progress: Progress) -> Iterator[LogRow]:
    """The rows of a log, telling at each how far it has been read."""
    for row in islice(log.rows(), limit):
        yield row
        progress(log.position)


def mapping_of(loaded: Loaded[MappingDocument]) -> MappingDocument:
    """The mapping that was read.

    Raises:
        MappingRefusedError: it has errors.
    """
    if loaded.document is None:
        raise _refusal(loaded, loaded.findings)
    return loaded.document


def _source(runtime: Runtime, loaded: Loaded[MappingDocument]) -> Source:
    """The source of a mapping that fits what is in the database."""
    mapping = mapping_of(loaded)
    with runtime.database.reading() as connection:
        workflow = runtime.workflow_named(connection, mapping.workflow)
        city = runtime.city(connection)
    findings = mapping_findings(loaded, workflow.definition, city)
    if has_errors(findings):
        raise _refusal(loaded, findings)
    return Source(
        mapping=mapping,
        workflow=workflow,
        city=city,
        judged_at=mapping.instant(mapping.judged_at).astimezone(UTC),
        planner=Planner(mapping, workflow.definition, city),
    )


def _refusal(
    loaded: Loaded[MappingDocument], findings: Sequence[Finding]
) -> MappingRefusedError:
    lines = tuple(line_of(finding) for finding in findings)
    return MappingRefusedError(file=loaded.file, findings=lines)


class _Reading:
    """Hands out the rows of a log in batches, readable and unreadable ones apart."""

    def __init__(self, rows: Iterator[LogRow], planner: Planner) -> None:
        self._log = rows
        self._planner = planner
        self._lines: dict[str, int] = {}
        self.rows = 0

    def next(self, size: int) -> tuple[list[Plan], list[RefusedRow]] | None:
        """The next rows, as plans and as refusals; None at the end."""
        taken = list(islice(self._log, size))
        self.rows += len(taken)
        plans: list[Plan] = []
        refused: list[RefusedRow] = []
        for row in taken:
            plan = self._plan(row)
            if isinstance(plan, Plan):
                plans.append(plan)
            else:
                refused.append(plan)
        return (plans, refused) if taken else None

    def _plan(self, row: LogRow) -> Plan | RefusedRow:
        plan = self._planner.plan(row)
        if not isinstance(plan, Plan):
            known = self._planner.id_of(row)
            return RefusedRow(line=row.line, external_id=known, reasons=plan)
        first = self._lines.setdefault(plan.external_id, row.line)
        if first == row.line:
            return plan
        again = Reason(
            zh=f"编号 {plan.external_id} 在第 {first} 行已出现。",
            en=f"The id {plan.external_id} stands on line {first} already.",
        )
        return RefusedRow(line=row.line, external_id=plan.external_id, reasons=(again,))
