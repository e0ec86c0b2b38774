"""What a row of a log asks of the engine: a report, the steps after it, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from workflow.authoring.mapping import By, CellDocument, MappingDocument
from workflow.domain.city import City
from workflow.domain.definition import Definition, FieldType
from workflow.domain.words import Title
from workflow.engine.replay_log import LogRow

_YEARS = range(1900, 3000)
"""The years of a log: others are slips of the pen."""


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


class _UnreadableError(Exception):
    """A cell that means nothing here."""

    def __init__(self, column: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.reason = Reason(zh=f"列 {column}:{zh}", en=f"Column {column}: {en}")


class Planner:
    """Reads rows by a mapping, in the words of one workflow and one city."""

    def __init__(
        self, mapping: MappingDocument, definition: Definition, city: City
    ) -> None:
        self._mapping = mapping
        self._types = {name: each.type for name, each in definition.fields.items()}
        self._city = city
        organisation = city.organisation
        self._titles = {
            FieldType.PLACE: _by_title(
                {code: place.title for code, place in organisation.places.items()}
            ),
            FieldType.DEPARTMENT: _by_title(
                {key: each.title for key, each in organisation.departments.items()}
            ),
            FieldType.CATEGORY: _by_title(
                {code: each.title for code, each in city.catalogue.categories.items()}
            ),
        }

    def plan(self, row: LogRow) -> Plan | tuple[Reason, ...]:
        """What the row asks for, or every reason why it cannot be read."""
        if row.cells is None:
            found = row.found
            return (
                Reason(
                    zh=f"本行有 {found} 格,与表头不符。",
                    en=f"The row has {found} cells, which does not fit the header.",
                ),
            )
        reading = _Reading(row.cells)
        mapping = self._mapping
        external_id = reading.take(lambda: _filled(row.cells, mapping.id_))
        opened_at = reading.take(lambda: self._needed_instant(row.cells, mapping))
        fields = self._fields(mapping.report.fields_, reading)
        steps = self._steps(reading)
        if reading.reasons or external_id is None or opened_at is None:
            return tuple(reading.reasons)
        return Plan(
            line=row.line,
            external_id=external_id,
            opened_at=opened_at,
            actor=mapping.report.actor,
            channel=row.cells.get(mapping.report.channel) or mapping.replay,
            fields=fields,
            steps=steps,
        )
