"""`gridcase responsibility list`: the rules, the list's and the judges'."""

from collections.abc import Iterable
from datetime import date

import click

from workflow.authoring.text.suggest import did_you_mean
from workflow.commands.output import json_option, print_json, print_table
from workflow.commands.responsibility.words import (
    category_words,
    lead_words,
    place_words,
    rule_document,
    source_words,
)
from workflow.commands.session import at_work
from workflow.commands.shared import common_options, in_words
from workflow.domain.catalogue import Responsibility, RuleSource
from workflow.engine.responsibilities import Rules, WantedRules, list_rules
from workflow.settings import Settings

_HEADS = {
    "zh": ("规则", "类别", "地点", "牵头", "协办", "来源", "有效期", "复核", "依据"),
    "en": (
        *("Rule", "Category", "Place", "Lead", "Assisting", "Source", "In force"),
        *("Review", "Basis"),
    ),
}
_MOST = 36_600
"""Days ahead: a hundred years."""


@click.command("list")
@click.option("--category", default="", metavar="CODE", help="Only about it.")
@click.option("--place", default="", metavar="CODE", help="Only what holds there.")
@click.option("--department", default="", metavar="KEY", help="Only what names it.")
@click.option(
    "--source",
    type=click.Choice([each.value for each in RuleSource]),
    help="Only from the list, or only rulings.",
)
@click.option(
    "--expiring",
    type=click.IntRange(0, _MOST),
    metavar="DAYS",
    help="Only what ends or is to be reviewed in so many days.",
)
@click.option("--all", "ended", is_flag=True, help="Also what is not in force today.")
@common_options
@json_option
@click.pass_obj
def list_command(  # noqa: PLR0913 - one argument per option
    settings: Settings,
    *,
    category: str,
    place: str,
    department: str,
    source: str | None,
    expiring: int | None,
    ended: bool,
    as_json: bool,
) -> None:
    """The responsibility list and the precedents that are in force today."""
    wanted = WantedRules(
        category=category,
        place=place,
        department=department,
        source=RuleSource(source) if source else None,
        expiring=expiring,
        ended=ended,
    )
    with at_work(settings) as (runtime, _):
        found = list_rules(runtime, wanted)
    _check("--category", category, found.city.catalogue.categories)
    _check("--place", place, found.city.organisation.places)
    _check("--department", department, found.city.organisation.departments)
    if as_json:
        documents = [rule_document(each, found.precedent(each)) for each in found.rules]
        print_json(documents)
        return
    lines = [_line(each, found, settings.language) for each in found.rules]
    print_table(_HEADS[settings.language], lines)


def _line(rule: Responsibility, found: Rules, language: str) -> tuple[object, ...]:
    made, city = found.precedent(rule), found.city
    names = [lead_words(each, city, language) for each in rule.assisting]
    period = f"{rule.since}..{rule.until or ''}"
    if made is not None and made.is_retired:
        period = f"{in_words(zh='已废止', en='retired')} ({period})"
    return (
        rule.key,
        category_words(rule, city, language),
        place_words(rule, city, language),
        lead_words(rule.lead, city, language),
        ("、" if language == "zh" else ", ").join(names),
        source_words(rule.source, language),
        period,
        _day(made.review_on) if made else "",
        rule.basis,
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _check(option: str, given: str, known: Iterable[str]) -> None:
    names = list(known)
    if not given or given in names:
        return
    meant = did_you_mean(given, names)
    said = in_words(zh=f"没有 {given}。", en=f"there is no {given!r}; {meant}")
    raise click.BadParameter(said, param_hint=option)
