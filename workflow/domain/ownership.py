"""Whose case is it: the responsibility list, applied in its declared precedence."""

from workflow.domain.case import Assignment, Case
from workflow.domain.catalogue import Lead, Preference, Responsibility, RuleSource
from workflow.domain.context import Context


def assign(case: Case, context: Context) -> Assignment | None:
    """The owner that the responsibility list names, or None where it names none.

    A department that has returned the case in this cycle is not chosen again by
    itself: a person decides. Two rules that stand level are no winner either.
    """
    rules = candidates(case, context)
    if not rules:
        return None
    ranked = sorted(rules, key=lambda rule: _rank(rule, case, context), reverse=True)
    first = ranked[0]
    lead = department_of(first.lead, case, context)
    tied = len(ranked) > 1 and _rank(ranked[1], case, context) == _rank(
        first, case, context
    )
    if not lead or lead in case.returned_by or tied:
        return None
    assisting = [department_of(each, case, context) for each in first.assisting]
    return Assignment(
        lead=lead,
        assisting=tuple(each for each in assisting if each and each != lead),
        rule=first.key,
        source=first.source.value,
        shadowed=tuple(rule.key for rule in ranked[1:]),
    )


def candidates(case: Case, context: Context) -> list[Responsibility]:
    """Every rule that speaks about this category, condition, place and date.

    None speaks about a place that is no longer in the city.
    """
    if case.place not in context.city.organisation.places:
        return []
    path = context.city.organisation.path(case.place)
    return [
        rule
        for rule in context.city.responsibilities.of(case.category)
        if rule.place in path
        and rule.condition in (None, case.condition)
        and rule.covers(context.today)
    ]


def department_of(lead: Lead, case: Case, context: Context) -> str:
    """The open department that a rule names, or the nearest of the kind it names.

    Nothing where there is none: a rule may outlive its department.
    """
    if lead.department:
        named = context.city.organisation.departments.get(lead.department)
        return named.key if named and named.is_open(context.today) else ""
    found = context.city.organisation.nearest(lead.kind, case.place, context.today)
    return found.key if found else ""


def _rank(rule: Responsibility, case: Case, context: Context) -> tuple[int, ...]:
    return tuple(
        _score(preference, rule, case, context)
        for preference in context.city.responsibilities.prefer
    )


def _score(
    preference: Preference, rule: Responsibility, case: Case, context: Context
) -> int:
    match preference:
        case Preference.NARROWER_PLACE:
            path = context.city.organisation.path(case.place)
            return -path.index(rule.place)
        case Preference.CONDITION:
            return int(rule.condition is not None)
        case Preference.RULING:
            return int(rule.source is RuleSource.RULING)
        case _:
            return rule.made_on.toordinal()
