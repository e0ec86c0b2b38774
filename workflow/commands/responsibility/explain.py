"""`gridcase responsibility explain`: which rule would win, and by what."""

from datetime import datetime

import click

from workflow.commands.output import json_option, note, print_json, print_table, refuse
from workflow.commands.responsibility.words import (
    category_words,
    lead_words,
    place_words,
    preference_words,
    rule_document,
    source_words,
)
from workflow.commands.session import at_work
from workflow.commands.shared import common_options
from workflow.domain.precedence import Standing
from workflow.domain.words import Title
from workflow.engine import responsibilities as verbs
from workflow.engine.responsibilities import Explained
from workflow.engine.results import Refused
from workflow.settings import Settings

_HEADS = {
    "zh": ("规则", "类别", "地点", "牵头", "来源", "制定", "结果"),
    "en": ("Rule", "Category", "Place", "Lead", "Source", "Made on", "Outcome"),
}


@click.command()
@click.argument("category")
@click.argument("place")
@click.option("--condition", default="", metavar="NUMBER", help="Its condition.")
@click.option(
    "--on",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    metavar="DATE",
    help="On this day; today unless given.",
)
@common_options
@json_option
@click.pass_obj
def explain(  # noqa: PLR0913 - one argument per option
    settings: Settings,
    *,
    category: str,
    place: str,
    condition: str,
    on: datetime | None,
    as_json: bool,
) -> None:
    """Which rule would win for CATEGORY at PLACE, and by what it goes before others.

    For example: gridcase responsibility explain C0101 220104003001002 --condition 1
    """
    day = on.date() if on else None
    with at_work(settings) as (runtime, _):
        found = verbs.explain(runtime, category, condition, place, day)
    if isinstance(found, Refused):
        refuse(found.blockers, settings.language, as_json=as_json)
    if as_json:
        print_json(_document(found))
        return
    language = settings.language
    note(_said(found).in_language(language))
    lines = [
        (
            each.rule.key,
            category_words(each.rule, found.city, language),
            place_words(each.rule, found.city, language),
            lead_words(each.rule.lead, found.city, language),
            source_words(each.rule.source, language),
            each.rule.made_on.isoformat(),
            _outcome(each, language),
        )
        for each in found.standings
    ]
    print_table(_HEADS[language], lines)


def _said(found: Explained) -> Title:
    """What comes of it, in one sentence."""
    first = found.standings[0] if found.standings else None
    if first is None:
        return Title(
            zh="没有适用的规则，由派遣员决定。",
            en="No rule speaks about it, so a dispatcher decides.",
        )
    if not first.wins:
        return Title(
            zh="优先级最高的规则不止一条，由派遣员决定。",
            en="Several rules stand level in front, so a dispatcher decides.",
        )
    if not first.lead:
        return Title(
            zh=f"规则 {first.rule.key} 所指的“{first.rule.lead.text}”不存在或已撤销，"
            "由派遣员决定。",
            en=f"Rule {first.rule.key} names {first.rule.lead.text}, which is unknown "
            "or closed, so a dispatcher decides.",
        )
    title = found.city.organisation.departments[first.lead].title
    return Title(
        zh=f"按规则 {first.rule.key}，由{title.zh}牵头。",
        en=f"By rule {first.rule.key}, {title.en} leads.",
    )


def _outcome(each: Standing, language: str) -> str:
    chinese = language == "zh"
    if each.wins:
        return "适用" if chinese else "wins"
    if each.level:
        return "并列" if chinese else "level in front"
    behind = preference_words(each.behind_by, language)
    return f"被遮蔽：{behind}" if chinese else f"shadowed by: {behind}"


def _document(found: Explained) -> dict[str, object]:
    first = found.standings[0] if found.standings else None
    wins = first is not None and first.wins
    matter, known = found.matter, found.city.responsibilities
    return {
        "category": matter.category,
        "condition": matter.condition or None,
        "place": matter.place,
        "on": matter.on.isoformat(),
        "winner": first.rule.key if first and wins else None,
        "lead": first.lead or None if first and wins else None,
        "zh": _said(found).zh,
        "en": _said(found).en,
        "rules": [
            {
                **rule_document(each.rule, known.precedent(each.rule.key)),
                "department": each.lead or None,
                "wins": each.wins,
                "steps": [
                    {"prefer": preference.value, "level": level}
                    for preference, level in each.steps
                ],
                "behind_by": each.behind_by.value if each.behind_by else None,
            }
            for each in found.standings
        ],
    }
