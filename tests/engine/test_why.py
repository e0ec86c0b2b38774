"""Owners, due instants and greyed actions, explained."""

import pytest

from tests.builders import at
from tests.engine.hall import GRID, Hall
from tests.engine.schedules import imports, local, over_new_year, recount
from workflow.domain.reasons import Reason
from workflow.engine.recount import apply
from workflow.engine.why import Explained, why


@pytest.fixture
def worked(hall: Hall) -> Hall:
    """A cover that water has returned and roads has accepted."""
    hall.report()
    hall.later(minutes=5)
    hall.register()
    hall.returned("移交清单")
    hall.does("韩雪", "dispatch", owner="roads")
    hall.does("孙磊", "accept")
    return hall


def _explained(hall: Hall, what: str, actor: str = "zhou_min") -> Explained:
    found = why(hall.runtime, hall.number, what, actor)
    assert found is not None
    return found


def _said(hall: Hall, what: str, actor: str = "zhou_min") -> tuple[Reason, ...]:
    return _explained(hall, what, actor).reasons


def test_an_unknown_case_has_no_reasons(hall: Hall) -> None:
    assert why(hall.runtime, 20260608000999, "owner", "zhou_min") is None


def test_a_case_without_owner_says_so(hall: Hall) -> None:
    hall.report()

    assert [each.en for each in _said(hall, "owner")] == ["The case has no owner yet."]


def test_the_rule_that_chose_the_owner_is_named(hall: Hall) -> None:
    hall.report()
    hall.register()

    given, rule = _said(hall, "owner")

    assert given.en == (
        "2026-06-08 08:00:00: the system, “Dispatch”, gave it to Water supply, "
        "by rule water-supply:C0101 of the responsibility list."
    )
    assert given.zh == (
        "2026-06-08 08:00:00 系统“派遣”，交给市供水管理处，"
        "按责任清单的规则 water-supply:C0101。"
    )
    assert rule.en.startswith("Rule water-supply:C0101 of the responsibility list")
    assert rule.en.endswith("names Water supply as the lead.")
    assert rule.details["lead"] == "water"


def test_every_owner_and_return_is_told(worked: Hall) -> None:
    said = _said(worked, "owner")

    assert said[1].en == (
        "2026-06-08 08:05:00: 韩雪, “Dispatch”, gave it to Roads and bridges."
    )
    assert said[-1].zh == "市供水管理处在本轮已退回过，不会再自动派遣给它。"


def test_a_due_instant_is_derived_step_by_step(worked: Hall) -> None:
    worked.at("06-08 10:30")

    said = [each.en for each in _said(worked, "promise")]

    # Desks open at 08:30, so four working hours end at 13:30 after the noon break.
    assert said == [
        "“Promise to the reporter” began at 2026-06-08 08:05:00: 周敏, “Register”.",
        (
            "Its limit is 4 work hours, by the condition “more than 25 cm² "
            "broken away” of “Water supply manhole cover” (C0101/2, yuncheng)."
        ),
        (
            "It counts the working time of calendar changchun, where a work day has "
            "8 work h."
        ),
        "2 work h used, 2 work h left.",
        "“Promise to the reporter” is due at 2026-06-08 13:30:00.",
    ]


def test_the_steps_are_facts_for_programs(worked: Hall) -> None:
    worked.at("06-08 10:30")

    steps = {each.code: each.details for each in _said(worked, "promise")}

    assert list(steps) == ["began", "limit", "counting", "used", "due"]
    assert steps["began"]["actor"] == "zhou_min"
    assert steps["began"]["entry"] == 2
    assert steps["limit"]["source"] == "condition C0101/2"
    assert steps["used"]["left"] == 2 * 3600 * 1_000_000
    assert steps["due"]["due_at"] == "2026-06-08T05:30:00.000000Z"


def test_due_explains_every_clock_that_goes_on(worked: Hall) -> None:
    said = _said(worked, "due")

    begun = [each.details["clock"] for each in said if each.code == "began"]
    assert begun == ["department:roads", "promise", "department:water"]


def test_due_tells_of_the_last_cycle_after_close(worked: Hall) -> None:
    worked.finish("孙磊")
    worked.does("宋佳", "pass", finding="already_solved")

    said = _said(worked, "due")

    verdicts = [each.details for each in said if each.code == "verdict"]
    assert len(verdicts) == len(worked.case().clocks)
    assert {each["outcome"] for each in verdicts} == {"on_time"}


def test_a_reopened_case_tells_of_its_new_cycle(worked: Hall) -> None:
    worked.finish("孙磊")
    worked.does("宋佳", "pass", finding="already_solved")
    worked.later(days=1)
    worked.does("周敏", "reopen", reason="又坏了")

    began, *_ = _said(worked, "promise")

    assert began.en.endswith(
        "The case was reopened: this is cycle 2, with a limit of its own."
    )
    assert began.details["cycle"] == 2


def test_a_state_without_running_limits_says_so(hall: Hall) -> None:
    hall.report()
    hall.tamper("DELETE FROM clock")

    assert [each.code for each in _said(hall, "due")] == ["nothing_due"]


def test_a_pause_is_part_of_the_explanation(worked: Hall) -> None:
    worked.at("06-08 10:30")
    worked.finish("孙磊")

    paused = [each for each in _said(worked, "promise") if each.code == "paused"]

    assert len(paused) == 1
    assert paused[0].en == (
        "2026-06-08 10:30:00: it was paused: 孙磊, “Finish”. "
        "2 work h were used by then."
    )
    assert _said(worked, "promise")[-1].code == "on_hold"


@pytest.mark.parametrize(
    ("actor", "action", "says"),
    [
        ("sun_lei", "finish", "孙磊 can finish now; it needs: result, photos."),
        (
            "yu_yang",
            "finish",
            "于洋 holds none of the posts that may do this: coordinator of owner.",
        ),
        (
            "sun_lei",
            "accept",
            "A case in state “Being handled” offers no accept, but: ",
        ),
    ],
    ids=["he can", "he cannot", "nobody can"],
)
def test_an_action_is_explained_for_a_person(
    worked: Hall, actor: str, action: str, says: str
) -> None:
    said = _said(worked, action, actor)

    assert len(said) == 1
    assert said[0].en.startswith(says)
    assert said[0].zh != said[0].en


def test_what_is_due_is_explained_before_it_is_written(hall: Hall) -> None:
    hall.report()
    hall.register()
    hall.at("06-08 10:00")

    explained = _explained(hall, "stage:assigned")

    verdict = explained.reasons[-1]
    assert verdict.en == (
        "It stopped at 2026-06-08 09:18:00, due at 2026-06-08 09:18:00: on time."
    )
    assert explained.unwritten is not None
    assert (explained.unwritten.rungs, explained.unwritten.swept_at) == (2, None)
    assert hall.case().state == "assigned"


def test_an_action_that_needs_approval_says_whose(hall: Hall) -> None:
    hall.report()
    hall.register()
    hall.does("于洋", "accept")

    can, approval = _said(hall, "extend", "yu_yang")

    assert can.code == "can"
    assert approval.en == (
        "It has to be approved (Extension), one after the other by: "
        "Head of the dispatch section of Command centre."
    )


def test_asking_why_changes_nothing(worked: Hall) -> None:
    worked.at("06-12 12:00")
    before = worked.case(), worked.asked("SELECT count(*) FROM refusal")

    for what in ("owner", "due", "promise", "finish"):
        assert _explained(worked, what).unwritten

    assert (worked.case(), worked.asked("SELECT count(*) FROM refusal")) == before
    assert before[0].place == GRID
    assert before[0].changed_at == at("06-08 08:05")


def test_a_due_date_is_explained_by_the_calendar_that_gave_it(hall: Hall) -> None:
    (number,) = over_new_year(hall)
    before = why(hall.runtime, number, "promise", "")
    imports(hall)
    after = why(hall.runtime, number, "promise", "")
    apply(hall.runtime, recount(hall))
    anew = why(hall.runtime, number, "promise", "")

    assert before is not None
    assert after is not None
    assert anew is not None
    assert after.reasons[:-1] == before.reasons
    said = after.reasons[-1]
    assert said.code == "earlier_edition"
    assert said.en == (
        f"It was counted by revision {said.details['revision']} of calendar changchun "
        "and not anew since; by the present one it would be 2027-01-06 09:30:00."
    )
    assert said.zh.endswith("按现行的日历则为 2027-01-06 09:30:00。")
    assert "earlier_edition" not in {each.code for each in anew.reasons}


def test_a_clock_that_goes_on_counts_by_the_present_calendar(hall: Hall) -> None:
    (number,) = over_new_year(hall)
    hall.does("于洋", "accept")
    imports(hall)
    due_before = hall.case().clocks["promise", ""].due_at
    hall.finish()
    hall.does("宋佳", "rework", finding="found", reason="未复原", photos=hall.photos())

    explained = why(hall.runtime, number, "promise", "")

    assert due_before == local("2027-01-01 09:30")
    assert hall.case().clocks["promise", ""].due_at == local("2027-01-06 09:30")
    assert explained is not None
    assert "earlier_edition" not in {each.code for each in explained.reasons}
