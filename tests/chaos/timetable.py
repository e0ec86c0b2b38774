"""Cases whose rungs fall due over some seconds, and what has to fire when.

What is expected is worked out here from the words of the definition, with nothing
but sums of minutes: no calendar and no rule of the engine is asked.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from tests.engine.hall import GRID, changed_city
from workflow.domain.case import case_number
from workflow.domain.decision import Decision, Request
from workflow.domain.lifecycle import REPORT, Opening
from workflow.engine.requests import salted
from workflow.engine.runtime import Runtime
from workflow.engine.timeline import Timeline
from workflow.store import numbers, step
from workflow.store.tables import firing, message

MINUTE = timedelta(minutes=1)
BATCH = 250

_DESK = """\
  soon: {at: 0.05 minutes before, notify: {shift_leader of command_centre: stage_due}}
  due:  {at: due, notify: {shift_leader of command_centre: stage_due}}
  nag:  {at: 0.02 minutes after, every: 0.02 minutes, times: 3,
         notify: {shift_leader of command_centre: stage_late}}
"""

Fires = tuple[int, str, str, int, str, int, datetime]
"""Case, clock, subject, cycle, rung, occurrence and due instant."""

Told = tuple[int, str]
"""Case and template."""


def hasty_city(folder: Path) -> Path:
    """The shipped city, where the desks hear of what is late within seconds."""
    city = changed_city(folder, {})
    desk = city / "rungs" / "desk.yaml"
    head, _, _ = desk.read_text().partition("steps:\n")
    desk.write_text(f"{head}steps:\n{_DESK}")
    return city


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A case of the timetable: which state's limit ends when."""

    number: int
    state: str
    due: datetime

    @property
    def opened(self) -> datetime:
        """Half an hour to register it; a day and a night to see it on site."""
        return self.due - (30 * MINUTE if self.state == "reported" else 1440 * MINUTE)

    def fires(self) -> list[Fires]:
        """Every rung of the limit.

        Where the time to see it on site is up, the case goes back to the desk, so
        that nobody is told any more that it is late.
        """
        rungs = [("soon", 1, -0.05 * MINUTE), ("due", 1, 0 * MINUTE)]
        if self.state == "checking":
            rungs.append(("time_is_up", 1, 0 * MINUTE))
        else:
            rungs += [("nag", n, 0.02 * n * MINUTE) for n in (1, 2, 3)]
        return [
            (self.number, "stage", self.state, 1, name, n, self.due + after)
            for name, n, after in rungs
        ]

    def tells(self) -> list[Told]:
        """The shift leader hears of every rung but the one that takes an action.

        Before that, the grid's inspector was asked to go and see.
        """
        late = ["stage_late"] * 3 if self.state == "reported" else ["please_check"]
        return [(self.number, each) for each in ["stage_due", "stage_due", *late]]


class Timetable:
    """Pairs of cases whose limits end one after the other, the first of them at once.

    `start` is when the first is due, and `seconds` later everything is.
    """

    def __init__(self, pairs: int, start: datetime, seconds: float) -> None:
        self.rows: list[Row] = []
        for n in range(pairs):
            # A fifth of them waits from the start, as after an outage.
            after = max(0.0, n / pairs - 0.2) / 0.8 * (seconds - 4)
            due = start + timedelta(seconds=after)
            for state in ("reported", "checking"):
                self.rows.append(Row(number=len(self.rows), state=state, due=due))

    def seed(self, runtime: Runtime) -> None:
        """Write the cases as the engine itself writes them, many at a time."""
        for first in range(0, len(self.rows), BATCH):
            self.rows[first : first + BATCH] = _seed(
                runtime, self.rows[first : first + BATCH]
            )

    def fires(self) -> "Counter[Fires]":
        """Everything that has to fire."""
        return Counter(each for row in self.rows for each in row.fires())

    def tells(self) -> "Counter[Told]":
        """Everything that somebody has to be told."""
        return Counter(each for row in self.rows for each in row.tells())


def fired(runtime: Runtime) -> "Counter[Fires]":
    """What has fired by now."""
    columns = firing.c
    query = select(
        columns.case_number,
        columns.clock,
        columns.subject,
        columns.cycle,
        columns.rung,
        columns.occurrence,
        columns.due_at,
    )
    with runtime.database.reading() as connection:
        return Counter(tuple(row) for row in connection.execute(query))


def told(runtime: Runtime) -> "Counter[Told]":
    """What stands in the outbox by now, sent or not."""
    query = select(message.c.case_number, message.c.template)
    with runtime.database.reading() as connection:
        return Counter(tuple(row) for row in connection.execute(query))


def _seed(runtime: Runtime, rows: list[Row]) -> list[Row]:
    with runtime.database.writing() as connection:
        city = runtime.city(connection)
        workflow = runtime.workflow_named(connection, "city-case")
        calendar = city.calendars[workflow.definition.calendar]
        played, decisions = [], []
        for row in rows:
            day = int(calendar.local(row.opened).strftime("%Y%m%d"))
            number = case_number(day, numbers.take(connection, day))
            played.append(Row(number=number, state=row.state, due=row.due))
            timeline = Timeline(workflow, city)
            decisions.append(_play(timeline, played[-1]))
        assert not step.write(connection, decisions).conflicts
        connection.commit()
    return played


def _play(timeline: Timeline, row: Row) -> Decision:
    fields = {"place": GRID, "description": "井盖缺失"}
    asked = Request(case=0, action=REPORT, actor="reporter", fields=fields)
    opening = Opening(number=row.number, channel="command line")
    answers = [timeline.open(salted(asked), opening, row.opened)]
    if row.state == "checking":
        seen = Request(case=row.number, action="ask_check", actor="zhou_min")
        answers.append(timeline.step(seen, row.opened))
    assert all(isinstance(answer, Decision) for answer in answers), answers
    return timeline.decision()
