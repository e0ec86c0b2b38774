"""Several cases in one transaction: all of what was decided is written, or nothing."""

from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from tests.engine.hall import Hall
from tests.engine.joint import acts, changes_members, child
from workflow.domain.blockers import BlockerCode
from workflow.domain.case import Case
from workflow.engine.advance import advance
from workflow.engine.results import Done

_PEOPLE = {
    "water": "于洋",
    "roads": "孙磊",
    "drainage": "陈卫东",
    "fire": "蔡天宇",
    "market": "程雪松",
}


def _called(hall: Hall) -> Case:
    hall.report()
    hall.register("1")
    hall.does("胡学军", "whistle", trigger="emergency", members="drainage, roads")
    return hall.case()


def test_members_who_finish_at_once_lose_nothing(hall: Hall) -> None:
    _called(hall)
    requests = []
    for department in ("water", "drainage", "roads"):
        number = child(hall, department).number
        who = _PEOPLE[department]
        hall.does(who, "arrive", case=number, photos=hall.photos())
        given = {"result": "已处理", "photos": hall.photos()}
        requests.append(hall.request(who, "finish", case=number, **given))
    with ThreadPoolExecutor(max_workers=3) as pool:
        answers = list(pool.map(lambda each: advance(hall.runtime, each), requests))

    assert all(isinstance(each, Done) for each in answers), answers
    joint = hall.case().joint
    assert joint is not None
    assert [each.status.value for each in joint.members] == ["done"] * 3
    assert hall.differences() == ()


def test_a_member_is_numbered_after_its_parent(hall: Hall) -> None:
    case = _called(hall)
    assert case.joint is not None
    numbers = [each.case for each in case.joint.members]

    assert numbers == sorted({*numbers})
    assert min(numbers) > case.number
    assert hall.report() > max(numbers)


def test_the_same_key_opens_the_members_once(hall: Hall) -> None:
    hall.report()
    hall.register("1")
    given = {"trigger": "emergency", "members": "roads", "key": "whistle-1"}
    hall.does("胡学军", "whistle", **given)
    again = hall.tries("胡学军", "whistle", **given)

    assert isinstance(again, Done)
    assert again.repeated
    assert hall.asked("SELECT count(*) FROM cases") == [(3,)]


def test_a_refused_whistle_opens_no_case(hall: Hall) -> None:
    hall.report()
    hall.register("1")

    assert hall.blockers("于洋", "whistle", trigger="emergency", members="roads") == [
        BlockerCode.POST_NOT_HELD
    ]
    assert hall.asked("SELECT count(*) FROM cases") == [(1,)]


@pytest.mark.parametrize("seed", range(5))
def test_the_lead_may_finish_once_the_rule_is_met(sqlite_hall: Hall, seed: int) -> None:
    """Against a rule of its own: lead and all others that nobody has let go."""
    hall, random = sqlite_hall, Random(seed)  # noqa: S311 - any order will do
    _called(hall)
    open_ones, done = {"water", "roads", "drainage"}, set[str]()
    for _ in range(12):
        if not open_ones:
            break
        department = random.choice(sorted(open_ones))
        spare = sorted({*_PEOPLE} - open_ones - done)
        what = random.choice(["acts", "acts", "excuse", "add", "replace"])
        if what == "acts":
            acts(hall, _PEOPLE[department], department)
            open_ones.remove(department)
            done.add(department)
        elif what == "excuse" and department != "water":
            assert isinstance(
                changes_members(hall, "韩雪", "excuse", department, "不需要"), Done
            )
            open_ones.remove(department)
        elif what == "add" and spare:
            assert isinstance(
                changes_members(hall, "韩雪", "add", spare[0], "需要"), Done
            )
            open_ones.add(spare[0])
        elif what == "replace" and spare and department != "water":
            answer = changes_members(
                hall, "韩雪", "replace", department, "改由", by=spare[0]
            )
            assert isinstance(answer, Done)
            open_ones = (open_ones - {department}) | {spare[0]}
        if open_ones:
            given = {"result": "完成", "photos": hall.photos()}
            assert hall.blockers("于洋", "finish", **given) == [BlockerCode.OPEN_TASKS]
    for department in sorted(open_ones):
        acts(hall, _PEOPLE[department], department)

    assert hall.finish("于洋").state == "verifying"
    assert hall.differences() == ()
