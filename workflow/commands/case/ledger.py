"""`gridcase case ledger`: whose the time of one case was, span by span."""

import click

from workflow.commands.ledger.words import (
    ROLES,
    lengths,
    portion_json,
    reason_title,
    title_json,
)
from workflow.commands.output import (
    json_option,
    print_heading,
    print_json,
    print_table,
    refuse,
)
from workflow.commands.session import CASE, at_work
from workflow.commands.shared import common_options, completing
from workflow.commands.times import span
from workflow.commands.unwritten import say_unwritten
from workflow.domain.blockers import BlockerCode, blocker
from workflow.domain.case import number_text
from workflow.domain.effects import instant_text
from workflow.domain.ledger import Span, wall
from workflow.domain.worktime import Measure
from workflow.engine.ledger import CaseLedger, case_ledger, unit_title
from workflow.settings import Settings

_HEADS = {
    "zh": ("起", "止", "时长", "单位", "身份", "状态", "原因"),
    "en": ("From", "To", "Length", "Unit", "As", "State", "Why"),
}
_SUMS = {
    "zh": ("单位", "身份", "时长", "工作时间", "其中暂定"),
    "en": ("Unit", "As", "Length", "Working time", "Of it provisional"),
}


@click.command()
@click.argument("number", type=CASE, shell_complete=completing("cases"))
@common_options
@json_option
@click.pass_obj
def ledger(settings: Settings, number: int, *, as_json: bool) -> None:
    """Whose the time of a case was: spans without a gap, and what they come to."""
    with at_work(settings) as (runtime, _):
        found = case_ledger(runtime, number)
    if found is None:
        unknown = blocker(BlockerCode.NO_SUCH_CASE, case=number_text(number))
        refuse([unknown], settings.language, as_json=as_json)
    say_unwritten(found.unwritten, found.context.calendar, settings.language)
    if as_json:
        print_json(_document(found))
    else:
        _draw(found, settings.language)


def _draw(found: CaseLedger, language: str) -> None:
    chinese, city = language == "zh", found.context.city
    length = span(wall(found.spans), Measure.CONTINUOUS, language)
    number = number_text(found.case.number)
    head = f"{number} · 在办 {length}" if chinese else f"{number} · open for {length}"
    print_heading(head)
    print_table(_HEADS[language], [_row(each, found, language) for each in found.spans])
    click.echo()
    print_table(
        _SUMS[language],
        [
            (
                unit_title(each.unit, city).in_language(language),
                ROLES[each.role].in_language(language),
                *lengths(each, language),
            )
            for each in found.portions
        ],
    )


def _row(each: Span, found: CaseLedger, language: str) -> tuple[str, ...]:
    start, end = (
        found.context.calendar.local(at).strftime("%Y-%m-%d %H:%M:%S")
        for at in (each.start, each.end)
    )
    role = ROLES[each.role].in_language(language)
    if each.provisional:
        role = f"{role}(暂定)" if language == "zh" else f"{role} (provisional)"
    return (
        start,
        end,
        span(each.micros, Measure.CONTINUOUS, language),
        unit_title(each.unit, found.context.city).in_language(language),
        role,
        found.context.definition.state(each.state).title.in_language(language),
        reason_title(each).in_language(language),
    )


def _document(found: CaseLedger) -> dict[str, object]:
    return {
        "case": number_text(found.case.number),
        "open": found.case.is_open,
        "wall_seconds": wall(found.spans) / 1_000_000,
        "spans": [_span(each, found) for each in found.spans],
        "units": [
            portion_json(each, unit_title(each.unit, found.context.city))
            for each in found.portions
        ],
    }


def _span(each: Span, found: CaseLedger) -> dict[str, object]:
    return {
        "start": instant_text(each.start),
        "end": instant_text(each.end),
        "wall_seconds": each.micros / 1_000_000,
        "unit": each.unit,
        "unit_title": title_json(unit_title(each.unit, found.context.city)),
        "role": each.role.value,
        "state": each.state,
        "provisional": each.provisional,
        "reason": each.reason.value,
        "reason_title": title_json(reason_title(each)),
        "entry": each.entry,
        "dispute": each.dispute or None,
    }
