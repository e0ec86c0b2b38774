"""`gridcase clock`: what is due, and what an outage moved."""

import click

from workflow.commands.lazy import Command, LazyGroup
from workflow.commands.shared import common_options

COMMANDS = {
    "list": Command(
        module="workflow.commands.clock.listing",
        name="list_command",
        help="The open limits of all cases, the first due first.",
    ),
    "outage": Command(
        module="workflow.commands.clock.outage",
        name="outage",
        help="What a time without workers moved.",
    ),
}


@click.group(cls=LazyGroup, table=COMMANDS)
@common_options
def clock() -> None:
    """Look at the limits of all cases, and at what an outage moved."""
