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
    ALREADY_ASKED = "already_asked"
    ASKED_BEFORE = "asked_before"
    GRANTED_BEFORE = "granted_before"
    ASKED_TOO_LATE = "asked_too_late"
    NOTHING_TO_CHANGE = "nothing_to_change"
    NEEDS_NO_APPROVAL = "needs_no_approval"
    NOT_ASKED = "not_asked"
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
    OWNERSHIP_SETTLED = "ownership_settled"
    NO_LADDER = "no_ladder"
    DISPUTES_USED_UP = "disputes_used_up"
    RETURNS_USED_UP = "returns_used_up"
    PROPOSED_ITSELF = "proposed_itself"
    SAME_GROUND = "same_ground"
    NOT_DISPUTED = "not_disputed"
    NO_PARTY = "no_party"
    REPLIED_ALREADY = "replied_already"
    NOT_BEFORE_JUDGE = "not_before_judge"
    NOT_ASKED_FOR = "not_asked_for"
    BAD_RULING = "bad_ruling"
    NO_PROVISIONAL_LEAD = "no_provisional_lead"
    NO_SUCH_MEETING = "no_such_meeting"
    NOT_ON_AGENDA = "not_on_agenda"
    NO_SUCH_RESOLUTION = "no_such_resolution"
    MEETING_NOT_NOW = "meeting_not_now"
    NO_MEMBER = "no_member"
    SIGNED_ALREADY = "signed_already"
    NOT_ALL_SIGNED = "not_all_signed"
    SETTLED_ALREADY = "settled_already"


_SENTENCES: Mapping[BlockerCode, tuple[str, str]] = MappingProxyType(
    {
        BlockerCode.NO_SUCH_CASE: (
            "没有案件 {case}。",
            "There is no case {case}.",
        ),
        BlockerCode.NO_SUCH_ACTION: (
            "案件处于“{state_zh}”，不能“{action}”。现在可以：{offered}。",
            "A case in state {state} has no action {action}. It offers: {offered}.",
        ),
        BlockerCode.NO_SUCH_PERSON: (
            "没有名为 {person} 的人员，或有多人同名；请使用人员代码。",
            "Nobody is called {person}, or several people are; give the person's key.",
        ),
        BlockerCode.NO_SUCH_FIELD: (
            "此操作不填写 {field}。可填写：{offered}。",
            "This action takes no field {field}. It takes: {offered}.",
        ),
        BlockerCode.POST_NOT_HELD: (
            "{person} 不担任此操作所需的岗位：{posts}。",
            "{person} holds none of the posts that may do this: {posts}.",
        ),
        BlockerCode.DID_IT_ONESELF: (
            "{person} 已亲自办理“{earlier}”，须由他人进行此操作。",
            "{person} took {earlier} in this case, so somebody else must do this.",
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
            "“{field}”填写有误：{problem_zh}",
            "The field {field} is wrong: {problem}",
        ),
        BlockerCode.CONDITION_NOT_MET: (
            "不满足此操作的条件：{guard}。",
            "The condition of this action does not hold: {guard}.",
        ),
        BlockerCode.STALE_VERSION: (
            (
                "案件已被更新：您看到的是第 {expected} 版,"
                "现为第 {version} 版，状态“{state}”。请查看后再试。"
            ),
            (
                "The case has changed: you saw version {expected}, it is now "
                "version {version}, in state {state}. Look again, then retry."
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
        BlockerCode.ALREADY_ASKED: (
            "“{action}”已于 {asked_at} 提出申请，尚待 {desk} 审批。",
            "{action} was applied for at {asked_at}; {desk} has yet to decide.",
        ),
        BlockerCode.ASKED_BEFORE: (
            "“{action}”每轮最多申请 {times} 次，不论结果如何，已不能再申请。",
            "{action} can be applied for {times} time(s) in a cycle, and no more.",
        ),
        BlockerCode.GRANTED_BEFORE: (
            "“{action}”在本轮已批准 {times} 次，不能再申请。",
            "{action} has been granted {times} times in this cycle, and no more.",
        ),
        BlockerCode.ASKED_TOO_LATE: (
            "“{action}”须在时限届满前办理，{clock} 已于 {due} 到期。",
            "{action} has to come before the limit is up; {clock} was due at {due}.",
        ),
        BlockerCode.NOTHING_TO_CHANGE: (
            "案件没有“{action}”可以作用的时限：{clocks}。",
            "The case has no limit that {action} could change: {clocks}.",
        ),
        BlockerCode.NEEDS_NO_APPROVAL: (
            "“{action}”无须审批，请直接办理。",
            "{action} needs no approval: take it.",
        ),
        BlockerCode.NOT_ASKED: (
            "案件没有待审批的“{action}”申请；待审批的有：{pending}。",
            "Nobody has applied for {action} here; what waits is: {pending}.",
        ),
        BlockerCode.OWN_APPLICATION: (
            "{person} 是申请人，不能审批自己的申请。",
            "{person} made the application, so somebody else must decide on it.",
        ),
        BlockerCode.AGREED_ALREADY: (
            "{person} 已在前一级同意，须由他人继续审批。",
            "{person} has agreed at an earlier level; somebody else must decide now.",
        ),
        BlockerCode.ORIGINAL_IS_SELF: (
            "案件不能并入自身。",
            "A case cannot be merged into itself.",
        ),
        BlockerCode.ORIGINAL_NOT_OPEN: (
            "案件 {original} 已结束({state}),不能并入。",
            "Case {original} has ended ({state}), so nothing can be merged into it.",
        ),
        BlockerCode.POWER_NOT_HELD: (
            "{person} 没有“{power}”的权限；有此权限的岗位：{posts}。",
            "{person} has no power to {power}; the posts that have it: {posts}.",
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
            "{department} 已是责任部门。",
            "{department} owns the case already.",
        ),
        BlockerCode.OWNERSHIP_SETTLED: (
            "本案权属已经确定由 {department} 负责，不能再提出争议或退回。",
            "It is settled that {department} owns this case; it cannot be disputed.",
        ),
        BlockerCode.NO_LADDER: (
            "没有适用于本案的裁决程序：{ladders}。",
            "None of these ladders applies to this case: {ladders}.",
        ),
        BlockerCode.DISPUTES_USED_UP: (
            "本案已争议 {disputes} 次，最后一级已经处理，不能再提出。",
            "The case was disputed {disputes} times, up to the highest judge.",
        ),
        BlockerCode.RETURNS_USED_UP: (
            "本案已退回 {returns} 次，不能再退回；如有异议，请提出权属争议。",
            "The case was returned {returns} times; from now on dispute it instead.",
        ),
        BlockerCode.PROPOSED_ITSELF: (
            "{department} 是目前的责任部门，不能提议自己。",
            "{department} owns the case; it cannot propose itself.",
        ),
        BlockerCode.SAME_GROUND: (
            "贵部门已以“{ground}”为由对本案提出过争议。",
            "This department disputed the case on the ground {ground} before.",
        ),
        BlockerCode.NOT_DISPUTED: (
            "案件没有待处理的权属争议。",
            "Nobody disputes the ownership of this case now.",
        ),
        BlockerCode.NO_PARTY: (
            "{person} 不代表争议的当事部门：{parties}。",
            "{person} speaks for none of the parties: {parties}.",
        ),
        BlockerCode.REPLIED_ALREADY: (
            "{department} 已经答复过：{reply}。",
            "{department} has answered already: {reply}.",
        ),
        BlockerCode.NOT_BEFORE_JUDGE: (
            "拟定责任部门须在 {due} 前答复，之后才由裁决人处理。",
            "The proposed owners have until {due} to answer; no judge has it yet.",
        ),
        BlockerCode.NOT_ASKED_FOR: (
            "本级裁决不安排“{what_zh}”，或时间已过。",
            "This level has no {what}, or its time is over.",
        ),
        BlockerCode.BAD_RULING: (
            "裁决有误：{problem_zh}",
            "The ruling is wrong: {problem}",
        ),
        BlockerCode.NO_PROVISIONAL_LEAD: (
            "本裁决程序不指定临时牵头部门，或时间已过。",
            "This ladder names no provisional lead, or the time for it is over.",
        ),
        BlockerCode.NO_SUCH_MEETING: (
            "没有联席会议“{meeting}”；已有：{known}。",
            "There is no joint meeting {meeting}; there are: {known}.",
        ),
        BlockerCode.NOT_ON_AGENDA: (
            "第 {meeting} 号会议没有第 {item} 项议题。",
            "Meeting {meeting} has no item {item} on its agenda.",
        ),
        BlockerCode.NO_SUCH_RESOLUTION: (
            "没有第 {resolution} 号决议。",
            "There is no resolution {resolution}.",
        ),
        BlockerCode.MEETING_NOT_NOW: (
            "第 {meeting} 号会议：{problem_zh}",
            "Meeting {meeting}: {problem}",
        ),
        BlockerCode.NO_MEMBER: (
            "{person} 不代表任何成员单位（{post}）：{members}。",
            "{person} is {post} of none of the members: {members}.",
        ),
        BlockerCode.SIGNED_ALREADY: (
            "{members} 已经会签。",
            "{members} has signed already.",
        ),
        BlockerCode.NOT_ALL_SIGNED: (
            "纪要须经全体成员会签后印发，尚未会签：{missing}。",
            "The minutes are issued once every member has signed; missing: {missing}.",
        ),
        BlockerCode.SETTLED_ALREADY: (
            "已有结论，不能再作决定：{what_zh}。",
            "It is settled already: {what}.",
        ),
    }
)


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
        return _SENTENCES[self.code][0].format_map(self.details)

    @property
    def en(self) -> str:
        """The sentence in English."""
        return _SENTENCES[self.code][1].format_map(self.details)

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
