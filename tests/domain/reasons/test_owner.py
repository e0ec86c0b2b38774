"""Owners are explained by titles, with what each rule rests on."""

from dataclasses import replace
from datetime import timedelta

from tests.builders import (
    LONG_AGO,
    Play,
    a_city,
    a_precedent,
    a_rule,
    a_ruled_city,
    an_assigned_case,
    an_organisation,
    title,
)
from workflow.domain.catalogue import Lead, RuleSource
from workflow.domain.reasons import why_owner


def said(play: Play) -> list[str]:
    entries = [each for decided in play.decisions for each in decided.entries]
    told = why_owner(play.case, entries, play.context("06-08 10:00"))
    return [each.en for each in told]


def test_rules_that_lost_are_named_with_their_basis() -> None:
    ruling = a_rule(
        key="ruled",
        source=RuleSource.RULING,
        basis="ruling 7",
        lead=Lead(department="roads"),
        made_on=LONG_AGO,
    )
    play = an_assigned_case(Play(city=a_city(ruling, a_rule())))

    assert said(play) == [
        (
            "2026-06-08 09:10:00: the system, “dispatch”, gave it to roads, "
            "by rule ruled of a ruling."
        ),
        "Rule ruled of a ruling (based on ruling 7) names roads as the lead.",
        "Rule covers (based on the list) applies too, but ranks behind it.",
    ]


def test_departments_are_told_by_their_titles() -> None:
    departments = dict(an_organisation().departments)
    departments["water"] = replace(departments["water"], title=title("Water works"))
    city = a_city(organisation=an_organisation(departments=departments))
    play = an_assigned_case(Play(city=city))
    play.step("06-08 09:30", "return", "wei", reason="not ours")

    assert said(play)[0].endswith(
        ", gave it to Water works, by rule covers of the responsibility list."
    )
    assert said(play)[-1].startswith("Water works returned it in this cycle")


def test_a_department_that_is_gone_is_told_by_its_key() -> None:
    play = an_assigned_case()
    departments = dict(an_organisation().departments)
    del departments["water"]
    play.city = a_city(organisation=an_organisation(departments=departments))

    assert "gave it to water, " in said(play)[0]


def test_a_precedent_is_told_with_case_date_and_judge() -> None:
    play = an_assigned_case(Play(city=a_ruled_city(a_precedent())))

    assert said(play) == [
        (
            "2026-06-08 09:10:00: the system, “dispatch”, gave it to roads, "
            "by precedent 1."
        ),
        (
            "Precedent 1 (case 20260601-000001, 2026-06-01, ruled by Ina; "
            "based on the minutes) names roads as the lead."
        ),
        "Rule covers (based on the list) applies too, but ranks behind it.",
    ]


def test_a_precedent_that_lost_is_told_whole() -> None:
    narrow = a_rule(key="narrow", place="220104003")
    play = Play(city=a_ruled_city(a_precedent(case=0)))
    rules = replace(play.city.responsibilities, rules=(narrow,))
    play.city = replace(play.city, responsibilities=rules)

    assert said(an_assigned_case(play))[-1] == (
        "Precedent 1 (2026-06-01, made by Ina; based on the minutes) applies too, "
        "but ranks behind it."
    )


def test_a_closed_lead_is_why_a_dispatcher_decides() -> None:
    departments = dict(an_organisation().departments)
    departments["roads"] = replace(
        departments["roads"], closed_on=LONG_AGO + timedelta(days=1)
    )
    organisation = an_organisation(departments=departments)
    city = a_ruled_city(a_precedent(), organisation=organisation)

    assert said(an_assigned_case(Play(city=city))) == [
        "The case has no owner yet.",
        (
            "Precedent 1 names roads, which is unknown or closed, so a dispatcher "
            "decides."
        ),
    ]


def test_level_rules_are_why_a_dispatcher_decides() -> None:
    other = a_rule(key="other", lead=Lead(department="roads"))
    play = an_assigned_case(Play(city=a_city(a_rule(), other)))

    assert said(play)[1] == (
        "The rules covers, other stand level, so a dispatcher decides."
    )
