"""`gridcase dispute`: whose case is it, and who hands cases to and fro."""

import click

from workflow.commands.lazy import Command, LazyGroup
from workflow.commands.shared import common_options

COMMANDS = {
    "list": Command(
        module="workflow.commands.dispute.views",
        name="list_disputes",
        help="The open disputes on your desks, or all.",
    ),
    "show": Command(
        module="workflow.commands.dispute.views",
        name="show",
        help="Who said what in the disputes of a case.",
    ),
    "accept": Command(
        module="workflow.commands.dispute.words",
        name="accept",
        help="Take the case over, as a proposed owner.",
    ),
    "decline": Command(
        module="workflow.commands.dispute.words",
        name="decline",
        help="Say that it is not yours either, on a ground.",
    ),
    "withdraw": Command(
        module="workflow.commands.dispute.words",
        name="withdraw",
        help="Take your dispute back and keep the case.",
    ),
    "lead": Command(
        module="workflow.commands.dispute.words",
        name="lead",
        help="Name who makes safe meanwhile.",
    ),
    "ask": Command(
        module="workflow.commands.dispute.words",
        name="ask",
        help="As the judge, ask for statements.",
    ),
    "state": Command(
        module="workflow.commands.dispute.words",
        name="state",
        help="As a party, make your statement.",
    ),
    "visit": Command(
        module="workflow.commands.dispute.words",
        name="visit",
        help="As the judge, call the parties on site.",
    ),
    "rule": Command(
        module="workflow.commands.dispute.words",
        name="rule",
        help="As the judge, rule.",
    ),
    "rise": Command(
        module="workflow.commands.dispute.words",
        name="rise",
        help="As the judge, let it rise.",
    ),
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
