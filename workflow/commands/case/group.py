"""`gridcase case`: report, advance, look at, and ask why."""

import click

from workflow.commands.lazy import Command, LazyGroup
from workflow.commands.shared import common_options

_STEPS = "workflow.commands.case.steps"
_LISTS = "workflow.commands.case.lists"
_VIEWS = "workflow.commands.case.views"
_APPLICATIONS = "workflow.commands.case.applications"

COMMANDS = {
    "report": Command(module=_STEPS, name="report", help="Open a case."),
    "list": Command(module=_LISTS, name="list_command", help="List cases."),
    "inbox": Command(module=_LISTS, name="inbox", help="What lies on your desks."),
    "bulletin": Command(
        module="workflow.commands.case.bulletin",
        name="bulletin_command",
        help="What was listed for supervision in a week, by owner.",
    ),
    "show": Command(
        module=_VIEWS,
        name="show",
        help="A case with its clocks, its story, and what can be done.",
    ),
    "actions": Command(
        module=_VIEWS, name="actions", help="What you can do to a case, and why not."
    ),
    "act": Command(module=_STEPS, name="act", help="Take an action on a case."),
    "request": Command(
        module=_STEPS, name="request", help="Ask for an action that needs approval."
    ),
    "requests": Command(
        module=_APPLICATIONS,
        name="requests",
        help="What waits for your decision, or was asked for in a case.",
    ),
    "decide": Command(
        module=_APPLICATIONS, name="decide", help="Grant or refuse a request."
    ),
    "withdraw": Command(
        module=_APPLICATIONS, name="withdraw", help="Take a request back."
    ),
    "history": Command(module=_VIEWS, name="history", help="Every entry of a case."),
    "ledger": Command(
        module="workflow.commands.case.ledger",
        name="ledger",
        help="Whose the time of a case was, span by span.",
    ),
    "why": Command(
        module=_VIEWS,
        name="why",
        help="Explain an owner, a due instant, a clock or an action.",
    ),
}


@click.group(cls=LazyGroup, table=COMMANDS)
@common_options
def case() -> None:
    """Report, advance and look at cases."""
