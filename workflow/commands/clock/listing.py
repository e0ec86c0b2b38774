"""`gridcase clock list`: the open limits of all cases, a line for each."""

from collections.abc import Sequence
from datetime import datetime

import click

from workflow.commands.output import json_option, note, print_json, print_table
from workflow.commands.session import at_work, calendar_of, unknown_word
from workflow.commands.shared import common_options, in_words
from workflow.commands.times import due_cell, instant_of, light_cell, span
from workflow.commands.unwritten import say_unwritten
from workflow.domain.case import number_text, read_number
from workflow.domain.effects import instant_text
from workflow.domain.words import Title
from workflow.engine.deadlines import OpenClock, Wanted, list_clocks
from workflow.engine.runtime import Runtime
from workflow.engine.screens import said_of
from workflow.settings import Settings
from workflow.store.deadlines import PAGE

_HEADS = {
    "zh": ("编号", "时限", "责任部门", "状态", "截止", "灯", "剩余"),
    "en": ("Case", "Clock", "Owner", "State", "Due", "Light", "Left"),
}


class ClockKey(click.ParamType[tuple[int, str]]):
    """A clock of a case, such as `20260609-000017/department:water`."""

    name = "CASE/CLOCK"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[int, str]:
        """The number of the case and the label of the clock."""
        number, _, label = str(value).partition("/")
        found = read_number(number)
        if found is None or not label:
            said = in_words(
                zh=f"“{value}”应写作 编号/时限，例如 20260609-000017/promise。",
                en=f"{value!r} is not CASE/CLOCK such as 20260609-000017/promise.",
            )
            self.fail(said, param, ctx)
        return found, label


@click.command("list")
@click.option("--due-before", metavar="INSTANT", help='Such as "2026-06-09 16:00".')
@click.option("--late", is_flag=True, help="Only those that are over.")
@click.option("--owner", default="", metavar="DEPARTMENT", help="Only of its cases.")
@click.option("--after", type=ClockKey(), help="The next page: the last clock seen.")
@click.option(
    "--size",
    type=click.IntRange(1, 1000),
    default=PAGE,
    show_default=True,
    help="Clocks of one page.",
)
@common_options
@json_option
@click.pass_obj
def list_command(  # noqa: PLR0913 - one argument per option
    settings: Settings,
    due_before: str | None,
    owner: str,
    after: tuple[int, str] | None,
    size: int,
    *,
    late: bool,
    as_json: bool,
) -> None:
    """The open limits of all cases, the first due first.

    A limit that is paused has no due instant and is left out, unless it is late.
    """
    with at_work(settings) as (runtime, _):
        _check_owner(runtime, owner)
        wanted = Wanted(
            owner=owner, due_before=_instant(runtime, due_before), late=late
        )
        found = list_clocks(runtime, wanted, after=after, size=size)
        if found is None:
            raise click.BadParameter(
                in_words(
                    zh="这个时限已不在列表中，请从头再列。",
                    en="that clock is no longer in the list; begin it anew.",
                ),
                param_hint="--after",
            )
        _show(runtime, found, settings, as_json=as_json)
    if len(found) == size:
        note(f"… --after {number_text(found[-1].case)}/{found[-1].label}")


def _show(
    runtime: Runtime, found: Sequence[OpenClock], settings: Settings, *, as_json: bool
) -> None:
    calendar, language = calendar_of(runtime), settings.language
    # Several clocks of one case tell of the same rungs.
    rungs = sum({each.case: each.rungs for each in found}.values())
    say_unwritten(said_of(runtime, rungs), calendar, language)
    if as_json:
        print_json([_document(each) for each in found])
        return
    now = runtime.now()
    rows = [
        (
            number_text(each.case),
            each.title.in_language(language),
            each.owner_title.in_language(language),
            each.state_title.in_language(language),
            due_cell(each.due_at, calendar, now, provisional=each.provisional),
            light_cell(each.light, language),
            _left(each, language),
        )
        for each in found
    ]
    print_table(_HEADS[language], rows)
    if not rows:
        note("没有走动的时限。" if language == "zh" else "No limit is open.")


def _left(found: OpenClock, language: str) -> str:
    """What is left of it, how far it is over, or that it has ended by now."""
    if found.ended is not None:
        told = found.ended.in_language(language)
        return f"{told}(尚未写入)" if language == "zh" else f"{told} (not written yet)"
    words = span(abs(found.left), found.measure, language)
    if found.left >= 0:
        return words
    return f"超 {words}" if language == "zh" else f"{words} over"


def _document(found: OpenClock) -> dict[str, object]:
    return {
        "case": number_text(found.case),
        "clock": found.label,
        "title": _title(found.title),
        "owner": found.owner,
        "owner_title": _title(found.owner_title),
        "state_title": _title(found.state_title),
        "due_at": instant_text(found.due_at),
        "outcome": found.outcome.value,
        "light": found.light.value,
        "measure": found.measure.value,
        "provisional": found.provisional,
        "ended": _title(found.ended) if found.ended else None,
        "left_seconds": found.left / 1_000_000,
        "unwritten": found.rungs,
    }


def _title(title: Title) -> dict[str, str]:
    return {"zh": title.zh, "en": title.en}


def _check_owner(runtime: Runtime, owner: str) -> None:
    """Refuse a department that is not in the city.

    Raises:
        click.BadParameter: it means nothing here.
    """
    with runtime.database.reading() as connection:
        known = sorted(runtime.city(connection).organisation.departments)
    if owner and owner not in known:
        raise unknown_word(owner, known, "--owner")


def _instant(runtime: Runtime, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return instant_of(text, calendar_of(runtime))
    except ValueError as error:
        said = in_words(
            zh=f"“{text}”不是时刻，时刻形如 2026-06-09 16:00。",
            en=f"{text!r} is no instant such as 2026-06-09 16:00.",
        )
        raise click.BadParameter(said, param_hint="--due-before") from error
