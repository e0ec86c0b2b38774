"""gridcase on the command line: wires the parts together and hands over.

Every command is loaded by its name only when it is used, so that `--help` and
completion stay quick and need no database library.
"""

import importlib
import os
from dataclasses import dataclass

import click
from click.shell_completion import CompletionItem

from workflow import __version__
from workflow.errors import GridcaseError
from workflow.now import now
from workflow.settings import Settings, from_environment


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Where a command lives, and what it is for in a few words."""

    module: str
    name: str
    help: str


COMMANDS = {
    "init": Command(
        module="workflow.commands.init",
        name="init",
        help="Create a database and load the city into it.",
    ),
    "case": Command(
        module="workflow.commands.case",
        name="case",
        help="Report, advance and look at cases.",
    ),
    "definition": Command(
        module="workflow.commands.definition",
        name="definition",
        help="Check and show workflows.",
    ),
    "calendar": Command(
        module="workflow.commands.calendar",
        name="calendar",
        help="Count working time.",
    ),
    "catalogue": Command(
        module="workflow.commands.catalogue",
        name="catalogue",
        help="Take over somebody else's standard, row by row.",
    ),
    "outbox": Command(
        module="workflow.commands.outbox",
        name="outbox",
        help="List messages, and those that could not be sent.",
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


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        """The names, in the order in which a new user meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        """The command of this name, imported now."""
        found = COMMANDS.get(cmd_name)
        if found is None:
            return None
        command: click.Command = getattr(
            importlib.import_module(found.module), found.name
        )
        return command

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's
        formatter: click.HelpFormatter,
    ) -> None:
        """The list of commands in `--help`, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, each.help) for name, each in COMMANDS.items()])

    def shell_complete(
        self, ctx: click.Context, incomplete: str
    ) -> list[CompletionItem]:
        """The names that begin so, without importing any command."""
        found = [
            CompletionItem(name, help=each.help)
            for name, each in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return found + click.Command.shell_complete(self, ctx, incomplete)

    def invoke(self, ctx: click.Context) -> object:
        """Run, and say in one sentence what went wrong."""
        try:
            return super().invoke(ctx)
        except GridcaseError as error:
            raise click.ClickException(error.in_language(ctx.obj.language)) from error


def _open_channels(settings: Settings) -> object:
    """The notifiers of the settings, imported only when something is sent."""
    channels = importlib.import_module("notifiers.channels")
    return channels.open_channels(settings.smtp, settings.webhook, now)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="gridcase")
@click.option(
    "--database",
    metavar="PATH|URL",
    help="An SQLite file or a PostgreSQL URL [GRIDCASE_DATABASE; gridcase.db].",
)
@click.option("--as", "acts_as", metavar="PERSON", help="Who acts [GRIDCASE_AS].")
@click.option(
    "--language",
    type=click.Choice(["zh", "en"]),
    help="The language of sentences [GRIDCASE_LANGUAGE; from LANG].",
)
@click.pass_context
def cli(
    ctx: click.Context, database: str | None, acts_as: str | None, language: str | None
) -> None:
    """Case handling for cities that are run grid by grid."""
    given = {
        "GRIDCASE_DATABASE": database,
        "GRIDCASE_AS": acts_as,
        "GRIDCASE_LANGUAGE": language,
    }
    environment = dict(os.environ) | {k: v for k, v in given.items() if v}
    ctx.obj = from_environment(environment)
    # Commands cannot know the notifiers, so they are left here to be made.
    ctx.meta["gridcase.notifiers"] = _open_channels


def main() -> None:
    """The program `gridcase`."""
    cli(prog_name="gridcase")


if __name__ == "__main__":
    main()
