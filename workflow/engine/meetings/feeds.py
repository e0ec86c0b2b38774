"""Where items of an agenda come from that other parts of the engine know of."""

from collections.abc import Iterator
from datetime import date

from workflow.domain.case import number_text
from workflow.domain.city import City
from workflow.domain.joining.passage import rule_in, running
from workflow.domain.meeting import Item, ItemKind, MeetingRule, meeting_of
from workflow.domain.reasons import department_title
from workflow.domain.words import Title
from workflow.engine.runtime import Runtime
from workflow.store import meetings, precedents, step
from workflow.store.database import Connection


def expiring_precedents(
    connection: Connection, rule: MeetingRule, city: City, today: date, by: date
) -> Iterator[Item]:
    """The precedents at its place that end, or are to be reviewed, by a date."""
    organisation = city.organisation
    for each in precedents.expiring(connection, by, since=today):
        if meeting_of(each.place, city.meetings, organisation) != rule.name:
            continue
        where = organisation.places[each.place].title
        day = each.next_look.isoformat()
        yield Item(
            number=0,
            kind=ItemKind.PRECEDENT,
            says=Title(
                zh=f"先例 {each.number}：{each.category}，{where.zh}，{day}",
                en=f"Precedent {each.number}: {each.category}, {where.en}, {day}",
            ),
            cases=(each.case,) if each.case else (),
            departments=(each.lead.department,) if each.lead.department else (),
        )


def failed_joint_operations(
    runtime: Runtime, connection: Connection, rule: MeetingRule, city: City
) -> Iterator[Item]:
    """The open joint operations at a meeting's place that can no longer succeed."""
    numbers = meetings.in_joint_work(connection)
    for found in step.read_many(connection, numbers):
        case = found.case
        if meeting_of(case.place, city.meetings, city.organisation) != rule.name:
            continue
        context = runtime.context(connection, case, found.revision)
        joint, declared = running(case), rule_in(case.state, context)
        if joint is None or declared is None or declared.done.could_be_met(joint):
            continue
        members = tuple(each.department for each in joint.members)
        titles = [department_title(each, context) for each in members]
        number = number_text(case.number)
        yield Item(
            number=0,
            kind=ItemKind.JOINT,
            says=Title(
                zh=f"案件 {number}：{'、'.join(each.zh for each in titles)}",
                en=f"Case {number}: {', '.join(each.en for each in titles)}",
            ),
            cases=(case.number,),
            departments=members,
        )
