"""How commands speak: tables for people, plain text for pipes, JSON for programs."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

import click
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from workflow.commands.shared import in_words
from workflow.domain.blockers import Blocker

REFUSED = 3
"""The exit code of a request that was refused with blockers."""

NOT_CONFIRMED = 4
"""The exit code where something was only shown, because nobody confirmed it."""

_Command = TypeVar("_Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Styled:
    """A cell that has a colour on a terminal; its words say the same without."""

    text: str
    style: str

    def __str__(self) -> str:
        return self.text


def json_option(command: _Command) -> _Command:
    """`--json`: the whole answer as JSON on standard output."""
    option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
    return option(command)


def print_json(value: object) -> None:
    """One JSON document; Chinese stays readable."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, indent: int = 0
) -> None:
    """A table on a terminal; tabs and no decoration where the output is piped.

    Without columns there is no line of heads; `indent` counts for a terminal only.
    """
    lines = list(rows)
    if not sys.stdout.isatty():
        for line in [columns, *lines] if columns else lines:
            click.echo("\t".join(plain(cell) for cell in line))
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.show_header = bool(columns)
    for column in columns or ("",) * max(map(len, lines), default=0):
        table.add_column(Text(column), overflow="fold")
    for line in lines:
        table.add_row(*(_text(cell) for cell in line))
    Console(highlight=False).print(Padding(table, (0, 0, 0, indent)))


def print_heading(text: str) -> None:
    """A line that opens a part; bold on a terminal."""
    click.secho(plain(text), bold=True)


def note(text: str) -> None:
    """Something beside the answer, on standard error."""
    click.echo(text, err=True)


def confirmed(question: str, *, yes: bool) -> bool:
    """Whether to go on: by `--yes`, or by an answer where somebody can be asked."""
    if yes:
        return True
    return sys.stdin.isatty() and click.confirm(question, err=True)


def refuse(
    blockers: Sequence[Blocker], language: str, *, as_json: bool = False
) -> NoReturn:
    """Say every reason against a request, and end with the code for refusals."""
    if as_json:
        print_json({"refused": [each.as_json() for each in blockers]})
    for each in blockers:
        click.echo(plain(each.in_language(language)), err=True)
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
            raise click.BadParameter(
                in_words(
                    zh=f"“{pair}”应写作 字段=值。", en=f"{pair!r} is not FIELD=VALUE."
                )
            )
        if name in values:
            raise click.BadParameter(
                in_words(zh=f"{name} 给了两次。", en=f"{name} is given twice.")
            )
        values[name] = value
    return values


def _text(cell: object) -> Text:
    # Text, not markup: what people wrote may hold brackets.
    return Text(plain(cell), style=cell.style if isinstance(cell, Styled) else "")


def plain(cell: object) -> str:
    """One line that cannot steer a terminal, whatever a reporter wrote."""
    return "".join(each if each.isprintable() else " " for each in str(cell))
