"""What people look at: inboxes by desk, lists page by page, one case whole."""

from pathlib import Path

import pytest

from tests.builders import at
from tests.engine.hall import Hall, changed_city
from workflow.domain.blockers import BlockerCode
from workflow.domain.clocks import Light
from workflow.engine.screens import inbox, list_cases, person_key, show
from workflow.settings import SHIPPED
from workflow.store.screens import Filters

BUILDING = (
    "22010400300100200001,building,220104003001002,"
    '湖东社区第二网格1号楼,"Hudong Grid 2, Building 1"\n'
)
ZHOU_IS_AWAY = "07-20 02:00"


def _numbers(hall: Hall, person: str) -> list[int]:
    return [row.number for row in inbox(hall.runtime, person_key(hall.runtime, person))]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("于洋", "yu_yang"),
        ("yu_yang", "yu_yang"),
        ("reporter", "reporter"),
        ("system", "system"),
        ("没有这个人", "没有这个人"),
    ],
    ids=["name", "key", "reporter", "system", "nobody"],
)
def test_people_are_found_by_name_or_key(
    sqlite_hall: Hall, text: str, key: str
) -> None:
    assert person_key(sqlite_hall.runtime, text) == key


def test_a_case_goes_from_desk_to_desk(hall: Hall) -> None:
    number = hall.report()
    seen = {"周敏": _numbers(hall, "周敏")}
    hall.register()
    seen["于洋"] = _numbers(hall, "于洋")
    hall.does("于洋", "accept")
    hall.finish()
    seen["宋佳"] = _numbers(hall, "宋佳")
    left = _numbers(hall, "周敏"), _numbers(hall, "于洋"), _numbers(hall, "孙磊")
    hall.does("宋佳", "pass", finding="already_solved")

    assert seen == {"周敏": [number], "于洋": [number], "宋佳": [number]}
    assert left == ([], [], [])
    assert _numbers(hall, "宋佳") == []


def test_an_inbox_row_speaks_in_titles(hall: Hall) -> None:
    hall.report()
    hall.register()
    hall.at("06-08 12:30")

    (row,) = inbox(hall.runtime, "yu_yang")

    # Nobody accepted it, and silence is acceptance: so it is, written or not.
    assert (row.state_title.zh, row.category_title.zh) == ("处理中", "上水井盖")
    assert (row.owner_title.zh, row.place_title.zh) == (
        "市供水管理处",
        "朝阳区南湖街道湖东社区第二网格",
    )
    assert (row.due_at, row.light) == (at("06-08 13:30"), Light.YELLOW)
    assert (row.desk, row.rungs) == ("coordinator@water", 4)


def test_a_row_shows_what_is_up_first_on_the_desk(hall: Hall) -> None:
    hall.report()
    (reported,) = list_cases(hall.runtime, Filters())
    hall.register()
    (assigned,) = list_cases(hall.runtime, Filters())
    hall.does("于洋", "accept")
    (handled,) = list_cases(hall.runtime, Filters())

    rows = (reported, assigned, handled)
    found = [row.desk_clock for row in rows]
    assert [each and (each.title.zh, each.due_at, each.light) for each in found] == [
        ("已上报，待立案", at("06-08 08:30"), Light.GREEN),
        ("已派遣，待接收", at("06-08 09:18"), Light.GREEN),
        ("部门处理时限 · 市供水管理处", at("06-08 13:30"), Light.GREEN),
    ]
    assert [row.due_at for row in rows] == [None, *[at("06-08 13:30")] * 2]


def test_a_case_that_ended_has_nothing_on_a_desk(hall: Hall) -> None:
    hall.report()
    hall.does("周敏", "decline", reason="不属受理范围")

    (row,) = list_cases(hall.runtime, Filters())

    assert (row.desk_clock, row.due_at) == (None, None)


def test_an_inbox_begins_with_what_is_due_first(hall: Hall) -> None:
    slow, quick = hall.report(), hall.report()
    hall.register("3", case=slow)
    hall.register("1", case=quick)

    assert _numbers(hall, "于洋") == [quick, slow]


def test_an_inbox_has_pages(hall: Hall) -> None:
    numbers = [hall.report() for _ in range(5)]
    for number in numbers[:3]:
        hall.register("2", case=number)
        hall.does("于洋", "accept", case=number)
        hall.finish(case=number)

    first = inbox(hall.runtime, "song_jia", size=2)
    second = inbox(hall.runtime, "song_jia", after=first[-1].number, size=2)

    assert [[row.number for row in page] for page in (first, second)] == [
        numbers[:2],
        numbers[2:3],
    ]


def test_an_unknown_person_has_an_empty_inbox(hall: Hall) -> None:
    hall.report()

    assert inbox(hall.runtime, "nobody") == ()


def test_a_substitute_sees_the_inbox_of_who_is_away(hall: Hall, tmp_path: Path) -> None:
    # As shipped the substitute holds the post as well; here he does not.
    hall.initialise(
        changed_city(
            tmp_path / "definitions",
            {
                "organisation/people.yaml": (
                    "{post: acceptor, of: supervision_centre, since: 2026-07-01}",
                    "{post: deputy_head, of: supervision_centre, since: 2026-07-01}",
                )
            },
        )
    )
    number = hall.report()
    before = _numbers(hall, "杜文博")
    hall.at(ZHOU_IS_AWAY)

    during = _numbers(hall, "杜文博")

    assert (before, during) == ([], [number])
    hall.does("杜文博", "decline", reason="已处理")
    hall.at("07-25 08:00")
    hall.report()
    assert _numbers(hall, "杜文博") == []


def test_a_list_shows_the_newest_first(hall: Hall) -> None:
    numbers = [hall.report() for _ in range(3)]

    first = list_cases(hall.runtime, Filters(), size=2)
    second = list_cases(hall.runtime, Filters(), below=first[-1].number, size=2)

    assert [row.number for row in (*first, *second)] == numbers[::-1]


@pytest.mark.parametrize(
    ("filters", "which"),
    [
        (Filters(states=("assigned",)), [1]),
        (Filters(owners=("water",)), [1]),
        (Filters(category="C0101"), [1]),
        (Filters(is_open=False), [2]),
        (Filters(is_open=True), [1, 0]),
        (Filters(workflow="city-case", places=("2201",)), []),
        (Filters(due_before=at("06-08 13:30")), [1]),
        (Filters(opened_from=at("06-08 08:01")), [2, 1]),
    ],
    ids=["state", "owner", "category", "ended", "open", "place", "due", "opened"],
)
def test_a_list_keeps_to_its_filters(
    hall: Hall, filters: Filters, which: list[int]
) -> None:
    numbers = [hall.report()]
    hall.later(minutes=1)
    numbers += [hall.report(), hall.report()]
    hall.does("周敏", "decline", reason="不属受理范围")
    hall.register(case=numbers[1])

    found = list_cases(hall.runtime, filters)

    assert [row.number for row in found] == [numbers[each] for each in which]


def test_a_case_is_shown_with_all_around_it(hall: Hall) -> None:
    hall.report()
    hall.register()
    hall.does("于洋", "accept")
    hall.does("周敏", "note", reason="现场", photos=hall.photos())

    shown = show(hall.runtime, hall.number, "song_jia")

    assert shown is not None
    assert shown.case == hall.case()
    assert [entry.number for entry in shown.entries] == [1, 2, 3, 4, 5]
    assert [each.name for each in shown.attachments] == ["cover.png"]
    assert [each.opened for each in shown.reports] == [hall.number]
    assert shown.lights["promise"] is Light.GREEN
    assert shown.context.definition.state(shown.case.state).title.zh == "处理中"


def test_offers_say_what_stands_in_the_way(hall: Hall) -> None:
    hall.report()
    hall.register()

    shown = show(hall.runtime, hall.number, "song_jia")

    assert shown is not None
    offered = {each.action: each.blockers for each in shown.offers}
    assert offered["note"] == ()
    assert [each.code for each in offered["accept"]] == [BlockerCode.POST_NOT_HELD]


def test_a_case_that_does_not_exist_is_not_shown(hall: Hall) -> None:
    assert show(hall.runtime, 20260608000999, "song_jia") is None


def test_a_case_outlives_its_place(hall: Hall, tmp_path: Path) -> None:
    number = hall.report(place="22010400300100200001")
    hall.initialise(
        changed_city(
            tmp_path / "definitions",
            {"organisation/places.csv": (BUILDING, "")},
        )
    )

    # Nobody's post reaches it until its place is back, but nothing else suffers.
    (row,) = list_cases(hall.runtime, Filters())
    assert (row.number, row.place_title.zh) == (number, "22010400300100200001")
    assert _numbers(hall, "周敏") == [number]
    hall.later(days=2)
    assert hall.sweep().failed == ()
    assert hall.differences() == ()
    hall.initialise(SHIPPED)
    assert hall.register().owner == "water"
