"""Options that every command takes, also behind its own name."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from workflow.commands.lazy import lazily
from workflow.settings import SHIPPED, Settings, from_environment

_Command = TypeVar("_Command", bound=Callable[..., Any])


def settings_of(ctx: click.Context) -> Settings:
    """The settings so far: the environment's, and the options read until now."""
    return ctx.find_object(Settings) or from_environment(os.environ)


def in_words(*, zh: str, en: str) -> str:
    """The sentence in the language of the command that is running."""
    chinese = settings_of(click.get_current_context()).language == "zh"
    return zh if chinese else en


def completing(name: str) -> Callable[..., Any]:
    """A completion that is imported only when a shell asks for it."""
    return lazily("workflow.commands.completion", name)


def _keep(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    """Take an option over into the settings, wherever in the line it stands."""
    if value and param.name is not None:
        settings = replace(settings_of(ctx), **{param.name: value})
        # The root knows it too: that is where errors are said.
        ctx.obj = ctx.find_root().obj = settings


_KEPT: dict[str, Any] = {"expose_value": False, "is_eager": True, "callback": _keep}

language_option = click.option(
    "--language",
    type=click.Choice(["zh", "en"]),
    help="The language of sentences [GRIDCASE_LANGUAGE; from LANG].",
    **_KEPT,
)
database_option = click.option(
    "--database",
    metavar="PATH|URL",
    help="An SQLite file or a PostgreSQL URL [GRIDCASE_DATABASE; gridcase.db].",
    **_KEPT,
)
as_option = click.option(
    "--as",
    "acts_as",
    metavar="PERSON",
    help="Who acts, by key or name [GRIDCASE_AS].",
    shell_complete=completing("people"),
    **_KEPT,
)
folder_option = click.option(
    "--definitions",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=SHIPPED,
    help="The folder of definitions; the shipped city's unless given.",
)


def common_options(command: _Command) -> _Command:
    """`--as`, `--database` and `--language`, as they also stand before a command."""
    return as_option(database_option(language_option(command)))
