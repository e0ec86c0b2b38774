"""Whose case it becomes when time gives it to another department."""

from datetime import datetime
from typing import Any

from workflow.domain import timing
from workflow.domain.blockers import Blocker, BlockerCode, blocker
from workflow.domain.case import Case, Clock, revised
from workflow.domain.catalogue import Lead
from workflow.domain.context import Context
from workflow.domain.definition import Destination, Towards
from workflow.domain.ownership import department_of


def new_owner(destination: Destination, case: Case, context: Context) -> str | Blocker:
    """The department that takes the case over, or why nothing changes.

    Only an open department can, and one that owns the case already has nothing to
    take over.
    """
    named = _named(destination, case, context)
    found = department_of(named, case, context) if named else ""
    if not found:
        return blocker(BlockerCode.NO_SUCH_DEPARTMENT, unit=destination.text)
    if found == case.owner:
        return blocker(BlockerCode.OWNER_ALREADY, department=found)
    return found


def given_to(owner: str, case: Case) -> dict[str, Any]:
    """What changes of a case that goes to another owner and stays where it is.

    The first owner remains; a case that had none in this cycle has its first now.
    """
    first = {} if case.first_owner else {"first_owner": owner}
    return {"owner": owner, **first}


def clocks_after(
    arrived: Case, fired: Clock, due_at: datetime, context: Context
) -> tuple[Clock, ...]:
    """The clock that fired, and those that follow the new owner, as they are by now.

    The time of the owner before is paused when the rung was due, whenever somebody
    noticed; the new one's begins now, or goes on.
    """
    moved = timing.Moved(
        entered=False,
        back=False,
        recategorised=False,
        left_at=due_at,
        dispatched=True,
    )
    now = revised(arrived, clocks={**arrived.clocks, fired.key: fired})
    followed = timing.follow(now, moved, context)
    return tuple({each.key: each for each in (fired, *followed)}.values())


def _named(destination: Destination, case: Case, context: Context) -> Lead | None:
    """The department in the words of the responsibility list, if there is one."""
    if destination.towards is Towards.NEAREST:
        return Lead(kind=destination.name)
    key = destination.name
    if destination.towards is Towards.FIRST_OWNER:
        key = case.first_owner
    elif destination.towards is Towards.PARENT:
        owner = context.city.organisation.departments.get(case.owner)
        key = (owner.parent or "") if owner else ""
    return Lead(department=key) if key else None
