"""A cover that neither water nor roads wants, until one of them repairs it."""

from tests.builders import Play, at
from workflow.domain.blockers import BlockerCode
from workflow.domain.case import Outcome


def _passed_around() -> Play:
    """Reported on Monday at nine; both departments send it back before noon."""
    play = Play()
    play.report("06-08 09:00", description="a cover rattles, call 139")
    play.step("06-08 09:10", "register", "ann", category="C0101", condition="3")
    play.step("06-08 10:10", "return", "wei", reason="the frame belongs to the road")
    play.step("06-08 10:30", "dispatch", "dan", owner="roads")
    play.step("06-08 11:30", "return", "rob", reason="the pipe below is water's")
    return play


def test_the_reporter_s_promise_survives_every_transfer() -> None:
    play = _passed_around()

    promise = play.clock("promise")
    assert (promise.started_at, promise.due_at) == (
        at("06-08 09:10"),
        at("06-10 09:10"),
    )
    assert promise.outcome is Outcome.RUNNING


def test_each_department_answers_for_its_own_hour() -> None:
    play = _passed_around()

    hour = 3_600_000_000
    assert play.clock("department", "water").consumed == hour
    assert play.clock("department", "roads").consumed == hour
    assert play.case.returned_by == ("water", "roads")


def test_a_case_that_nobody_wants_keeps_its_owner() -> None:
    play = _passed_around()

    assert (play.case.owner, play.case.first_owner) == ("roads", "water")
    assert play.case.desk == "dispatcher@centre"


def test_whoever_lost_it_cannot_act_any_more() -> None:
    play = _passed_around()
    play.step("06-08 11:40", "dispatch", "dan", owner="water")

    (why,) = play.refuse("06-08 11:50", "accept", "rob")

    assert why.code is BlockerCode.POST_NOT_HELD
    assert why.zh


def test_it_is_repaired_checked_and_answered() -> None:
    play = _passed_around()
    play.step("06-08 11:40", "dispatch", "dan", owner="water")
    play.step("06-08 13:00", "accept", "wei")
    play.step("06-09 14:00", "finish", "wei", result="a new frame")
    (own,) = play.refuse("06-09 15:00", "pass", "wei")
    play.step("06-09 15:00", "rework", "ina", reason="it still rattles")
    play.step("06-09 16:00", "finish", "wei", result="bolted")
    play.step("06-10 09:00", "pass", "ina")

    assert own.code is BlockerCode.DID_IT_ONESELF
    assert play.case.final == "solved"
    assert play.clock("promise").outcome is Outcome.ON_TIME
    assert [entry.action for each in play.decisions for entry in each.entries] == [
        "report",
        "register",
        "dispatch",
        "return",
        "dispatch",
        "return",
        "dispatch",
        "accept",
        "finish",
        "rework",
        "promise.soon",
        "finish",
        "pass",
    ]


def test_nothing_of_the_reporter_is_in_history() -> None:
    play = _passed_around()
    entries = [entry for each in play.decisions for entry in each.entries]
    messages = [message for each in play.decisions for message in each.messages]

    assert "139" not in repr(entries)
    assert "139" not in repr(messages)


def test_it_comes_back_and_begins_anew() -> None:
    play = _passed_around()
    play.step("06-08 11:40", "dispatch", "dan", owner="water")
    play.step("06-08 13:00", "accept", "wei")
    play.step("06-08 15:00", "finish", "wei", result="bolted")
    play.step("06-08 16:00", "pass", "ina")

    play.step("06-12 09:00", "reopen", "reporter", reason="it rattles again")

    # In the new cycle nobody has returned it yet, so the list speaks again.
    assert (play.case.state, play.case.owner, play.case.cycle) == (
        "assigned",
        "water",
        2,
    )
    assert play.clock("promise").due_at == at("06-16 09:00")
