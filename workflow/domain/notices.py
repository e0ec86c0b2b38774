"""Finished messages: who gets them, what they say, and what became of a try to send."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Literal, Protocol

Language = Literal["zh", "en"]

LANGUAGES: tuple[Language, ...] = ("zh", "en")

# The id travels in mail and web headers, so it is kept to visible ASCII.
_NOTICE_ID = re.compile(r"[\x21-\x7e]{1,200}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A person who gets a notice, in a language and over the channels given.

    `addresses` maps the name of a channel to the address in it, for instance `smtp`
    to `a@b.example` and `webhook` to a URL.
    """

    person: str
    name: str
    language: Language
    addresses: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One finished message about a case to one recipient.

    `id` stays the same through every try to send, so that a repeat is recognised:
    1 to 200 visible ASCII characters. `created_at` is the instant of the step that
    caused the notice and must be aware.

    Raises:
        ValueError: The id is unfit for a header, or `created_at` is naive.
    """

    id: str
    case: str
    recipient: Recipient
    subject: str
    text: str
    created_at: datetime

    def __post_init__(self) -> None:
        if not _NOTICE_ID.fullmatch(self.id):
            message = (
                f"A notice id is 1 to 200 visible ASCII characters, not {self.id!r}."
            )
            raise ValueError(message)
        if self.created_at.utcoffset() is None:
            message = f"Notice {self.id} needs an instant with a zone for created_at."
            raise ValueError(message)


class OutcomeKind(StrEnum):
    """What became of one try to send a notice."""

    SENT = "sent"
    """The other side has taken the notice over."""

    LATER = "later"
    """A passing trouble; the same notice is tried again."""

    FAILED = "failed"
    """Trying again is of no use: no address, or refused for good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The kind of outcome and one sentence for the operator that says why."""

    kind: OutcomeKind
    detail: str


class Notifier(Protocol):
    """A sender of finished notices over one channel.

    `name` is the channel, the key of `Recipient.addresses`. `send` makes one try and
    tells every expected trouble as an outcome; it raises for none of them.
    """

    @property
    def name(self) -> str:
        """The channel that this notifier sends over."""
        ...

    def send(self, notice: Notice) -> Outcome:
        """Try once to send the notice."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """The wording of a message; `subject` and `body` map a language to its text."""

    name: str
    subject: Mapping[str, str]
    body: Mapping[str, str]

    @property
    def digest(self) -> str:
        """The SHA-256, in hexadecimal, that identifies this wording."""
        form = {
            "name": self.name,
            "subject": dict(self.subject),
            "body": dict(self.body),
        }
        text = json.dumps(form, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact that a template may name, described in both languages.

    Its value is text that was formatted when the notice was decided, instants as
    local time; a fact that a case does not have is the empty text.
    """

    name: str
    zh: str
    en: str


FACTS: Mapping[str, Fact] = MappingProxyType(
    {
        name: Fact(name=name, zh=zh, en=en)
        for name, zh, en in (
            ("case.number", "案件编号", "The number of the case"),
            ("case.title", "案件所走流程的名称", "The title of the case's workflow"),
            ("case.state", "案件当前状态的名称", "The title of the case's state"),
            ("case.category", "案件类别的名称", "The name of the case's category"),
            (
                "case.condition",
                "立案条件",
                "The condition that the case was filed under",
            ),
            ("case.place", "案件所在地点", "The name of the case's place"),
            ("case.owner", "当前责任部门", "The department that owns the case now"),
            ("case.priority", "案件的紧急程度", "How urgent the case has become"),
            ("case.promise_due", "对外承诺的截止时间", "When the promise is due"),
            ("case.stage_due", "当前阶段的截止时间", "When the current stage is due"),
            (
                "case.department_due",
                "责任部门处置的截止时间",
                "When the owner's own time is due",
            ),
            ("action", "刚进行的操作", "The title of the action just taken"),
            ("actor", "操作人", "Who took the action"),
            ("reason", "操作时填写的理由", "The reason given with the action"),
            ("result", "处置结果", "What the handling achieved"),
            ("finding", "核查结论", "What the check found"),
            ("resume_on", "挂账后恢复的日期", "The date on which the case goes on"),
            ("answer", "对申请的答复", "What was decided on an application"),
            (
                "decide_by",
                "申请的答复期限",
                "By when an application must be decided",
            ),
            ("dispute.by", "提出权属争议的部门", "The department that disputes"),
            ("dispute.due", "争议答复或裁决期限", "When the dispute is due"),
            ("dispute.ground", "争议依据", "The ground of a dispute"),
            ("dispute.lead", "临时牵头部门", "Who makes safe meanwhile"),
            ("dispute.proposed", "拟定责任部门", "The proposed owners"),
            ("dispute.statements_by", "陈述期限", "When statements are due"),
            ("dispute.status", "争议的结果", "How a dispute stands"),
            ("dispute.visit", "现场勘查时间", "When the parties meet on site"),
            (
                "asked",
                "申请的内容（逐项）",
                "What is applied for, value by value",
            ),
            ("recipient.name", "收件人姓名", "The name of the person addressed"),
            ("at", "操作的时间", "When the action was taken"),
        )
    }
)
"""Every fact that a template may name, by its name; other names are refused."""
