"""`gridcase case list` and `case inbox`: many cases, a line for each."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import click

from workflow.commands.case.documents import rows_json
from workflow.commands.case.sheet import ROW_HEADS, row_cells
from workflow.commands.output import json_option, note, print_json, print_table
from workflow.commands.session import (
    CASE,
    acting,
    at_work,
    calendar_of,
    refuse_strangers,
    unknown_word,
)
from workflow.commands.shared import common_options, in_words
from workflow.commands.unwritten import say_unwritten
from workflow.domain.case import number_text
from workflow.engine import screens
from workflow.engine.applications import to_decide
from workflow.engine.runtime import Runtime
from workflow.settings import Settings
from workflow.store import definitions
from workflow.store.screens import Filters

_SIZE = click.option(
    "--size",
    type=click.IntRange(1, 1000),
    default=screens.PAGE,
    show_default=True,
    help="Cases of one page.",
)


@click.command("list")
@click.option("--state", "states", multiple=True, help="Only in this; repeatable.")
@click.option("--owner", "owners", multiple=True, metavar="DEPARTMENT")
@click.option(
    "--place", "places", multiple=True, metavar="CODE", help="In it or below it."
)
@click.option("--category", default="", metavar="CODE")
@click.option(
    "--mark", "marks", multiple=True, help="Only with this mark; repeatable: with all."
)
@click.option("--open/--closed", "is_open", default=None, help="Only these.")
@click.option("--below", type=CASE, help="The next page: the last number seen.")
@_SIZE
@common_options
@json_option
@click.pass_obj
def list_command(  # noqa: PLR0913, PLR0917 - one argument per option
    settings: Settings,
    states: tuple[str, ...],
    owners: tuple[str, ...],
    places: tuple[str, ...],
    category: str,
    marks: tuple[str, ...],
    is_open: bool | None,  # noqa: FBT001 - a flag of click's
    below: int | None,
    size: int,
    *,
    as_json: bool,
) -> None:
    """List cases: the urgent ones that are open, then the newest."""
    with at_work(settings) as (runtime, _):
        wanted = Filters(
            states=states,
            owners=owners,
            places=places,
            category=category,
            marks=marks,
            is_open=is_open,
        )
        filters = _checked(runtime, wanted)
        rows = screens.list_cases(runtime, filters, below=below, size=size)
        _show(runtime, rows, settings, as_json=as_json)
    _say_more(rows, size, "--below")


@click.command()
@click.option("--after", type=CASE, help="The next page: the last number seen.")
@_SIZE
@common_options
@json_option
@click.pass_obj
def inbox(settings: Settings, after: int | None, size: int, *, as_json: bool) -> None:
    """What lies on the desks of --as: the most urgent, and the first due, first."""
    with acting(settings) as (runtime, actor):
        refuse_strangers(runtime, actor, settings.language, as_json=as_json, staff=True)
        rows = screens.inbox(runtime, actor, after=after, size=size)
        _show(runtime, rows, settings, as_json=as_json)
        if not as_json:
            _say_requests(runtime, actor)
    _say_more(rows, size, "--after")


def _show(
    runtime: Runtime, rows: Sequence[screens.Row], settings: Settings, *, as_json: bool
) -> None:
    calendar, now = calendar_of(runtime), runtime.now()
    said = screens.unwritten_in(runtime, rows)
    say_unwritten(said, calendar, settings.language)
    if as_json:
        print_json(rows_json(rows))
        return
    cells = [row_cells(row, calendar, now, settings.language) for row in rows]
    print_table(ROW_HEADS[settings.language], cells)
    if not rows:
        note("没有案件。" if settings.language == "zh" else "No cases.")


def _say_requests(runtime: Runtime, actor: str) -> None:
    waiting = len(to_decide(runtime, actor))
    if waiting:
        note(
            in_words(
                zh=f"另有 {waiting} 项申请待您审批：gridcase case requests",
                en=f"Requests that wait for your decision: {waiting}; "
                "see gridcase case requests",
            )
        )


def _say_more(rows: Sequence[screens.Row], size: int, option: str) -> None:
    if len(rows) == size:
        note(f"… {option} {number_text(rows[-1].number)}")


def _checked(runtime: Runtime, wanted: Filters) -> Filters:
    """The filters, each value known, and a place with every place below it.

    Raises:
        click.BadParameter: a value means nothing here.
    """
    with runtime.database.reading() as connection:
        city = runtime.city(connection)
        published = definitions.listing(connection)
        workflows = [runtime.workflow(connection, each.digest) for each in published]
    organisation = city.organisation
    _check(
        "--state", wanted.states, {s for w in workflows for s in w.definition.states}
    )
    _check("--mark", wanted.marks, {m for w in workflows for m in w.definition.marks})
    _check("--owner", wanted.owners, organisation.departments)
    _check("--place", wanted.places, organisation.places)
    _check("--category", filter(None, [wanted.category]), city.catalogue.categories)
    asked = set(wanted.places)
    below = (
        code for code in organisation.places if asked & set(organisation.path(code))
    )
    return replace(wanted, places=tuple(below) if asked else ())


def _check(option: str, given: Iterable[str], known: Iterable[str]) -> None:
    words = sorted(known)
    for value in given:
        if value not in words:
            raise unknown_word(value, words, option)
