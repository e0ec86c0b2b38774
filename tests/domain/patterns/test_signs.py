"""Signs of ping-pong and gaming: when an entry of history is one, and when not."""

from typing import Any

import pytest

from tests.builders import a_calendar
from tests.domain.patterns.entries import HOUR, Diary, a_clock
from workflow.domain.decision import EntryKind
from workflow.domain.patterns import Rules, Sighting, Sign, sightings
from workflow.errors import UnknownCalendarError

CALENDARS = {"changchun": a_calendar()}


def seen(diary: Diary, sign: Sign, share: int = 10) -> list[Sighting]:
    rules = Rules(share=share, calendars=CALENDARS)
    return [each for each in sightings(diary.story, rules) if each.sign is sign]


def entries(diary: Diary, sign: Sign, share: int = 10) -> list[tuple[int, ...]]:
    return [each.entries for each in seen(diary, sign, share)]


def test_coming_back_names_three_entries_each_time() -> None:
    diary = Diary()
    diary.gives("water", "roads", "water", "parks", "roads", "parks")

    found = seen(diary, Sign.CAME_BACK)

    assert [each.entries for each in found] == [(1, 2, 3), (4, 5, 6)]
    assert [each.units for each in found] == [("water", "roads"), ("parks", "roads")]


def a_stage(**changes: Any) -> dict[str, Any]:
    """The limit of a state from eight to eighteen o'clock."""
    return a_clock("stage", "06-08 08:00", subject="assigned", **changes)


def assigned(**changes: Any) -> Diary:
    diary = Diary()
    diary.notes(
        "06-08 08:00",
        state="assigned",
        owner="water",
        desk="coordinator@water",
        clocks=[a_stage(**changes)],
    )
    return diary


def returned_at(when: str, **changes: Any) -> Diary:
    diary = assigned(**changes)
    diary.returns(owner="water", when=when)
    return diary


@pytest.mark.parametrize(
    ("when", "percent"),
    [
        pytest.param("06-08 08:10", [], id="at-once"),
        pytest.param("06-08 16:59", [], id="before-the-last-tenth"),
        pytest.param("06-08 17:00", [90], id="with-its-beginning"),
        pytest.param("06-08 17:59", [99], id="at-the-last-minute"),
        pytest.param("06-08 18:00", [100], id="when-it-is-due"),
        pytest.param("06-08 18:01", [], id="too-late"),
    ],
)
def test_a_return_in_the_last_tenth_is_a_sign(when: str, percent: list[int]) -> None:
    found = seen(returned_at(when), Sign.LATE_RETURN)

    assert [each.percent for each in found] == percent
    assert all(each.units == ("water",) for each in found)


def test_the_share_can_be_another() -> None:
    diary = returned_at("06-08 13:00")

    assert entries(diary, Sign.LATE_RETURN, share=49) == []
    assert entries(diary, Sign.LATE_RETURN, share=50) == [(2,)]


def test_extensions_belong_to_the_limit() -> None:
    diary = returned_at("06-08 17:00", budget=20 * HOUR, extended=10 * HOUR)

    assert entries(diary, Sign.LATE_RETURN) == []


def test_a_limit_that_stands_still_is_not_used() -> None:
    diary = returned_at("06-08 17:59", outcome="paused", running_since=None)

    assert entries(diary, Sign.LATE_RETURN) == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param("06-08 09:00", [], id="early"),
        pytest.param("06-08 17:30", [(2, 3)], id="late"),
    ],
)
def test_an_applied_return_counts_when_applied_for(
    asked: str, found: list[tuple[int, ...]]
) -> None:
    diary = assigned()
    diary.notes(asked, EntryKind.ASKED, asked=1, request={"application": 1})
    diary.returns(owner="water", when="06-08 17:59", request={"application": 1})

    assert entries(diary, Sign.LATE_RETURN) == found


def test_a_state_without_limit_has_no_late_return() -> None:
    diary = Diary()
    diary.gives("water")
    diary.returns(owner="water")

    assert entries(diary, Sign.LATE_RETURN) == []


def test_a_limit_by_a_lost_calendar_is_an_error() -> None:
    diary = returned_at("06-08 17:00")

    with pytest.raises(UnknownCalendarError, match="changchun"):
        list(sightings(diary.story, Rules(calendars={})))


RUNNING = a_clock("department", "06-08 08:00", subject="water")
PAUSED = {**RUNNING, "outcome": "paused", "running_since": None}
EXTENDED = {**RUNNING, "budget": 20 * HOUR, "extended": 10 * HOUR}


def handled() -> Diary:
    diary = Diary()
    diary.notes(owner="water", desk="coordinator@water", clocks=[RUNNING])
    return diary


def test_a_suspension_and_an_extension_are_a_chain() -> None:
    diary = handled()
    diary.notes(clocks=[PAUSED], state="suspended")
    diary.notes(clocks=[RUNNING], state="handling")
    diary.notes(clocks=[EXTENDED])
    diary.notes(clocks=[{**EXTENDED, "extended": 20 * HOUR}])

    (found,) = seen(diary, Sign.SUSPEND_EXTEND)

    assert found.entries == (2, 4, 5)
    assert found.units == ("water",)


@pytest.mark.parametrize(
    "bought",
    [
        pytest.param([EXTENDED], id="extended-once"),
        pytest.param([EXTENDED, {**EXTENDED, "extended": 20 * HOUR}], id="twice"),
        pytest.param([PAUSED, RUNNING, PAUSED], id="suspended-twice"),
    ],
)
def test_one_way_of_buying_time_is_no_chain(bought: list[dict[str, Any]]) -> None:
    diary = handled()
    for clock in bought:
        diary.notes(clocks=[clock])

    assert entries(diary, Sign.SUSPEND_EXTEND) == []


def test_a_check_by_somebody_else_suspends_nothing() -> None:
    diary = handled()
    diary.notes(clocks=[PAUSED], state="verifying", desk="inspector@220104")
    diary.notes(clocks=[RUNNING], state="handling", desk="coordinator@water")
    diary.notes(clocks=[EXTENDED])

    assert entries(diary, Sign.SUSPEND_EXTEND) == []


@pytest.mark.parametrize("name", ["stage", "application"])
def test_stages_and_applications_suspend_nothing(name: str) -> None:
    diary = handled()
    running = a_clock(name, "06-08 08:00", subject="handling")
    diary.notes(clocks=[running])
    diary.notes(clocks=[{**running, "outcome": "paused", "running_since": None}])
    diary.notes(clocks=[EXTENDED])

    assert entries(diary, Sign.SUSPEND_EXTEND) == []


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param({"owner": "roads", "desk": "coordinator@roads"}, id="owner"),
        pytest.param({"cycle": 2}, id="cycle"),
    ],
)
def test_a_chain_ends_with_owner_and_cycle(broken: dict[str, Any]) -> None:
    diary = handled()
    diary.notes(clocks=[PAUSED])
    diary.notes(clocks=[RUNNING], **broken)
    diary.notes(clocks=[EXTENDED])

    assert entries(diary, Sign.SUSPEND_EXTEND) == []


def test_the_clock_of_a_former_owner_suspends_nothing() -> None:
    diary = handled()
    diary.notes(clocks=[PAUSED], owner="roads", desk="coordinator@roads")
    diary.notes(clocks=[EXTENDED])

    assert entries(diary, Sign.SUSPEND_EXTEND) == []


def test_every_reopening_is_paired_with_its_close() -> None:
    diary = handled()
    diary.notes(final="solved")
    diary.notes(satisfied="no")
    diary.notes(final="", cycle=2)
    diary.notes(final="solved")
    diary.notes(final="", cycle=3)
    diary.notes(final="solved")

    found = seen(diary, Sign.CLOSE_REOPEN)

    assert [each.entries for each in found] == [(2, 4), (5, 6)]
    assert {each.units for each in found} == {("water",)}


def test_a_case_without_owner_is_reopened_by_nobody() -> None:
    diary = Diary()
    diary.notes(state="reported", final="")
    diary.notes(final="self_handled")
    diary.notes(final="", cycle=2)

    (found,) = seen(diary, Sign.CLOSE_REOPEN)

    assert found.units == ()
