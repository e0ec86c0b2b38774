"""`gridcase ledger`: whose the time of all cases was in a period."""

import click

from workflow.commands.lazy import Command, LazyGroup
from workflow.commands.shared import common_options

COMMANDS = {
    "totals": Command(
        module="workflow.commands.ledger.totals",
        name="totals_command",
        help="What each department is charged with in a period.",
    ),
    "cases": Command(
        module="workflow.commands.ledger.cases",
        name="cases_command",
        help="The cases that a total is made of.",
    ),
}


@click.group(cls=LazyGroup, table=COMMANDS)
@common_options
def ledger() -> None:
    """Sum up whose the time of all cases was, and from which cases it comes."""
