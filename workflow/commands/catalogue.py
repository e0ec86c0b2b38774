"""`gridcase catalogue`: take over somebody else's registration-and-closing standard."""

from pathlib import Path

import click

from workflow.authoring.city.catalogue_import import (
    Import,
    ImportedRow,
    RefusedRow,
    import_catalogue,
)
from workflow.authoring.text.findings import line_of
from workflow.commands.output import json_option, note, print_json, print_table
from workflow.commands.shared import common_options


@click.group()
def catalogue() -> None:
    """Take over somebody else's registration-and-closing standard."""


@catalogue.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--standard", help="Whose rows to follow; that of the first row unless.")
@common_options
@json_option
@click.pass_context
def import_command(
    ctx: click.Context, file: Path, standard: str | None, *, as_json: bool
) -> None:
    """Read FILE, a CSV, row by row; each is imported, or refused with its reason.

    Nothing is guessed and nothing is written: the rows that were understood go to
    standard output, the refused ones with their reasons to standard error.
    """
    found, findings = import_catalogue(file.read_bytes(), file.name, standard)
    for finding in findings:
        note(line_of(finding))
    if found is None:
        raise click.ClickException(f"{file.name} is no table of categories.")
    if as_json:
        print_json(_document(found))
        return
    print_table(_COLUMNS, [_cells(row) for row in found.imported])
    language = ctx.obj.language
    for row in found.refused:
        reasons = " ".join(r.reason.in_language(language) for r in row.refusals)
        note(f"{file.name}:{row.line} {row.code} {row.condition}: {reasons}")
    note(f"{len(found.imported)} imported, {len(found.refused)} refused")


_COLUMNS = ("code", "condition", "class", "title_zh", "condition_zh", "limit", "urgent")


def _cells(row: ImportedRow) -> tuple[str, ...]:
    return (
        row.code,
        row.number,
        row.kind.value,
        row.name,
        row.condition,
        row.limit.en,
        "yes" if row.urgent else "no",
    )


def _document(found: Import) -> dict[str, object]:
    return {
        "imported": [
            dict(zip(_COLUMNS, _cells(row), strict=True)) for row in found.imported
        ],
        "refused": [_refused(row) for row in found.refused],
    }


def _refused(row: RefusedRow) -> dict[str, object]:
    return {
        "line": row.line,
        "code": row.code,
        "condition": row.condition,
        "limit": row.limit,
        "unit": row.unit,
        "reasons": [
            {"code": each.code, "zh": each.reason.zh, "en": each.reason.en}
            for each in row.refusals
        ],
    }
