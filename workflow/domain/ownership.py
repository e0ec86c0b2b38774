"""Whose case is it: the responsibility list, applied in its declared precedence."""

from workflow.domain import precedence
from workflow.domain.case import Assignment, Case
from workflow.domain.catalogue import Lead, Responsibility
from workflow.domain.context import Context
from workflow.domain.precedence import Matter


def assign(case: Case, context: Context) -> Assignment | None:
    """The owner that the responsibility list names, or None where it names none.

    A department that has returned the case in this cycle is not chosen again by
    itself: a person decides. Two rules that stand level and name different leads are
    no winner either.
    """
    rules = ranked(case, context)
    first = precedence.winner(rules)
    if first is None:
        return None
    lead = department_of(first.lead, case, context)
    if not lead or lead in case.returned_by:
        return None
    assisting = [department_of(each, case, context) for each in first.assisting]
    return Assignment(
        lead=lead,
        assisting=tuple(each for each in assisting if each and each != lead),
        rule=first.key,
        source=first.source.value,
        shadowed=tuple(rule.key for _, rule in rules[1:]),
    )


def candidates(case: Case, context: Context) -> list[Responsibility]:
    """Every rule that speaks about this category, condition, place and date.

    None speaks about a place that is no longer in the city.
    """
    matter = Matter(
        category=case.category,
        condition=case.condition,
        place=case.place,
        on=context.today,
    )
    city = context.city
    return precedence.applying(matter, city.responsibilities, city.organisation)


def ranked(
    case: Case, context: Context
) -> list[tuple[precedence.Rank, Responsibility]]:
    """The same with their ranks, the one that wins first."""
    rules = candidates(case, context)
    if not rules:
        return []
    city = context.city
    prefer = city.responsibilities.prefer
    return precedence.ranked(rules, case.place, prefer, city.organisation)


def department_of(lead: Lead, case: Case, context: Context) -> str:
    """The open department that a rule names, or the nearest of the kind it names.

    Nothing where there is none: a rule may outlive its department.
    """
    organisation = context.city.organisation
    return precedence.open_department(lead, case.place, context.today, organisation)
