"""`gridcase definition`: check, show and list workflows, and print their schemas."""

from pathlib import Path

import click

from workflow.authoring.city.folder import read_city
from workflow.authoring.city.reference import build_city
from workflow.authoring.flow.checks import NOTHING_KNOWN, known_of
from workflow.authoring.flow.load import load
from workflow.authoring.schema import schemas
from workflow.authoring.text.findings import (
    Finding,
    Severity,
    has_errors,
    in_order,
    line_of,
)
from workflow.commands.blueprint import draw_definition
from workflow.commands.lazy import Command, LazyGroup
from workflow.commands.output import json_option, note, print_json
from workflow.commands.shared import folder_option, language_option, settings_of
from workflow.domain.words import Title
from workflow.errors import UnknownDefinitionError
from workflow.settings import SHIPPED

_SUFFIX = ".schema.json"

_TABLE = {
    "list": Command(
        module="workflow.commands.publications",
        name="list_command",
        help="List what is published, or the workflows of a folder.",
    )
}


@click.group(cls=LazyGroup, table=_TABLE)
def definition() -> None:
    """Check and show workflows."""


@definition.command()
@click.argument(
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=SHIPPED,
)
@language_option
@json_option
@click.pass_context
def check(ctx: click.Context, folder: Path, *, as_json: bool) -> None:
    """Find all that is wrong with FOLDER at once; exit 1 if anything is an error."""
    documents, findings = read_city(folder)
    city = build_city(documents, revision=0) if documents else None
    loaded = load(folder, known_of(city) if city else NOTHING_KNOWN)
    found = in_order([*findings, *loaded.findings])
    if as_json:
        print_json([_document(finding) for finding in found])
    else:
        for finding in found:
            click.echo(f"{finding.severity.value}: {line_of(finding)}")
        errors = sum(each.severity is Severity.ERROR for each in found)
        names = ", ".join(loaded.definitions) or "-"
        others = len(found) - errors
        said = Title(
            zh=f"{names}：{errors} 处错误，{others} 处其他提示",
            en=f"{names}: errors {errors}, other findings {others}",
        )
        note(said.in_language(settings_of(ctx).language))
    if has_errors(found) or documents is None:
        raise click.exceptions.Exit(1)


def _document(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "path": finding.path,
        "message": finding.message,
        "remedy": finding.remedy,
    }


@definition.command()
@click.argument("name")
@folder_option
@language_option
@json_option
@click.pass_context
def show(ctx: click.Context, name: str, folder: Path, *, as_json: bool) -> None:
    """What workflow NAME says: its states, who may do what, clocks and approvals."""
    loaded = load(folder)
    found = loaded.definitions.get(name)
    if found is None:
        known = ", ".join(loaded.definitions) or "-"
        raise UnknownDefinitionError(workflow=name, known=known)
    if as_json:
        click.echo(loaded.canonical[name])
        return
    draw_definition(found, settings_of(ctx).language)


@definition.command()
@click.argument("kind", required=False)
@language_option
@click.pass_context
def schema(ctx: click.Context, kind: str | None) -> None:
    """The JSON Schema of KIND of document, for editors; without KIND, the kinds."""
    every = {name.removesuffix(_SUFFIX): text for name, text in schemas().items()}
    wanted = kind.removesuffix(_SUFFIX) if kind else ""
    if kind is None:
        for name in every:
            click.echo(name)
    elif wanted in every:
        click.echo(every[wanted], nl=False)
    else:
        known = ", ".join(every)
        said = Title(
            zh=f"没有格式 {kind}；现有：{known}。",
            en=f"There is no schema {kind}; there are: {known}.",
        )
        text = said.in_language(settings_of(ctx).language)
        raise click.BadParameter(text, ctx=ctx, param_hint="KIND")
