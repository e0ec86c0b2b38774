"""The documents of a workflow: what an author may write, key by key.

These are shapes only. What a key means beyond its own text, such as the state that
`to` names, is looked at by `workflow.authoring.flow.checks`.
"""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from workflow.authoring.city.shape import TitleDocument
from workflow.authoring.flow.grammar import OPEN
from workflow.authoring.flow.joint_documents import JointDocument
from workflow.authoring.flow.ladder_documents import DisputeDocument
from workflow.authoring.flow.limit_documents import (
    Form,
    LimitText,
    Notified,
    RungsText,
    TakeText,
)
from workflow.authoring.flow.texts import (
    FileName,
    Flag,
    Free,
    LengthText,
    Name,
    Target,
    Whole,
    WhoText,
)


def _states(value: object) -> object:
    return [OPEN] if value == OPEN else value


class FieldDocument(Form):
    """Something that an action asks for."""

    title: TitleDocument | None = Field(default=None, description="名称 / Its title")
    type: Literal[
        "text", "integer", "date", "instant", "choice", "files", "case", "departments"
    ] = Field(description="值的类型 / What kind of value it takes")
    of: tuple[Name, ...] = Field(
        default=(), description="可选值 / The values of a choice"
    )
    min: Whole | None = Field(
        default=None, description="最小整数 / The smallest number"
    )
    max: Whole | None = Field(
        default=None,
        description="最大整数、最多字符或最多文件数 / "
        "The largest number, or the most characters or files",
    )
    accept: tuple[Literal["image", "pdf"], ...] = Field(
        default=(), description="接受的文件种类 / Which kinds of files are taken"
    )
    personal: Flag = Field(
        default=False,
        description="个人信息，可删除 / Personal data, kept where it can be erased",
    )
    seen_by: Literal["staff"] | None = Field(
        default=None, description="仅工作人员可见 / Never shown on a public channel"
    )
    per: Literal["step"] | None = Field(
        default=None, description="每次都重新填写 / Asked anew each time"
    )
    contact: Literal["name", "smtp"] | None = Field(
        default=None,
        description="报告人的姓名，或答复所用渠道的地址 / "
        "The reporter's name, or the address in a channel for the answer",
    )
    within: LengthText | None = Field(
        default=None,
        description="日期须在今天起多久以内 / "
        "A date lies ahead, and no farther than this",
    )


class ActionDocument(Form):
    """Something that somebody may do to a case."""

    title: TitleDocument | None = Field(default=None, description="名称 / Its title")
    to: Target | None = Field(
        default=None,
        description="进入的状态，back 为返回上一状态，省略则不变 / "
        "The state it leads to; back returns; left out, the case stays",
    )
    by: tuple[WhoText, ...] = Field(description="谁可以办理 / Who may do it")
    needs: tuple[Name, ...] = Field(
        default=(), description="必填字段 / Fields that must be given"
    )
    may: tuple[Name, ...] = Field(
        default=(), description="选填字段 / Fields that can be given"
    )
    with_: dict[Name, Free] = Field(
        default_factory=dict, alias="with", description="预设值 / Preset values"
    )
    only: dict[Name, tuple[Name, ...]] = Field(
        default_factory=dict,
        description="选项字段可取的值，省略则都可以 / "
        "The values that it takes of fields that are choices; all, if left out",
    )
    not_by: tuple[Name, ...] = Field(
        default=(),
        description="本轮做过这些操作的人不得办理 / "
        "Closed to whoever took these actions in this cycle",
    )
    back: Flag = Field(default=False, description="算作退回 / Counts as a return")
    after_return: Flag = Field(
        default=True,
        description="案件刚被退回时可否办理 / Open to the receiver of a return",
    )
    when: str | None = Field(
        default=None, description="附加条件 / A condition over the case's facts"
    )
    within: LengthText | None = Field(
        default=None,
        description="进入该状态后多久内可办 / How long after the state was entered",
    )
    cycle: Literal["new"] | None = Field(
        default=None, description="开始新一轮 / Begins a new cycle"
    )
    approval: Name | None = Field(
        default=None,
        description="须经审批，依哪条规则 / It has to be approved, by which rules",
    )
    pauses: tuple[Name, ...] = Field(
        default=(), description="暂停哪些时钟 / Clocks that stand still from then on"
    )
    resumes: tuple[Name, ...] = Field(
        default=(), description="恢复哪些时钟 / Clocks that run again from then on"
    )
    over: tuple[Literal["open_tasks"], ...] = Field(
        default=(),
        description="可越过的障碍：open_tasks 为未完成的联合执法任务 / "
        "What does not stand against it: the open tasks of joint work",
    )
    notify: Notified = Field(default_factory=dict)


class SharedActionDocument(ActionDocument):
    """The same action in several states."""

    in_: Annotated[
        tuple[Name, ...],
        BeforeValidator(
            _states, json_schema_input_type=Literal["open"] | tuple[Name, ...]
        ),
    ] = Field(
        alias="in",
        description="哪些状态可办，open 为所有未结状态 / "
        "The states that offer it; open means every state that is not final",
    )


class StateDocument(Form):
    """A station on the way of a case."""

    title: TitleDocument | None = Field(default=None, description="名称 / Its title")
    stage: Name = Field(description="所属阶段 / The stage that it belongs to")
    limit: LimitText | None = Field(
        default=None, description="停留时限 / How long a case may stay"
    )
    rungs: RungsText | None = Field(
        default=None, description="催办梯级 / The rungs of its limit"
    )
    when_time_is_up: TakeText | None = Field(
        default=None,
        description="到时自动执行的操作 / The action taken when the limit is reached",
    )
    assign: Literal["responsibility"] | None = Field(
        default=None,
        description="按责任清单确定责任部门 / Finds the owner by the list of duties",
    )
    when_assigned: Name | None = Field(
        default=None,
        description="确定后自动执行的操作 / The action taken when an owner is found",
    )
    dispute: DisputeDocument | None = Field(
        default=None,
        description="权属争议：裁决程序及各种结果的去向 / "
        "Disputed ownership: its ladders, and where each ending leads",
    )
    joint: JointDocument | None = Field(
        default=None,
        description="联合执法：牵头部门、成员及完成条件 / "
        "Joint work: who leads, who takes part, and when it is done",
    )
    final: Name | None = Field(
        default=None, description="终态及其性质 / Ends the case, as what"
    )
    main: Name | None = Field(
        default=None,
        description="主要操作，案件算在可办理者的待办中 / "
        "The action by which the case's desk is told",
    )
    charged: Literal["desk", "owner", "reporter"] | None = Field(
        default=None,
        description="此状态的时间记在谁名下，省略则由待办和时钟判定 / "
        "Whose the time here is; left out, the desk and the clocks tell",
    )
    actions: dict[Name, ActionDocument] = Field(
        default_factory=dict, description="可办理的操作 / What may be done here"
    )


class ClockDocument(Form):
    """A limit that spans states."""

    title: TitleDocument | None = Field(default=None, description="名称 / Its title")
    limit: LimitText = Field(description="时限 / The limit")
    from_: Name = Field(
        alias="from", description="首次进入该状态时起算 / The state that starts it"
    )
    paused_in: tuple[Name, ...] = Field(
        default=(), description="在这些状态暂停 / The states in which it is paused"
    )
    per: Literal["owner"] | None = Field(
        default=None, description="每个责任部门各计各的 / One for each owner"
    )
    rungs: RungsText | None = Field(
        default=None, description="催办梯级 / The rungs of its limit"
    )


class ReportDocument(Form):
    """Who may report, and what a report must and may say."""

    by: tuple[WhoText, ...] = Field(description="谁可以上报 / Who may report")
    needs: tuple[Name, ...] = Field(description="必填字段 / Fields that must be given")
    may: tuple[Name, ...] = Field(
        default=(), description="选填字段 / Fields that can be given"
    )


Titles = dict[Name, TitleDocument]


class TitlesDocument(Form):
    """What things are called, where their titles do not stand with them."""

    stages: Titles = Field(default_factory=dict, description="阶段 / Stages")
    states: Titles = Field(default_factory=dict, description="状态 / States")
    actions: Titles = Field(default_factory=dict, description="操作 / Actions")
    fields_: Titles = Field(
        default_factory=dict, alias="fields", description="字段 / Fields"
    )
    choices: dict[Name, Titles] = Field(
        default_factory=dict,
        description="选项，按字段 / The values of choices, by field",
    )
    clocks: Titles = Field(default_factory=dict, description="时钟 / Clocks")
    marks: Titles = Field(default_factory=dict, description="标记 / Marks")


def _report_unless_child(schema: dict[str, Any]) -> None:
    """Editors ask for a report except in a workflow of members."""
    schema["required"] = [each for each in schema["required"] if each != "report"]
    schema["anyOf"] = [{"required": ["report"]}, {"required": ["child_of"]}]


class WorkflowDocument(Form):
    """A workflow: `workflows/NAME.yaml`."""

    model_config = ConfigDict(json_schema_extra=_report_unless_child)

    workflow: FileName = Field(description="流程代码 / The workflow's name")
    title: TitleDocument = Field(description="流程名称 / Its title")
    calendar: FileName = Field(description="工作日历 / The calendar of its limits")
    stages: tuple[Name, ...] = Field(
        description="阶段，按顺序 / The stages, in their order"
    )
    start: Name = Field(description="初始状态 / The state of a new case")
    child_of: Literal["joint"] | None = Field(
        default=None,
        description="联合执法成员的流程，不能上报 / "
        "The workflow of members of joint work; nobody reports its cases",
    )
    report: ReportDocument = Field(
        description="上报，成员的流程没有 / "
        "How a case is reported; a members' workflow has none"
    )
    opened: Notified = Field(default_factory=dict)
    withdrawn: Notified = Field(default_factory=dict)
    fields_: dict[Name, FieldDocument] = Field(
        default_factory=dict, alias="fields", description="字段 / Fields"
    )
    marks: tuple[Name, ...] = Field(
        default=(), description="标记 / Marks that rungs may raise"
    )
    clocks: dict[Name, ClockDocument] = Field(
        default_factory=dict, description="跨状态的时限 / Limits that span states"
    )
    actions: dict[Name, SharedActionDocument] = Field(
        default_factory=dict,
        description="多个状态共有的操作 / Actions that several states offer",
    )
    states: dict[Name, StateDocument] = Field(description="状态 / States")
    titles: TitlesDocument = Field(
        default_factory=TitlesDocument, description="名称 / Titles"
    )

    @model_validator(mode="before")
    @classmethod
    def _without_report(cls, value: object) -> object:
        """The case of a member begins with its place and its owner, unasked."""
        if not isinstance(value, dict) or "child_of" not in value or "report" in value:
            return value
        return {**value, "report": {"by": [], "needs": ["place", "owner"]}}


class WordingDocument(Form):
    """A text in both languages of the city."""

    zh: str = Field(min_length=1, description="中文 / In Chinese")
    en: str = Field(min_length=1, description="英文 / In English")


class TemplateDocument(Form):
    """The wording of a message: `templates/NAME.yaml`."""

    template: Name = Field(description="模板代码 / The template's name")
    subject: WordingDocument = Field(description="标题 / One line")
    body: WordingDocument = Field(description="正文 / The message")
