"""What a meeting may do, by how far it has come and by who asks."""

from dataclasses import replace
from datetime import date

import pytest

from tests.builders import at
from tests.domain.test_meeting import NAMED, a_rule
from workflow.domain.blockers import Blocker, BlockerCode
from workflow.domain.meeting import Meeting, Resolution, Resolved, Signature, Stage
from workflow.domain.meetings import sitting
from workflow.domain.organisation import Holding, Organisation, Person
from workflow.domain.readers import MAX_TEXT

TODAY = date(2026, 6, 8)
NOON = at("06-08 12:00")


def a_meeting(stage: Stage = Stage.OPEN, signed: tuple[str, ...] = ()) -> Meeting:
    return Meeting(
        number=1,
        rule=a_rule(),
        members=("roads", "water"),
        attendees=("li",),
        opened_at=NOON,
        opened_by="li",
        signatures=tuple(
            Signature(department=each, person="li", at=NOON) for each in signed
        ),
        drafted_at=None if stage is Stage.OPEN else NOON,
        issued_at=NOON if stage is Stage.ISSUED else None,
    )


def an_office() -> Organisation:
    """Li heads water, which convenes and writes; Bo heads roads."""
    held = (("li", "water"), ("bo", "roads"))
    return Organisation(
        places={},
        people={
            key: Person(key=key, name=key, language="en") for key in ("li", "bo", "no")
        },
        holdings=tuple(
            Holding(person=person, post="head", unit=unit, since=date(2026, 1, 1))
            for person, unit in held
        ),
    )


def codes(found: object) -> list[BlockerCode]:
    assert not isinstance(found, Blocker)
    return [each.code for each in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("stage", "against"),
    [
        (Stage.OPEN, (True, False, False, True, True)),
        (Stage.DRAFTED, (False, True, True, False, True)),
        (Stage.ISSUED, (False, True, True, True, True)),
    ],
)
def test_each_stage_allows_its_own(stage: Stage, against: tuple[bool, ...]) -> None:
    meeting = a_meeting(stage)

    assert meeting.stage is stage
    assert (
        bool(codes(sitting.against_opening(meeting))),
        bool(codes(sitting.against_resolving(meeting))),
        bool(codes(sitting.against_drafting(meeting))),
        bool(codes(sitting.against_signing(meeting))),
        bool(codes(sitting.against_issuing(meeting))),
    ) == against


def test_the_first_meeting_has_none_before_it() -> None:
    assert codes(sitting.against_opening(None)) == []


def test_minutes_are_issued_when_every_member_signed() -> None:
    some = a_meeting(Stage.DRAFTED, ("water",))
    every = a_meeting(Stage.DRAFTED, ("water", "roads"))

    (missing,) = sitting.against_issuing(some)
    assert missing.code is BlockerCode.NOT_ALL_SIGNED
    assert missing.details == {"missing": "roads"}
    assert codes(sitting.against_issuing(every)) == []


def test_one_signs_for_whom_one_speaks() -> None:
    meeting, office = a_meeting(Stage.DRAFTED, ("roads",)), an_office()

    assert sitting.represents(meeting, "li", "", office, TODAY) == ("water",)
    assert sitting.represents(meeting, "li", "roads", office, TODAY) == ()
    assert codes(sitting.against_signatory(meeting, "li", ("water",))) == []
    assert codes(sitting.against_signatory(meeting, "bo", ("roads",))) == [
        BlockerCode.SIGNED_ALREADY
    ]
    assert codes(sitting.against_signatory(meeting, "no", ())) == [
        BlockerCode.NO_REPRESENTATIVE
    ]


def test_only_its_officers_run_a_meeting() -> None:
    def asked(person: str) -> list[BlockerCode]:
        return codes(sitting.against_running(a_rule(), person, an_office(), TODAY))

    assert asked("li") == []
    assert asked("bo") == [BlockerCode.POST_NOT_HELD]
    assert asked("x") == [BlockerCode.NO_SUCH_PERSON]
    writing = sitting.against_writing(a_rule(), "bo", an_office(), TODAY)
    assert codes(writing) == [BlockerCode.POST_NOT_HELD]


def test_a_task_is_done_by_its_department_or_the_secretary() -> None:
    task = Resolution(
        number=1,
        meeting=1,
        item=1,
        kind=Resolved.TASK,
        department="roads",
        text="mark the border",
        made_at=NOON,
        made_by="li",
        due_at=at("06-09 12:00"),
    )

    def against(person: str, asked: Resolution) -> list[BlockerCode]:
        found = sitting.against_doing(a_meeting(), asked, person, an_office(), TODAY)
        return codes(found)

    assert against("bo", task) == against("li", task) == []
    assert against("no", task) == [BlockerCode.POST_NOT_HELD]
    done = replace(task, done_at=NOON)
    assert against("bo", done) == [BlockerCode.SETTLED_ALREADY]
    # On time is up to and with the due instant; a ruling is never late.
    assert not task.is_overdue(at("06-09 12:00"))
    assert task.is_overdue(at("06-09 12:01"))
    assert not done.is_overdue(at("06-10 12:00"))
    assert not replace(task, kind=Resolved.RULING).is_overdue(at("06-10 12:00"))


@pytest.mark.parametrize(
    ("text", "code"),
    [(" ", BlockerCode.MISSING_FIELD), ("x" * (MAX_TEXT + 1), BlockerCode.BAD_FIELD)],
)
def test_a_text_has_bounds(text: str, code: BlockerCode) -> None:
    assert codes(sitting.against_text("note", NAMED.zh, text)) == [code]
    assert codes(sitting.against_text("note", NAMED.zh, "x" * MAX_TEXT)) == []


def test_a_due_instant_lies_ahead() -> None:
    assert codes(sitting.against_due(NOON, NOON)) == [BlockerCode.BAD_FIELD]
    assert codes(sitting.against_due(at("06-08 12:01"), NOON)) == []
