"""People are told in their language, what they may know, and nobody is forgotten."""

from dataclasses import replace
from typing import Any

from tests.builders import (
    LONG_AGO,
    Play,
    a_city,
    a_definition,
    a_field,
    a_handled_case,
    a_state,
    an_action,
    an_assigned_case,
    an_organisation,
    tell,
)
from workflow.domain.decision import Message
from workflow.domain.definition import Definition, FieldType, Notify, State
from workflow.domain.organisation import Holding
from workflow.domain.words import Title


def a_telling_definition(*notify: Notify, **field: Any) -> Definition:
    """The small workflow, whose `finish` tells these people its result."""
    definition = a_definition()
    handling = definition.states["handling"]
    finish = replace(handling.actions["finish"], notify=notify, may=("reason",))
    told: State = replace(handling, actions={**handling.actions, "finish": finish})
    result = a_field("result", **field)
    return a_definition(told, fields={**definition.fields, "result": result})


def messages(
    *notify: Notify, city: Any = None, result: str = "done", **field: Any
) -> tuple[Message, ...]:
    play = a_handled_case(Play(a_telling_definition(*notify, **field), city))
    return play.step("06-08 11:00", "finish", "wei", result=result).messages


def test_each_person_on_duty_gets_a_message() -> None:
    found = messages(tell("inspector of place", "please_check"))

    assert [each.recipient for each in found] == ["ina", "wei"]
    assert {each.post for each in found} == {"inspector@220104"}
    assert {each.template for each in found} == {"please_check"}


def test_the_ids_of_messages_are_stable() -> None:
    found = messages(tell("inspector of place", "a"), tell("reporter", "b"))

    assert [each.id for each in found] == [
        "20260608-000001/5/1",
        "20260608-000001/5/2",
        "20260608-000001/5/3",
    ]


def test_a_vacant_post_leaves_a_message_for_nobody() -> None:
    organisation = an_organisation()
    holdings = tuple(
        each for each in organisation.holdings if each.post != "dispatcher"
    )
    city = a_city(organisation=an_organisation(holdings=holdings))

    (message,) = messages(tell("dispatcher of centre", "look"), city=city)

    assert (message.recipient, message.post) == ("", "dispatcher@centre")
    assert not message.to_reporter


def test_every_reporter_is_told() -> None:
    play = a_handled_case(Play(a_telling_definition(tell("reporter", "solved"))))
    play.case = replace(play.case, reports=("one/1", "two/1"))

    found = play.step("06-08 11:00", "finish", "wei", result="done").messages

    assert [each.recipient for each in found] == ["one/1", "two/1"]
    assert all(each.to_reporter for each in found)


def test_staff_only_values_never_reach_the_reporter() -> None:
    inspector, reporter = tell("inspector of place", "a"), tell("reporter", "b")
    *staff, public = messages(inspector, reporter, staff_only=True)

    assert {each.facts["result"] for each in staff} == {"done"}
    assert public.facts["result"] == ""


def test_the_reporter_is_not_told_who_acted() -> None:
    staff, _, public = messages(tell("inspector of place", "a"), tell("reporter", "b"))

    assert staff.facts["actor"] == "Wei"
    assert public.facts["actor"] == ""


def test_personal_values_are_in_no_message() -> None:
    found = messages(
        tell("inspector of place", "a"), tell("reporter", "b"), personal=True
    )

    assert {each.facts["result"] for each in found} == {""}
    assert "done" not in repr(found)


def test_each_reads_in_an_own_language() -> None:
    organisation = an_organisation()
    people = dict(organisation.people)
    people["ina"] = replace(people["ina"], language="zh")
    choice = {"well": Title(zh="办结", en="well done")}

    chinese, english = messages(
        tell("inspector of place", "a"),
        city=a_city(organisation=an_organisation(people=people)),
        kind=FieldType.CHOICE,
        of=choice,
        result="well",
    )

    assert (chinese.language, chinese.facts["result"]) == ("zh", "办结")
    assert (english.language, english.facts["result"]) == ("en", "well done")


def test_a_message_freezes_what_was_true() -> None:
    message, _ = messages(tell("inspector of place", "please_check"))

    assert message.facts == {
        "case.number": "20260608-000001",
        "case.title": "small",
        "case.state": "verifying",
        "case.category": "cover",
        "case.condition": "3",
        "case.place": "桂林, 朝阳",
        "case.owner": "water",
        "case.priority": "normal",
        "case.promise_due": "",
        "case.stage_due": "2026-06-09 11:00",
        "case.department_due": "",
        "action": "finish",
        "actor": "Wei",
        "answer": "",
        "decide_by": "",
        "asked": "",
        "at": "2026-06-08 11:00",
        "reason": "",
        "result": "done",
        "finding": "",
        "resume_on": "",
    }


def test_due_instants_are_told_by_the_local_clock() -> None:
    play = an_assigned_case(
        Play(
            a_definition(
                a_state(
                    "assigned",
                    an_action(
                        "accept",
                        "coordinator of owner",
                        "handling",
                        notify=(tell("dispatcher of centre", "taken"),),
                    ),
                )
            )
        )
    )

    (message,) = play.step("06-08 10:00", "accept", "wei").messages

    assert message.facts["case.promise_due"] == "2026-06-10 09:10"
    assert message.facts["case.department_due"] == "2026-06-10 09:10"


def test_a_person_in_two_posts_is_told_in_both() -> None:
    organisation = an_organisation()
    both = Holding(person="wei", post="dispatcher", unit="centre", since=LONG_AGO)
    holdings = (*organisation.holdings, both)
    city = a_city(organisation=an_organisation(holdings=holdings))

    found = messages(
        tell("dispatcher of centre", "a"), tell("coordinator of owner", "b"), city=city
    )

    assert [(each.recipient, each.template) for each in found] == [
        ("dan", "a"),
        ("wei", "a"),
        ("wei", "b"),
    ]


def test_a_place_that_is_gone_is_told_by_its_code() -> None:
    play = a_handled_case(Play(a_telling_definition(tell("coordinator of owner", "a"))))
    play.case = replace(play.case, place="220199")

    (message,) = play.step("06-08 11:00", "finish", "wei", result="done").messages

    assert message.facts["case.place"] == "220199"
