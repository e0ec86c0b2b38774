"""The document of the catalogue, and the catalogue that it builds."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from workflow.authoring.city.organisation_documents import Key
from workflow.authoring.city.shape import Document, TitleDocument
from workflow.domain.catalogue import (
    Catalogue,
    Category,
    CategoryKind,
    Condition,
)
from workflow.domain.durations import parse_duration
from workflow.domain.words import Title


def _limit(text: str) -> str:
    if text:
        parse_duration(text)
    return text


_OF_CONDITION = ("condition", "condition_zh", "condition_en", "limit", "closing_zh")
"""The columns that speak of a condition: all are given, or none."""


class ConditionRow(Document):
    """One condition of a category: a row of a catalogue's CSV.

    A row that says nothing of a condition is a category without any: its cases have
    no limit of their own.
    """

    code: str = Field(pattern=r"^[CE][0-9]{4}$")
    condition: str = Field(pattern=r"^([1-9][0-9]?)?$")
    kind: CategoryKind = Field(alias="class")
    title_zh: str = Field(min_length=1)
    title_en: str = Field(min_length=1)
    condition_zh: str
    condition_en: str
    limit: Annotated[str, AfterValidator(_limit)]
    urgent: bool
    self_handled: bool
    closing_zh: str
    source: Key

    @model_validator(mode="after")
    def _whole(self) -> "ConditionRow":
        empty = [name for name in _OF_CONDITION if not getattr(self, name)]
        if empty and len(empty) < len(_OF_CONDITION):
            raise ValueError(
                f"{', '.join(empty)} is empty; fill every cell of a condition, or "
                "none where the category has no condition."
            )
        return self

    @property
    def title(self) -> Title:
        """What the category is called."""
        return Title(zh=self.title_zh, en=self.title_en)

    def build(self) -> Condition:
        """The domain's value."""
        return Condition(
            number=self.condition,
            title=Title(zh=self.condition_zh, en=self.condition_en),
            limit=parse_duration(self.limit),
            urgent=self.urgent,
            self_handled=self.self_handled,
            closing=self.closing_zh,
            source=self.source,
        )


class SourceDocument(Document):
    """A standard that limits were taken from, and where it can be read."""

    title: TitleDocument
    address: str = Field(min_length=1)


class SourcesDocument(Document):
    """`categories/sources.yaml`."""

    sources: dict[Key, SourceDocument]


class CatalogueDocument(Document):
    """All conditions of a catalogue, in order, and the sources that they name."""

    sources: dict[Key, SourceDocument]
    conditions: list[ConditionRow]


def build_catalogue(document: CatalogueDocument) -> Catalogue:
    """The catalogue of a document; a category is called what its first row says."""
    rows: dict[str, list[ConditionRow]] = {}
    for row in document.conditions:
        rows.setdefault(row.code, []).append(row)
    return Catalogue(
        categories={
            code: Category(
                code=code,
                title=own[0].title,
                kind=own[0].kind,
                conditions={row.condition: row.build() for row in own if row.condition},
            )
            for code, own in rows.items()
        }
    )


def row_faults(
    document: CatalogueDocument,
) -> Iterator[tuple[int, str, str, str, str]]:
    """What contradicts itself: index of the row, column, rule, message and remedy."""
    first: dict[str, ConditionRow] = {}
    seen: dict[str, set[str]] = {}
    for number, row in enumerate(document.conditions):
        known = first.setdefault(row.code, row)
        earlier = seen.setdefault(row.code, set())
        if row.condition in earlier:
            message = f"{row.code} has {_shown(row)} already"
            yield number, "condition", "duplicate", message, "give it the next number"
        elif earlier and "" in (row.condition, *earlier):
            message = f"{row.code} has {_shown(row)}, but another row says otherwise"
            remedy = "a category without conditions has one row only"
            yield number, "condition", "duplicate", message, remedy
        earlier.add(row.condition)
        if (row.title, row.kind) != (known.title, known.kind):
            message = f"{row.code} is {known.title.zh} ({known.kind}) further up"
            remedy = "a code has one name and one class; correct one of the rows"
            yield number, "title_zh", "two-names", message, remedy
        if row.code[0] != row.kind[0].upper():
            message = f"{row.code} is of the class {row.kind}"
            remedy = "codes of components begin with C, those of events with E"
            yield number, "class", "wrong-class", message, remedy
        if row.source not in document.sources:
            message = f"the source {row.source} is not described"
            remedy = "add it to categories/sources.yaml"
            yield number, "source", "unknown-source", message, remedy


def _shown(row: ConditionRow) -> str:
    return f"a condition {row.condition}" if row.condition else "a row without any"
