"""`gridcase ledger cases`: the cases that a total is made of."""

from collections.abc import Sequence
from datetime import datetime

import click

from workflow.commands.ledger.period import period_of, period_options
from workflow.commands.ledger.words import ROLES, lengths, portion_json
from workflow.commands.output import json_option, note, print_json, print_table
from workflow.commands.session import CASE, at_work
from workflow.commands.shared import common_options
from workflow.domain.case import number_text
from workflow.domain.words import Title
from workflow.engine.ledger import Part, parts, titles_of
from workflow.settings import Settings

_HEADS = {
    "zh": ("编号", "单位", "身份", "时长", "工作时间", "其中暂定"),
    "en": ("Case", "Unit", "As", "Length", "Working time", "Of it provisional"),
}
_PAGE = 50


@click.command("cases")
@period_options
@click.option("--after", type=CASE, help="The next page: the last case seen.")
@click.option(
    "--size",
    type=click.IntRange(1, 1000),
    default=_PAGE,
    show_default=True,
    help="Lines of one page, about: those of one case stay together.",
)
@common_options
@json_option
@click.pass_obj
def cases_command(  # noqa: PLR0913 - one argument per option
    settings: Settings,
    first: datetime | None,
    last: datetime | None,
    unit: str,
    *,
    after: int | None,
    size: int,
    as_json: bool,
) -> None:
    """What each case adds to the totals of a period, by number.

    The lines of a unit and a role come to its line in `gridcase ledger totals`.
    """
    with at_work(settings) as (runtime, _):
        period = period_of(runtime, first, last, unit)
        found = parts(runtime, period, after=after or 0, size=size)
        titles = titles_of(runtime, [each.portion.unit for each in found])
    if as_json:
        print_json([_document(each, titles) for each in found])
    else:
        _draw(found, titles, settings.language)
    if len(found) >= size:
        note(f"… --after {number_text(found[-1].case)}")


def _draw(found: Sequence[Part], titles: dict[str, Title], language: str) -> None:
    rows = [
        (
            number_text(each.case),
            titles[each.portion.unit].in_language(language),
            ROLES[each.portion.role].in_language(language),
            *lengths(each.portion, language),
        )
        for each in found
    ]
    print_table(_HEADS[language], rows)
    if not rows:
        note("没有案件。" if language == "zh" else "There is no case.")


def _document(each: Part, titles: dict[str, Title]) -> dict[str, object]:
    title = titles[each.portion.unit]
    return {"case": number_text(each.case), **portion_json(each.portion, title)}
