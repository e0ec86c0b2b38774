"""`gridcase ledger totals`: what each department is charged with in a period."""

import sys
from datetime import date, datetime

import click

from workflow.commands.ledger.period import days_of, period_of, period_options
from workflow.commands.ledger.words import ROLES, lengths, portion_json
from workflow.commands.output import json_option, note, print_json, print_table
from workflow.commands.session import at_work
from workflow.commands.shared import common_options
from workflow.domain.effects import instant_text
from workflow.domain.words import Title
from workflow.engine.ledger import Period, Totals, titles_of, totals
from workflow.settings import Settings

_HEADS = {
    "zh": ("单位", "身份", "件数", "时长", "工作时间", "其中暂定"),
    "en": ("Unit", "As", "Cases", "Length", "Working time", "Of it provisional"),
}


@click.command("totals")
@period_options
@common_options
@json_option
@click.pass_obj
def totals_command(
    settings: Settings,
    first: datetime | None,
    last: datetime | None,
    unit: str,
    *,
    as_json: bool,
) -> None:
    """What each unit is charged with between two days, as what, and in how many cases.

    Spans are cut at both ends. `gridcase ledger cases` names the cases of a total.
    """
    with (
        at_work(settings) as (runtime, _),
        click.progressbar(
            length=1, label="ledger", file=sys.stderr, hidden=not sys.stderr.isatty()
        ) as bar,
    ):

        def summed(done: int, whole: int) -> None:
            bar.length = max(done, whole)
            bar.update(done - bar.pos)

        period = period_of(runtime, first, last, unit)
        days = days_of(runtime, period)
        found = totals(runtime, period, summed)
        titles = titles_of(runtime, [each.portion.unit for each in found.lines()])
    if as_json:
        print_json(_document(found, period, titles))
    else:
        note(_said(found, days).in_language(settings.language))
        _draw(found, titles, settings.language)


def _draw(found: Totals, titles: dict[str, Title], language: str) -> None:
    rows = [
        (
            titles[each.portion.unit].in_language(language),
            ROLES[each.portion.role].in_language(language),
            each.cases,
            *lengths(each.portion, language),
        )
        for each in found.lines()
    ]
    print_table(_HEADS[language], rows)


def _said(found: Totals, days: tuple[date, date]) -> Title:
    one = found.cases == 1
    return Title(
        zh=f"{days[0]} 至 {days[1]}，案件 {found.cases} 件。",
        en=f"From {days[0]} to {days[1]}, {found.cases} {'case' if one else 'cases'}.",
    )


def _document(
    found: Totals, period: Period, titles: dict[str, Title]
) -> dict[str, object]:
    return {
        "since": instant_text(period.since),
        "until": instant_text(period.until),
        "cases": found.cases,
        "units": [
            {
                **portion_json(each.portion, titles[each.portion.unit]),
                "cases": each.cases,
            }
            for each in found.lines()
        ],
    }
