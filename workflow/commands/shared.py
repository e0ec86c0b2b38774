"""Options that every command takes, also behind its own name."""

import getpass
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

import click

from workflow.domain.case import read_number
from workflow.domain.notices import Notifier
from workflow.engine.runtime import Runtime, open_runtime
from workflow.engine.screens import person_key
from workflow.settings import Settings

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _keep(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    """Take an option behind the command over into the settings."""
    if value and param.name is not None:
        settings = ctx.find_object(Settings) or Settings()
        ctx.obj = replace(settings, **{param.name: value})


def common_options(command: _Command) -> _Command:
    """`--as`, `--database` and `--language`, as they also stand before a command."""
    given: dict[str, Any] = {"expose_value": False, "callback": _keep}
    spoken = click.Choice(["zh", "en"])
    for option in (
        click.option("--language", type=spoken, help="Of sentences.", **given),
        click.option(
            "--database", metavar="PATH|URL", help="Where cases are.", **given
        ),
        click.option("--as", "acts_as", metavar="PERSON", help="Who acts.", **given),
    ):
        command = option(command)
    return command


NOTIFIERS = "gridcase.notifiers"
"""Where the composition root leaves the making of notifiers for commands."""


def notifiers_of(ctx: click.Context) -> Mapping[str, Notifier]:
    """The channels that the settings open, made now.

    Raises:
        click.ClickException: a setting of a channel cannot be used.
    """
    make: Callable[[Settings], Mapping[str, Notifier]] = ctx.meta[NOTIFIERS]
    try:
        return make(ctx.obj)
    except ValueError as error:
        raise click.ClickException(str(error)) from error


class CaseNumber(click.ParamType[int]):
    """A case number as people write it, with or without its hyphen."""

    name = "NUMBER"

    def convert(
        self,
        value: Any,  # noqa: ANN401 - click's
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> int:
        """The whole number."""
        number = value if isinstance(value, int) else read_number(str(value))
        if number is None:
            self.fail(
                f"{value!r} is not a case number such as 20260609-000017.", param, ctx
            )
        return number


@contextmanager
def at_work(settings: Settings) -> Iterator[tuple[Runtime, str]]:
    """The engine on the database of the settings, and the key of who acts."""
    with open_runtime(settings) as runtime:
        yield runtime, person_key(runtime, settings.acts_as)


def via() -> str:
    """Through which door and which system user a request came."""
    return f"cli:{getpass.getuser()}"


CASE = CaseNumber()
