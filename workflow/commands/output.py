"""How commands speak: tables for people, plain text for pipes, JSON for programs."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.table import Table

from workflow.domain.blockers import Blocker

REFUSED = 3
"""The exit code of a request that was refused with blockers."""

_Command = TypeVar("_Command", bound=Callable[..., Any])


def json_option(command: _Command) -> _Command:
    """`--json`: the whole answer as JSON on standard output."""
    option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
    return option(command)


def print_json(value: object) -> None:
    """One JSON document; Chinese stays readable."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table on a terminal; tabs and no decoration where the output is piped."""
    if not sys.stdout.isatty():
        click.echo("\t".join(columns))
        for row in rows:
            click.echo("\t".join(str(cell) for cell in row))
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    Console().print(table)


def note(text: str) -> None:
    """Something beside the answer, on standard error."""
    click.echo(text, err=True)


def refuse(
    blockers: Sequence[Blocker], language: str, *, as_json: bool = False
) -> None:
    """Say every reason against a request, and end with the code for refusals."""
    if as_json:
        print_json({"refused": [each.as_json() for each in blockers]})
    for each in blockers:
        click.echo(each.in_language(language), err=True)
    raise click.exceptions.Exit(REFUSED)


def read_values(pairs: Iterable[str]) -> Mapping[str, str]:
    """`name=value` pairs of `--with` as a mapping.

    Raises:
        click.BadParameter: a pair has no equals sign, or a name stands twice.
    """
    values: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise click.BadParameter(f"{pair!r} is not NAME=VALUE.")
        if name in values:
            raise click.BadParameter(f"{name} is given twice.")
        values[name] = value
    return values
