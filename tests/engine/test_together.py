"""Several cases in one transaction: all of what was decided is written, or nothing."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from tests.engine.hall import GRID, Hall, changed_city
from tests.engine.joint import acts, changes_members, child
from workflow.domain.blockers import BlockerCode
from workflow.domain.case import Case, Json
from workflow.engine.advance import advance
from workflow.engine.report import ReportRequest, report
from workflow.engine.results import Done, Refused

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
        given: dict[str, Json] = {"result": "已处理", "photos": hall.photos()}
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


@dataclass
class _Quarter:
    """Who is at work, kept beside the engine: lead and all others not let go."""

    hall: Hall
    random: Random
    open_ones: set[str] = field(default_factory=lambda: {"water", "roads", "drainage"})
    done: set[str] = field(default_factory=set)

    def acts(self) -> None:
        """Somebody does the task."""
        department = self.random.choice(sorted(self.open_ones))
        acts(self.hall, _PEOPLE[department], department)
        self.open_ones.remove(department)
        self.done.add(department)

    def excuses(self) -> None:
        """Somebody but the lead is let go."""
        for department in self._one_of(self.open_ones - {"water"}):
            self._changed("excuse", department)
            self.open_ones.remove(department)

    def adds(self) -> None:
        """Somebody new comes."""
        for department in self._one_of(self._spare()):
            self._changed("add", department)
            self.open_ones.add(department)

    def replaces(self) -> None:
        """Somebody but the lead gives way to somebody new."""
        for department in self._one_of(self.open_ones - {"water"}):
            for new in self._one_of(self._spare()):
                self._changed("replace", department, by=new)
                self.open_ones = (self.open_ones - {department}) | {new}

    def _spare(self) -> set[str]:
        return {*_PEOPLE} - self.open_ones - self.done

    def _one_of(self, departments: set[str]) -> list[str]:
        return self.random.sample(sorted(departments), k=min(1, len(departments)))

    def _changed(self, changing: str, department: str, by: str = "") -> None:
        answer = changes_members(self.hall, "韩雪", changing, department, "需要", by)
        assert isinstance(answer, Done), answer


@pytest.mark.parametrize("seed", range(5))
def test_the_lead_may_finish_once_the_rule_is_met(sqlite_hall: Hall, seed: int) -> None:
    hall, random = sqlite_hall, Random(seed)  # noqa: S311 - any order will do
    _called(hall)
    quarter = _Quarter(hall, random)
    given: dict[str, Json] = {"result": "完成", "photos": hall.photos()}
    while quarter.open_ones:
        assert hall.blockers("于洋", "finish", **given) == [BlockerCode.OPEN_TASKS]
        happens = (quarter.acts, quarter.excuses, quarter.adds, quarter.replaces)
        random.choice(happens)()

    assert hall.finish("于洋").state == "verifying"
    assert hall.differences() == ()


def test_time_that_ends_a_task_tells_the_parent(hall: Hall, tmp_path: Path) -> None:
    """Whoever does not arrive in time has refused, says this city."""
    name, called = "workflows/department-task.yaml", "      arrive: {to: acting,"
    silence = "      stay_away: {to: refused, by: [system]}\n"
    limit = "    stage: assign\n    limit:"
    title = "    arrive: {zh: 报到, en: Arrive}"
    folder = changed_city(tmp_path / "city", {name: (called, silence + called)})
    path = folder / name
    text = path.read_text().replace(limit, f"    when_time_is_up: stay_away\n{limit}")
    late = "      late: {at: overdue, raise: late,"
    text = text.replace(late, "      late: {at: 80%, raise: late,")
    away = "    stay_away: {zh: 未报到, en: Did not arrive}"
    path.write_text(text.replace(title, f"{title}\n{away}"))
    hall.initialise(folder)
    hall.later(minutes=1)
    _called(hall)
    hall.later(minutes=31)
    hall.sweep()
    hall.sweep()

    joint = hall.case().joint
    assert joint is not None
    assert [each.status.value for each in joint.members] == ["refused"] * 3
    assert [entry.action for entry in hall.entries()][-3:] == ["joint.ended"] * 3
    assert ("韩雪", "joint_impossible") in hall.told()
    assert hall.differences() == ()


def test_nobody_reports_the_case_of_a_member(hall: Hall) -> None:
    request = ReportRequest(
        workflow="department-task", actor="reporter", fields={"place": GRID}
    )
    answer = report(hall.runtime, request)

    assert isinstance(answer, Refused)
    assert hall.asked("SELECT count(*) FROM cases") == [(0,)]


def test_a_refused_step_leaves_the_others_to_the_sweep(hall: Hall) -> None:
    """Time has brought the dispute to its end, and somebody is refused first."""
    hall.at("06-08 08:30")
    hall.report(description="井盖破损")
    hall.register("4")
    hall.disputes("于洋", "roads")
    hall.says("孙磊", "decline", ground="claim_conflict")
    hall.at("06-19 09:00")
    assert hall.blockers("于洋", "accept") == [BlockerCode.NO_SUCH_ACTION]
    assert hall.case().state == "disputed"
    hall.sweep()

    assert hall.case().state == "joint_enforcement"
    assert hall.differences() == ()
