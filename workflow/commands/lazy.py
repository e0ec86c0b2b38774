"""Commands that are imported only when they are used.

`--help`, `--version` and the completion of names stay quick so, and need no
database library.
"""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import click
from click.shell_completion import CompletionItem

_WIDTH = 72
"""So long a line of help about one command may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Where a command lives, and what it is for in a few words."""

    module: str
    name: str
    help: str


def lazily(module: str, name: str) -> Callable[..., Any]:
    """A function that is imported when it is called."""

    def called(*arguments: object) -> object:
        return getattr(importlib.import_module(module), name)(*arguments)

    return called


class LazyGroup(click.Group):
    """A group some or all of whose commands are imported when they are called."""

    def __init__(
        self,
        *arguments: Any,  # noqa: ANN401 - click's
        table: Mapping[str, Command],
        **options: Any,  # noqa: ANN401 - click's
    ) -> None:
        super().__init__(*arguments, **options)
        self._lazy = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names: lazy ones as declared, then the others."""
        return [*self._lazy, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, imported now."""
        found = self._lazy.get(cmd_name)
        if found is None:
            return super().get_command(ctx, cmd_name)
        command: click.Command = getattr(
            importlib.import_module(found.module), found.name
        )
        return command

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """The list of commands in `--help`, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(self._told(ctx))

    def shell_complete(
        self, ctx: click.Context, incomplete: str
    ) -> list[CompletionItem]:
        """The names that begin so, without importing any command."""
        found = [
            CompletionItem(name, help=text)
            for name, text in self._told(ctx)
            if name.startswith(incomplete)
        ]
        # The base class would import every command to ask whether it is hidden.
        return found + click.Command.shell_complete(self, ctx, incomplete)

    def _told(self, ctx: click.Context) -> list[tuple[str, str]]:
        lazy = [(name, each.help) for name, each in self._lazy.items()]
        eager = [
            (name, self.commands[name].get_short_help_str(_WIDTH))
            for name in super().list_commands(ctx)
        ]
        return lazy + eager
