"""Rules and precedents as people and programs read them."""

import click

from workflow.commands.shared import in_words
from workflow.domain.case import number_text
from workflow.domain.catalogue import (
    Lead,
    Precedent,
    Preference,
    Responsibility,
    RuleSource,
    parse_lead,
)
from workflow.domain.city import City
from workflow.domain.precedent_effects import precedent_json

SOURCES = {
    RuleSource.LIST: ("清单", "list"),
    RuleSource.RULING: ("裁决", "ruling"),
}
PREFERENCES = {
    Preference.NARROWER_PLACE: ("地点更小", "narrower place"),
    Preference.CONDITION: ("指明立案条件", "condition"),
    Preference.RULING: ("裁决先于清单", "ruling before list"),
    Preference.NEWEST: ("较新", "newest"),
}
_EXACT = ("仅此地", "only here")


class LeadText(click.ParamType[Lead]):
    """A department's key, or `nearest` and a kind of department."""

    name = "DEPARTMENT"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Lead:
        """The department in the words of the responsibility list."""
        if isinstance(value, Lead):
            return value
        try:
            return parse_lead(str(value))
        except ValueError as error:
            zh = f"“{value}”不是部门；请写部门代码，或 nearest 加部门类别。"
            self.fail(in_words(zh=zh, en=str(error)), param, ctx)


LEAD = LeadText()


def source_words(source: RuleSource, language: str) -> str:
    """Where a rule comes from, in one word."""
    return SOURCES[source][language != "zh"]


def preference_words(preference: Preference | None, language: str) -> str:
    """By what one rule goes before another."""
    return PREFERENCES[preference][language != "zh"] if preference else ""


def place_words(rule: Responsibility, city: City, language: str) -> str:
    """The place of a rule with its code, and whether it speaks of that alone."""
    known = city.organisation.places.get(rule.place)
    named = f"{known.title.in_language(language)} " if known else ""
    exact = f" ({_EXACT[language != 'zh']})" if rule.exact else ""
    return f"{named}{rule.place}{exact}"


def category_words(rule: Responsibility, city: City, language: str) -> str:
    """The category of a rule with its code, and its condition if it names one."""
    known = city.catalogue.categories.get(rule.category)
    named = f" {known.title.in_language(language)}" if known else ""
    condition = f"/{rule.condition}" if rule.condition else ""
    return f"{rule.category}{condition}{named}"


def lead_words(lead: Lead, city: City, language: str) -> str:
    """The title of a department, or `nearest` and the kind that is meant."""
    known = city.organisation.departments.get(lead.department)
    return known.title.in_language(language) if known else lead.text


def rule_document(rule: Responsibility, made: Precedent | None) -> dict[str, object]:
    """A rule for programs, with the precedent that it comes from."""
    return {
        "rule": rule.key,
        "source": rule.source.value,
        "category": rule.category,
        "condition": rule.condition,
        "place": rule.place,
        "exact": rule.exact,
        "lead": rule.lead.text,
        "assisting": [each.text for each in rule.assisting],
        "basis": rule.basis,
        "since": rule.since.isoformat(),
        "until": rule.until.isoformat() if rule.until else None,
        "made_on": rule.made_on.isoformat(),
        "precedent": precedent_document(made) if made else None,
    }


def precedent_document(made: Precedent) -> dict[str, object]:
    """A precedent for programs; its case as people write it."""
    told = {**precedent_json(made), "rule": made.key}
    return {**told, "case": number_text(made.case) if made.case else None}
