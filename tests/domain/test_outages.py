"""Rungs that fired late are put together into outages, with all that came of them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.builders import (
    Play,
    a_definition,
    a_limit,
    a_rung,
    an_action,
    an_assigned_case,
    at,
    tell,
    title,
)
from tests.domain.test_escalation import ACCEPT, a_quick_nag, with_promise_rungs
from workflow.domain.definition import AfterOutage, Automatic, Definition, Point
from workflow.domain.outages import LATEST, LateRung, late_rung, outages

MINUTE = timedelta(minutes=1)


def late(since: str, fired: str, **changes: Any) -> LateRung:
    """A reminder that was due at one time of a Monday and fired at another."""
    rung = LateRung(
        case=1,
        clock="promise",
        clock_title=title("promise"),
        rung="soon",
        rung_title=title("soon"),
        since=at(f"06-08 {since}"),
        due_at=at(f"06-08 {since}"),
        fired_at=at(f"06-08 {fired}"),
    )
    return replace(rung, **changes)


def told(play: Play) -> list[LateRung]:
    """What became of the firings of the decision that was made last."""
    decided = play.decisions[-1]
    context = play.context("06-12 17:00")
    return [
        late_rung(
            decided.case.number,
            firing,
            [each for each in decided.entries if each.number >= firing.entry],
            context,
        )
        for firing in decided.firings
    ]


def test_rungs_that_waited_together_are_one_outage() -> None:
    found = outages(
        [
            late("12:00", "13:00"),
            late("09:00", "11:00"),
            late("10:00", "11:05", case=2),
            late("11:05", "11:30"),
        ],
        MINUTE,
    )

    assert [(each.since, each.until, len(each.rungs)) for each in found] == [
        (at("06-08 09:00"), at("06-08 11:30"), 3),
        (at("06-08 12:00"), at("06-08 13:00"), 1),
    ]
    assert (found[0].cases, found[0].length) == (2, timedelta(hours=2.5))


def test_what_is_within_another_does_not_shorten_it() -> None:
    (found,) = outages(
        [late("09:00", "12:00"), late("09:30", "09:40"), late("11:00", "12:00")], MINUTE
    )

    assert (found.since, found.until) == (at("06-08 09:00"), at("06-08 12:00"))


def test_what_came_soon_enough_is_no_outage() -> None:
    punctual = late("09:00", "09:01")

    assert outages([punctual], MINUTE) == ()
    assert outages([punctual], timedelta(seconds=59)) != ()
    assert outages([], MINUTE) == ()


def test_the_same_rung_is_one_line_for_all_owners_but_not_states() -> None:
    (found,) = outages(
        [
            late("09:00", "11:00", clock="department:water", case=1, passed_over=2),
            late("09:30", "11:00", clock="department:roads", case=2, resumes=True),
            late("09:40", "11:00", clock="stage:assigned", case=2),
            late("09:50", "11:00", clock="stage:reported", case=3),
        ],
        MINUTE,
    )

    first, *others = found.lines
    assert (first.rungs, first.cases, first.passed_over, first.resumes) == (2, 2, 2, 1)
    assert first.longest == timedelta(hours=2)
    assert [each.rungs for each in others] == [1, 1]


def test_the_latest_cases_are_named_once_each() -> None:
    every = [late("09:00", f"11:{n:02}", case=n) for n in range(20)]
    (found,) = outages([*every, late("08:00", "11:00", case=19)], MINUTE)

    assert len(found.latest) == LATEST
    assert [each.case for each in found.latest] == [19, *range(18, 9, -1)]
    assert found.latest[0].since == at("06-08 08:00")


def test_what_was_passed_over_waited_since_the_first() -> None:
    play = an_assigned_case(
        Play(with_promise_rungs(a_quick_nag(AfterOutage.LATEST))), "2"
    )
    play.pass_time("06-09 10:00")

    nag = next(each for each in told(play) if each.rung == "nag")

    assert (nag.passed_over, nag.resumes) == (2, False)
    assert (nag.since, nag.due_at) == (at("06-08 13:22"), at("06-08 17:22"))
    assert nag.lateness == timedelta(hours=20, minutes=38)
    assert nag.messages == 1


def test_repeats_that_are_counted_anew_are_told() -> None:
    play = an_assigned_case(
        Play(with_promise_rungs(a_quick_nag(AfterOutage.RESUME))), "2"
    )
    play.pass_time("06-09 10:00")

    assert [each.resumes for each in told(play) if each.rung == "nag"] == [True]


def test_the_last_time_of_a_repeat_resumes_nothing() -> None:
    once = replace(a_quick_nag(AfterOutage.RESUME), times=1)
    play = an_assigned_case(Play(with_promise_rungs(once)), "2")
    play.pass_time("06-09 10:00")

    assert [each.resumes for each in told(play) if each.rung == "nag"] == [False]


def silent_acceptance(**changes: Any) -> Definition:
    assigned = a_definition().states["assigned"]
    return a_definition(replace(assigned, time_is_up=ACCEPT, **changes))


def test_an_action_taken_late_counts_from_when_it_was_due() -> None:
    rung = a_rung("due", Point.DUE, notify=(tell("coordinator of owner", "due"),))
    play = an_assigned_case(Play(silent_acceptance(rungs=(rung,))), "3")

    play.pass_time("06-09 10:00")

    due, time_is_up = told(play)
    (taken,) = time_is_up.taken
    assert (due.taken, due.messages) == ((), 1)
    assert (taken.action.en, taken.due_at, taken.taken_at) == (
        "accept",
        at("06-08 13:22"),
        at("06-09 10:00"),
    )
    assert taken.state is not None
    assert taken.state.en == "handling"
    assert (time_is_up.on_time, time_is_up.late) == (1, 0)
    assert time_is_up.rung_title.zh == "时限已到"


def test_no_verdict_suffers_from_an_action_taken_late() -> None:
    drop = an_action("drop", "acceptor of centre", "closed")
    assigned = a_definition().states["assigned"]
    actions = {**assigned.actions, "drop": drop}
    definition = a_definition(
        replace(
            assigned,
            actions=actions,
            limit=a_limit("1 work hour"),
            time_is_up=Automatic(action="drop"),
        )
    )
    play = an_assigned_case(Play(definition), "2")

    play.pass_time("06-12 10:00")

    (dropped,) = [each for each in told(play) if each.rung == "time_is_up"]
    assert (dropped.on_time, dropped.late) == (3, 0)
    stopped = {clock.stopped_at for clock in play.case.clocks.values()}
    assert at("06-12 10:00") not in stopped


def test_what_a_person_does_afterwards_is_not_of_the_outage() -> None:
    play = an_assigned_case(Play(silent_acceptance()), "3")
    play.step("06-09 10:00", "finish", "wei", result="done")

    (silence,) = told(play)

    assert [each.action.en for each in silence.taken] == ["accept"]
