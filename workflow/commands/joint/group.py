"""`gridcase joint`: which departments act on a case together."""

import click

from workflow.commands.lazy import Command, LazyGroup
from workflow.commands.shared import common_options

COMMANDS = {
    "show": Command(
        module="workflow.commands.joint.views",
        name="show",
        help="Who takes part, and how far each has come.",
    ),
    "add": Command(
        module="workflow.commands.joint.changes",
        name="add",
        help="Have one more department take part.",
    ),
    "excuse": Command(
        module="workflow.commands.joint.changes",
        name="excuse",
        help="Let a member go, for a reason.",
    ),
    "replace": Command(
        module="workflow.commands.joint.changes",
        name="replace",
        help="Let a member go and have another one take part.",
    ),
}


@click.group(cls=LazyGroup, table=COMMANDS)
@common_options
def joint() -> None:
    """Look at which departments act on a case together, and change them."""
