"""Reads CSV into rows with positions; what is wrong is reported all at once.

A table has no characters to point at once its quotes are gone, so the column of a
finding is the number of the cell in its row, counted from 1.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from workflow.authoring.text.findings import Collector, Finding, in_order
from workflow.authoring.text.suggest import did_you_mean
from workflow.authoring.text.tree import Place, Position, shown

_BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: the line on which it begins, and its cells by column, trimmed."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows of a file, and its columns in the order of the header."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def place(self, line: int, column: str) -> Place:
        """Where a cell stands; an unknown column stands for the whole row."""
        if column not in self.columns:
            return _at(line, 1)
        cell = self.columns.index(column) + 1
        return Place(steps=(column,), position=Position(line=line, column=cell))


def read_table(
    content: str | bytes,
    file: str,
    columns: Sequence[str],
    optional: Sequence[str] = (),
) -> tuple[Table | None, list[Finding]]:
    """Read a table that has these columns in any order, and no others.

    The table is None where the text or its header cannot be used. A row with too
    many or too few cells is left out and reported.
    """
    found = Collector(file=file)
    text = _text(content, found)
    if text is None:
        return None, found.findings
    records = list(_records(text, found))
    if not records:
        found.error(
            "csv-empty", _at(1, 1), "the table is empty", "write a header row first"
        )
        return None, found.findings
    header = tuple(records[0][1])
    if not _header_fits(header, (columns, optional), found):
        return None, found.findings
    rows = tuple(_rows(header, records[1:], found))
    return Table(file=file, columns=header, rows=rows), in_order(found.findings)


def _text(content: str | bytes, found: Collector) -> str | None:
    if isinstance(content, str):
        return content.removeprefix(_BYTE_ORDER_MARK)
    try:
        return content.decode("utf-8").removeprefix(_BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        found.error(
            "csv-not-utf-8",
            _at(line, 1),
            f"byte 0x{content[error.start]:02X} is not UTF-8",
            "save the table in the encoding UTF-8",
        )
        return None


def _records(text: str, found: Collector) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, with the line on which it begins."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, [cell.strip() for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        found.error(
            "csv-syntax",
            _at(line, 1),
            f"this row cannot be read ({error}); nothing behind it was read",
            "close every quote, and double a quote inside a quoted cell",
        )


def _header_fits(
    header: Sequence[str],
    expected: tuple[Sequence[str], Sequence[str]],
    found: Collector,
) -> bool:
    required, optional = expected
    before = len(found.findings)
    known = (*required, *optional)
    for number, column in enumerate(header, start=1):
        if column not in known:
            message = f'the column "{shown(column)}" is not known'
            remedy = did_you_mean(column, known)
            found.error("csv-unknown-column", _at(1, number), message, remedy)
        elif column in header[: number - 1]:
            message = f'the column "{column}" stands here twice'
            remedy = "keep one of the two"
            found.error("csv-duplicate-column", _at(1, number), message, remedy)
    for column in required:
        if column not in header:
            message = f'the column "{column}" is missing'
            remedy = f"the columns are: {', '.join(required)}"
            found.error("csv-missing-column", _at(1, 1), message, remedy)
    return len(found.findings) == before


def _rows(
    header: Sequence[str], records: Sequence[tuple[int, list[str]]], found: Collector
) -> Iterator[Row]:
    for line, cells in records:
        if len(cells) == len(header):
            yield Row(line=line, cells=dict(zip(header, cells, strict=True)))
            continue
        found.error(
            "csv-cell-count",
            _at(line, 1),
            f"this row has {len(cells)} cells, but the header has {len(header)}",
            "put a cell that contains a comma in quotes",
        )


def _at(line: int, column: int) -> Place:
    return Place(steps=(), position=Position(line=line, column=column))
