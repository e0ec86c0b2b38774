"""The document that says what the columns of somebody's log mean to the engine."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from workflow.authoring.city.shape import Loaded, TitleDocument, load
from workflow.authoring.flow.limit_documents import Form
from workflow.authoring.flow.texts import FileName, Free, Name

SLACK_MINUTES = 5
"""Two due instants that lie no further apart are taken for the same."""


class By(StrEnum):
    """How the text of a cell names what a field wants."""

    CODE = "code"
    """It is the code, the key or the value itself."""
    TITLE = "title"
    """It is the English or the Chinese title of a place, category or department."""
    ONLY = "only"
    """No cell names it: the category has one condition, or none."""


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(
            f'there is no time zone "{text}"; write one such as "Asia/Shanghai"'
        ) from None
    return text


def _times(text: str) -> str:
    sample = datetime(2015, 11, 23, 17, 59, 48, tzinfo=UTC)
    try:
        read = datetime.strptime(sample.strftime(text), text)  # noqa: DTZ007
    except ValueError:
        read = None
    # The seconds may be left out, and so may the offset.
    if read is None or read.replace(second=48, tzinfo=UTC) != sample:
        raise ValueError(
            f'"{text}" does not tell a date and a time of day; write such as '
            '"%Y-%m-%d %H:%M:%S"'
        )
    return text


def _column(value: object) -> object:
    return {"column": value} if isinstance(value, str) else value


class CellDocument(Form):
    """What a field is given: a cell, by its column, or always the same `value`.

    `words` says what some texts of the column stand for, `empty` what an empty cell
    does; otherwise an empty cell gives nothing.
    """

    column: str = Field(default="", description="列名 / The column")
    by: By = Field(
        default=By.CODE,
        description="按代码、按名称，或取唯一的立案条件 / "
        "By code, by title, or the only condition of the category",
    )
    words: dict[str, Free] = Field(
        default_factory=dict, description="列中文字的含义 / What texts stand for"
    )
    empty: str = Field(default="", description="空格的含义 / What an empty cell means")
    value: str = Field(default="", description="固定值 / Always this value")

    @model_validator(mode="after")
    def _one_source(self) -> "CellDocument":
        given = [bool(self.column), bool(self.value), self.by is By.ONLY]
        if sum(given) != 1:
            raise ValueError('write one of "column", "value" and "by: only"')
        return self


Cell = Annotated[
    CellDocument,
    BeforeValidator(_column, json_schema_input_type=str | CellDocument),
]


class ReportingDocument(Form):
    """The columns of a report."""

    at: str = Field(description="上报时刻的列 / The column of its instant")
    actor: str = Field(default="reporter", description="上报人 / Who reports")
    channel: str = Field(default="", description="渠道的列 / The column of its channel")
    fields_: dict[Name, Cell] = Field(
        default_factory=dict, alias="fields", description="字段 / Its fields"
    )


class SteppingDocument(Form):
    """A further step; a row whose cell of its instant is empty has not taken it."""

    at: str = Field(description="时刻的列 / The column of its instant")
    action: Name = Field(description="操作 / The action")
    actor: str = Field(description="办理人代码 / The key of the person who takes it")
    fields_: dict[Name, Cell] = Field(
        default_factory=dict, alias="fields", description="字段 / Its fields"
    )


class DueDocument(Form):
    """Our due instant beside that of the log."""

    clock: Name = Field(description="时钟 / The clock")
    column: str = Field(description="对方到期时刻的列 / The column of the log's own")


class VerdictDocument(Form):
    """Our verdict beside that of the log."""

    clock: Name = Field(description="时钟 / The clock")
    column: str = Field(description="对方结论的列 / The column of the log's own")
    on_time: str = Field(min_length=1, description="按时 / Its word for on time")
    late: str = Field(min_length=1, description="超时 / Its word for late")


class OwnerDocument(Form):
    """The department that our list of duties found, beside that of the log."""

    column: str = Field(description="对方部门的列 / The column of the log's own")
    words: dict[str, Free] = Field(
        default_factory=dict, description="对应的部门 / Which department is meant"
    )


class CompareDocument(Form):
    """What of the log's own judgement is compared with ours."""

    due: DueDocument | None = Field(
        default=None, description="到期时刻 / The due instants"
    )
    verdict: VerdictDocument | None = Field(
        default=None, description="按时与否 / Who was late"
    )
    owner: OwnerDocument | None = Field(
        default=None, description="责任部门 / The departments in charge"
    )


class MappingDocument(Form):
    """What the columns of a log mean: `replays/NAME.yaml`.

    `replay` is the name of the source for ever: a step of a record is taken over
    once under it. Times without an offset are local times of `zone`; of an hour
    that happens twice the first is meant, and one that is left out is read as if the
    clock had not been changed.
    """

    replay: FileName = Field(description="来源代码 / The name of the source")
    title: TitleDocument = Field(description="来源名称 / Its title")
    definitions: str = Field(
        description="定义文件夹，相对于本文件 / The folder of definitions, from here"
    )
    workflow: FileName = Field(description="流程代码 / The workflow")
    zone: Annotated[str, AfterValidator(_zone)] = Field(description="时区 / Time zone")
    times: Annotated[str, AfterValidator(_times)] = Field(
        default="%Y-%m-%d %H:%M:%S", description="时刻的写法 / How times are written"
    )
    judged_at: str = Field(
        description="判断未结案件的时刻 / When cases that are still open are judged"
    )
    id_: str = Field(alias="id", description="编号列 / The column of a record's id")
    report: ReportingDocument = Field(description="上报 / The report")
    steps: dict[Name, SteppingDocument] = Field(
        default_factory=dict,
        description="后续步骤，按此顺序 / The steps after it, in this order",
    )
    compare: CompareDocument = Field(
        default_factory=CompareDocument,
        description="与对方结论的比较 / What is compared with the log's own judgement",
    )

    def instant(self, text: str) -> datetime:
        """The instant that a text of the log means, in its zone.

        Raises:
            ValueError: it is no time in the form that `times` describes.
        """
        try:
            local = datetime.strptime(text, self.times)  # noqa: DTZ007 - zone follows
        except ValueError:
            raise ValueError(
                f'"{text}" is not a time such as "{self.times}" describes'
            ) from None
        return local if local.tzinfo else local.replace(tzinfo=ZoneInfo(self.zone))

    def cells(self) -> Mapping[tuple[str, str], CellDocument]:
        """Every field of the report and of the steps, by step and field."""
        found = {("report", name): cell for name, cell in self.report.fields_.items()}
        for step, document in self.steps.items():
            found |= {(step, name): cell for name, cell in document.fields_.items()}
        return found

    def columns(self) -> tuple[str, ...]:
        """Every column that is read, each once."""
        compared = (self.compare.due, self.compare.verdict, self.compare.owner)
        return tuple(
            dict.fromkeys(
                column
                for column in (
                    self.id_,
                    self.report.at,
                    self.report.channel,
                    *(step.at for step in self.steps.values()),
                    *(cell.column for cell in self.cells().values()),
                    *(each.column for each in compared if each is not None),
                )
                if column
            )
        )


def read_mapping(path: Path) -> Loaded[MappingDocument]:
    """Read a mapping; all that is wrong with its shape is in the findings."""
    return load(MappingDocument, path.parent, path.name)
