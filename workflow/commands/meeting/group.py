"""`gridcase meeting`: what no judge could settle is decided by a joint meeting."""

import click

from workflow.commands.lazy import Command, LazyGroup
from workflow.commands.shared import common_options

COMMANDS = {
    "list": Command(
        module="workflow.commands.meeting.views",
        name="list_meetings",
        help="The meetings, when each is due, and tasks not done.",
    ),
    "agenda": Command(
        module="workflow.commands.meeting.views",
        name="show_agenda",
        help="What waits for the next meeting.",
    ),
    "open": Command(
        module="workflow.commands.meeting.conduct",
        name="open_it",
        help="Open a meeting; its agenda is fixed.",
    ),
    "resolve": Command(
        module="workflow.commands.meeting.conduct",
        name="resolve_item",
        help="Rule on an item, or give a department a task.",
    ),
    "done": Command(
        module="workflow.commands.meeting.conduct",
        name="done",
        help="Say that a task is done.",
    ),
    "minutes": Command(
        module="workflow.commands.meeting.minutes",
        name="minutes",
        help="Read the minutes; draft or issue them.",
    ),
    "sign": Command(
        module="workflow.commands.meeting.minutes",
        name="sign_them",
        help="Sign the minutes for your department.",
    ),
}


@click.group(cls=LazyGroup, table=COMMANDS)
@common_options
def meeting() -> None:
    """Hold joint meetings: agenda, resolutions, minutes."""
