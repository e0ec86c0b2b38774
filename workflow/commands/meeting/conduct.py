"""`gridcase meeting open`, `resolve` and `done`."""

from datetime import datetime
from typing import Any

import click

from workflow.commands.meeting.shown import meeting_json, print_items, resolution_json
from workflow.commands.output import json_option, note, print_json, refuse
from workflow.commands.session import acting, calendar_of, via
from workflow.commands.shared import common_options, completing, in_words
from workflow.commands.times import instant_of, moment
from workflow.domain.disputes.rulings import Proposal
from workflow.domain.durations import parse_duration
from workflow.domain.meeting import Resolution
from workflow.domain.worktime import Calendar
from workflow.engine.meetings.conduct import Resolve, finish, open_meeting, resolve
from workflow.engine.results import Refused
from workflow.engine.runtime import Runtime
from workflow.engine.screens import person_key
from workflow.settings import Settings

_NAMES = ("lead", "basis", "scope", "place", "condition", "expires", "review")


@click.command(name="open")
@click.argument("name")
@click.option(
    "--attends",
    multiple=True,
    metavar="PERSON",
    shell_complete=completing("people"),
    help="Who attends; everybody on duty for a member unless given.",
)
@common_options
@json_option
@click.pass_obj
def open_it(
    settings: Settings, name: str, attends: tuple[str, ...], *, as_json: bool
) -> None:
    """Open the meeting NAME: its agenda and its members are fixed from now on."""
    with acting(settings) as (runtime, actor):
        people = tuple(person_key(runtime, each) for each in attends)
        opened = open_meeting(runtime, name, actor, tuple(dict.fromkeys(people)))
        now = runtime.now()
    if isinstance(opened, Refused):
        refuse(opened.blockers, settings.language, as_json=as_json)
    if as_json:
        print_json(meeting_json(opened, now))
        return
    number, items = opened.number, len(opened.items)
    click.echo(
        in_words(
            zh=f"第 {number} 号会议已召开，共 {items} 项议题。",
            en=f"Meeting {number} is open, with {items} items.",
        )
    )
    print_items(opened.items, settings.language)


@click.command(name="resolve")
@click.argument("meeting", type=int)
@click.argument("item", type=int)
@click.option(
    "--lead",
    default="",
    metavar="DEPARTMENT",
    shell_complete=completing("departments"),
    help="Rule that it owns the case of a dispute.",
)
@click.option("--assisting", default="", metavar="A,B", help="Who assists it.")
@click.option("--reason", default="", help="Why it is ruled so.")
@click.option("--basis", default="", help="The legal basis.")
@click.option(
    "--scope",
    type=click.Choice(["case", "place", "below"]),
    default="case",
    help="How far the ruling reaches.",
)
@click.option("--at", "place", default="", metavar="CODE", help="Where it counts from.")
@click.option("--condition", default="", help="Only this condition of its category.")
@click.option("--expires", default="", metavar="DATE", help="Its last day.")
@click.option("--review", default="", metavar="DATE", help="When it is reviewed.")
@click.option("--task", default="", metavar="TEXT", help="Give a department this task.")
@click.option(
    "--department",
    default="",
    metavar="DEPARTMENT",
    shell_complete=completing("departments"),
    help="Who has the task.",
)
@click.option(
    "--due",
    default="",
    metavar="INSTANT|SPAN",
    help="2026-06-20 12:00, or 5 work days; as the meeting's rule says unless given.",
)
@common_options
@json_option
@click.pass_obj
def resolve_item(settings: Settings, /, **given: Any) -> None:  # noqa: ANN401 - click's options
    """Resolve on ITEM of MEETING: a ruling with --lead, or a task with --task."""
    as_json, task = given.pop("as_json"), given.pop("task")
    if bool(task) == bool(given["lead"]):
        said = in_words(
            zh="请给出 --lead（裁决）或 --task（任务）之一。",
            en="Give either --lead, for a ruling, or --task.",
        )
        raise click.UsageError(said)
    with acting(settings) as (runtime, actor):
        asked = Resolve(
            meeting=given["meeting"],
            item=given["item"],
            actor=actor,
            text=task or given["reason"],
            ruling=None if task else _proposal(given),
            department=given["department"],
            due_at=_due(given["due"], runtime),
            via=via(),
        )
        made, now = resolve(runtime, asked), runtime.now()
        calendar = calendar_of(runtime)
    if isinstance(made, Refused):
        refuse(made.blockers, settings.language, as_json=as_json)
    if as_json:
        print_json(resolution_json(made, now))
        return
    click.echo(_said(made, calendar, now))


@click.command()
@click.argument("resolution", type=int)
@click.option("--note", "text", default="", help="How it was done.")
@common_options
@json_option
@click.pass_obj
def done(settings: Settings, resolution: int, text: str, *, as_json: bool) -> None:
    """Say that the task of RESOLUTION is done; it is chased no longer."""
    with acting(settings) as (runtime, actor):
        made, now = finish(runtime, resolution, actor, text), runtime.now()
    if isinstance(made, Refused):
        refuse(made.blockers, settings.language, as_json=as_json)
    if as_json:
        print_json(resolution_json(made, now))
        return
    note(
        in_words(
            zh=f"第 {resolution} 号决议已办结。", en=f"Resolution {resolution} is done."
        )
    )


def _proposal(given: dict[str, Any]) -> Proposal:
    assisting = [each.strip() for each in given["assisting"].split(",")]
    return Proposal(
        assisting=tuple(each for each in assisting if each),
        **{name: given[name] for name in _NAMES},
    )


def _due(text: str, runtime: Runtime) -> datetime | None:
    """The instant of `2026-06-20 12:00`, or so much later by the calendar.

    Raises:
        click.UsageError: it is neither.
    """
    if not text:
        return None
    calendar = calendar_of(runtime)
    try:
        return instant_of(text, calendar)
    except ValueError:
        pass
    try:
        return calendar.due(runtime.now(), parse_duration(text))
    except ValueError as error:
        said = in_words(
            zh=f"“{text}”不是时间，例如 2026-06-20 12:00 或 5 工作日。",
            en=f"{text!r} is no time such as 2026-06-20 12:00 or 5 work days.",
        )
        raise click.UsageError(said) from error


def _said(made: Resolution, calendar: Calendar, now: datetime) -> str:
    number, department = made.number, made.department
    if made.due_at is None:
        return in_words(
            zh=f"第 {number} 号决议：裁决由 {department} 负责。",
            en=f"Resolution {number}: {department} owns the case.",
        )
    due = moment(made.due_at, calendar, now)
    return in_words(
        zh=f"第 {number} 号决议：{department}，期限 {due}。",
        en=f"Resolution {number}: {department}, due {due}.",
    )
