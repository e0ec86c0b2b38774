"""The documents of approvals: who decides on an application, and what it brings."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from workflow.authoring.city.shape import TitleDocument
from workflow.authoring.flow.grammar import GrammarError
from workflow.authoring.flow.limit_documents import Form
from workflow.authoring.flow.texts import (
    AmountText,
    DeciderText,
    LengthText,
    Name,
    Ordinal,
    TermsText,
    Whole,
)
from workflow.authoring.text.tree import shown

BEFORE_DUE = "before due"


def _chains(value: object) -> object:
    if isinstance(value, str):
        message = f'a list was expected, not the text "{shown(value)}"'
        raise GrammarError(message, "put it in brackets: [a, b]")
    return {"1": value} if isinstance(value, list) else value


def _asked(value: object) -> object:
    if isinstance(value, str) and value != BEFORE_DUE:
        message = f'"{shown(value)}" does not say until when it may be asked for'
        raise GrammarError(message, f'write "{BEFORE_DUE}", or within: a time')
    return {"before": "due"} if value == BEFORE_DUE else value


Chain = tuple[DeciderText, ...]
"""People who decide one after the other."""

Chains = Annotated[
    dict[Ordinal, Chain],
    BeforeValidator(_chains, json_schema_input_type=Chain | dict[Ordinal, Chain]),
]


class AskDocument(Form):
    """Until when an application may be made."""

    before: Literal["due"] | None = Field(
        default=None,
        description="须在所延时限届满前 / Only before a limit that it extends is up",
    )
    within: LengthText | None = Field(
        default=None,
        description="进入该状态后多久内 / How long after the state was entered",
    )


AskText = Annotated[
    AskDocument,
    BeforeValidator(_asked, json_schema_input_type=Literal["before due"] | AskDocument),
]


class AddsDocument(Form):
    """What a granted application adds to limits."""

    to: tuple[Name, ...] = Field(description="哪些时钟 / Which clocks")
    amount: AmountText = Field(
        description="增加多少：时长，或 100% of limit / "
        "How much: a time, or 100% of limit"
    )


class MessagesDocument(Form):
    """Which templates tell what becomes of an application."""

    asked: Name | None = Field(
        default=None, description="通知审批人 / To whoever decides next"
    )
    granted: Name | None = Field(
        default=None, description="已同意，通知申请人 / Granted: to whoever applied"
    )
    refused: Name | None = Field(
        default=None, description="不同意，通知申请人 / Refused: to whoever applied"
    )
    lapsed: Name | None = Field(
        default=None, description="已失效，通知申请人 / Lapsed: to whoever applied"
    )


class ApprovalDocument(Form):
    """The rules by which an action is applied for and granted."""

    title: TitleDocument = Field(description="名称 / Its title")
    decides: Chains = Field(
        description="依次由谁审批；可按第几次批准分列 / "
        "Who decides, one after the other; by how many-th it is, if that matters"
    )
    limit: TermsText = Field(
        description="审批时限，各级合计 / By when it is decided, all levels together"
    )
    silence: Literal["refused", "granted"] = Field(
        default="refused", description="逾期未审批视为 / What it means if nobody does"
    )
    times: Whole | None = Field(
        default=None,
        description="每轮最多批准几次 / How many are granted in a cycle at the most",
    )
    asked_at_most: Whole | None = Field(
        default=None,
        description="每轮最多申请几次，不论结果 / "
        "How many are made in a cycle at the most, whatever becomes of them",
    )
    ask: AskText | None = Field(
        default=None, description="申请的时机 / Until when it may be asked for"
    )
    adds: AddsDocument | None = Field(
        default=None, description="延长时限 / What it adds to limits"
    )
    exempts: tuple[Name, ...] = Field(
        default=(),
        description="超时不计入考核的时钟，超时事实不变 / "
        "Late clocks that are not counted; that they are late remains",
    )
    gives_back: tuple[Name, ...] = Field(
        default=(),
        description="退还责任部门自案件到达以来所用时间的时钟 / "
        "Clocks whose owner gets its time back since the case came to it",
    )
    messages: MessagesDocument = Field(
        default_factory=MessagesDocument, description="通知模板 / Templates of messages"
    )

    def templates(self) -> Mapping[str, str]:
        """The templates that it names, by the occasion."""
        named = self.messages.model_dump()
        return {key: name for key, name in named.items() if name is not None}


class ApprovalsDocument(Form):
    """Approvals that any workflow may name: `approvals/NAME.yaml`."""

    approvals: dict[Name, ApprovalDocument] = Field(
        description="审批规则 / The approvals by their names"
    )
