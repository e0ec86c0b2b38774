"""`gridcase responsibility`: who answers for what, and the precedents among it."""

import click

from workflow.commands.lazy import Command, LazyGroup
from workflow.commands.shared import common_options

COMMANDS = {
    "list": Command(
        module="workflow.commands.responsibility.listing",
        name="list_command",
        help="The responsibility list and the precedents.",
    ),
    "explain": Command(
        module="workflow.commands.responsibility.explain",
        name="explain",
        help="Which rule would win for a category at a place.",
    ),
    "propose": Command(
        module="workflow.commands.responsibility.changes",
        name="propose",
        help="Make a precedent without a dispute.",
    ),
    "retire": Command(
        module="workflow.commands.responsibility.changes",
        name="retire",
        help="Take a precedent out of force.",
    ),
}


@click.group(cls=LazyGroup, table=COMMANDS)
@common_options
def responsibility() -> None:
    """Who answers for what: the responsibility list and the precedents."""
