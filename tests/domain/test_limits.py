"""A limit that an author wrote becomes a budget and a due instant."""

from dataclasses import replace
from datetime import datetime

import pytest

from tests.builders import (
    Play,
    a_calendar,
    a_city,
    a_handled_case,
    a_limit,
    an_assigned_case,
    at,
)
from workflow.domain.definition import NO_LIMIT, Limit, LimitCase
from workflow.domain.guards import CASE_FACTS, Guard, compile_guard
from workflow.domain.limits import Settled, depends_on_condition, settle
from workflow.domain.worktime import Measure


def settled(
    limit: Limit, play: Play | None = None, start: str = "06-08 10:00"
) -> Settled | None:
    here = play or a_handled_case()
    context = here.context(start)
    return settle(limit, here.case, context.now, context, overdue=False)


def due(limit: Limit, play: Play | None = None, start: str = "06-08 10:00") -> datetime:
    found = settled(limit, play, start)
    assert found is not None
    return found.due_at


def guard(text: str) -> Guard:
    compiled, problems = compile_guard(text, CASE_FACTS)
    assert problems == ()
    return compiled


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("30 minutes", "06-08 10:30"),
        ("4 work hours", "06-08 15:00"),
        ("1 work day", "06-09 10:00"),
        ("7 days", "06-15 10:00"),
        ("condition.limit", "06-10 10:00"),
        ("50% of promise", "06-09 10:00"),
    ],
)
def test_each_way_to_say_how_long(text: str, when: str) -> None:
    assert due(a_limit(text)) == at(when)


def test_of_alternatives_the_earlier_counts() -> None:
    limit = a_limit("4 work hours", "20% of promise")

    assert due(limit) == at("06-08 14:12")
    assert due(limit, a_handled_case(condition="2")) == at("06-08 10:48")


def test_the_source_names_the_rule_that_won() -> None:
    condition = settled(a_limit("condition.limit", "7 days"))
    share = settled(a_limit("4 work hours", "20% of promise"))

    assert condition is not None
    assert (condition.source, condition.text) == ("condition C0101/3", "2 work days")
    assert share is not None
    assert share.source == "20% of promise"


def test_a_limit_follows_the_first_guard_that_holds() -> None:
    cases = (
        replace(a_limit("1 work hour").cases[0], when=guard("case.returns > 0")),
        replace(a_limit("2 work hours").cases[0], when=guard('case.owner == "water"')),
        *a_limit("7 days").cases,
    )

    assert due(Limit(cases=cases)) == at("06-08 12:00")


def test_what_the_case_does_not_have_is_left_out() -> None:
    play = Play()
    play.report("06-08 09:00")

    assert settled(a_limit("condition.limit"), play) is None
    assert settled(a_limit("20% of promise"), play) is None
    assert settled(a_limit("until until_day"), play) is None
    assert due(a_limit("condition.limit", "30 minutes"), play) == at("06-08 10:30")


def test_no_limit_settles_nothing() -> None:
    assert settled(NO_LIMIT) is None


def test_a_date_ends_with_its_local_day() -> None:
    play = a_handled_case()
    play.step("06-08 10:00", "hold", "wei", until_day="2026-06-12")
    found = settled(a_limit("until until_day"), play)

    assert found is not None
    assert found.due_at == at("06-13 00:00")
    assert found.budget.measure is Measure.CONTINUOUS
    assert found.source == "until until_day = 2026-06-12"


def test_an_instant_is_taken_as_it_is() -> None:
    play = a_handled_case()
    facts = {**play.case.facts, "until_day": "2026-06-09T02:30:00.000000Z"}
    play.case = replace(play.case, facts=facts)

    assert due(a_limit("until until_day"), play) == at("06-09 10:30")


def test_a_day_that_has_passed_leaves_nothing() -> None:
    play = a_handled_case()
    play.case = replace(play.case, facts={"until_day": "2026-06-01"})
    found = settled(a_limit("until until_day"), play)

    assert found is not None
    assert found.budget.micros == 0
    assert found.due_at == at("06-02 00:00")


def test_a_share_is_of_this_cycle_only() -> None:
    play = an_assigned_case()
    play.case = replace(play.case, cycle=2)

    assert settled(a_limit("20% of promise"), play) is None


def test_a_share_may_be_of_the_time_of_the_owner() -> None:
    assert due(a_limit("50% of department")) == at("06-09 10:00")


@pytest.mark.parametrize(
    ("limit", "depends"),
    [
        (a_limit("condition.limit"), True),
        (a_limit("7 days", "condition.limit"), True),
        (a_limit("7 days"), False),
        (
            Limit(
                cases=(
                    LimitCase(
                        terms=a_limit("1 hour").cases[0].terms,
                        when=guard("condition.urgent"),
                    ),
                )
            ),
            True,
        ),
        (
            Limit(
                cases=(
                    LimitCase(
                        terms=a_limit("1 hour").cases[0].terms,
                        when=guard("case.overdue"),
                    ),
                )
            ),
            False,
        ),
    ],
)
def test_some_limits_change_with_the_condition(
    limit: Limit,
    depends: bool,  # noqa: FBT001 - the answer is a flag
) -> None:
    assert depends_on_condition(limit) is depends


def test_days_may_mean_the_same_time_later() -> None:
    same_time = a_calendar(work_day=None)
    city = a_city(calendars={"changchun": same_time})
    play = a_handled_case(Play(city=city))

    assert due(a_limit("2 work days"), play, "06-08 19:00") == at("06-11 08:30")
