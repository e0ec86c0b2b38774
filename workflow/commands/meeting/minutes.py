"""`gridcase meeting minutes` and `sign`."""

from pathlib import Path

import click

from workflow.commands.meeting.shown import meeting_json
from workflow.commands.output import json_option, note, print_json, refuse
from workflow.commands.session import acting, at_work
from workflow.commands.shared import common_options, completing, in_words
from workflow.domain.meeting import Meeting
from workflow.engine.meetings.minutes import draft, issue, show_minutes, sign
from workflow.engine.results import Refused
from workflow.engine.runtime import Runtime
from workflow.errors import UnwritableFileError
from workflow.rendering.minutes import Format
from workflow.settings import Settings


@click.command()
@click.argument("meeting", type=int)
@click.option("--draft", "step", flag_value="draft", help="Write them down for good.")
@click.option(
    "--issue", "step", flag_value="issue", help="Issue them, once all signed."
)
@click.option(
    "--format",
    "kind",
    type=click.Choice([each.value for each in Format]),
    default=Format.MARKDOWN.value,
    help="How they are written.",
)
@click.option(
    "--to",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write them into this file.",
)
@common_options
@json_option
@click.pass_obj
def minutes(  # noqa: PLR0913 - click's options
    settings: Settings,
    meeting: int,
    step: str | None,
    kind: str,
    file: Path | None,
    *,
    as_json: bool,
) -> None:
    """The minutes of MEETING as they stand; with --draft or --issue they move on.

    From --draft on the meeting resolves nothing more, and every member signs what was
    written down.
    """
    opened = acting(settings) if step else at_work(settings)
    with opened as (runtime, actor):
        changed = _moved(runtime, meeting, step, actor)
        if isinstance(changed, Refused):
            refuse(changed.blockers, settings.language, as_json=as_json)
        text = show_minutes(runtime, meeting, settings.language, Format(kind))
        now = runtime.now()
    if isinstance(text, Refused):
        refuse(text.blockers, settings.language, as_json=as_json)
    if file is not None:
        _write(file, text)
    if as_json:
        known = meeting_json(changed, now) if changed else {"meeting": meeting}
        print_json({**known, "minutes": text})
    elif file is None:
        click.echo(text, nl=False)


@click.command(name="sign")
@click.argument("meeting", type=int)
@click.option(
    "--for",
    "department",
    default="",
    metavar="DEPARTMENT",
    shell_complete=completing("departments"),
    help="The member that you sign for, if you speak for several.",
)
@common_options
@json_option
@click.pass_obj
def sign_them(
    settings: Settings, meeting: int, department: str, *, as_json: bool
) -> None:
    """Sign the drafted minutes of MEETING for the members that you speak for."""
    with acting(settings) as (runtime, actor):
        signed, now = sign(runtime, meeting, actor, department), runtime.now()
    if isinstance(signed, Refused):
        refuse(signed.blockers, settings.language, as_json=as_json)
    if as_json:
        print_json(meeting_json(signed, now))
        return
    left = ", ".join(signed.unsigned)
    if left:
        note(in_words(zh=f"已会签；尚缺：{left}。", en=f"Signed; missing: {left}."))
    else:
        note(in_words(zh="已会签，全体完成。", en="Signed; every member has."))


def _moved(
    runtime: Runtime, meeting: int, step: str | None, actor: str
) -> Meeting | Refused | None:
    if step is None:
        return None
    return (draft if step == "draft" else issue)(runtime, meeting, actor)


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        why = error.strerror or str(error)
        raise UnwritableFileError(file=str(file), why=why) from error
