"""The weekly bulletin: whose cases were listed, and what listed them."""

from tests.builders import at
from tests.engine.hall import Hall
from workflow.domain.priority import Priority
from workflow.engine.bulletin import LISTED, Listed, bulletin


def listed(hall: Hall, first: str, last: str, mark: str = LISTED) -> tuple[Listed, ...]:
    return bulletin(hall.runtime, mark, at(f"{first} 00:00"), at(f"{last} 00:00"))


def _left_lying(hall: Hall, condition: str = "2") -> int:
    """A case of Monday morning that its department never finishes."""
    hall.at("06-08 09:00")
    number = hall.report()
    hall.register(condition)
    hall.does("于洋", "accept")
    return number


def test_a_case_is_named_in_the_week_in_which_it_was_listed(hall: Hall) -> None:
    number = _left_lying(hall)
    hall.at("06-16 09:00")
    hall.sweep()

    before, then, after = (
        listed(hall, first, last)
        for first, last in (
            ("06-01", "06-08"),
            ("06-08", "06-15"),
            ("06-15", "06-22"),
        )
    )

    # Nobody swept before the sixteenth, and a firing counts when it happens.
    assert (before, then) == ((), ())
    assert [each.row.number for each in after] == [number]


def test_a_case_is_named_with_its_owner_and_its_rungs(hall: Hall) -> None:
    _left_lying(hall)
    for day in ("06-08 17:00", "06-10 17:00", "06-15 17:00"):
        hall.at(day)
        hall.sweep()

    (named,) = listed(hall, "06-15", "06-22")

    assert (named.owner, named.owner_title.en) == ("water", "Water supply")
    assert named.rungs == ("department:water.bulletin",)
    assert named.is_open
    assert named.row.priority is Priority.URGENT
    assert listed(hall, "06-08", "06-15") == ()


def test_no_case_is_listed_before_the_ladder_comes_to_it(hall: Hall) -> None:
    _left_lying(hall)
    marks = {}
    for day in ("06-08 14:01", "06-09 14:01", "06-11 14:01", "06-15 13:59"):
        hall.at(day)
        hall.sweep()
        marks[day] = hall.case().marks
    hall.at("06-15 14:01")
    hall.sweep()

    # The promise of four hours was exceeded by half on the first afternoon.
    assert marks == {
        "06-08 14:01": ("yellow", "overdue"),
        "06-09 14:01": ("yellow", "overdue", "far_overdue", "orange"),
        "06-11 14:01": ("yellow", "overdue", "far_overdue", "orange", "red"),
        "06-15 13:59": ("yellow", "overdue", "far_overdue", "orange", "red"),
    }
    assert hall.case().marks[-1] == LISTED


def test_every_mark_can_be_asked_for(hall: Hall) -> None:
    _left_lying(hall)
    hall.at("06-16 09:00")
    hall.sweep()

    found = {
        mark: [each.rungs for each in listed(hall, "06-15", "06-22", mark)]
        for mark in ("yellow", "orange", "red", "green")
    }

    assert found == {
        "yellow": [("department:water.urge",)],
        "orange": [("department:water.supervise",)],
        "red": [("department:water.red_card",)],
        "green": [],
    }


def test_a_case_that_was_taken_up_again_stays_named(hall: Hall) -> None:
    _left_lying(hall)
    hall.at("06-15 17:00")
    hall.sweep()
    hall.finish()
    hall.does("宋佳", "pass", finding="already_solved")
    hall.does("周敏", "reopen", reason="又丢了")

    (named,) = listed(hall, "06-15", "06-22")

    assert hall.case().marks == ()
    assert (named.owner, named.is_open) == ("water", True)


def test_the_owner_of_then_is_named(hall: Hall) -> None:
    _left_lying(hall, "4")
    hall.at("06-30 09:00")
    hall.sweep()
    hall.tamper("UPDATE cases SET owner = 'roads' WHERE number = :n", n=hall.number)

    assert {each.owner for each in listed(hall, "06-29", "07-06")} == {"water"}


def test_what_was_listed_ends_the_supervision_ladder(hall: Hall) -> None:
    _left_lying(hall)
    hall.at("06-16 09:00")
    hall.sweep()

    case = hall.case()

    assert case.marks[-3:] == ("orange", "red", LISTED)
    assert {*case.marks[:-3]} == {"overdue", "yellow", "far_overdue"}
    assert case.priority is Priority.URGENT
    told = [template for _, template in hall.told() if template != "stage_due"]
    assert told[-7:] == [
        "supervise",
        "supervise",
        "supervise",
        "red_card",
        "red_card",
        "bulletin",
        "bulletin",
    ]
    assert hall.differences() == ()
