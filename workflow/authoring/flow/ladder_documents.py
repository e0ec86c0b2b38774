"""The documents of disputes: ladders, their levels, and where a dispute may lead."""

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field

from workflow.authoring.city.shape import TitleDocument
from workflow.authoring.flow.limit_documents import Form
from workflow.authoring.flow.texts import (
    DeciderText,
    FileName,
    LengthText,
    Name,
    Target,
    Whole,
)


class DisputeDocument(Form):
    """What a state says of the disputes that are settled in it."""

    ladders: tuple[FileName, ...] = Field(
        description="裁决程序，依次取第一个适用的 / "
        "The ladders; the first whose condition holds applies"
    )
    accepted: Name = Field(description="被接受后 / Where it leads when accepted")
    ruled: Name = Field(description="被裁决后 / Where it leads when ruled")
    withdrawn: Target = Field(description="撤回后 / Where it leads when withdrawn")
    unresolved: Name = Field(
        description="各级均未裁决时 / Where it leads when the last level is used up"
    )

    def outcomes(self) -> Mapping[str, str]:
        """Where each ending leads."""
        return {
            "accepted": self.accepted,
            "ruled": self.ruled,
            "withdrawn": self.withdrawn,
            "unresolved": self.unresolved,
        }


class CapsDocument(Form):
    """How often one case may be disputed and returned."""

    disputes_per_case: Whole | None = Field(
        default=None, description="每案争议次数 / Disputes of one case"
    )
    returns_per_case: Whole | None = Field(
        default=None, description="每案退回次数 / Returns of one case"
    )
    at_the_cap: Name | None = Field(
        default=None,
        description="达到次数后直接进入的级别 / "
        "The level at which a dispute begins once a cap is reached",
    )
    same_ground_twice: Literal["refused", "allowed"] = Field(
        default="refused",
        description="同一部门以同一理由再次争议 / "
        "What becomes of the same ground from the same department",
    )


class AnswerDocument(Form):
    """How a proposed owner answers."""

    by: DeciderText = Field(
        description="由谁代表当事部门 / Who speaks for a party, such as "
        "coordinator of proposed"
    )
    limit: LengthText = Field(description="答复时限 / The time for an answer")
    silence: Literal["accepts", "declines"] = Field(
        default="accepts", description="逾期未答复视为 / What silence means"
    )


class LevelDocument(Form):
    """One level: its judge, and the time for a ruling."""

    level: Name = Field(description="级别代码 / The name of the level")
    title: TitleDocument = Field(description="名称 / Its title")
    judge: DeciderText = Field(description="裁决人 / Who judges")
    limit: LengthText = Field(description="裁决时限 / The time for a ruling")
    statements: LengthText | None = Field(
        default=None,
        description="其中书面陈述时间 / Time for statements, inside the limit",
    )
    site_visit: LengthText | None = Field(
        default=None,
        description="其中现场勘查时间 / Time for a site visit, inside the limit",
    )


class ProvisionalDocument(Form):
    """Who names, at once, the department that makes safe meanwhile."""

    by: DeciderText = Field(description="由谁指定 / Who names it")
    limit: LengthText = Field(description="指定时限 / The time for naming it")
    otherwise: Literal["first_owner", "owner"] = Field(
        default="first_owner", description="逾期则由谁 / Who it is otherwise"
    )


class RulingDocument(Form):
    """What a judge may lay down."""

    scopes: tuple[Literal["case", "place", "below"], ...] = Field(
        default=("case",), description="效力范围 / The scopes that a ruling may have"
    )
    expires: LengthText | None = Field(
        default=None, description="先例有效期 / How long a precedent holds by itself"
    )
    review: LengthText | None = Field(
        default=None, description="多久后复核 / When it is looked at again"
    )


class DisputeMessagesDocument(Form):
    """Which templates tell of a dispute."""

    asked: Name | None = Field(
        default=None, description="通知拟定责任部门答复 / To a proposed owner"
    )
    judge: Name | None = Field(
        default=None, description="通知裁决人 / To whoever judges next"
    )
    lead: Name | None = Field(
        default=None,
        description="请指定临时牵头部门 / To whoever names the provisional lead",
    )
    make_safe: Name | None = Field(
        default=None, description="通知临时牵头部门 / To the provisional lead"
    )
    ask: Name | None = Field(
        default=None,
        description="请各方陈述 / To the parties: statements are asked for",
    )
    visit: Name | None = Field(
        default=None, description="请各方到场 / To the parties: they are called on site"
    )
    settled: Name | None = Field(
        default=None, description="通知各方结果 / To the parties: how it ended"
    )


class LadderDocument(Form):
    """The rules by which disputes are settled: `ladders/NAME.yaml`."""

    ladder: FileName = Field(description="裁决程序代码 / The ladder's name")
    title: TitleDocument = Field(description="名称 / Its title")
    when: str | None = Field(
        default=None, description="适用条件 / A condition over the case's facts"
    )
    may_dispute: CapsDocument = Field(
        default_factory=CapsDocument, description="次数限制 / What is capped"
    )
    provisional_lead: ProvisionalDocument | None = Field(
        default=None, description="临时牵头部门 / Who makes safe meanwhile"
    )
    answer: AnswerDocument = Field(description="答复 / How a proposed owner answers")
    levels: tuple[LevelDocument, ...] = Field(
        description="各级裁决，按顺序 / The levels, in their order"
    )
    judge_is_party: Literal["next", "judges"] = Field(
        default="next",
        description="裁决人为当事方时 / What if a judge's unit is a party",
    )
    ruling: RulingDocument = Field(
        default_factory=RulingDocument, description="裁决 / What a ruling may say"
    )
    messages: DisputeMessagesDocument = Field(
        default_factory=DisputeMessagesDocument,
        description="通知模板 / Templates of messages",
    )

    def templates(self) -> Iterator[tuple[str, str]]:
        """The occasions that it has words for, and the templates."""
        for key, name in self.messages.model_dump().items():
            if name is not None:
                yield key, name
