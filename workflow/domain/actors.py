"""Who may act, who is told, and whose desk a case lies on."""

from workflow.domain.case import Case
from workflow.domain.context import Context
from workflow.domain.decision import REPORTER, SYSTEM
from workflow.domain.definition import Action, Scope, Standing, State, Who
from workflow.domain.organisation import Level, Person

LEAD = "lead"
"""What the case of a member knows its lead by."""

_OF_DISPUTE = frozenset(
    {Scope.PROPOSED, Scope.PARTIES, Scope.INTERIM, Scope.COMMON_SUPERIOR}
)


def units_of(who: Who, case: Case, context: Context) -> tuple[str, ...]:
    """The departments or places where the post may be held; empty if there are none.

    Only a dispute and joint work have more than one.
    """
    if who.scope in _OF_JOINT:
        return _units_of_joint(who, case)
    if who.scope in _OF_DISPUTE:
        return _units_of_dispute(who, case, context)
    unit = _unit(who, case, context)
    return (unit,) if unit else ()


_OF_JOINT = frozenset({Scope.LEAD, Scope.MEMBER})


def _units_of_joint(who: Who, case: Case) -> tuple[str, ...]:
    """The lead, or everybody who takes part; a member's own case knows these two."""
    if case.joint is not None:
        if who.scope is Scope.LEAD:
            return (case.joint.lead,)
        return tuple(each.department for each in case.joint.counted)
    lead = str(case.inherited.get(LEAD, ""))
    unit = lead if who.scope is Scope.LEAD else case.owner
    return (unit,) if unit and case.parent else ()


def unit_of(who: Who, case: Case, context: Context) -> str:
    """The first of the `units_of` a post; empty if there is none."""
    found = units_of(who, case, context)
    return found[0] if found else ""


def _unit(who: Who, case: Case, context: Context) -> str:
    if who.scope is Scope.OWNER:
        return case.owner
    if who.scope is Scope.FIRST_OWNER:
        return case.first_owner
    return _unit_by_place(who, case.place, context) or ""


def _units_of_dispute(who: Who, case: Case, context: Context) -> tuple[str, ...]:
    dispute = case.dispute
    if dispute is None:
        return ()
    match who.scope:
        case Scope.PROPOSED:
            return dispute.proposed
        case Scope.PARTIES:
            return dispute.parties
        case Scope.INTERIM:
            return (dispute.lead,)
        case _:
            above = context.city.organisation.above_all(dispute.parties)
            return (above,) if above else ()


def _unit_by_place(who: Who, place: str, context: Context) -> str | None:
    organisation = context.city.organisation
    if who.scope is Scope.PLACE:
        return organisation.filled_upward(who.post, place, context.today)
    if who.scope is Scope.LEVEL:
        return organisation.at_level(place, Level(who.name))
    department = organisation.nearest(who.name, place, context.today)
    return department.key if department else None


def people_of(who: Who, case: Case, context: Context) -> tuple[Person, ...]:
    """The people on duty in the post; nobody for a standing."""
    organisation = context.city.organisation
    found = [
        person
        for unit in units_of(who, case, context)
        for person in organisation.holders(who.post, unit, context.today)
    ]
    return tuple({person.key: person for person in found}.values())


def may_act(by: tuple[Who, ...], actor: str, case: Case, context: Context) -> bool:
    """Whether any of these entries admits the actor."""
    return any(_admits(who, actor, case, context) for who in by)


def _admits(who: Who, actor: str, case: Case, context: Context) -> bool:
    match who.standing:
        case Standing.ANYONE:
            return actor != SYSTEM
        case Standing.REPORTER:
            return actor == REPORTER
        case Standing.SYSTEM:
            return actor == SYSTEM
        case Standing.CONCERNED:
            return actor == REPORTER or _is_concerned(actor, case, context)
        case _:
            organisation = context.city.organisation
            return any(
                organisation.holds(actor, who.post, unit, context.today)
                for unit in units_of(who, case, context)
            )


def _is_concerned(actor: str, case: Case, context: Context) -> bool:
    return any(
        who.standing is None and _admits(who, actor, case, context)
        for state in context.definition.states.values()
        for action in state.actions.values()
        for who in action.by
    )


def desk_of(state: State, case: Case, context: Context) -> str:
    """The post and unit expected to act next, such as `coordinator@water`.

    The first action of a state that asks for a post is its main one; a case that
    has ended, or waits for the reporter, lies on no desk. One in dispute lies with
    whoever answers or judges next.
    """
    if state.is_final:
        return ""
    if state.dispute and case.dispute and case.dispute.is_open:
        return case.dispute.desk
    for action in state.actions.values():
        desk = _first_desk(action, case, context)
        if desk:
            return desk
    return ""


def desk_text(who: Who, case: Case, context: Context) -> str:
    """A post and the unit in which it is held, such as `coordinator@water`."""
    return f"{who.post}@{unit_of(who, case, context)}"


def _first_desk(action: Action, case: Case, context: Context) -> str:
    for who in action.by:
        unit = unit_of(who, case, context) if who.standing is None else ""
        if unit:
            return f"{who.post}@{unit}"
    return ""
