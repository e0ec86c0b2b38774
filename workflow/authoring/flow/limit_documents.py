"""The documents of time: limits, rungs, and what happens when time is up."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from workflow.authoring.city.shape import Document, TitleDocument
from workflow.authoring.flow.texts import (
    AddresseeText,
    DestinationText,
    FileName,
    Free,
    LengthText,
    Name,
    TermsText,
    TriggerText,
    Whole,
)

INLINE = "(inline)"
"""The key under which rungs written in place are kept; no author can write it."""


class Form(Document):
    """The base of these documents: keys are known by what authors write only."""

    model_config = ConfigDict(populate_by_name=False)


class TakeDocument(Form):
    """An action that time takes, with the values that it gives."""

    take: Name = Field(description="由系统执行的操作 / The action to take")
    with_: dict[Name, Free] = Field(
        default_factory=dict,
        alias="with",
        description="执行时填写的值 / The values that it gives",
    )


class LimitCaseDocument(Form):
    """A limit, and the condition under which it holds."""

    when: str | None = Field(
        default=None,
        description="适用条件，省略则总是适用 / When it holds; always, if left out",
    )
    is_: TermsText = Field(alias="is", description="时限 / The limit")


def _limit_cases(value: object) -> object:
    return [{"is": value}] if isinstance(value, str) else value


def _taken(value: object) -> object:
    return {"take": value} if isinstance(value, str) else value


def _rungs(value: object) -> object:
    if isinstance(value, str):
        return {"named": value}
    return {INLINE: value} if isinstance(value, Mapping) else value


LimitText = Annotated[
    tuple[LimitCaseDocument, ...],
    BeforeValidator(
        _limit_cases, json_schema_input_type=TermsText | list[LimitCaseDocument]
    ),
]
TakeText = Annotated[
    TakeDocument,
    BeforeValidator(_taken, json_schema_input_type=Name | TakeDocument),
]
Notified = Annotated[
    dict[AddresseeText, Name],
    Field(description="通知谁，用哪个模板 / Whom to tell, with which template"),
]


class RungDocument(Form):
    """One step of an escalation."""

    title: TitleDocument | None = Field(default=None, description="名称 / Its title")
    at: TriggerText = Field(
        description="何时：80%、1 work day before、due、overdue、2 work days after / "
        "When: 80%, 1 work day before, due, overdue, 2 work days after"
    )
    every: LengthText | None = Field(
        default=None, description="重复间隔 / How long until it is repeated"
    )
    times: Whole | None = Field(
        default=None, description="总次数 / How often it fires altogether"
    )
    raise_: Name | None = Field(
        default=None, alias="raise", description="打上的标记 / The mark to raise"
    )
    priority: Literal["high", "urgent"] | None = Field(
        default=None,
        description="提升到的紧急程度，只升不降 / "
        "The priority to raise the case to; it never sinks",
    )
    reassign: DestinationText | None = Field(
        default=None,
        description="转交给：部门代码、nearest 类别、parent of owner、first_owner / "
        "Who takes the case over: a department, nearest KIND, parent of owner or "
        "first_owner",
    )
    take: TakeText | None = Field(
        default=None, description="系统执行的操作 / The action that the system takes"
    )
    notify: Notified = Field(default_factory=dict)
    after_outage: Literal["each", "latest", "resume"] = Field(
        default="each",
        description="停机后补发：each 逐次，latest 只发最后一次，resume 从现在起重计 / "
        "After an outage: each in order, only the latest, or resume from now",
    )


class NamedRungs(Form):
    """The rungs of a clock: a named set, or rungs written in place."""

    named: FileName | None = None
    inline: dict[Name, RungDocument] = Field(default_factory=dict, alias=INLINE)


RungsText = Annotated[
    NamedRungs,
    BeforeValidator(_rungs, json_schema_input_type=FileName | dict[Name, RungDocument]),
]


class RungsDocument(Form):
    """A set of rungs: `rungs/NAME.yaml`."""

    rungs: FileName = Field(description="梯级组代码 / The name of the set")
    steps: dict[Name, RungDocument] = Field(description="梯级 / Its rungs")
