"""`gridcase case report` and `case act`: what changes a case."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from workflow.commands.case.documents import answer_json
from workflow.commands.case.sheet import draw_answer
from workflow.commands.output import (
    json_option,
    note,
    print_json,
    read_values,
    refuse,
)
from workflow.commands.session import CASE, acting, at_work, via
from workflow.commands.shared import common_options, completing, in_words
from workflow.commands.story import tell
from workflow.domain.case import Json
from workflow.domain.decision import REPORTER, Request
from workflow.engine.advance import advance
from workflow.engine.attach import attach
from workflow.engine.report import ReportRequest
from workflow.engine.report import report as open_case
from workflow.engine.results import Done, Refused
from workflow.engine.runtime import Runtime
from workflow.engine.screens import show
from workflow.errors import UnreadableDefinitionError
from workflow.settings import Settings
from workflow.store import definitions
from workflow.store.database import Connection

_PHOTOS = "photos"
"""The field that `--photo` fills."""

_VALUES = click.option(
    "--with",
    "pairs",
    multiple=True,
    metavar="FIELD=VALUE",
    shell_complete=completing("step_fields"),
    help="A value; repeatable.",
)
_FILES = click.option(
    "--file", "files", multiple=True, metavar="FIELD=PATH", help="A file; repeatable."
)
_PHOTO = click.option(
    "--photo", "pictures", multiple=True, metavar="PATH", help="--file photos=PATH."
)
_KEY = click.option("--key", default="", help="Makes a repeat of this call harmless.")


@click.command()
@click.option("--place", required=True, metavar="CODE", help="Where it is.")
@click.option("--workflow", metavar="NAME", help="Which; the only one published.")
@click.option("--channel", default="command line", show_default=True)
@_VALUES
@_FILES
@_PHOTO
@_KEY
@common_options
@json_option
@click.pass_obj
def report(  # noqa: PLR0913, PLR0917 - one argument per option
    settings: Settings,
    place: str,
    workflow: str | None,
    channel: str,
    pairs: Sequence[str],
    files: Sequence[str],
    pictures: Sequence[str],
    key: str,
    *,
    as_json: bool,
) -> None:
    """Open a case; anyone may, and without --as it is the reporter.

    For example: gridcase case report --place 220104003001002
    --with description="A manhole cover is missing." --photo manhole.jpg
    """
    with at_work(settings) as (runtime, actor):
        asked = ReportRequest(
            workflow=workflow or _only_workflow(runtime),
            actor=actor or REPORTER,
            fields={
                "place": place,
                **_fields(runtime, pairs, (*files, *_as_files(pictures))),
            },
            channel=channel,
            key=key,
            via=via(),
        )
        _answer(runtime, open_case(runtime, asked), settings, as_json=as_json)


def _step_options(command: Callable[..., None]) -> Callable[..., None]:
    """The arguments and options of a step."""
    for option in (
        click.pass_obj,
        json_option,
        common_options,
        _KEY,
        click.option("--expect", type=int, metavar="VERSION", help="What you saw."),
        _PHOTO,
        _FILES,
        _VALUES,
        click.argument("action", shell_complete=completing("actions")),
        click.argument("number", type=CASE, shell_complete=completing("open_cases")),
    ):
        command = option(command)
    return command


@click.command()
@_step_options
def act(settings: Settings, *, as_json: bool, **given: Any) -> None:  # noqa: ANN401 - click's
    """Take ACTION on case NUMBER; `case actions NUMBER` lists what can be done.

    An action that needs approval is asked for; it is taken when it is granted.
    """
    _step(settings, given, asks=False, as_json=as_json)


@click.command()
@_step_options
def request(settings: Settings, *, as_json: bool, **given: Any) -> None:  # noqa: ANN401 - click's
    """Ask for ACTION on case NUMBER, which somebody else must approve.

    For example: gridcase case request NUMBER extend --with reason="..."
    """
    _step(settings, given, asks=True, as_json=as_json)


def _step(
    settings: Settings, given: Mapping[str, Any], *, asks: bool, as_json: bool
) -> None:
    files = (*given["files"], *_as_files(given["pictures"]))
    with acting(settings) as (runtime, actor):
        step = Request(
            case=given["number"],
            action=given["action"],
            actor=actor,
            fields=_fields(runtime, given["pairs"], files),
            expected=given["expect"],
            key=given["key"],
            via=via(),
            asks=asks,
        )
        answer = advance(runtime, step)
        if isinstance(answer, Refused) and answer.since:
            _say_since(runtime, step.case, answer, settings.language)
        _answer(runtime, answer, settings, as_json=as_json)


def _is_of_members(runtime: Runtime, connection: Connection, name: str) -> bool:
    try:
        return runtime.workflow_named(connection, name).definition.child is not None
    except UnreadableDefinitionError:
        # Whoever names it is told what is the matter with it.
        return False


def _only_workflow(runtime: Runtime) -> str:
    """The one workflow under which cases can be reported.

    Raises:
        click.UsageError: there are several, or none.
    """
    with runtime.database.reading() as connection:
        every = definitions.listing(connection)
        published = definitions.DefinitionStatus.PUBLISHED
        # The cases of members are opened by joint work; nobody reports them.
        names = sorted(
            name
            for name in {each.name for each in every if each.status is published}
            if not _is_of_members(runtime, connection, name)
        )
    if len(names) != 1:
        known = ", ".join(names) or "-"
        raise click.UsageError(
            in_words(
                zh=f"请用 --workflow 说明流程；已发布：{known}。",
                en=f"Say which --workflow; published are: {known}.",
            )
        )
    return names[0]


def _as_files(pictures: Sequence[str]) -> Iterator[str]:
    return (f"{_PHOTOS}={path}" for path in pictures)


def _fields(
    runtime: Runtime, pairs: Sequence[str], files: Sequence[str]
) -> dict[str, Json]:
    """The values of a step as they were typed, with its files stored."""
    fields: dict[str, Json] = dict(read_values(pairs))
    for pair in files:
        name, equals, path = pair.partition("=")
        if not equals or not name:
            raise click.BadParameter(
                in_words(
                    zh=f"“{pair}”应写作 字段=路径。", en=f"{pair!r} is not FIELD=PATH."
                )
            )
        given = fields.setdefault(name, [])
        if not isinstance(given, list):
            raise click.BadParameter(
                in_words(
                    zh=f"{name} 既给了文字又给了文件。",
                    en=f"{name} is given as text and as a file.",
                )
            )
        given.append(attach(runtime, Path(path)))
    return fields


def _say_since(runtime: Runtime, number: int, answer: Refused, language: str) -> None:
    """Tell what others did to the case since the asker saw it."""
    shown = show(runtime, number, REPORTER)
    for line in tell(shown, language, answer.since) if shown else ():
        note("  ".join(line))


def _answer(
    runtime: Runtime, answer: Done | Refused, settings: Settings, *, as_json: bool
) -> None:
    """Show what was done, or every reason why nothing was."""
    if isinstance(answer, Refused):
        refuse(answer.blockers, settings.language, as_json=as_json)
    elif as_json:
        print_json(answer_json(answer))
    else:
        shown = show(runtime, answer.case.number, REPORTER)
        if shown is not None:
            draw_answer(shown, answer, settings.language)
