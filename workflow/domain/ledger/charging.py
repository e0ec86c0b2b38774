"""Who is accountable for a case, by what history says of it at one moment."""

from dataclasses import dataclass

from workflow.domain.decision import REPORTER
from workflow.domain.definition import Charged, Standing, State, TermKind
from workflow.domain.ledger.spans import Ground, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What counts for the question whose the time is.

    `desk` is the unit of the post that is expected to act, empty if there is none;
    with `own_time` a clock of the owner's own runs.
    """

    state: State
    owner: str
    desk: str
    place: str
    own_time: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """The one unit that is accountable, as what and why."""

    unit: str
    role: Role
    reason: Ground


def charge_of(facts: Facts) -> Charge:
    """The unit that is accountable; there always is exactly one."""
    declared = _declared(facts)
    if declared is not None:
        return declared
    if _waits_for_the_reporter(facts):
        return Charge(unit=REPORTER, role=Role.REPORTER, reason=Ground.REPORTER)
    if not facts.owner:
        return _without_owner(facts)
    if facts.desk and facts.desk != facts.owner and not facts.own_time:
        # The check, or the dispatcher to whom a case was returned.
        return Charge(unit=facts.desk, role=Role.DESK, reason=Ground.OTHER_DESK)
    return _of_owner(facts)


def _declared(facts: Facts) -> Charge | None:
    """What the definition says of the state, where there is such a unit."""
    match facts.state.charged:
        case Charged.REPORTER:
            return Charge(unit=REPORTER, role=Role.REPORTER, reason=Ground.DECLARED)
        case Charged.DESK if facts.desk:
            return Charge(unit=facts.desk, role=Role.DESK, reason=Ground.DECLARED)
        case Charged.OWNER if facts.owner:
            return Charge(unit=facts.owner, role=Role.OWNER, reason=Ground.DECLARED)
    return None


def _without_owner(facts: Facts) -> Charge:
    if facts.desk:
        return Charge(unit=facts.desk, role=Role.DESK, reason=Ground.DESK)
    return Charge(unit=facts.place, role=Role.VACANT, reason=Ground.VACANT)


def _of_owner(facts: Facts) -> Charge:
    if _waits_for_a_date(facts.state):
        return Charge(unit=facts.owner, role=Role.SUSPENDED, reason=Ground.DATE)
    reason = Ground.NO_DESK
    if facts.desk == facts.owner:
        reason = Ground.OWN_DESK
    elif facts.own_time:
        reason = Ground.OWN_TIME
    return Charge(unit=facts.owner, role=Role.OWNER, reason=reason)


def _waits_for_the_reporter(facts: Facts) -> bool:
    """Whether the main action is the reporter's alone, or no post has any action.

    Something that anybody may do besides, such as cancelling, changes nothing.
    """
    actions = tuple(facts.state.actions.values())
    if not actions:
        return False
    main = {who.standing for who in actions[0].by}
    if main == {Standing.REPORTER}:
        return True
    every = [who for action in actions for who in action.by]
    return any(who.standing is Standing.REPORTER for who in every) and not any(
        who.post for who in every
    )


def _waits_for_a_date(state: State) -> bool:
    return any(
        term.kind is TermKind.UNTIL for case in state.limit.cases for term in case.terms
    )
