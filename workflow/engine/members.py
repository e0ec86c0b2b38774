"""What people look at of joint work: who takes part, and how far each has come."""

from dataclasses import dataclass
from datetime import datetime

from workflow.domain.case import Case, Outcome
from workflow.domain.context import Context
from workflow.domain.definition import DoneRule
from workflow.domain.joining.passage import rule_in
from workflow.domain.joint import Joint, Member
from workflow.domain.timing import STAGE
from workflow.engine.runtime import Runtime
from workflow.store import step


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """A department that takes part, with its own case; `due_at` is its next limit."""

    member: Member
    case: Case
    context: Context
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """The last joint work of a case, and when it is done; nothing without any."""

    case: Case
    context: Context
    joint: Joint | None
    done: DoneRule | None
    taking: tuple[Taking, ...]


def team_of(runtime: Runtime, number: int) -> Team | None:
    """Who takes part in the joint work of a case; None if there is no such case."""
    with runtime.database.reading() as connection:
        found = step.read(connection, number)
        if found is None:
            return None
        context = runtime.context(connection, found.case, found.revision)
        joint = found.case.joint
        members = {each.case: each for each in joint.members} if joint else {}
        rule = rule_in(joint.state, context) if joint else None
        taking = []
        for each in step.read_many(connection, sorted(members)) if members else ():
            there = runtime.context(connection, each.case, each.revision)
            clock = each.case.clocks.get((STAGE, each.case.state))
            running = clock is not None and clock.outcome is Outcome.RUNNING
            taking.append(
                Taking(
                    member=members[each.case.number],
                    case=each.case,
                    context=there,
                    due_at=clock.due_at if clock is not None and running else None,
                )
            )
    return Team(
        case=found.case,
        context=context,
        joint=joint,
        done=rule.done if rule else None,
        taking=tuple(taking),
    )
