"""A meeting is opened, resolves on the items of its agenda, and tasks are done."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from workflow.domain.blockers import Blocker, BlockerCode, blocker
from workflow.domain.case import number_text
from workflow.domain.city import City
from workflow.domain.decision import Refusal
from workflow.domain.disputes.rulings import Proposal
from workflow.domain.meeting import (
    Item,
    ItemKind,
    Meeting,
    MeetingRule,
    Resolution,
    Resolved,
)
from workflow.domain.meetings import sitting
from workflow.domain.meetings.rulings import Resolving, decide_ruling
from workflow.domain.worktime import Calendar
from workflow.engine.meetings.agenda import Agenda, agenda
from workflow.engine.results import Refused
from workflow.engine.runtime import Runtime
from workflow.store import meetings, reference, step
from workflow.store.database import Connection
from workflow.store.meetings import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolve:
    """What a meeting is to resolve on an item: a ruling, or a task of a department.

    `text` is the reason of the ruling, or the task. Without `due_at` a task has the
    time that the meeting's rule gives.
    """

    meeting: int
    item: int
    actor: str
    text: str
    ruling: Proposal | None = None
    department: str = ""
    due_at: datetime | None = None
    via: str = ""


def open_meeting(
    runtime: Runtime, name: str, actor: str, attendees: tuple[str, ...] = ()
) -> Meeting | Refused:
    """Open a meeting: its agenda, members and who attends are fixed from now on.

    Without `attendees` everybody attends who is on duty for a member.
    """
    found = agenda(runtime, name)
    if found is None:
        with runtime.database.reading() as connection:
            return no_such_meeting(runtime.city(connection), name)
    now = runtime.now()
    with runtime.database.writing() as connection:
        meetings.lock(connection)
        city = runtime.city(connection)
        today = today_of(city, found.rule, now)
        earlier = meetings.newest(connection, name)
        blockers = [
            *sitting.against_running(found.rule, actor, city.organisation, today),
            *sitting.against_opening(earlier),
            *_unknown_people(attendees, city),
        ]
        if blockers:
            return Refused(blockers=tuple(blockers))
        opened = Meeting(
            number=0,
            rule=found.rule,
            members=found.members,
            attendees=attendees or _representatives(found, city, today),
            opened_at=now,
            opened_by=actor,
            items=found.items,
        )
        number = meetings.add(connection, opened)
        connection.commit()
    return replace(opened, number=number)


def resolve(runtime: Runtime, asked: Resolve) -> Resolution | Refused:
    """Resolve on an item of a meeting that sits, or say every reason against it.

    A ruling and its entry in the history of the case are written together.
    """
    with runtime.database.writing() as connection:
        if asked.ruling is not None:
            # A ruling with scope makes a rule, so nobody else changes the city.
            reference.lock(connection)
        meeting = meetings.find(connection, asked.meeting, lock=True)
        city = runtime.city(connection)
        if meeting is None:
            return no_such_meeting(city, str(asked.meeting))
        now = runtime.now()
        today = today_of(city, meeting.rule, now)
        item = meeting.item(asked.item)
        blockers = [
            *sitting.against_running(
                meeting.rule, asked.actor, city.organisation, today
            ),
            *sitting.against_resolving(meeting),
        ]
        if item is None:
            missing = {"meeting": meeting.number, "item": asked.item}
            blockers.append(blocker(BlockerCode.NOT_ON_AGENDA, **missing))
        if blockers or item is None:
            return Refused(blockers=tuple(blockers))
        made = (
            _task(asked, meeting, city, now)
            if asked.ruling is None
            else _ruling(runtime, connection, asked, asked.ruling, meeting, item)
        )
        if isinstance(made, Refusal):
            return Refused(blockers=made.blockers)
        number = meetings.add_resolution(connection, made)
        connection.commit()
    return replace(made, number=number)


def finish(
    runtime: Runtime, number: int, actor: str, note: str
) -> Resolution | Refused:
    """Note that a task is done, and how; it is chased no longer."""
    with runtime.database.writing() as connection:
        held = meetings.meeting_of_resolution(connection, number)
        meeting = None if held is None else meetings.find(connection, held, lock=True)
        if meeting is None:
            unknown = blocker(BlockerCode.NO_SUCH_RESOLUTION, resolution=number)
            return Refused(blockers=(unknown,))
        task = next(each for each in meeting.resolutions if each.number == number)
        city, now = runtime.city(connection), runtime.now()
        today = today_of(city, meeting.rule, now)
        blockers = [
            *sitting.against_doing(meeting, task, actor, city.organisation, today),
            *sitting.against_text("note", "办结说明", note),
        ]
        if blockers:
            return Refused(blockers=tuple(blockers))
        meetings.add_fact(
            connection,
            meeting.number,
            Fact.DONE,
            subject=str(number),
            at=now,
            actor=actor,
            body={"note": note},
        )
        connection.commit()
    return replace(task, done_at=now, done_by=actor, note=note)


def calendar_of(city: City, rule: MeetingRule) -> Calendar:
    """The calendar of a meeting, or any other where the city dropped it since."""
    known = city.calendars.get(rule.calendar)
    return known or next(iter(city.calendars.values()))


def today_of(city: City, rule: MeetingRule, now: datetime) -> date:
    """The date at a meeting."""
    return calendar_of(city, rule).local(now).date()


def no_such_meeting(city: City, named: str) -> Refused:
    """That no meeting is called so, and what those that there are are called."""
    known = ", ".join(city.meetings) or "-"
    unknown = blocker(BlockerCode.NO_SUCH_MEETING, meeting=named, known=known)
    return Refused(blockers=(unknown,))


def _unknown_people(attendees: tuple[str, ...], city: City) -> list[Blocker]:
    return [
        blocker(BlockerCode.NO_SUCH_PERSON, person=each)
        for each in attendees
        if each not in city.organisation.people
    ]


def _representatives(found: Agenda, city: City, today: date) -> tuple[str, ...]:
    post = found.rule.represented_by
    held = (city.organisation.holders(post, each, today) for each in found.members)
    return tuple(dict.fromkeys(person.key for people in held for person in people))


def _task(
    asked: Resolve, meeting: Meeting, city: City, now: datetime
) -> Resolution | Refusal:
    due_at = asked.due_at
    if due_at is None:
        due_at = calendar_of(city, meeting.rule).due(now, meeting.rule.limit)
    today = today_of(city, meeting.rule, now)
    department = city.organisation.departments.get(asked.department)
    blockers = [
        *sitting.against_text("task", "任务", asked.text),
        *sitting.against_due(due_at, now),
    ]
    if department is None or not department.is_open(today):
        unit = asked.department or "-"
        blockers.append(blocker(BlockerCode.NO_SUCH_DEPARTMENT, unit=unit))
    if blockers:
        return Refusal(blockers=tuple(blockers))
    return Resolution(
        number=0,
        meeting=meeting.number,
        item=asked.item,
        kind=Resolved.TASK,
        department=asked.department,
        text=asked.text,
        made_at=now,
        made_by=asked.actor,
        due_at=due_at,
    )


def _ruling(  # noqa: PLR0913, PLR0917 - all that a ruling is made of
    runtime: Runtime,
    connection: Connection,
    asked: Resolve,
    proposal: Proposal,
    meeting: Meeting,
    item: Item,
) -> Resolution | Refusal:
    if item.kind is not ItemKind.DISPUTE:
        wrong = blocker(
            BlockerCode.BAD_RULING,
            problem_zh="该议题不是权属争议，请改为布置任务。",
            problem="this item is no dispute; give a department a task instead.",
        )
        return Refusal(blockers=(wrong,))
    held = step.read_many(connection, [item.cases[0]], lock=True)
    if not held:
        busy = blocker(BlockerCode.TOO_BUSY, case=number_text(item.cases[0]))
        return Refusal(blockers=(busy,))
    resolving = Resolving(
        meeting=meeting.number,
        rule=meeting.rule,
        dispute=item.dispute,
        actor=asked.actor,
        reason=asked.text,
        proposal=proposal,
        via=asked.via,
    )
    context = runtime.context(connection, held[0].case, held[0].revision)
    decided = decide_ruling(held[0].case, resolving, context)
    if isinstance(decided, Refusal):
        return decided
    step.write(connection, [decided])
    return Resolution(
        number=0,
        meeting=meeting.number,
        item=item.number,
        kind=Resolved.RULING,
        department=proposal.lead,
        text=asked.text,
        made_at=context.now,
        made_by=asked.actor,
        assisting=proposal.assisting,
        case=item.cases[0],
    )
