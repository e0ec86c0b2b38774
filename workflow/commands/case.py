"""`gridcase case`: report, advance, look at, and ask why."""

from collections.abc import Sequence
from pathlib import Path

import click

from workflow.commands.output import (
    json_option,
    note,
    print_json,
    print_table,
    read_values,
    refuse,
)
from workflow.commands.shared import CASE, at_work, common_options, via
from workflow.commands.sheet import case_json, draw, entry_json, rows_of, why_json
from workflow.commands.story import tell
from workflow.domain.blockers import BlockerCode, blocker
from workflow.domain.case import Json, number_text
from workflow.domain.decision import REPORTER, Request
from workflow.engine import screens
from workflow.engine.advance import advance
from workflow.engine.attach import attach
from workflow.engine.report import ReportRequest, report
from workflow.engine.results import Done, Refused
from workflow.engine.runtime import Runtime
from workflow.engine.why import why as explain
from workflow.settings import Settings
from workflow.store.screens import Filters

_WITH = click.option("--with", "pairs", multiple=True, metavar="FIELD=VALUE")
_FILES = click.option(
    "--file", "files", multiple=True, metavar="FIELD=PATH", help="A file; repeatable."
)
_KEY = click.option("--key", default="", help="Makes a repeat of this call harmless.")


@click.group()
def case() -> None:
    """Report, advance and look at cases."""


@case.command("report")
@click.option("--place", required=True, metavar="CODE", help="Where it is.")
@click.option("--workflow", default="city-case", show_default=True)
@click.option("--channel", default="command line", show_default=True)
@_WITH
@_FILES
@_KEY
@common_options
@json_option
@click.pass_context
def report_command(  # noqa: PLR0913, PLR0917 - one argument per option
    ctx: click.Context,
    place: str,
    workflow: str,
    channel: str,
    pairs: Sequence[str],
    files: Sequence[str],
    key: str,
    *,
    as_json: bool,
) -> None:
    """Open a case; anyone may, and without --as it is the reporter."""
    settings: Settings = ctx.obj
    with at_work(settings) as (runtime, actor):
        asked = ReportRequest(
            workflow=workflow,
            actor=actor or REPORTER,
            fields={"place": place, **_fields(runtime, pairs, files)},
            channel=channel,
            key=key,
            via=via(),
        )
        _answer(report(runtime, asked), settings, as_json=as_json)


@case.command()
@click.argument("number", type=CASE)
@click.argument("action")
@_WITH
@_FILES
@click.option("--expect", type=int, metavar="VERSION", help="The version you saw.")
@_KEY
@common_options
@json_option
@click.pass_context
def act(  # noqa: PLR0913, PLR0917 - one argument per option
    ctx: click.Context,
    number: int,
    action: str,
    pairs: Sequence[str],
    files: Sequence[str],
    expect: int | None,
    key: str,
    *,
    as_json: bool,
) -> None:
    """Take ACTION on case NUMBER."""
    settings: Settings = ctx.obj
    with at_work(settings) as (runtime, actor):
        request = Request(
            case=number,
            action=action,
            actor=actor,
            fields=_fields(runtime, pairs, files),
            expected=expect,
            key=key,
            via=via(),
        )
        _answer(advance(runtime, request), settings, as_json=as_json)


@case.command("list")
@click.option("--state", "states", multiple=True)
@click.option("--owner", "owners", multiple=True, metavar="DEPARTMENT")
@click.option("--place", "places", multiple=True, metavar="CODE")
@click.option("--category", default="", metavar="CODE")
@click.option("--open/--closed", "is_open", default=None)
@click.option("--below", type=CASE, help="The next page: the last number seen.")
@click.option("--size", type=click.IntRange(1, 1000), default=screens.PAGE)
@common_options
@json_option
@click.pass_context
def list_command(  # noqa: PLR0913, PLR0917 - one argument per option
    ctx: click.Context,
    states: tuple[str, ...],
    owners: tuple[str, ...],
    places: tuple[str, ...],
    category: str,
    is_open: bool | None,  # noqa: FBT001 - a flag of click's
    below: int | None,
    size: int,
    *,
    as_json: bool,
) -> None:
    """List cases, the newest first."""
    filters = Filters(
        states=states, owners=owners, places=places, category=category, is_open=is_open
    )
    with at_work(ctx.obj) as (runtime, _):
        rows = screens.list_cases(runtime, filters, below=below, size=size)
    _show_rows(rows, ctx.obj, as_json=as_json)


@case.command()
@click.option("--after", type=CASE, help="The next page: the last number seen.")
@click.option("--size", type=click.IntRange(1, 1000), default=screens.PAGE)
@common_options
@json_option
@click.pass_context
def inbox(ctx: click.Context, after: int | None, size: int, *, as_json: bool) -> None:
    """What lies on your desks, the first due first."""
    settings: Settings = ctx.obj
    with at_work(settings) as (runtime, actor):
        _known(runtime, actor, settings, as_json=as_json)
        rows = screens.inbox(runtime, actor, after=after, size=size)
    _show_rows(rows, settings, as_json=as_json)


@case.command()
@click.argument("number", type=CASE)
@common_options
@json_option
@click.pass_context
def show(ctx: click.Context, number: int, *, as_json: bool) -> None:
    """A case: its clocks with their lights, its timeline, and what can be done now."""
    settings: Settings = ctx.obj
    with at_work(settings) as (runtime, actor):
        found = screens.show(runtime, number, actor or REPORTER)
    if found is None:
        _no_such_case(number, settings, as_json=as_json)
    elif as_json:
        print_json(case_json(found))
    else:
        draw(found, actor, settings.language)


@case.command()
@click.argument("number", type=CASE)
@common_options
@json_option
@click.pass_context
def history(ctx: click.Context, number: int, *, as_json: bool) -> None:
    """Every entry of a case, in order; --json has the requests and effects too."""
    settings: Settings = ctx.obj
    with at_work(settings) as (runtime, actor):
        found = screens.show(runtime, number, actor or REPORTER)
    if found is None:
        _no_such_case(number, settings, as_json=as_json)
    elif as_json:
        print_json([entry_json(entry) for entry in found.entries])
    else:
        heads = ("时间", "人员", "事项") if settings.language == "zh" else _HEADS
        print_table(heads, tell(found, settings.language))


_HEADS = ("Time", "Who", "What")


@case.command()
@click.argument("number", type=CASE)
@click.argument("what", default="owner")
@common_options
@json_option
@click.pass_context
def why(ctx: click.Context, number: int, what: str, *, as_json: bool) -> None:
    """Explain WHAT of a case: owner, due, a clock such as promise, or an action."""
    settings: Settings = ctx.obj
    with at_work(settings) as (runtime, actor):
        reasons = explain(runtime, number, what, actor or REPORTER)
    if reasons is None:
        _no_such_case(number, settings, as_json=as_json)
    elif as_json:
        print_json(why_json(reasons))
    else:
        for reason in reasons:
            click.echo(reason.in_language(settings.language))


def _fields(
    runtime: Runtime, pairs: Sequence[str], files: Sequence[str]
) -> dict[str, Json]:
    """The values of a step as they were typed, with its files stored."""
    fields: dict[str, Json] = dict(read_values(pairs))
    for pair in files:
        name, equals, path = pair.partition("=")
        if not equals:
            raise click.BadParameter(f"{pair!r} is not FIELD=PATH.")
        given = fields.setdefault(name, [])
        if not isinstance(given, list):
            raise click.BadParameter(f"{name} is given as text and as a file.")
        given.append(attach(runtime, Path(path)))
    return fields


def _answer(answer: Done | Refused, settings: Settings, *, as_json: bool) -> None:
    if isinstance(answer, Refused):
        for entry in answer.since:
            note(f"  {entry.number}: {entry.actor} {entry.action}")
        refuse(answer.blockers, settings.language, as_json=as_json)
    elif as_json:
        print_json(
            {
                "case": number_text(answer.case.number),
                "version": answer.case.version,
                "state": answer.case.state,
                "owner": answer.case.owner,
                "repeated": answer.repeated,
                "entries": [entry_json(entry) for entry in answer.entries],
            }
        )
    else:
        number = number_text(answer.case.number)
        owner = f" · {answer.case.owner}" if answer.case.owner else ""
        click.echo(f"{number} · {answer.case.state}{owner}")


def _show_rows(
    rows: Sequence[screens.Row], settings: Settings, *, as_json: bool
) -> None:
    heads, lines, documents = rows_of(rows, settings.language)
    if as_json:
        print_json(documents)
    else:
        print_table(heads, lines)


def _known(runtime: Runtime, actor: str, settings: Settings, *, as_json: bool) -> None:
    with runtime.database.reading() as connection:
        people = runtime.city(connection).organisation.people
    if actor not in people:
        unknown = blocker(BlockerCode.NO_SUCH_PERSON, person=actor or "-")
        refuse([unknown], settings.language, as_json=as_json)


def _no_such_case(number: int, settings: Settings, *, as_json: bool) -> None:
    unknown = blocker(BlockerCode.NO_SUCH_CASE, case=number_text(number))
    refuse([unknown], settings.language, as_json=as_json)
