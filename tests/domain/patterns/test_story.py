"""The story of a case: its owners, who returned it, and the route that comes of it."""

from tests.builders import at
from tests.domain.patterns.entries import Diary, a_clock
from workflow.domain.patterns import route_of


def test_owners_are_told_with_their_entries() -> None:
    diary = Diary()
    diary.notes(state="reported")
    diary.gives("water", "roads")
    diary.notes(owner="")
    diary.gives("roads", "water")

    hands = [(each.owner, each.entry) for each in diary.story.hands]

    assert hands == [("water", 2), ("roads", 3), ("water", 6)]
    assert route_of(diary.story).groups == ("water", "roads", "water")


def test_hand_overs_before_a_period_are_known_not_counted() -> None:
    diary = Diary()
    diary.gives("water", "roads", "water")

    counted = [
        route_of(diary.story, at(f"06-08 {since}")).hand_overs
        for since in ("07:00", "08:02", "08:03", "09:00")
    ]

    assert counted == [2, 2, 1, 0]
    assert route_of(diary.story, at("06-08 08:03")).returns == (2,)


def test_a_moment_knows_what_was_before() -> None:
    diary = Diary()
    diary.notes(state="reported", clocks=[a_clock("promise", "06-08 08:00")])
    diary.notes(state="handling", clocks=[a_clock("promise", "06-08 09:00", cycle=2)])

    first, second = diary.story.moments

    assert (first.was("state"), first.became("state")) == ("", "reported")
    assert (second.was("state"), second.became("state")) == ("reported", "handling")
    assert second.clocks["promise", ""]["cycle"] == 1
    assert second.clock_before(second.documents("clocks")[0]) is None


def test_a_return_is_the_new_returners_or_the_desks() -> None:
    diary = Diary()
    diary.gives("water")
    diary.returns(owner="water")
    diary.notes(returns=2, returned_by=["water"], desk="acceptor@supervision")
    diary.notes(returns=3, returned_by=["water"], desk="")

    returners = [each.returner for each in diary.story.moments]

    assert returners == ["", "water", "centre", "supervision"]
