"""Owners, due instants and greyed actions, explained."""

import pytest

from tests.engine.hall import GRID, Hall
from workflow.domain.reasons import Reason
from workflow.engine.why import why


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


def _said(hall: Hall, what: str, actor: str = "zhou_min") -> tuple[Reason, ...]:
    found = why(hall.runtime, hall.number, what, actor)
    assert found is not None
    return found


def test_an_unknown_case_has_no_reasons(hall: Hall) -> None:
    assert why(hall.runtime, 20260608000999, "owner", "zhou_min") is None


def test_a_case_without_owner_says_so(hall: Hall) -> None:
    hall.report()

    assert [each.en for each in _said(hall, "owner")] == ["The case has no owner yet."]


def test_the_rule_that_chose_the_owner_is_named(hall: Hall) -> None:
    hall.report()
    hall.register()

    said = [each.en for each in _said(hall, "owner")]

    assert said[0].startswith("2026-06-08 08:00: system (list ")
    assert said[0].endswith("gave it to water.")
    assert said[1] == "Rule water-supply:C0101 (list) names water as the lead."


def test_every_owner_and_return_is_told(worked: Hall) -> None:
    said = [each.en for each in _said(worked, "owner")]

    assert said[1] == "2026-06-08 08:05: han_xue gave it to roads."
    assert said[-1] == (
        "water returned it in this cycle, so no rule sends it there again."
    )


def test_a_due_instant_is_derived_step_by_step(worked: Hall) -> None:
    worked.at("06-08 10:30")

    said = [each.en for each in _said(worked, "promise")]

    # Desks open at 08:30, so four working hours end at 13:30 after the noon break.
    assert said == [
        "promise began at 2026-06-08 08:05:00, in cycle 1.",
        (
            "Its limit is 4 work hours, by condition C0101/2: "
            "4.00 hours of working time in calendar changchun."
        ),
        "2.00 hours are used, 2.00 are left.",
        "It is due at 2026-06-08 13:30:00.",
    ]


def test_due_explains_every_clock_that_goes_on(worked: Hall) -> None:
    said = [each.en for each in _said(worked, "due")]

    begun = [each.partition(" began")[0] for each in said if " began" in each]
    assert sorted(begun) == ["department:roads", "department:water", "promise"]


def test_a_pause_is_part_of_the_explanation(worked: Hall) -> None:
    worked.finish("孙磊")

    assert "It has been paused since 2026-06-08 08:05:00." in [
        each.en for each in _said(worked, "promise")
    ]


@pytest.mark.parametrize(
    ("actor", "action", "says"),
    [
        ("sun_lei", "finish", "sun_lei can finish now; it needs: result, photos."),
        (
            "yu_yang",
            "finish",
            "于洋 holds none of the posts that may do this: coordinator of owner.",
        ),
        ("sun_lei", "accept", "A case in state handling offers no accept, but: "),
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


def test_asking_why_changes_nothing(worked: Hall) -> None:
    before = worked.case(), worked.asked("SELECT count(*) FROM refusal")

    for what in ("owner", "due", "promise", "finish"):
        _said(worked, what)

    assert (worked.case(), worked.asked("SELECT count(*) FROM refusal")) == before
    assert before[0].place == GRID
