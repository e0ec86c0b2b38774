"""Joint work in the words of the people who take part in it."""

from tests.engine.hall import Hall
from workflow.domain.case import Case
from workflow.domain.membership import Change, Changing
from workflow.engine.joint import change_members
from workflow.engine.results import Done, Refused
from workflow.engine.screens import person_key


def changes_members(  # noqa: PLR0917 - all that a change says
    hall: Hall, who: str, changing: str, department: str, reason: str = "", by: str = ""
) -> Done | Refused:
    """Somebody adds, excuses or replaces a member of joint work."""
    change = Change(
        case=hall.number,
        changing=Changing(changing),
        department=department,
        actor=person_key(hall.runtime, who),
        reason=reason,
        by=by,
    )
    return change_members(hall.runtime, change)


def child(hall: Hall, department: str) -> Case:
    """The case of a department's own, in the joint work of the case."""
    joint = hall.case().joint
    member = joint.member(department) if joint else None
    assert member is not None, department
    return hall.case(member.case)


def acts(hall: Hall, who: str, department: str) -> Case:
    """A member arrives, if it has not yet, and does its task."""
    number = child(hall, department).number
    if child(hall, department).state == "called":
        hall.does(who, "arrive", case=number, photos=hall.photos())
    return hall.finish(who, case=number)
