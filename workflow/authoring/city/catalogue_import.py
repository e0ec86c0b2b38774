"""Takes over a foreign catalogue row by row: every row is imported or refused.

The columns are those in which registration-and-closing standards are passed around:
`code, name_zh, class, department, register_condition, time_limit, unit,
close_condition`, and perhaps `source`. Nothing is ever defaulted: a limit that
cannot be read is a refusal, never "one day".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workflow.authoring.text.findings import Finding
from workflow.authoring.text.table import Row, read_table
from workflow.domain.catalogue import CategoryKind
from workflow.domain.durations import Duration, parse_duration
from workflow.domain.words import Title

COLUMNS = (
    "code",
    "name_zh",
    "class",
    "department",
    "register_condition",
    "time_limit",
    "unit",
    "close_condition",
)
_CODE = re.compile(r"([CE])[0-9]{4}")
_CLASS_LETTERS = {"C": CategoryKind.COMPONENT, "E": CategoryKind.EVENT}
_URGENT = "urgent"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRow:
    """A row that was understood; `number` counts the code's imported conditions."""

    line: int
    code: str
    number: str
    name: str
    kind: CategoryKind
    condition: str
    limit: Duration
    urgent: bool
    closing: str
    department: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a row was not imported: a stable code and the sentence in two languages."""

    code: str
    reason: Title


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """A row that was not imported, as it was written, with every reason."""

    line: int
    code: str
    condition: str
    limit: str
    unit: str
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What became of a foreign catalogue; every row is in exactly one list."""

    imported: tuple[ImportedRow, ...]
    refused: tuple[RefusedRow, ...]


def import_catalogue(
    content: str | bytes, file: str, standard: str | None = None
) -> tuple[Import | None, list[Finding]]:
    """Read a foreign catalogue.

    One catalogue follows one standard, because the same code means different things
    and has different limits in different cities: rows whose `source` is not
    `standard` (by default, that of the first row) are refused. Urgent units run day
    and night, as in the Yuncheng standard, and make the condition urgent.

    Returns:
        Nothing where the file is no such table, with the findings that say why; rows
        that do not fit the header are findings too.
    """
    table, findings = read_table(content, file, COLUMNS, optional=("source",))
    if table is None:
        return None, findings
    if standard is None and table.rows:
        standard = _source(table.rows[0])
    imported: list[ImportedRow] = []
    refused: list[RefusedRow] = []
    for row in table.rows:
        refusals = tuple(_refusals(row, standard or "", imported))
        if refusals:
            refused.append(_refused(row, refusals))
        else:
            imported.append(_imported(row, imported))
    return Import(imported=tuple(imported), refused=tuple(refused)), findings


def _refusals(row: Row, standard: str, earlier: list[ImportedRow]) -> Iterator[Refusal]:
    yield from _class_refusals(row)
    yield from _limit_refusals(row)
    for column in ("name_zh", "register_condition", "close_condition"):
        if not row.cells[column]:
            yield _refusal(
                "empty_cell",
                f"“{column}”为空,不作推测。",
                f"The cell {column} is empty, and nothing is guessed.",
            )
    if _source(row) != standard:
        yield _refusal(
            "other_standard",
            "本行出自另一城市的标准;同一代码在各地的含义和时限不同,一个目录只采用一个标准。",
            "The row comes from another city's standard; one code has other meanings "
            "and limits elsewhere, so a catalogue follows one standard.",
        )
        return
    yield from _conflicts(row, earlier)


def _class_refusals(row: Row) -> Iterator[Refusal]:
    code, kind = row.cells["code"], row.cells["class"]
    known = _CODE.fullmatch(code)
    if known is None:
        yield _refusal(
            "bad_code",
            f"“{code}”不是完整的类别代码(C 或 E 加四位数字),无法确定属于哪一小类。",
            f"{code} is not a full code (C or E and four digits), so it does not say "
            "which category is meant.",
        )
    if kind not in tuple(CategoryKind):
        yield _refusal(
            "bad_class",
            f"“{kind}”既不是 component(部件)也不是 event(事件)。",
            f"The class {kind} is neither component nor event.",
        )
    elif known is not None and _CLASS_LETTERS[known[1]] != kind:
        yield _refusal(
            "class_contradicts_code",
            f"代码 {code} 与分类 {kind} 矛盾。",
            f"The code {code} contradicts the class {kind}.",
        )


def _limit_refusals(row: Row) -> Iterator[Refusal]:
    words = _limit_words(row)
    try:
        parse_duration(words)
    except ValueError as error:
        yield _refusal(
            "unreadable_limit",
            f"时限“{row.cells['time_limit']} {row.cells['unit']}”"
            "不是日历能计算的时长,不作推测。",
            f"The limit is no length of time that a calendar can count: {error}",
        )


def _conflicts(row: Row, earlier: list[ImportedRow]) -> Iterator[Refusal]:
    """What speaks against a row because of the rows of its code before it."""
    for other in earlier:
        if other.code != row.cells["code"]:
            continue
        if other.name != row.cells["name_zh"]:
            yield _refusal(
                "other_name",
                f"第 {other.line} 行已将此代码命名为“{other.name}”。",
                f"Line {other.line} calls this code {other.name}.",
            )
        elif other.condition == row.cells["register_condition"]:
            yield _refusal(
                "same_condition",
                f"第 {other.line} 行已列出此代码的同一立案条件。",
                f"Line {other.line} has the same condition of this code already.",
            )
        else:
            continue
        return


def _imported(row: Row, earlier: list[ImportedRow]) -> ImportedRow:
    cells = row.cells
    before = sum(other.code == cells["code"] for other in earlier)
    return ImportedRow(
        line=row.line,
        code=cells["code"],
        number=str(before + 1),
        name=cells["name_zh"],
        kind=CategoryKind(cells["class"]),
        condition=cells["register_condition"],
        limit=parse_duration(_limit_words(row)),
        urgent=cells["unit"].startswith((_URGENT, "紧急")),
        closing=cells["close_condition"],
        department=cells["department"],
    )


def _refused(row: Row, refusals: tuple[Refusal, ...]) -> RefusedRow:
    return RefusedRow(
        line=row.line,
        code=row.cells["code"],
        condition=row.cells["register_condition"],
        limit=row.cells["time_limit"],
        unit=row.cells["unit"],
        refusals=refusals,
    )


def _limit_words(row: Row) -> str:
    """`2` and `urgent_hour` as a limit that people write: `2 urgent hour`."""
    return f"{row.cells['time_limit']} {row.cells['unit'].replace('_', ' ')}"


def _source(row: Row) -> str:
    return row.cells.get("source", "")


def _refusal(code: str, zh: str, en: str) -> Refusal:
    return Refusal(code=code, reason=Title(zh=zh, en=en))
