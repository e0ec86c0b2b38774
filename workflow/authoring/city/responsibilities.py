"""The document of the responsibility list, what it builds, and what is wrong in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from workflow.authoring.city.shape import Document
from workflow.authoring.text.suggest import did_you_mean
from workflow.authoring.text.tree import Step
from workflow.domain.catalogue import (
    Catalogue,
    Lead,
    Preference,
    Responsibilities,
    Responsibility,
    RuleSource,
    parse_lead,
)
from workflow.domain.organisation import Level, Organisation


def _lead(text: str) -> str:
    parse_lead(text)
    return text


LeadText = Annotated[str, AfterValidator(_lead)]


class RuleDocument(Document):
    """Who leads in some categories `at` a place and everywhere below it."""

    categories: list[str] = Field(min_length=1)
    condition: str | None = None
    at: str
    lead: LeadText
    assisting: list[LeadText] = Field(default_factory=list)
    basis: str = Field(min_length=1)
    since: date
    until: date | None = None
    made_on: date | None = None


class ResponsibilitiesDocument(Document):
    """`organisation/responsibilities.yaml`: what wins, and the rules by their keys."""

    prefer: list[Preference] = Field(min_length=1)
    rules: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,63}$")], RuleDocument]


def build_responsibilities(document: ResponsibilitiesDocument) -> Responsibilities:
    """The responsibility list of a document.

    A rule is written out for each of its categories under the id `rule:category`,
    which stays the same when further categories are added.
    """
    return Responsibilities(
        prefer=tuple(document.prefer),
        rules=tuple(
            _written_out(key, category, rule)
            for key, rule in sorted(document.rules.items())
            for category in rule.categories
        ),
    )


def _written_out(key: str, category: str, rule: RuleDocument) -> Responsibility:
    return Responsibility(
        key=f"{key}:{category}",
        category=category,
        condition=rule.condition,
        place=rule.at,
        lead=parse_lead(rule.lead),
        assisting=tuple(parse_lead(text) for text in rule.assisting),
        basis=rule.basis,
        since=rule.since,
        until=rule.until,
        source=RuleSource.LIST,
        made_on=rule.made_on or rule.since,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFault:
    """Something wrong with the list, and the steps to where it stands."""

    rule: str
    steps: tuple[Step, ...]
    message: str
    remedy: str


def responsibility_faults(
    document: ResponsibilitiesDocument, organisation: Organisation, catalogue: Catalogue
) -> list[RuleFault]:
    """What a list names that does not exist, and what it leaves without an owner."""
    faults: list[RuleFault] = []
    for key, rule in document.rules.items():
        steps = ("rules", key)
        faults.extend(_category_faults(rule, steps, catalogue))
        faults.extend(_place_faults(rule, steps, organisation))
        faults.extend(_lead_faults(rule, steps, organisation))
    responsibilities = build_responsibilities(document)
    for code in catalogue.categories:
        left = _without_owner(code, responsibilities, organisation)
        if left:
            message = f"{code} has no owner in {len(left)} places, such as {left[0]}"
            remedy = "add a rule for the city that names no condition and has no end"
            faults.append(_fault("no-owner", ("rules",), message, remedy))
    return faults


def _category_faults(
    rule: RuleDocument, steps: tuple[Step, ...], catalogue: Catalogue
) -> Iterator[RuleFault]:
    for number, code in enumerate(rule.categories):
        category = catalogue.categories.get(code)
        where = (*steps, "categories", number)
        if category is None:
            remedy = did_you_mean(code, catalogue.categories)
            message = f"there is no category {code}"
            yield _fault("unknown-category", where, message, remedy)
        elif code in rule.categories[:number]:
            message = f"{code} stands in this rule twice"
            yield _fault("duplicate-category", where, message, "keep one of the two")
        elif rule.condition is not None and rule.condition not in category.conditions:
            message = f"{code} has no condition {rule.condition}"
            remedy = f"it has: {', '.join(category.conditions)}"
            yield _fault("unknown-condition", (*steps, "condition"), message, remedy)


def _place_faults(
    rule: RuleDocument, steps: tuple[Step, ...], organisation: Organisation
) -> Iterator[RuleFault]:
    if rule.at not in organisation.places:
        message = f"{rule.at} is no place of this city"
        remedy = "give the code of a listed place"
        yield _fault("unknown-place", (*steps, "at"), message, remedy)
    if rule.until is not None and rule.until < rule.since:
        message = f"the rule ends on {rule.until}, before it begins on {rule.since}"
        remedy = "put the two dates in order"
        yield _fault("ends-early", (*steps, "until"), message, remedy)


def _lead_faults(
    rule: RuleDocument, steps: tuple[Step, ...], organisation: Organisation
) -> Iterator[RuleFault]:
    kinds = {department.kind for department in organisation.departments.values()}
    for number, text in enumerate((rule.lead, *rule.assisting)):
        where = (*steps, "assisting", number - 1) if number else (*steps, "lead")
        lead = parse_lead(text)
        if lead.kind and lead.kind not in kinds:
            message = f"no department is of the kind {lead.kind}"
            remedy = did_you_mean(lead.kind, sorted(kinds))
            yield _fault("unknown-kind", where, message, remedy)
        elif lead.department and lead.department not in organisation.departments:
            message = f"there is no department {lead.department}"
            remedy = did_you_mean(lead.department, organisation.departments)
            yield _fault("unknown-department", where, message, remedy)
        elif text in (rule.lead, *rule.assisting)[:number]:
            message = f"{text} is named in this rule already"
            yield _fault("duplicate-department", where, message, "take it away")


def _without_owner(
    category: str, responsibilities: Responsibilities, organisation: Organisation
) -> list[str]:
    """The places in which no rule that has no end names an open department.

    A whole city is no place of a case: a report names at least a district.
    """
    lasting = [
        rule
        for rule in responsibilities.of(category)
        if rule.condition is None and rule.until is None
    ]
    return [
        code
        for code, place in organisation.places.items()
        if place.level is not Level.CITY
        and not any(
            rule.place in organisation.path(code)
            and _is_there(rule.lead, code, organisation)
            for rule in lasting
        )
    ]


def _is_there(lead: Lead, place: str, organisation: Organisation) -> bool:
    if lead.kind:
        return organisation.nearest(lead.kind, place) is not None
    department = organisation.departments.get(lead.department)
    return department is not None and department.is_open(None)


def _fault(rule: str, steps: tuple[Step, ...], message: str, remedy: str) -> RuleFault:
    return RuleFault(
        rule=f"responsibility-{rule}", steps=steps, message=message, remedy=remedy
    )
