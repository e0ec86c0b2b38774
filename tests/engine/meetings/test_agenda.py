"""An agenda fills itself with what waits for this meeting, and for no other."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.engine.hall import Hall, changed_city
from workflow.domain.blockers import BlockerCode
from workflow.domain.meeting import ItemKind, Meeting
from workflow.engine.meetings.agenda import agenda, overview
from workflow.engine.meetings.conduct import Resolve, open_meeting, resolve
from workflow.engine.meetings.minutes import draft
from workflow.engine.results import Refused
from workflow.settings import SHIPPED
from workflow.store import meetings

CITY = "meetings/city.yaml"
DISTRICT = (
    (SHIPPED / CITY)
    .read_text()
    .replace("meeting: city", "meeting: chaoyang")
    .replace('"2201"', '"220104"')
    .replace("[water, drainage,", "[water,")
)


@pytest.fixture
def quarrelled(hall: Hall) -> Hall:
    """Water and roads could not agree on two covers, and no judge ruled."""
    hall.at("06-08 09:00")
    for _ in range(2):
        hall.report(description="井盖破损")
        hall.register("4")
        hall.disputes("于洋", "roads")
        hall.says("孙磊", "decline", ground="claim_conflict")
    hall.at("06-30 09:00")
    hall.sweep()
    return hall


def kinds(hall: Hall, name: str = "city") -> list[ItemKind]:
    found = agenda(hall.runtime, name)
    assert found is not None
    return [each.kind for each in found.items]


def with_a_district(hall: Hall, folder: Path) -> None:
    """Chaoyang, where the covers lie, has a joint meeting of its own from now on."""
    changed_city(folder, {})
    (folder / "meetings/chaoyang.yaml").write_text(DISTRICT)
    hall.initialise(folder)


def test_disputes_go_to_the_nearest_meeting(quarrelled: Hall, tmp_path: Path) -> None:
    both = [ItemKind.DISPUTE, ItemKind.DISPUTE, ItemKind.QUARREL]
    assert kinds(quarrelled) == both
    with_a_district(quarrelled, tmp_path / "definitions")

    assert kinds(quarrelled, "chaoyang") == both
    assert kinds(quarrelled) == [ItemKind.QUARREL]
    assert agenda(quarrelled.runtime, "village") is None


def test_quarrels_of_others_stay_out(quarrelled: Hall, tmp_path: Path) -> None:
    without = {CITY: ("drainage, roads,", "drainage,")}
    quarrelled.initialise(changed_city(tmp_path / "definitions", without))

    assert kinds(quarrelled) == [ItemKind.DISPUTE, ItemKind.DISPUTE]


def test_a_quarrel_comes_back_only_if_they_go_on(quarrelled: Hall) -> None:
    quarrelled.at("07-01 09:00")
    opened = open_meeting(quarrelled.runtime, "city", "meng_tiejun")

    assert isinstance(opened, Meeting)
    assert len(opened.attendees) == len(opened.members)
    # What is not decided waits for the next meeting; the old quarrel does not.
    assert kinds(quarrelled) == [ItemKind.DISPUTE, ItemKind.DISPUTE]


def test_a_meeting_that_was_not_held_is_late(hall: Hall) -> None:
    (before,) = overview(hall.runtime).standing
    assert (before.due_by, before.late, before.last) == ("2026-06-07", True, None)

    opened = open_meeting(hall.runtime, "city", "zou_mingyuan", ("yu_yang",))
    assert isinstance(opened, Meeting)
    assert opened.attendees == ("yu_yang",)
    found = overview(hall.runtime)
    (after,) = found.standing
    assert (after.due_by, after.late) == ("2026-07-07", False)
    assert [each.number for each in found.held] == [1]


def test_of_two_who_open_one_does(hall: Hall) -> None:
    def opens(_: int) -> Meeting | Refused:
        return open_meeting(hall.runtime, "city", "meng_tiejun")

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(opens, range(2)))

    refused = [each for each in answers if isinstance(each, Refused)]
    assert [each.code for one in refused for each in one.blockers] == [
        BlockerCode.MEETING_NOT_NOW
    ]
    with hall.runtime.database.reading() as connection:
        assert [each.number for each in meetings.listing(connection)] == [1]


def test_a_refused_ruling_writes_nothing(quarrelled: Hall) -> None:
    opened = open_meeting(quarrelled.runtime, "city", "meng_tiejun")
    assert isinstance(opened, Meeting)
    before = len(quarrelled.entries())
    asked = Resolve(
        meeting=1, item=1, actor="meng_tiejun", text="x", department="roads"
    )

    draft(quarrelled.runtime, 1, "zou_mingyuan")
    answer = resolve(quarrelled.runtime, asked)

    assert isinstance(answer, Refused)
    assert len(quarrelled.entries()) == before
    with quarrelled.runtime.database.reading() as connection:
        (held,) = meetings.listing(connection)
    assert held.resolutions == ()
