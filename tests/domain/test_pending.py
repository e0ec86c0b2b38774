"""What waits for somebody's decision follows its case: whose word, and until when."""

from dataclasses import replace
from typing import Any

import pytest

from tests.builders import (
    FIELDS,
    STATES,
    Play,
    a_calendar,
    a_city,
    a_definition,
    a_field,
    a_handled_case,
    a_limit,
    a_rung,
    a_state,
    an_action,
    an_approval,
    an_organisation,
    at,
)
from tests.domain.test_recounting import HOLIDAY, recount
from workflow.domain.answer import Answer
from workflow.domain.blockers import BlockerCode
from workflow.domain.case import Application
from workflow.domain.city import City
from workflow.domain.decision import EntryKind, Refusal
from workflow.domain.definition import (
    Approval,
    Destination,
    Extension,
    FieldType,
    Point,
    Silence,
    Towards,
)
from workflow.domain.durations import parse_duration
from workflow.domain.effects import fold
from workflow.domain.organisation import Department
from workflow.domain.reasons import why_due

STATE = {state.name: state for state in STATES}
OWN = ("department", "promise")
MORE_TIME = an_approval(
    "more_time",
    "coordinator of owner",
    before_due=True,
    adds=Extension(clocks=OWN, percent=100),
    limit=a_limit("1 work day"),
    templates={Answer.PENDING: "please_decide"},
)
SUSPENSION = an_approval("suspension", "coordinator of owner", limit=a_limit("4 days"))
ONCE = an_approval("once", "coordinator of owner", asked_at_most=1)
HANDLING = a_state(
    "handling",
    *STATE["handling"].actions.values(),
    an_action("extend", "dispatcher of centre", approval="more_time"),
    an_action("lengthen", "dispatcher of centre", approval="more_time"),
    an_action("give", "dispatcher of centre", needs=("owner",)),
    an_action("ask", "coordinator of owner", pauses=OWN),
    an_action("answered", "reporter", resumes=OWN),
    an_action("recategorise", "acceptor of centre", needs=("category", "condition")),
    an_action(
        "suspend",
        "dispatcher of centre",
        "waiting",
        needs=("until_day",),
        approval="suspension",
    ),
    an_action("pass_on", "dispatcher of centre", needs=("owner",), approval="once"),
)
SOON = a_field("until_day", FieldType.DATE, within=parse_duration("365 days"))


def a_play(*approvals: Approval, city: City | None = None, **changes: Any) -> Play:
    """A case that water handles; its limits end on Wednesday the 10th at 09:10."""
    every = {each.name: each for each in (MORE_TIME, SUSPENSION, ONCE, *approvals)}
    fields = {**{each.name: each for each in FIELDS}, "until_day": SOON}
    definition = a_definition(HANDLING, approvals=every, fields=fields, **changes)
    return a_handled_case(Play(definition, city))


def asked(play: Play, action: str = "extend", when: str = "06-09 10:00") -> Play:
    play.step(when, action, "dan")
    return play


def waits(play: Play, action: str = "extend") -> Application:
    """What is pending; its clock is due when the application says that it is."""
    found = play.case.pending[action]
    assert play.clock("application", action).due_at == found.due_at
    entries = [each for decided in play.decisions for each in decided.entries]
    told = fold(play.case.number, [(each, "") for each in entries])
    assert told.case == replace(play.case, head="")
    assert told.applications[found.number] == found
    return found


def given_to_roads(play: Play) -> None:
    play.step("06-09 11:00", "give", "dan", owner="roads")


def test_an_application_goes_to_the_desk_of_a_new_owner() -> None:
    play = asked(a_play())
    before = waits(play).desk

    given_to_roads(play)

    assert (before, waits(play).desk) == ("coordinator@water", "coordinator@roads")
    (told,) = play.decisions[-1].messages
    assert (told.recipient, told.template) == ("rob", "please_decide")
    assert told.facts["actor"] == "Dan"
    assert play.decisions[-1].applications == (waits(play),)
    play.judge("06-09 11:10", "extend", "rob")
    assert play.case.granted == {"more_time": 1}


def test_a_rung_that_moves_a_case_moves_its_applications() -> None:
    away = Destination(text="roads", towards=Towards.DEPARTMENT, name="roads")
    rung = a_rung("away", Point.BEFORE, duration="1 work hour", reassign=away)
    clocks = a_definition().clocks
    promise = replace(clocks["promise"], rungs=(rung,))
    play = asked(a_play(clocks={**clocks, "promise": promise}))

    decided = play.pass_time("06-09 17:20")

    assert play.case.owner == "roads"
    assert waits(play).desk == "coordinator@roads"
    assert [each.recipient for each in decided.messages] == ["rob"]


def test_the_same_decider_is_not_told_again() -> None:
    play = asked(a_play())

    decided = play.step("06-09 11:00", "ask", "wei")

    assert decided.messages == ()


def test_an_application_is_due_with_the_clock_of_a_new_owner() -> None:
    own = replace(MORE_TIME, adds=Extension(clocks=("department",), percent=100))
    play = asked(a_play(replace(own, limit=a_limit("9 work days"))))
    before = waits(play).due_at

    given_to_roads(play)

    assert before == at("06-10 09:10")
    assert play.clock("department", "roads").due_at == at("06-11 11:00")
    assert waits(play).due_at == at("06-11 11:00")


def test_an_application_has_its_own_limit_while_others_stand() -> None:
    play = asked(a_play())

    play.step("06-09 10:10", "ask", "wei")
    alone = waits(play).due_at
    play.step("06-09 10:30", "answered", "reporter")

    assert alone == at("06-10 10:00")
    # The promise stood still for twenty minutes of working time.
    assert play.clock("promise").due_at == at("06-10 09:30")
    assert waits(play).due_at == at("06-10 09:30")


def test_an_application_is_due_later_once_another_is_granted() -> None:
    play = asked(asked(a_play()), "lengthen")

    play.judge("06-09 11:00", "extend", "wei")

    assert play.clock("promise").due_at == at("06-12 09:10")
    assert waits(play, "lengthen").due_at == at("06-10 10:00")


def test_an_application_is_due_earlier_under_a_shorter_limit() -> None:
    play = asked(a_play(), when="06-08 10:00")
    before = waits(play).due_at

    play.step("06-08 10:10", "recategorise", "ann", category="C0101", condition="2")

    assert (before, waits(play).due_at) == (at("06-09 10:00"), at("06-08 14:10"))
    decided = play.pass_time("06-08 14:10")
    assert play.case.pending == {}
    assert decided.entries[-1].request["answer"] == "refused"


def test_a_limit_found_broken_ends_the_wait_at_once() -> None:
    play = asked(a_play())

    play.step("06-09 10:30", "recategorise", "ann", category="C0101", condition="2")
    decided = play.verdict("06-09 10:30", "extend", "wei")

    assert isinstance(decided, Refusal)
    assert [each.code for each in decided.blockers] == [BlockerCode.NOT_ASKED]


def test_another_calendar_moves_the_application_and_lists_it() -> None:
    play = asked(a_play(replace(MORE_TIME, limit=a_limit("9 work days"))))

    answer = recount(play, "06-09 10:00", every=True, holidays=HOLIDAY)

    assert play.clock("promise").due_at == at("06-11 09:10")
    assert waits(play).due_at == at("06-11 09:10")
    (moved,) = [each for each in answer.moved if each.after.name == "application"]
    assert moved.before.due_at == at("06-10 09:10")
    assert moved.after == play.clock("application", "extend")
    assert [each.kind for each in answer.decision.entries] == [EntryKind.RECOUNTED]


def test_an_own_limit_is_counted_anew_like_any_other() -> None:
    long = replace(MORE_TIME, before_due=False, limit=a_limit("2 work days"))
    wednesday = a_calendar(holidays=frozenset({at("06-10 09:00").date()}))
    play = asked(a_play(long))

    play.city = a_city(calendars={"changchun": wednesday})
    recount(play, "06-09 10:10", every=True, holidays=wednesday.rules.holidays)

    assert waits(play).due_at == at("06-12 10:00")


def test_why_says_that_what_is_extended_ends_before() -> None:
    play = asked(a_play())
    entries = [each for decided in play.decisions for each in decided.entries]

    told = why_due(
        play.clock("application", "extend"), entries, play.context("06-09 10:00")
    )

    (limit,) = [each for each in told if each.code == "limit"]
    assert limit.en == (
        "Its limit is 1 work day, by the rules of approval “more_time”, but what it "
        "would extend is due before: 7 work h 10 min in all."
    )
    assert "但所延时限届时已到期" in limit.zh


def closed_roads() -> City:
    known = an_organisation().departments
    roads = replace(known["roads"], closed_on=at("06-09 12:00").date())
    departments: dict[str, Department] = {**known, "roads": roads}
    return a_city(organisation=an_organisation(departments=departments))


def test_a_department_closed_meanwhile_gets_nothing() -> None:
    play = a_play()
    play.step("06-09 10:00", "pass_on", "dan", owner="roads")
    play.city = closed_roads()

    decided = play.verdict("06-09 10:30", "pass_on", "wei")

    assert isinstance(decided, Refusal)
    (why,) = decided.blockers
    assert why.en == (
        "The field owner is wrong: department roads was closed on 2026-06-09."
    )
    assert "owner" in why.zh
    assert play.case.owner == "water"


def test_a_date_that_has_passed_is_not_granted() -> None:
    play = a_play()
    play.step("06-09 10:00", "suspend", "dan", until_day="2026-06-10")

    in_time = play.verdict("06-10 23:00", "suspend", "wei")
    too_late = play.verdict("06-11 08:00", "suspend", "wei")

    assert not isinstance(in_time, Refusal)
    assert isinstance(too_late, Refusal)
    assert [(each.code, each.details["field"]) for each in too_late.blockers] == [
        (BlockerCode.BAD_FIELD, "until_day")
    ]


@pytest.mark.parametrize(
    ("day", "answer", "state"),
    [
        pytest.param("2026-06-10", "refused", "handling", id="passed by then"),
        pytest.param("2026-06-13", "granted", "waiting", id="passed since"),
    ],
)
def test_silence_reads_values_as_of_its_time(day: str, answer: str, state: str) -> None:
    quiet = replace(SUSPENSION, silence=Silence.GRANTED)
    play = a_play(quiet)
    play.step("06-09 10:00", "suspend", "dan", until_day=day)

    # Silence answers on the 13th at ten; nobody looks until two days later.
    decided = play.pass_time("06-15 10:00")

    answers = [each.request.get("answer") for each in decided.entries]
    assert answer in answers
    assert play.case.state == state
    if answer == "refused":
        rung = next(e for e in decided.entries if e.action.startswith("application"))
        assert rung.request["not_taken"] == ["bad_field"]


@pytest.mark.parametrize("answer", [Answer.REFUSED, Answer.WITHDRAWN])
def test_what_may_be_asked_once_is_not_asked_again(answer: Answer) -> None:
    play = a_play()
    play.step("06-09 10:00", "pass_on", "dan", owner="roads")
    who = "wei" if answer is Answer.REFUSED else "dan"
    play.judge("06-09 10:10", "pass_on", who, answer, "no")

    (why,) = play.refuse("06-09 10:20", "pass_on", "dan", owner="roads")

    assert why.code is BlockerCode.ASKED_BEFORE
    assert why.en == "pass_on can be applied for 1 time(s) in a cycle, and no more."
    assert why.zh == "“pass_on”每轮最多申请 1 次，不论结果如何，已不能再申请。"
    assert (play.case.pending, play.case.applied) == ({}, {"once": 1})


def test_a_new_cycle_may_ask_anew() -> None:
    play = a_play()
    play.step("06-09 10:00", "pass_on", "dan", owner="roads")
    play.step("06-09 10:10", "finish", "wei", result="done")
    play.step("06-09 10:20", "pass", "ina")

    play.step("06-09 10:30", "reopen", "reporter", reason="again")

    assert play.case.applied == {}
