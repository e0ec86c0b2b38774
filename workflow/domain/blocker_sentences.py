"""What each reason says, in Chinese and English, to whoever was refused."""

from collections.abc import Mapping
from types import MappingProxyType

from workflow.domain.blocker_codes import BlockerCode

SENTENCES: Mapping[BlockerCode, tuple[str, str]] = MappingProxyType(
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
        BlockerCode.OWNERSHIP_SETTLED: (
            "本案权属已经确定由 {department_zh} 负责，不能再提出争议或退回。",
            "It is settled that {department_en} owns this case; it cannot be disputed.",
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
            "{department_zh} 是目前的责任部门，不能提议自己。",
            "{department_en} owns the case; it cannot propose itself.",
        ),
        BlockerCode.SAME_GROUND: (
            "贵部门已以“{ground_zh}”为由对本案提出过争议。",
            "This department disputed the case on the ground {ground_en} before.",
        ),
        BlockerCode.NOT_DISPUTED: (
            "案件没有待处理的权属争议。",
            "Nobody disputes the ownership of this case now.",
        ),
        BlockerCode.NO_PARTY: (
            "{person_zh} 不代表争议的当事部门：{parties_zh}。",
            "{person_en} speaks for none of the parties: {parties_en}.",
        ),
        BlockerCode.REPLIED_ALREADY: (
            "{department_zh} 已经答复过：{reply_zh}。",
            "{department_en} has answered already: {reply_en}.",
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
        BlockerCode.NO_SUCH_CATEGORY: (
            "没有类别 {category}。",
            "There is no category {category}.",
        ),
        BlockerCode.NO_SUCH_CONDITION: (
            "{category} 没有立案条件 {condition}；现有：{known}。",
            "{category} has no condition {condition}; it has: {known}.",
        ),
        BlockerCode.NO_SUCH_PLACE: (
            "本市没有代码为 {place} 的地点。",
            "{place} is no place of this city.",
        ),
        BlockerCode.DEPARTMENT_NOT_OPEN: (
            "“{unit}”不存在或已撤销，不能承担责任。",
            "{unit} is unknown or closed, so it can answer for nothing.",
        ),
        BlockerCode.LEAD_ASSISTS: (
            "{unit} 是牵头部门，不能同时列为协办。",
            "{unit} leads, so it cannot stand among those that assist.",
        ),
        BlockerCode.EXPIRED_ALREADY: (
            "有效期至 {expires}，早于今天 {today}。",
            "It would expire on {expires}, which is before today, {today}.",
        ),
        BlockerCode.REVIEW_MISPLACED: (
            "复核日期 {review_on} 须在今天 {today} 与到期日 {expires} 之间。",
            (
                "The review on {review_on} has to lie between today, {today}, and the "
                "day on which it expires, {expires}."
            ),
        ),
        BlockerCode.PRECEDENT_CONFLICTS: (
            (
                "与先例 {precedent}(案件 {case},{made_on},地点 {place})冲突："
                "它把 {category} 交给 {other_lead}，两者效力相同。"
            ),
            (
                "It conflicts with precedent {precedent} (case {case}, {made_on}, "
                "place {place}), which stands level and gives {category} to "
                "{other_lead}."
            ),
        ),
        BlockerCode.PRECEDENT_CIRCULAR: (
            (
                "{lead} 原有的责任已由先例 {precedent}(案件 {case},{made_on},"
                "地点 {place})交给 {other_lead}，再交回即成循环；请废止该先例。"
            ),
            (
                "{lead} had this before precedent {precedent} (case {case}, {made_on}, "
                "place {place}) gave it to {other_lead}; to give it back goes in a "
                "circle. Retire that precedent instead."
            ),
        ),
        BlockerCode.NO_SUCH_PRECEDENT: (
            "没有编号为 {precedent} 的先例。",
            "There is no precedent {precedent}.",
        ),
        BlockerCode.PRECEDENT_RETIRED: (
            "先例 {precedent} 已由 {by} 废止：{reason}",
            "Precedent {precedent} was retired by {by}: {reason}",
        ),
        BlockerCode.OPEN_TASKS: (
            "联合执法尚未完成（须{done_zh}），未完成的部门：{members_zh}。",
            "The joint work is not done ({done}); still to finish: {members_en}.",
        ),
        BlockerCode.NO_LEAD: (
            "没有可以牵头的部门：案件尚无责任部门，也没有点名部门。",
            "Nobody could lead: the case has no owner yet, and nobody was called.",
        ),
        BlockerCode.NOT_JOINT: (
            "案件目前没有进行联合执法。",
            "No departments act jointly on this case now.",
        ),
        BlockerCode.MEMBER_ALREADY: (
            "{department_zh} 已参加联合执法。",
            "{department_en} takes part already.",
        ),
        BlockerCode.NO_MEMBER: (
            "{department_zh} 没有参加联合执法；参加的部门：{members_zh}。",
            "{department_en} takes no part; those that do: {members_en}.",
        ),
        BlockerCode.LEAD_STAYS: (
            "{department_zh} 是牵头部门，不能免除或替换。",
            "{department_en} leads, so it can be neither excused nor replaced.",
        ),
        BlockerCode.TASK_DONE: (
            "{department_zh} 已完成任务，不必免除或替换。",
            "{department_en} has done its task, so it needs no excuse.",
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
        BlockerCode.NO_REPRESENTATIVE: (
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
"""The two sentences of every reason; their parameters stand in braces."""
