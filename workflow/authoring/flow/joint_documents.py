"""The documents of joint work: who takes part, under which workflow, and until when."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, PlainValidator, WithJsonSchema

from workflow.authoring.flow.grammar import GrammarError
from workflow.authoring.flow.limit_documents import Form
from workflow.authoring.flow.texts import DeciderText, FileName, Flag, Name
from workflow.authoring.text.tree import shown
from workflow.domain.definition import DoneRule

_DONE = re.compile(
    r"(all|any|lead|[1-9][0-9]? of members|lead and (?:all|[1-9][0-9]?) of others)"
)
_OFFERED = "all, any, 2 of members, lead, lead and all of others, lead and 2 of others"


def parse_done(text: str) -> DoneRule:
    """Read when joint work is done: `all`, `2 of members`, `lead and all of others`.

    Raises:
        GrammarError: it is no such rule.
    """
    words = " ".join(text.split())
    if _DONE.fullmatch(words) is None:
        message = f'"{shown(text)}" does not say when joint work is done'
        raise GrammarError(message, f"write one of {_OFFERED}")
    lead = words.startswith("lead")
    count = re.search("[0-9]+", words)
    if count is not None:
        least: int | None = int(count[0])
    elif words == "any":
        least = 1
    else:
        least = 0 if words == "lead" else None
    return DoneRule(text=words, lead=lead, least=least)


def _done(value: object) -> DoneRule:
    if isinstance(value, DoneRule):
        return value
    if not isinstance(value, str):
        raise GrammarError("this is no rule", f"write one of {_OFFERED}")
    return parse_done(value)


DoneText = Annotated[
    DoneRule,
    PlainValidator(_done),
    WithJsonSchema({"type": "string", "pattern": f"^{_DONE.pattern}$"}),
]
"""When joint work is done."""


class JointMessagesDocument(Form):
    """Which templates tell of joint work."""

    ready: Name | None = Field(
        default=None,
        description="已满足完成条件，通知牵头部门 / To the lead: it is done",
    )
    impossible: Name | None = Field(
        default=None,
        description="已无法完成，通知牵头部门及可变更成员者 / "
        "To the lead and to whoever may change members: it cannot be done any more",
    )


class JointDocument(Form):
    """What a state says of the departments that act in it together."""

    lead: tuple[Literal["ruled", "first_owner", "owner", "called"], ...] = Field(
        description="牵头部门，取第一个存在的 / The lead: the first that exists"
    )
    members: tuple[
        Literal["parties of dispute", "assisting of responsibility", "called"], ...
    ] = Field(description="成员来源 / Where the members come from")
    workflow: FileName = Field(
        description="成员各自的流程 / The workflow of each member's own case"
    )
    change: tuple[DeciderText, ...] = Field(
        default=(), description="谁可增减成员 / Who may add and excuse members"
    )
    done: DoneText = Field(description="完成条件 / When it is done")
    veto: Flag = Field(
        default=False,
        description="任何一项任务未完成即不得结束 / A refused task blocks all others",
    )
    messages: JointMessagesDocument = Field(
        default_factory=JointMessagesDocument,
        description="通知模板 / Templates of messages",
    )

    def templates(self) -> Iterator[tuple[str, str]]:
        """The occasions that it has words for, and the templates."""
        for key, name in self.messages.model_dump().items():
            if name is not None:
                yield key, name
