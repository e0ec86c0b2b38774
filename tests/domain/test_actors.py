"""Who may act, who is told, and whose desk a case lies on."""

from dataclasses import replace
from datetime import date

import pytest

from tests.builders import (
    LONG_AGO,
    Play,
    a_city,
    a_definition,
    a_state,
    an_action,
    an_assigned_case,
    an_organisation,
    who,
)
from workflow.domain.actors import desk_of, may_act, people_of, unit_of
from workflow.domain.decision import REPORTER, SYSTEM
from workflow.domain.organisation import Holding, Organisation

AWAY = (date(2026, 6, 8), date(2026, 6, 9))


@pytest.mark.parametrize(
    ("entry", "actor", "may"),
    [
        ("anyone", "rob", True),
        ("anyone", REPORTER, True),
        ("anyone", SYSTEM, False),
        ("reporter", REPORTER, True),
        ("reporter", "ann", False),
        ("system", SYSTEM, True),
        ("system", "ann", False),
        ("concerned", REPORTER, True),
        ("concerned", "wei", True),
        ("concerned", "rob", False),
        ("coordinator of owner", "wei", True),
        ("coordinator of owner", "rob", False),
        ("coordinator of owner", SYSTEM, False),
        ("coordinator of first_owner", "wei", True),
        ("dispatcher of centre", "dan", True),
        ("inspector of place", "ina", True),
        ("inspector of district", "ina", True),
        ("inspector of street", "ina", False),
    ],
)
def test_an_action_admits_whom_it_names(
    entry: str,
    actor: str,
    may: bool,  # noqa: FBT001 - the answer is a flag
) -> None:
    play = an_assigned_case()
    context = play.context("06-08 10:00")

    assert may_act((who(entry),), actor, play.case, context) is may


def test_nobody_coordinates_before_there_is_an_owner() -> None:
    play = Play()
    play.report("06-08 09:00")
    context = play.context("06-08 09:05")

    assert unit_of(who("coordinator of owner"), play.case, context) == ""
    assert not may_act((who("coordinator of owner"),), "wei", play.case, context)


def test_a_substitute_acts_and_is_told_meanwhile() -> None:
    city = a_city(organisation=_with_a_substitute())
    play = an_assigned_case(Play(city=city))
    entry = who("coordinator of owner")
    there, later = play.context("06-08 10:00"), play.context("06-11 10:00")

    assert [p.key for p in people_of(entry, play.case, there)] == ["rob"]
    assert [p.key for p in people_of(entry, play.case, later)] == ["wei"]
    assert may_act((entry,), "rob", play.case, there)
    assert not may_act((entry,), "rob", play.case, later)


def _with_a_substitute() -> Organisation:
    organisation = an_organisation()
    people = dict(organisation.people)
    people["wei"] = replace(people["wei"], away=(AWAY,))
    holdings = tuple(
        replace(each, substitute="rob") if each.person == "wei" else each
        for each in organisation.holdings
    )
    return an_organisation(people=people, holdings=holdings)


def test_the_nearest_filled_place_upward_is_meant() -> None:
    organisation = an_organisation()
    local = Holding(
        person="rob", post="inspector", unit="220104003", since=date(2026, 6, 9)
    )
    holdings = (*organisation.holdings, local)
    play = an_assigned_case(
        Play(city=a_city(organisation=an_organisation(holdings=holdings)))
    )
    entry = who("inspector of place")

    assert unit_of(entry, play.case, play.context("06-08 10:00")) == "220104"
    assert unit_of(entry, play.case, play.context("06-09 10:00")) == "220104003"


def test_the_desk_is_that_of_the_main_action() -> None:
    play = an_assigned_case()

    assert play.decisions[0].case.desk == "acceptor@centre"
    assert play.case.desk == "coordinator@water"


def test_a_closed_case_lies_on_no_desk() -> None:
    play = an_assigned_case()
    closed = play.workflow.definition.state("closed")

    assert desk_of(closed, play.case, play.context("06-08 10:00")) == ""


def test_a_case_that_waits_for_its_reporter_lies_on_no_desk() -> None:
    state = a_state("asking", an_action("answer", "reporter", "reported"))
    play = an_assigned_case(Play(a_definition(state)))

    assert desk_of(state, play.case, play.context("06-08 10:00")) == ""


def test_a_vacant_place_leaves_the_desk_to_the_next_action() -> None:
    state = a_state(
        "checking",
        an_action("look", "inspector of street", "verifying"),
        an_action("skip", "acceptor of centre", "verifying"),
    )
    play = an_assigned_case(Play(a_definition(state)))
    outside = replace(play.case, place="2201")

    assert desk_of(state, outside, play.context("06-08 10:00")) == "acceptor@centre"


def test_people_who_left_are_not_told() -> None:
    organisation = an_organisation()
    holdings = (
        Holding(
            person="wei",
            post="coordinator",
            unit="water",
            since=LONG_AGO,
            until=date(2026, 5, 31),
        ),
        *(each for each in organisation.holdings if each.post != "coordinator"),
    )
    city = a_city(organisation=an_organisation(holdings=holdings))
    play = an_assigned_case(Play(city=city))

    context = play.context("06-08 10:00")

    assert people_of(who("coordinator of owner"), play.case, context) == ()
