"""Who may act, who is told, and whose desk a case lies on."""

from workflow.domain.case import Case
from workflow.domain.context import Context
from workflow.domain.decision import REPORTER, SYSTEM
from workflow.domain.definition import Action, Scope, Standing, State, Who
from workflow.domain.organisation import Level, Person


def unit_of(who: Who, case: Case, context: Context) -> str:
    """The department or place where the post must be held; empty if there is none."""
    if who.scope is Scope.OWNER:
        return case.owner
    if who.scope is Scope.FIRST_OWNER:
        return case.first_owner
    return _unit_by_place(who, case.place, context) or ""


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
    unit = unit_of(who, case, context)
    if not unit:
        return ()
    return context.city.organisation.holders(who.post, unit, context.today)


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
            unit = unit_of(who, case, context)
            organisation = context.city.organisation
            return bool(unit) and organisation.holds(
                actor, who.post, unit, context.today
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
    has ended, or waits for the reporter, lies on no desk.
    """
    if state.is_final:
        return ""
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
