"""Yearly schedules that a test imports, and the instants of the year after."""

import json
from datetime import UTC, datetime
from pathlib import Path

from tests.engine.hall import Hall
from workflow.authoring.city.schedule import read_schedule
from workflow.domain.case import Json
from workflow.domain.recounting import Recount
from workflow.engine.calendars import Prepared, kept_calendars, prepare, publish
from workflow.engine.recount import Failure, Moved, foresee

SCHEDULES = Path(__file__).parents[1] / "data" / "schedules"
ACTOR = "zou_mingyuan"


def local(text: str) -> datetime:
    """An instant by the clock on the wall in Changchun: `2027-01-06 09:30`."""
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


def prepared(hall: Hall, name: str = "2027") -> Prepared:
    """A schedule of the tests' data, ready to be written."""
    content = (SCHEDULES / f"{name}.json").read_bytes()
    schedule = read_schedule(content, f"{name}.json")
    return prepare(hall.runtime, "changchun", schedule, ACTOR)


def imports(hall: Hall, name: str = "2027") -> dict[str, Json]:
    """Zhou Min takes a schedule over; no clock is counted anew yet."""
    return publish(hall.runtime, prepared(hall, name), ACTOR)


def recount(hall: Hall, *, every: bool = False) -> Recount:
    """What `calendar recount` asks for."""
    request = kept_calendars(hall.runtime)["changchun"].request()
    return Recount(
        calendar="changchun", actor=ACTOR, request=request, every_clock=every
    )


def foreseen(hall: Hall, *, every: bool = False) -> list[Moved | Failure]:
    """What a recount would change."""
    return list(foresee(hall.runtime, recount(hall, every=every)))


def over_new_year(hall: Hall, count: int = 1) -> list[int]:
    """Cases registered on 30 December, with two work days that end in 2027."""
    hall.at("12-30 08:30")
    numbers = []
    for _ in range(count):
        numbers.append(hall.report())
        hall.register("3")
    return numbers


def written(path: Path, **document: object) -> Path:
    """A schedule as a file, with a text in place of each key that is given."""
    day = {"name": "元旦", "date": "2027-01-01", "isOffDay": True}
    whole = {"year": 2027, "papers": ["notice"], "days": [day], **document}
    path.write_text(json.dumps(whole, ensure_ascii=False))
    return path
