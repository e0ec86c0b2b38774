"""What the children do until they are killed."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from workflow.domain.decision import Request
from workflow.domain.notices import Notice, Outcome, OutcomeKind
from workflow.engine.advance import advance
from workflow.engine.deliver import deliver
from workflow.engine.report import ReportRequest, report
from workflow.engine.results import Done
from workflow.engine.runtime import Runtime
from workflow.engine.sweep import sweep

GRID = "220104003001002"

Order = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterbox:
    """A channel that writes each id into a file, on disk before it says so."""

    file: Path
    name: str = "console"

    def send(self, notice: Notice) -> Outcome:
        with self.file.open("a") as file:
            file.write(f"{notice.id}\n")
            file.flush()
            os.fsync(file.fileno())
        return Outcome(kind=OutcomeKind.SENT, detail="")


def ask(order: Order) -> ReportRequest:
    """The report that an order means."""
    fields = {"place": GRID, "description": "井盖缺失", "email": "wang@example.org"}
    return ReportRequest(
        workflow="city-case", actor="reporter", fields=fields, key=order["key"]
    )


def request(order: Order) -> Request:
    """The step that an order means."""
    return Request(
        case=order["case"],
        action=order["action"],
        actor=order["actor"],
        fields=order["fields"],
        key=order["key"],
    )


def _report(runtime: Runtime, order: Order, _sent: Path) -> None:
    answer = report(runtime, ask(order))
    assert isinstance(answer, Done), answer


def _step(runtime: Runtime, order: Order, _sent: Path) -> None:
    answer = advance(runtime, request(order))
    assert isinstance(answer, Done), answer


def _sweep(runtime: Runtime, _order: Order, _sent: Path) -> None:
    sweep(runtime)


def _deliver(runtime: Runtime, _order: Order, sent: Path) -> None:
    box = Letterbox(file=sent)
    deliver(runtime, {box.name: box}, limit=1000)


def _storm(runtime: Runtime, order: Order, sent: Path) -> None:
    """Reports, steps, sweeps and deliveries without end, by one seed."""
    chance = Random(order["seed"])  # noqa: S311 - a storm that can be told again
    filed = {"category": "C0101", "condition": "2"}
    while True:
        told = report(runtime, ask({"key": f"storm-{order['seed']}-{chance.random()}"}))
        assert isinstance(told, Done), told
        number = told.case.number
        for action, actor, fields in (
            ("register", "zhou_min", filed),
            ("accept", "yu_yang", {}),
            ("note", "yu_yang", {"reason": "在路上"}),
        ):
            asked = Request(case=number, action=action, actor=actor, fields=fields)
            advance(runtime, asked)
        _sweep(runtime, order, sent)
        _deliver(runtime, order, sent)


JOBS: Mapping[str, Callable[[Runtime, Order, Path], None]] = {
    "report": _report,
    "step": _step,
    "sweep": _sweep,
    "deliver": _deliver,
    "storm": _storm,
}
