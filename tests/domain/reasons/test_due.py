"""Each step of an explanation says what happened, in titles, in both languages."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import (
    Play,
    a_calendar,
    a_city,
    a_definition,
    a_handled_case,
    a_limit,
    an_action,
    an_assigned_case,
    at,
)
from workflow.domain.case import Clock, Json, revised
from workflow.domain.decision import Entry, EntryKind
from workflow.domain.definition import Automatic, Definition, Limit, LimitCase
from workflow.domain.effects import clock_json
from workflow.domain.guards import CASE_FACTS, compile_guard
from workflow.domain.reasons import Reason, explained_by_due, why_due
from workflow.domain.worktime import Budget, Measure

HOUR = 3600 * 1_000_000


def entries_of(play: Play) -> list[Entry]:
    return [each for decided in play.decisions for each in decided.entries]


def why(play: Play, when: str, name: str, subject: str = "") -> list[Reason]:
    clock = play.clock(name, subject)
    return list(why_due(clock, entries_of(play), play.context(when)))


def said(steps: list[Reason], code: str) -> list[str]:
    return [each.en for each in steps if each.code == code]


def changed(play: Play, clock: Clock, when: str, **entry: Json) -> list[Reason]:
    """The steps after an entry, as somebody else's step would write it, changed it."""
    own = Entry(
        number=play.case.version + 1,
        kind=EntryKind.STEP,
        at=at(when),
        actor="dan",
        action=str(entry.pop("action", "extend")),
        request=entry,
        effects={"clocks": [clock_json(clock)]},
    )
    entries = [*entries_of(play), own]
    return list(why_due(clock, entries, play.context(when)))


def test_the_alternative_that_was_later_is_named() -> None:
    play = an_assigned_case(condition="3")

    steps = why(play, "06-08 10:00", "stage", "assigned")

    assert said(steps, "limit") == [
        (
            "Its limit is 20% of “promise”, whose limit is 2 work days: "
            "3 work h 12 min in all."
        )
    ]
    assert said(steps, "alternative") == [
        (
            "The alternative 4 work hours would have ended at 2026-06-08 14:10:00; "
            "the earlier counts, 2026-06-08 13:22:00."
        )
    ]
    (limit,) = [each for each in steps if each.code == "limit"]
    alternatives = limit.details["alternatives"]
    assert isinstance(alternatives, list)
    assert [each["term"] for each in alternatives if isinstance(each, dict)] == [
        "20% of promise",
        "4 work hours",
    ]


def test_an_alternative_that_ends_together_says_so() -> None:
    assigned = replace(
        a_definition().states["assigned"],
        limit=a_limit("4 work hours", "25% of promise"),
    )
    play = an_assigned_case(Play(a_definition(assigned)), condition="3")

    (same,) = said(why(play, "06-08 10:00", "stage", "assigned"), "alternative")

    assert same.endswith("would have ended at 2026-06-08 14:10:00 as well.")


def test_a_limit_by_a_field_names_the_field() -> None:
    play = a_handled_case()
    play.step("06-08 10:00", "hold", "wei", until_day="2026-06-12")

    (limit,) = said(why(play, "06-08 10:00", "stage", "waiting"), "limit")

    assert limit == (
        "Its limit is until the “until_day” given, 2026-06-12, by a value of the "
        "case: 4 d 14 h in all."
    )


def test_a_guarded_limit_says_what_held() -> None:
    guard, _ = compile_guard('category.code == "C0101"', CASE_FACTS)
    (plain,) = a_limit("3 work hours").cases
    limit = Limit(cases=(LimitCase(terms=plain.terms, when=guard),))
    assigned = replace(a_definition().states["assigned"], limit=limit)
    play = an_assigned_case(Play(a_definition(assigned)))

    (told,) = said(why(play, "06-08 10:00", "stage", "assigned"), "limit")

    assert told == (
        'Its limit is 3 work hours, by the workflow, because category.code == "C0101".'
    )


def test_a_catalogue_that_changed_since_changes_no_explanation() -> None:
    play = an_assigned_case(condition="3")
    context = play.context("06-08 10:00")
    categories = play.city.catalogue.categories
    first = categories["C0101"]
    quick = replace(first.conditions["3"], limit=first.conditions["2"].limit)
    conditions = {**first.conditions, "3": quick}
    catalogue = replace(
        play.city.catalogue,
        categories={"C0101": replace(first, conditions=conditions)},
    )
    later = replace(context, city=replace(play.city, catalogue=catalogue))

    steps = why_due(play.clock("promise"), entries_of(play), later)

    (limit,) = [each for each in steps if each.code == "limit"]
    assert limit.en.startswith("Its limit is 2 work days, by the condition “3”")
    assert limit.details["alternatives"] == []


@pytest.mark.parametrize(
    ("condition", "work_day", "says"),
    [
        (
            "1",
            8 * HOUR,
            "It counts by the wall clock, day and night, days off included.",
        ),
        (
            "3",
            8 * HOUR,
            (
                "It counts the working time of calendar changchun, where a work day "
                "has 8 work h."
            ),
        ),
        (
            "3",
            None,
            (
                "It counts the working time of calendar changchun, where so many work "
                "days end at the same time so many working days later."
            ),
        ),
    ],
    ids=["day and night", "length", "same time"],
)
def test_it_says_how_it_counts(condition: str, work_day: int | None, says: str) -> None:
    calendar = a_calendar(work_day=work_day)
    city = a_city(calendars={"changchun": calendar})
    play = an_assigned_case(Play(city=city), condition=condition)

    assert said(why(play, "06-08 10:00", "promise"), "counting") == [says]


def test_days_off_on_the_way_are_grouped_with_why() -> None:
    calendar = a_calendar(
        holidays=frozenset({at("06-11 12:00").date(), at("06-12 12:00").date()}),
        make_up=frozenset({at("06-13 12:00").date()}),
        dates={at("06-10 12:00").date(): ()},
    )
    play = Play(city=a_city(calendars={"changchun": calendar}))
    play.report("06-09 16:00")
    play.step("06-09 16:30", "register", "ann", category="C0101", condition="3")

    steps = why(play, "06-09 16:30", "promise")

    assert said(steps, "skipped") == [
        (
            "4 days off do not count: 2026-06-10 (closed), 2026-06-11…2026-06-12 "
            "(holiday), 2026-06-14 (weekend)."
        )
    ]
    assert said(steps, "made_up") == ["Days off that are worked and count: 2026-06-13."]
    (off,) = [each for each in steps if each.code == "skipped"]
    assert off.details["days"] == 4
    assert off.details["off"] == [
        {"first": "2026-06-10", "last": "2026-06-10", "why": "closed"},
        {"first": "2026-06-11", "last": "2026-06-12", "why": "holiday"},
        {"first": "2026-06-14", "last": "2026-06-14", "why": "weekend"},
    ]


def test_days_of_a_pause_are_no_days_skipped() -> None:
    play = a_handled_case(condition="2")
    play.step("06-12 10:00", "finish", "wei", result="x")
    paused = why(play, "06-16 10:00", "department", "water")

    held = a_handled_case(condition="3")
    held.step("06-08 16:00", "hold", "wei", until_day="2026-06-20")
    held.step("06-16 10:00", "resume", "wei")
    resumed = why(held, "06-16 10:00", "promise")

    assert said(paused, "skipped") == []
    assert said(resumed, "skipped") == []
    assert resumed[-1].en == "“promise” is due at 2026-06-17 13:10:00."


def test_a_clock_by_day_and_night_skips_nothing() -> None:
    play = Play()
    play.report("06-12 23:30")
    play.step("06-12 23:50", "register", "ann", category="C0101", condition="1")

    codes = {each.code for each in why(play, "06-12 23:50", "promise")}

    assert not codes & {"skipped", "made_up", "unpublished"}


def test_years_that_are_not_published_are_named() -> None:
    play = Play()
    play.report("12-31 16:00")
    play.step("12-31 16:30", "register", "ann", category="C0101", condition="3")

    (told,) = said(why(play, "12-31 16:30", "promise"), "unpublished")

    assert told == "The holidays of 2027 are not published: the date is provisional."


def test_many_days_off_are_summed_up() -> None:
    play = an_assigned_case()
    clock = play.clock("promise")
    longer = Budget(measure=Measure.WORKING, micros=500 * HOUR)
    due_at = a_calendar().add(clock.started_at, longer)
    long = revised(clock, budget=longer.micros, due_at=due_at)

    (told,) = said(changed(play, long, "06-08 10:00"), "skipped")

    assert told.endswith("(weekend) and 4 more.")


def test_an_extension_names_who_granted_it_and_why() -> None:
    play = a_handled_case(condition="2")
    clock = play.clock("promise")
    assert clock.due_at is not None
    longer = revised(
        clock,
        budget=clock.budget + HOUR,
        due_at=clock.due_at + timedelta(hours=1),
    )

    steps = changed(play, longer, "06-08 10:00", reason="rain")

    assert said(steps, "extended") == [
        (
            "2026-06-08 10:00:00: the limit was extended by 1 work h: Dan, “extend” "
            "(rain). It is due at 2026-06-08 15:10:00 now."
        )
    ]
    (told,) = [each for each in steps if each.code == "extended"]
    assert told.details["by"] == HOUR


def test_a_budget_that_shrank_is_told_as_well() -> None:
    play = a_handled_case(condition="2")
    clock = play.clock("promise")
    assert clock.due_at is not None
    shorter = revised(
        clock, budget=clock.budget - HOUR, due_at=clock.due_at - timedelta(hours=1)
    )

    (told,) = said(changed(play, shorter, "06-08 10:00"), "cut")

    assert "the limit was shortened by 1 work h" in told


def test_a_recount_by_the_calendar_names_both_instants() -> None:
    play = a_handled_case(condition="2")
    clock = play.clock("promise")
    assert clock.due_at is not None
    moved = revised(clock, due_at=clock.due_at + timedelta(days=1))

    (told,) = said(changed(play, moved, "06-08 10:00", action="recounted"), "recounted")

    assert told == (
        "2026-06-08 10:00:00: the due instant was counted again: Dan, “Count by the "
        "new calendar”. It was 2026-06-08 14:10:00. It is due at "
        "2026-06-09 14:10:00 now."
    )


def test_a_late_clock_says_since_when() -> None:
    play = a_handled_case(condition="2")

    steps = why(play, "06-09 10:00", "promise")

    assert steps[-1].en == "“promise” was due at 2026-06-08 14:10:00 and is late."
    assert steps[-2].en == "8 work h 50 min used, 4 work h 50 min over."
    assert steps[-1].details["late"] is True


def test_a_paused_clock_says_when_it_would_be_due() -> None:
    play = a_handled_case(condition="2")
    play.step("06-08 10:10", "finish", "wei", result="x")

    steps = why(play, "06-09 09:00", "promise")

    assert said(steps, "paused") == [
        "2026-06-08 10:10:00: it was paused: Wei, “finish”. 1 work h were used by then."
    ]
    assert steps[-1].en == (
        "While it is paused nothing is due; if it went on now, it would be due at "
        "2026-06-09 12:00:00."
    )


def test_a_limit_set_anew_names_who_changed_the_condition() -> None:
    handling = a_definition().states["handling"]
    again = an_action(
        "recategorise", "acceptor of centre", needs=("category", "condition")
    )
    actions = {**handling.actions, "recategorise": again}
    play = a_handled_case(Play(a_definition(replace(handling, actions=actions))))
    play.step("06-08 10:00", "recategorise", "ann", category="C0101", condition="2")

    steps = why(play, "06-08 10:00", "promise")

    assert said(steps, "limit_again") == [
        (
            "2026-06-08 10:00:00: Ann, “recategorise”, set the limit anew from the "
            "original start. Its limit is 4 work hours, by the condition “2” of "
            "“cover” (C0101/2)."
        )
    ]
    assert said(steps, "limit")[0].startswith("Its limit is 2 work days, ")
    assert steps[-1].en == "“promise” is due at 2026-06-08 14:10:00."


def silent() -> Definition:
    assigned = a_definition().states["assigned"]
    return a_definition(replace(assigned, time_is_up=Automatic(action="accept")))


def test_a_verdict_names_the_instant_at_which_time_took_it() -> None:
    play = an_assigned_case(Play(silent()), condition="3")
    play.pass_time("06-10 10:00")

    steps = why(play, "06-10 10:00", "stage", "assigned")

    assert steps[-1].en == (
        "It stopped at 2026-06-08 13:22:00, due at 2026-06-08 13:22:00: on time."
    )


def test_open_clocks_come_with_the_first_due_first() -> None:
    play = an_assigned_case(condition="3")

    clocks = explained_by_due(play.case, entries_of(play))

    assert [each.label for each in clocks] == [
        "stage:assigned",
        "department:water",
        "promise",
    ]


def test_a_closed_case_tells_of_its_last_cycle_only() -> None:
    play = a_handled_case()
    play.step("06-08 10:00", "finish", "wei", result="x")
    play.step("06-08 11:00", "pass", "ina")
    play.step("06-08 14:00", "reopen", "reporter", reason="again")
    play.step("06-08 14:10", "accept", "wei")
    play.step("06-08 14:20", "finish", "wei", result="x")
    play.step("06-08 14:30", "pass", "ina")

    clocks = explained_by_due(play.case, entries_of(play))

    assert {each.label for each in clocks} == {
        "promise",
        "department:water",
        "stage:registered",
        "stage:assigned",
        "stage:verifying",
    }
    promise = next(each for each in clocks if each.name == "promise")
    assert promise.cycle == 2
