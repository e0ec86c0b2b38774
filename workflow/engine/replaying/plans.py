"""What a row of a log asks of the engine: a report, the steps after it, and when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from workflow.authoring.replays.mapping import By, CellDocument, MappingDocument
from workflow.domain.city import City
from workflow.domain.definition import Definition, FieldType
from workflow.domain.words import Title
from workflow.engine.replaying.log import LogRow

_YEARS = range(1900, 3000)
"""The years of a log: others are slips of the pen."""

_KINDS = {
    FieldType.PLACE: "地点",
    FieldType.DEPARTMENT: "部门",
    FieldType.CATEGORY: "类别",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a row cannot be replayed, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStep:
    """A step that the log says was taken."""

    name: str
    action: str
    actor: str
    at: datetime
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One record of a log; `steps` are taken in the order of the mapping."""

    line: int
    external_id: str
    opened_at: datetime
    actor: str
    channel: str
    fields: Mapping[str, str]
    steps: tuple[PlannedStep, ...]

    @property
    def is_out_of_order(self) -> bool:
        """Whether a step lies before the one that it follows."""
        instants = [self.opened_at, *(step.at for step in self.steps)]
        return instants != sorted(instants)


class _Cells:
    """The cells of one row, and everything that is wrong with them so far."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self._cells = cells
        self.reasons: list[Reason] = []

    def text(self, column: str) -> str:
        """The text of a cell; empty where no column is named."""
        text = self._cells.get(column, "")
        if "\0" in text:
            self.wrong(column, "含有空字符。", "it holds a NUL character.")
            return ""
        return text

    def wrong(self, column: str, zh: str, en: str) -> None:
        """Note why a cell cannot be used."""
        reason = Reason(zh=f"列 {column}:{zh}", en=f"Column {column}: {en}")
        self.reasons.append(reason)


class Planner:
    """Reads rows by a mapping, in the words of one workflow and one city."""

    def __init__(
        self, mapping: MappingDocument, definition: Definition, city: City
    ) -> None:
        self._mapping = mapping
        self._catalogue = city.catalogue
        self._types = {name: each.type for name, each in definition.fields.items()}
        organisation = city.organisation
        self._titles = {
            FieldType.PLACE: _by_title(organisation.places),
            FieldType.DEPARTMENT: _by_title(organisation.departments),
            FieldType.CATEGORY: _by_title(city.catalogue.categories),
        }

    def id_of(self, row: LogRow) -> str:
        """The id that a row gives, whatever else is wrong with it."""
        return (row.cells or {}).get(self._mapping.id_, "")

    def plan(self, row: LogRow) -> Plan | tuple[Reason, ...]:
        """What the row asks for, or every reason why it cannot be read."""
        if row.cells is None:
            return (_misfit(row.found),)
        cells, mapping = _Cells(row.cells), self._mapping
        external_id = cells.text(mapping.id_)
        opened_at = self._instant(cells, mapping.report.at)
        if not external_id:
            cells.wrong(mapping.id_, "为空。", "it is empty.")
        if opened_at is None and not cells.text(mapping.report.at):
            cells.wrong(mapping.report.at, "为空。", "it is empty.")
        fields = self._fields(cells, mapping.report.fields_)
        steps = tuple(self._steps(cells))
        if cells.reasons or opened_at is None:
            return tuple(cells.reasons)
        return Plan(
            line=row.line,
            external_id=external_id,
            opened_at=opened_at,
            actor=mapping.report.actor,
            channel=cells.text(mapping.report.channel) or mapping.replay,
            fields=fields,
            steps=steps,
        )

    def _steps(self, cells: _Cells) -> Iterator[PlannedStep]:
        for name, step in self._mapping.steps.items():
            at = self._instant(cells, step.at)
            if at is not None:
                yield PlannedStep(
                    name=name,
                    action=step.action,
                    actor=step.actor,
                    at=at,
                    fields=self._fields(cells, step.fields_),
                )

    def _instant(self, cells: _Cells, column: str) -> datetime | None:
        """The instant of a cell in UTC; None where it is empty or unreadable."""
        text = cells.text(column)
        if not text:
            return None
        try:
            local = self._mapping.instant(text)
        except ValueError:
            cells.wrong(column, f"“{text}”不是时刻。", f"{text!r} is not a time.")
            return None
        if local.year not in _YEARS:
            year = local.year
            cells.wrong(column, f"{year} 年不合情理。", f"{year} is no plausible year.")
            return None
        return local.astimezone(UTC)

    def _fields(
        self, cells: _Cells, wanted: Mapping[str, CellDocument]
    ) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, cell in wanted.items():
            if cell.by is not By.ONLY:
                found[name] = self._value(cells, name, cell)
        for name, cell in wanted.items():
            if cell.by is By.ONLY:
                found[name] = self._only_condition(cells, found)
        return {name: value for name, value in found.items() if value}

    def _value(self, cells: _Cells, name: str, cell: CellDocument) -> str:
        text = cells.text(cell.column)
        if cell.value or not text:
            return cell.value or cell.empty
        kind = self._types[name]
        if text in cell.words:
            return cell.words[text]
        if kind in (FieldType.INSTANT, FieldType.DATE):
            return self._time(cells, cell.column, kind)
        if cell.by is By.CODE:
            return text
        return self._titled(cells, cell.column, kind)

    def _time(self, cells: _Cells, column: str, kind: FieldType) -> str:
        at = self._instant(cells, column)
        if at is None:
            return ""
        if kind is FieldType.INSTANT:
            return at.isoformat()
        return self._mapping.instant(cells.text(column)).date().isoformat()

    def _titled(self, cells: _Cells, column: str, kind: FieldType) -> str:
        """The code of what has this title."""
        text = cells.text(column)
        codes = self._titles.get(kind, {}).get(text, ())
        if not codes:
            zh = f"没有名为“{text}”的{_KINDS[kind]}。"
            cells.wrong(column, zh, f"there is no {kind} called {text!r}.")
        elif len(codes) > 1:
            listed = ", ".join(codes)
            zh = f"名为“{text}”的{_KINDS[kind]}有多个：{listed}。"
            cells.wrong(column, zh, f"several are called {text!r}: {listed}.")
        return codes[0] if codes else ""

    def _only_condition(self, cells: _Cells, found: Mapping[str, str]) -> str:
        """The one condition of the row's category; nothing where it has none."""
        code = next(
            (v for k, v in found.items() if self._types[k] is FieldType.CATEGORY), ""
        )
        category = self._catalogue.categories.get(code)
        conditions = tuple(category.conditions) if category else ()
        if len(conditions) > 1:
            listed = ", ".join(conditions)
            reason = Reason(
                zh=f"类别 {code} 有多个立案条件：{listed}。",
                en=f"Category {code} has several conditions: {listed}.",
            )
            cells.reasons.append(reason)
        return conditions[0] if conditions else ""


class _Titled(Protocol):
    """A place, a department or a category."""

    @property
    def title(self) -> Title:
        """What it is called."""


def _by_title(things: Mapping[str, _Titled]) -> dict[str, tuple[str, ...]]:
    """The codes of everything that is called so, in either language."""
    found: dict[str, tuple[str, ...]] = {}
    for code, thing in things.items():
        for text in dict.fromkeys((thing.title.en, thing.title.zh)):
            found[text] = (*found.get(text, ()), code)
    return found


def _misfit(found: int) -> Reason:
    return Reason(
        zh=f"本行有 {found} 格，与表头不符。",
        en=f"The row has {found} cells, which is not what the header has.",
    )
