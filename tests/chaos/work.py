"""What the children do until they are killed, and what they tell of it."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import select

from tests.engine.hall import GRID, PIXEL
from workflow.domain.case import number_text
from workflow.domain.decision import Request
from workflow.domain.notices import Notice, Outcome, OutcomeKind
from workflow.domain.recounting import Recount
from workflow.engine.advance import advance
from workflow.engine.calendars import kept_calendars
from workflow.engine.deliver import deliver
from workflow.engine.recount import apply
from workflow.engine.report import ReportRequest, report
from workflow.engine.results import Done, Refused
from workflow.engine.runtime import Runtime
from workflow.engine.sweep import next_due, sweep
from workflow.store.tables import cases

Order = Mapping[str, Any]

FILED = {"category": "C0101", "condition": "2"}
"""What a water manhole cover is filed as."""

TO_DO: Mapping[str, tuple[str, str, Mapping[str, Any]]] = {
    "reported": ("register", "zhou_min", FILED),
    "assigned": ("accept", "yu_yang", {}),
    "handling": ("finish", "yu_yang", {"result": "已更换"}),
    "verifying": ("pass", "song_jia", {"finding": "already_solved"}),
}
"""What somebody does next with a case in this state."""


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


def ask(runtime: Runtime, order: Order) -> Done | Refused:
    """Report what an order says, or take the step that it means."""
    if "case" not in order:
        told = {"place": GRID, "description": "井盖缺失", "email": "wang@example.org"}
        asked = ReportRequest(
            workflow="city-case", actor="reporter", fields=told, key=order["key"]
        )
        return report(runtime, asked)
    fields: dict[str, Any] = dict(order["fields"])
    if order["action"] == "finish":
        fields["photos"] = [_photo(runtime)]
    request = Request(
        case=order["case"],
        action=order["action"],
        actor=order["actor"],
        fields=fields,
        key=order["key"],
        expected=order.get("expected"),
    )
    return advance(runtime, request)


def answer_of(answer: Done | Refused) -> list[Any]:
    """What there is to tell of an answer: the case and entries, or the reasons."""
    if isinstance(answer, Refused):
        return [each.code.value for each in answer.blockers]
    return [answer.case.number, *(each.number for each in answer.entries)]


def _photo(runtime: Runtime) -> dict[str, Any]:
    return {
        "digest": runtime.files.put(PIXEL),
        "media_type": "image/png",
        "size": len(PIXEL),
        "name": "cover.png",
    }


def _tell(order: Order, **line: Any) -> None:
    # One write to the end of the file is whole, and stays when the writer dies.
    text = f"{json.dumps(line)}\n".encode()
    handle = os.open(order["told"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(handle, text)
    os.close(handle)


def _ask_and_tell(runtime: Runtime, order: Order, asked: Order) -> None:
    _tell(order, asked=asked)
    answer = ask(runtime, asked)
    kind = "refused" if isinstance(answer, Refused) else "done"
    again = isinstance(answer, Done) and answer.repeated
    _tell(order, key=asked["key"], **{kind: answer_of(answer)}, again=again)


def _ask_all(runtime: Runtime, order: Order) -> None:
    """Everything that is asked for, in order."""
    for asked in order["asks"]:
        _ask_and_tell(runtime, order, asked)


def _sweep(runtime: Runtime, order: Order) -> None:
    """Sweep until nothing is due, whoever else is sweeping too."""
    rungs = 0
    while (due := next_due(runtime)) is not None and due <= runtime.now():
        swept = sweep(runtime)
        assert not swept.failed, swept
        rungs += swept.rungs
    _tell(order, rungs=rungs)


def _sweep_once(runtime: Runtime, order: Order) -> None:
    """Sweep once, whatever fails, and tell how many incidents were noted."""
    _tell(order, noted=len(sweep(runtime).failed))


def _deliver(runtime: Runtime, order: Order) -> None:
    box = Letterbox(file=Path(order["sent"]))
    while deliver(runtime, {box.name: box}).sent:
        pass


def _recount(runtime: Runtime, order: Order) -> None:
    """Count open clocks anew by a calendar that was imported before."""
    kept = kept_calendars(runtime)["changchun"]
    asked = Recount(calendar="changchun", actor="zhou_min", request=kept.request())
    applied = apply(runtime, asked)
    assert not applied.failed, applied
    _tell(order, recounted=applied.cases)


def _storm(runtime: Runtime, order: Order) -> None:
    """Reports, steps, merges, sweeps and deliveries without end, by one seed."""
    chance = Random(order["seed"])  # noqa: S311 - a storm that can be told again
    for turn in count():
        key = f"storm-{order['seed']}-{turn}"
        pick = chance.random()
        if pick < 0.1:
            _sweep(runtime, order)
        elif pick < 0.2:
            _deliver(runtime, order)
        elif pick < 0.4:
            _ask_and_tell(runtime, order, {"key": key})
        else:
            _work_on(runtime, order, key, chance)


def _work_on(runtime: Runtime, order: Order, key: str, chance: Random) -> None:
    """Do what is next with one of the open cases, or merge it into another one."""
    query = select(cases.c.number, cases.c.state).where(
        cases.c.final == "", cases.c.state.in_(TO_DO)
    )
    with runtime.database.reading() as connection:
        found = list(connection.execute(query.order_by(cases.c.number)))
    if len(found) < 2:
        return
    (number, state), (other, _) = chance.sample(found, 2)
    action, actor, fields = TO_DO[state]
    if state == "reported" and chance.random() < 0.3:
        action, fields = "merge", {"original": number_text(other)}
    asked = {"case": number, "action": action, "actor": actor, "fields": dict(fields)}
    _ask_and_tell(runtime, order, {**asked, "key": key})


JOBS: Mapping[str, Callable[[Runtime, Order], None]] = {
    "ask": _ask_all,
    "sweep": _sweep,
    "sweep once": _sweep_once,
    "deliver": _deliver,
    "recount": _recount,
    "storm": _storm,
}
