"""Fits a tree or a table into a document: the shape that its keys must have.

Every plain text of a tree is typed here, by the document's own fields. Each error of
the shape becomes a finding at the line that caused it, all of them at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Generic, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from workflow.authoring.text.findings import Collector, Finding
from workflow.authoring.text.source import read
from workflow.authoring.text.suggest import did_you_mean
from workflow.authoring.text.table import Table, read_table
from workflow.authoring.text.tree import (
    Node,
    Place,
    Position,
    Step,
    key_place_of,
    place_of,
    plain,
    shown,
)
from workflow.domain.words import Title


class Document(BaseModel):
    """The base of every document: unknown keys are errors, and nothing changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class TitleDocument(Document):
    """A name in both languages of the city."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def build(self) -> Title:
        """The domain's value."""
        return Title(zh=self.zh, en=self.en)


Model = TypeVar("Model", bound=Document)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded(Generic[Model]):
    """A YAML file as it was read: its document, if it has one, and its tree."""

    file: str
    document: Model | None
    root: Node | None
    findings: tuple[Finding, ...]

    def place(self, steps: Iterable[Step]) -> Place:
        """Where the value at the end of these steps stands in the file."""
        if self.root is None:
            return START
        return place_of(self.root, steps)


START = Place(steps=(), position=Position(line=1, column=1))
"""The beginning of a file, where nothing better is known."""


def load(model: type[Model], folder: Path, file: str) -> Loaded[Model]:
    """Read one YAML file of a folder; a file that cannot be read is a finding."""
    found = Collector(file=file)
    content = content_of(folder, found)
    if content is None:
        return Loaded(
            file=file, document=None, root=None, findings=tuple(found.findings)
        )
    root, findings = read(content, file)
    document = None
    if root is not None:
        document, misfits = fit(model, root, file)
        findings = [*findings, *misfits]
    return Loaded(file=file, document=document, root=root, findings=tuple(findings))


def load_rows(
    model: type[Model],
    folder: Path,
    file: str,
    columns: tuple[Sequence[str], Sequence[str]],
) -> tuple[Table | None, list[tuple[int, Model]], list[Finding]]:
    """Read one CSV file whose columns are (required, optional), a document per row.

    Gives the table, each row that fits with its line, and everything that is wrong.
    """
    found = Collector(file=file)
    content = content_of(folder, found)
    if content is None:
        return None, [], found.findings
    table, findings = read_table(content, file, columns[0], columns[1])
    rows: list[tuple[int, Model]] = []
    for row in table.rows if table is not None else ():
        try:
            rows.append((row.line, model.model_validate(row.cells)))
        except ValidationError as error:
            _report_row(error, row.line, table, found)
    return table, rows, [*findings, *found.findings]


def content_of(folder: Path, found: Collector) -> bytes | None:
    """The bytes of the collector's file, or nothing and a finding."""
    try:
        return (folder / found.file).read_bytes()
    except OSError as error:
        found.error(
            "unreadable-file",
            START,
            f"the file cannot be read ({error.strerror or error})",
            f"put {found.file} into the folder of the definitions",
        )
        return None


def fit(
    model: type[Model], root: Node, file: str
) -> tuple[Model | None, list[Finding]]:
    """Fit a tree into a document, or say at which lines it does not fit."""
    found = Collector(file=file)
    try:
        return model.model_validate(plain(root)), []
    except ValidationError as error:
        for details in error.errors(include_url=False):
            steps = details["loc"]
            place = (
                key_place_of(root, steps)
                if details["type"] == "extra_forbidden"
                else place_of(root, steps)
            )
            rule, message, remedy = _words(model, details)
            found.error(rule, place, message, remedy)
    return None, found.findings


def _report_row(
    error: ValidationError, line: int, table: Table | None, found: Collector
) -> None:
    for details in error.errors(include_url=False):
        column = str(details["loc"][0]) if details["loc"] else ""
        place = table.place(line, column) if table is not None else START
        found.error("shape-bad-value", place, _fault(details), "correct the cell")


def _words(model: type[Document], details: ErrorDetails) -> tuple[str, str, str]:
    """The rule, the message and the remedy of one error."""
    last = shown(str(details["loc"][-1])) if details["loc"] else ""
    match details["type"]:
        case "missing":
            return "shape-missing-key", f'the key "{last}" is missing', "add it"
        case "extra_forbidden":
            known = _fields_at(model, details["loc"][:-1])
            remedy = did_you_mean(str(details["loc"][-1]), known)
            return "shape-unknown-key", f'the key "{last}" is not known', remedy
        case _:
            return "shape-bad-value", _fault(details), "correct the value"


def _fault(details: ErrorDetails) -> str:
    """What is wrong with a value, as a sentence of ours where there is one."""
    cause = details.get("ctx", {}).get("error")
    if isinstance(cause, ValueError):
        return str(cause).rstrip(".")
    message = details["msg"]
    message = message[:1].lower() + message[1:]
    given = details["input"]
    return f'"{shown(given)}": {message}' if isinstance(given, str) else message


def _fields_at(model: type[Document], steps: tuple[Step, ...]) -> list[str]:
    """The keys that a document knows at the end of these steps."""
    kind: object = model
    for step in steps:
        owner = _document_in(kind)
        if owner is None:
            kind = _item_of(kind)
        else:
            fields = {
                (f.alias or n): f.annotation for n, f in owner.model_fields.items()
            }
            kind = fields.get(str(step))
    owner = _document_in(kind)
    return [f.alias or n for n, f in owner.model_fields.items()] if owner else []


def _document_in(kind: object) -> type[Document] | None:
    """The document that a type is, or that one member of a union is."""
    members = get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)
    for member in members:
        if isinstance(member, type) and issubclass(member, Document):
            return member
    return None


def _item_of(kind: object) -> object:
    """What a list or a map of some type holds."""
    arguments = get_args(kind)
    if not arguments:
        return None
    return arguments[-1] if get_origin(kind) in (dict, Mapping) else arguments[0]
