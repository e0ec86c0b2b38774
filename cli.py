"""gridcase on the command line: wires the parts together and hands over.

Every command is loaded by its name only when it is used.
"""

import importlib
from typing import IO, Any

import click

from workflow import __version__
from workflow.commands.lazy import Command, LazyGroup
from workflow.commands.shared import common_options, settings_of
from workflow.errors import GridcaseError
from workflow.now import now
from workflow.settings import Settings

COMMANDS = {
    "init": Command(
        module="workflow.commands.init",
        name="init",
        help="Create a database and load the city into it.",
    ),
    "case": Command(
        module="workflow.commands.case.group",
        name="case",
        help="Report, advance and look at cases.",
    ),
    "why": Command(
        module="workflow.commands.case.views",
        name="why",
        help="Explain a due instant, an owner or an action.",
    ),
    "definition": Command(
        module="workflow.commands.definition",
        name="definition",
        help="Check and show workflows.",
    ),
    "calendar": Command(
        module="workflow.commands.calendar",
        name="calendar",
        help="Count working time; import and show calendars.",
    ),
    "catalogue": Command(
        module="workflow.commands.catalogue",
        name="catalogue",
        help="Take over somebody else's standard, row by row.",
    ),
    "clock": Command(
        module="workflow.commands.clock.group",
        name="clock",
        help="List what is due, and what an outage moved.",
    ),
    "dispute": Command(
        module="workflow.commands.dispute.group",
        name="dispute",
        help="Whose case is it; who hands cases to and fro.",
    ),
    "joint": Command(
        module="workflow.commands.joint.group",
        name="joint",
        help="Which departments act on a case together.",
    ),
    "meeting": Command(
        module="workflow.commands.meeting.group",
        name="meeting",
        help="Joint meetings: agenda, resolutions, minutes.",
    ),
    "ledger": Command(
        module="workflow.commands.ledger.group",
        name="ledger",
        help="Whose the time of all cases was in a period.",
    ),
    "roster": Command(
        module="workflow.commands.roster",
        name="roster",
        help="Who is on duty when.",
    ),
    "responsibility": Command(
        module="workflow.commands.responsibility.group",
        name="responsibility",
        help="Who answers for what, and by which rule.",
    ),
    "outbox": Command(
        module="workflow.commands.outbox",
        name="outbox",
        help="List messages, and those that could not be sent.",
    ),
    "incident": Command(
        module="workflow.commands.incident",
        name="incident",
        help="What could not be done, and what becomes of it.",
    ),
    "worker": Command(
        module="workflow.commands.worker",
        name="worker",
        help="Fire deadlines and deliver messages until stopped.",
    ),
    "sweep": Command(
        module="workflow.commands.sweep",
        name="sweep",
        help="Fire what is due and deliver messages, once.",
    ),
    "verify": Command(
        module="workflow.commands.verify",
        name="verify",
        help="Rebuild every case from its history and compare.",
    ),
    "replay": Command(
        module="workflow.commands.replay",
        name="replay",
        help="Drive the engine with somebody's real log.",
    ),
    "demo": Command(
        module="workflow.commands.demo",
        name="demo",
        help="Play one busy day of the shipped city.",
    ),
    "doctor": Command(
        module="workflow.commands.doctor",
        name="doctor",
        help="Look for what is wrong with this installation.",
    ),
}


class _Program(LazyGroup):
    """All commands; what the engine refuses on purpose is said in one sentence."""

    def invoke(self, ctx: click.Context) -> object:
        """Run, and say in one sentence what went wrong."""
        try:
            return super().invoke(ctx)
        except GridcaseError as error:
            raise _Failure(error.in_language(settings_of(ctx).language)) from error


class _Failure(click.ClickException):
    """An error with its sentence in the language of the reader; exit code 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Write the sentence to standard error, with no English word before it."""
        click.echo(self.format_message(), file=file, err=file is None)


def _open_channels(settings: Settings) -> object:
    """The notifiers of the settings, imported only when something is sent."""
    channels = importlib.import_module("notifiers.channels")
    return channels.open_channels(settings.smtp, settings.webhook, now)


@click.group(
    cls=_Program,
    table=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog='Completion: eval "$(_GRIDCASE_COMPLETE=bash_source gridcase)"; '
    "zsh_source and fish_source likewise.",
)
@click.version_option(__version__, prog_name="gridcase")
@common_options
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Case handling for cities that are run grid by grid."""
    ctx.obj = settings_of(ctx)
    # Commands cannot know the notifiers, so they are left here to be made.
    ctx.meta["gridcase.notifiers"] = _open_channels


def main() -> None:
    """The program `gridcase`."""
    cli(prog_name="gridcase")


if __name__ == "__main__":
    main()
