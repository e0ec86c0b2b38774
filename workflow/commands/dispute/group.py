"""`gridcase dispute`: whose case is it, and who hands cases to and fro."""

import click

from workflow.commands.lazy import Command, LazyGroup
from workflow.commands.shared import common_options

COMMANDS = {
    "patterns": Command(
        module="workflow.commands.dispute.patterns",
        name="patterns",
        help="Ping-pong and gaming, from history or any event log.",
    ),
}


@click.group(cls=LazyGroup, table=COMMANDS)
@common_options
def dispute() -> None:
    """Look at whose case it is, and who hands cases to and fro."""
