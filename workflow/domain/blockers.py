"""Why something cannot be done, as values that every edge shows alike."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class BlockerCode(StrEnum):
    """The closed list of reasons; the member's value is the stable code."""

    NO_SUCH_CASE = "no_such_case"
    NO_SUCH_ACTION = "no_such_action"
    NO_SUCH_PERSON = "no_such_person"
    NO_SUCH_FIELD = "no_such_field"
    POST_NOT_HELD = "post_not_held"
    DID_IT_ONESELF = "did_it_oneself"
    AFTER_RETURN = "after_return"
    TOO_LATE = "too_late"
    MISSING_FIELD = "missing_field"
    BAD_FIELD = "bad_field"
    CONDITION_NOT_MET = "condition_not_met"
    STALE_VERSION = "stale_version"
    TOO_BUSY = "too_busy"
    KEY_REUSED = "key_reused"
    NO_PREVIOUS_STATE = "no_previous_state"
    NOTHING_PAUSED = "nothing_paused"
    ALREADY_ASKED = "already_asked"
    ASKED_BEFORE = "asked_before"
    GRANTED_BEFORE = "granted_before"
    ASKED_TOO_LATE = "asked_too_late"
    NOTHING_TO_CHANGE = "nothing_to_change"
    NEEDS_NO_APPROVAL = "needs_no_approval"
    NOT_ASKED = "not_asked"
    ALREADY_DECIDED = "already_decided"
    NO_SUCH_QUESTION = "no_such_question"
    OWN_APPLICATION = "own_application"
    AGREED_ALREADY = "agreed_already"
    ORIGINAL_IS_SELF = "original_is_self"
    ORIGINAL_NOT_OPEN = "original_not_open"
    POWER_NOT_HELD = "power_not_held"
    NO_SUCH_INCIDENT = "no_such_incident"
    INCIDENT_CLOSED = "incident_closed"
    NO_LONGER_DUE = "no_longer_due"
    STILL_VACANT = "still_vacant"
    CASE_UNREADABLE = "case_unreadable"
    NO_SUCH_DEPARTMENT = "no_such_department"
    OWNER_ALREADY = "owner_already"


_SENTENCES: Mapping[BlockerCode, tuple[str, str]] = MappingProxyType(
    {
        BlockerCode.NO_SUCH_CASE: (
            "没有案件 {case}。",
            "There is no case {case}.",
        ),
        BlockerCode.NO_SUCH_ACTION: (
            "案件处于“{state_zh}”，不能“{action_zh}”。现在可以：{offered_zh}。",
            "A case in “{state_en}” has no action {action}. It offers: {offered}.",
        ),
        BlockerCode.NO_SUCH_PERSON: (
            "没有名为 {person} 的人员，或有多人同名；请使用人员代码。",
            "Nobody is called {person}, or several people are; give the person's key.",
        ),
        BlockerCode.NO_SUCH_FIELD: (
            "此操作不填写 {field_zh}。可填写：{offered_zh}。",
            "This action takes no field {field}. It takes: {offered}.",
        ),
        BlockerCode.POST_NOT_HELD: (
            "{person_zh} 不担任此操作所需的岗位：{posts_zh}。",
            "{person_en} holds none of the posts that may do this: {posts}.",
        ),
        BlockerCode.DID_IT_ONESELF: (
            "{person_zh} 已亲自办理“{earlier_zh}”，须由他人进行此操作。",
            "{person_en} took {earlier} in this case, so somebody else must do this.",
        ),
        BlockerCode.AFTER_RETURN: (
            "案件是退回来的，只能重新派遣或继续退回，不能向前推进。",
            "The case was returned: pass it on or further back, not forward.",
        ),
        BlockerCode.TOO_LATE: (
            "此操作须在 {within} 内进行，已于 {until} 截止。",
            "This had to be done within {within}; the window closed at {until}.",
        ),
        BlockerCode.MISSING_FIELD: (
            "缺少必填项“{title_zh}”({field})。",
            "The field {field} is missing.",
        ),
        BlockerCode.BAD_FIELD: (
            "“{field_zh}”({field})填写有误：{problem_zh}",
            "The field {field} is wrong: {problem}",
        ),
        BlockerCode.CONDITION_NOT_MET: (
            "不满足此操作的条件：{guard}。",
            "The condition of this action does not hold: {guard}.",
        ),
        BlockerCode.STALE_VERSION: (
            (
                "案件已被更新：您看到的是第 {expected} 版,"
                "现为第 {version} 版，状态“{state_zh}”。请查看后再试。"
            ),
            (
                "The case has changed: you saw version {expected}, it is now "
                "version {version}, in state “{state_en}”. Look again, then retry."
            ),
        ),
        BlockerCode.TOO_BUSY: (
            "案件 {case} 正被多人同时办理，请稍后再试。",
            "Others keep writing to case {case} at this moment. Try again.",
        ),
        BlockerCode.KEY_REUSED: (
            "请求标识 {key} 已用于内容不同的请求。",
            "The key {key} was used before, for a request with other content.",
        ),
        BlockerCode.NO_PREVIOUS_STATE: (
            "案件没有可返回的上一状态。",
            "The case has no previous state to go back to.",
        ),
        BlockerCode.NOTHING_PAUSED: (
            "没有因操作而暂停的时限可以恢复：{clocks}。",
            "No limit that an action has paused could run again: {clocks}.",
        ),
        BlockerCode.ALREADY_ASKED: (
            "“{action_zh}”已于 {asked_at} 提出申请，尚待 {desk_zh} 审批。",
            "{action} was applied for at {asked_at}; {desk_en} has yet to decide.",
        ),
        BlockerCode.ASKED_BEFORE: (
            "“{action}”每轮最多申请 {times} 次，不论结果如何，已不能再申请。",
            "{action} can be applied for {times} time(s) in a cycle, and no more.",
        ),
        BlockerCode.GRANTED_BEFORE: (
            "“{action_zh}”在本轮已批准 {times} 次，不能再申请。",
            "{action} has been granted {times} times in this cycle, and no more.",
        ),
        BlockerCode.ASKED_TOO_LATE: (
            "“{action_zh}”须在时限届满前办理，“{clock_zh}”已于 {due} 到期。",
            "{action} must come before the limit is up; “{clock_en}” was due at {due}.",
        ),
        BlockerCode.NOTHING_TO_CHANGE: (
            "案件没有“{action_zh}”可以作用的时限：{clocks_zh}。",
            "The case has no limit that {action} could change: {clocks_en}.",
        ),
        BlockerCode.NEEDS_NO_APPROVAL: (
            "“{action_zh}”无须审批，请直接办理。",
            "{action} needs no approval: take it.",
        ),
        BlockerCode.NOT_ASKED: (
            "案件没有待审批的“{action_zh}”申请；待审批的有：{pending_zh}。",
            "Nobody has applied for {action} here; what waits is: {pending}.",
        ),
        BlockerCode.ALREADY_DECIDED: (
            "“{title_zh}”的申请已了结：{ended_zh}。",
            "The request for “{title}” has ended: {ended}.",
        ),
        BlockerCode.NO_SUCH_QUESTION: (
            "案件没有“{what}”可问。可以问：{asked}。",
            "There is no {what} to ask about. Ask about: {asked}.",
        ),
        BlockerCode.OWN_APPLICATION: (
            "{person_zh} 是申请人，不能审批自己的申请。",
            "{person_en} made the application, so somebody else must decide on it.",
        ),
        BlockerCode.AGREED_ALREADY: (
            "{person_zh} 已在前一级同意，须由他人继续审批。",
            "{person_en} agreed at an earlier level; somebody else must decide now.",
        ),
        BlockerCode.ORIGINAL_IS_SELF: (
            "案件不能并入自身。",
            "A case cannot be merged into itself.",
        ),
        BlockerCode.ORIGINAL_NOT_OPEN: (
            "案件 {original} 已结束({state_zh}),不能并入。",
            "Case {original} has ended ({state_en}), so nothing can be merged into it.",
        ),
        BlockerCode.POWER_NOT_HELD: (
            "{person_zh} 没有“{power}”的权限；有此权限的岗位：{posts_zh}。",
            "{person_en} has no power to {power}; the posts that have it: {posts}.",
        ),
        BlockerCode.NO_SUCH_INCIDENT: (
            "没有编号为 {incident} 的异常。",
            "There is no incident {incident}.",
        ),
        BlockerCode.INCIDENT_CLOSED: (
            "异常 {incident} 已经了结({status})。",
            "Incident {incident} is closed: {status}.",
        ),
        BlockerCode.NO_LONGER_DUE: (
            "“{rung}”已不是当时到期的那一次，异常将自行了结。",
            "{rung} is no longer what it was when it failed; the incident will settle.",
        ),
        BlockerCode.STILL_VACANT: (
            "岗位 {post} 仍无人在岗。",
            "Nobody is on duty in {post} yet.",
        ),
        BlockerCode.CASE_UNREADABLE: (
            "案件 {case} 无法读取，须先修复：{problem_zh}",
            "Case {case} cannot be read and has to be mended first: {problem}",
        ),
        BlockerCode.NO_SUCH_DEPARTMENT: (
            "没有可以接手的部门：“{unit}”不存在或已撤销。",
            "There is no open department to take the case over: {unit}.",
        ),
        BlockerCode.OWNER_ALREADY: (
            "{department_zh} 已是责任部门。",
            "{department_en} owns the case already.",
        ),
    }
)


class _Titles(dict[str, str | int]):
    """The parameters of a sentence; a key stands in where no title is known."""

    def __missing__(self, key: str) -> str | int:
        base = key.removesuffix("_zh").removesuffix("_en")
        if base == key:
            raise KeyError(key)
        return self[base]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    """One reason why a request is refused.

    `details` holds the parameters of the sentence, all as text or numbers, so
    that a program can use them without reading the sentence.
    """

    code: BlockerCode
    details: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def zh(self) -> str:
        """The sentence in Chinese."""
        return _SENTENCES[self.code][0].format_map(_Titles(self.details))

    @property
    def en(self) -> str:
        """The sentence in English."""
        return _SENTENCES[self.code][1].format_map(_Titles(self.details))

    def in_language(self, language: str) -> str:
        """The sentence in `zh` or `en`."""
        return self.zh if language == "zh" else self.en

    def as_json(self) -> dict[str, object]:
        """Code, both sentences and parameters, for programs."""
        return {
            "code": self.code.value,
            "zh": self.zh,
            "en": self.en,
            "details": dict(self.details),
        }


def blocker(code: BlockerCode, **details: str | int) -> Blocker:
    """A blocker with its parameters given by name."""
    return Blocker(code=code, details=details)
