"""A case told line by line: when, who, what, and whom it was told."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from workflow.domain.answer import Answer
from workflow.domain.blockers import BlockerCode
from workflow.domain.case import Clock, number_text
from workflow.domain.decision import REPORTER, Entry, EntryKind
from workflow.domain.definition import FieldType
from workflow.domain.dispute import DISPUTE
from workflow.domain.effects import clock_from_json
from workflow.domain.given import given_text, given_values, value_title
from workflow.domain.joint import MemberStatus
from workflow.domain.priority import PRIORITIES
from workflow.domain.reasons import (
    action_title,
    actor_title,
    clock_title,
    rung_title,
)
from workflow.domain.timing import APPLICATION
from workflow.engine.screens import Shown

_ANSWERS = {each.value: each for each in Answer}
"""What ends an application; whoever only agrees hands it on."""

_LEFT_OUT = {
    "not_taken": ("操作未执行", "the action was not taken"),
    "not_reassigned": ("未能转交", "nobody took it over"),
}
"""What the entry of a rung says of an effect that was left out."""

_REASONS = {
    BlockerCode.NO_SUCH_DEPARTMENT.value: ("没有可接手的部门", "no open department"),
    BlockerCode.OWNER_ALREADY.value: ("已是责任部门", "it owns the case already"),
}

_TOLD = (FieldType.TEXT, FieldType.CHOICE, FieldType.CASE, FieldType.CATEGORY)
"""The fields that say why or what; where a case went stands in its own place."""


def tell(
    shown: Shown, language: str, entries: Sequence[Entry] | None = None
) -> list[tuple[str, str, str]]:
    """Local time, actor and sentence of entries, the oldest first; all unless given."""
    return [
        (
            shown.context.calendar.local(entry.at).strftime("%m-%d %H:%M"),
            _name(entry.actor, shown, language),
            "".join(_sentence(entry, shown, language)),
        )
        for entry in (shown.entries if entries is None else entries)
    ]


def tell_pending(shown: Shown, language: str) -> list[tuple[str, str, str]]:
    """The same of what is due and not written yet, marked as such."""
    mark = "(尚未写入)" if language == "zh" else "(not written yet)"
    told = tell(shown, language, shown.pending)
    return [(when, who, f"{what} {mark}") for when, who, what in told]


def _name(actor: str, shown: Shown, language: str) -> str:
    return actor_title(actor, shown.context).in_language(language)


def _sentence(entry: Entry, shown: Shown, language: str) -> Iterator[str]:
    yield _HEADS.get(entry.kind, _title)(entry, shown, language)
    yield from _outcome(entry, shown, language)
    yield from _left_out(entry, language)
    details = list(_details(entry, shown, language))
    if details:
        yield (
            f"：{'；'.join(details)}" if language == "zh" else f": {'; '.join(details)}"
        )
    told = list(_told(entry, shown, language))
    if told:
        yield f"　✉ {'、'.join(told)}" if language == "zh" else f"  ✉ {', '.join(told)}"


def _asked(entry: Entry, shown: Shown, language: str) -> str:
    title = _title(entry, shown, language)
    return f"申请：{title}" if language == "zh" else f"Asks for: {title}"


def _joined(entry: Entry, _shown: Shown, language: str) -> str:
    number = number_text(int(str(entry.request["duplicate"])))
    zh, en = f"并入了 {number} 的报告", f"took over the reports of {number}"
    return zh if language == "zh" else en


def _rung(entry: Entry, shown: Shown, language: str) -> str:
    """The clock and its rung, such as `⏰ Promise to the reporter: overdue`."""
    label, _, rung = entry.action.rpartition(".")
    name, _, subject = label.partition(":")
    definition = shown.context.definition
    rule, state = definition.clocks.get(name), definition.states.get(subject)
    named = rule or state
    if name == DISPUTE:
        title = clock_title(name, subject, shown.context).in_language(language)
        said = "时限已到" if language == "zh" else "time is up"
        return f"⏰ {title}：{said}" if language == "zh" else f"⏰ {title}: {said}"
    if name == APPLICATION:
        asked = action_title(subject, shown.context).in_language(language)
        said = "逾期未审批" if language == "zh" else "nobody decided in time"
        return f"⏰ {asked}：{said}" if language == "zh" else f"⏰ {asked}: {said}"
    title = named.title.in_language(language) if named else label
    rung = rung_title(name, subject, rung, shown.context).in_language(language)
    return f"⏰ {title}：{rung}" if language == "zh" else f"⏰ {title}: {rung}"


def _verdict(entry: Entry, shown: Shown, language: str) -> str:
    """What somebody said of an application: agreed, granted, refused, withdrawn."""
    answer = str(entry.request.get("answer"))
    chinese = language == "zh"
    known = _ANSWERS.get(answer)
    if known is not None:
        said = known.zh if chinese else known.en
    else:
        said = "同意，报下一级" if chinese else "agreed, on to the next"
    title = _title(entry, shown, language)
    reason = str(entry.request.get("reason", ""))
    if chinese:
        return f"审批{title}：{said}" + (f"（{reason}）" if reason else "")
    return f"{title}: {said}" + (f" ({reason})" if reason else "")


def _said(entry: Entry, shown: Shown, language: str) -> str:
    """What somebody said in a dispute, for which department, on which ground."""
    asked, chinese = entry.request, language == "zh"
    departments = shown.context.city.organisation.departments
    known = departments.get(str(asked.get("department")))
    ground = shown.context.definition.fields.get("ground")
    named = ground.of.get(str(asked.get("ground"))) if ground else None
    parts = [
        each.in_language(language) for each in (known and known.title, named) if each
    ]
    parts += [str(asked[key]) for key in ("reason", "until", "on") if key in asked]
    if "meeting" in asked:
        held = asked["meeting"]
        parts.append(f"第 {held} 号联席会议" if chinese else f"joint meeting {held}")
    title = _title(entry, shown, language)
    if not parts:
        return title
    return f"{title}：{'；'.join(parts)}" if chinese else f"{title}: {'; '.join(parts)}"


def _joint(entry: Entry, shown: Shown, language: str) -> str:
    """Which member of joint work came, went or ended, how, and why."""
    asked, departments = entry.request, shown.context.city.organisation.departments
    known = [departments.get(str(asked.get(key))) for key in ("department", "by")]
    named = [each.title.in_language(language) for each in known if each]
    status = asked.get("status")
    if isinstance(status, str):
        is_now = MemberStatus(status)
        named.append(is_now.zh if language == "zh" else is_now.en)
    parts = [" → ".join(named), str(asked.get("reason", ""))]
    title, said = _title(entry, shown, language), [each for each in parts if each]
    return (
        f"{title}：{'；'.join(said)}"
        if language == "zh"
        else f"{title}: {'; '.join(said)}"
    )


def _remedy(entry: Entry, shown: Shown, language: str) -> str:
    """What an operator did about something that had failed, and why."""
    if entry.kind is EntryKind.TOLD_AGAIN:
        return "转告现任" if language == "zh" else "Told whoever holds the post by now"
    rung, reason = _rung(entry, shown, language), entry.request.get("reason", "")
    if language == "zh":
        return f"{rung}，未能触发，已略过：{reason}"
    return f"{rung}, which could not fire, was passed over: {reason}"


def _recounted(entry: Entry, shown: Shown, language: str) -> str:
    """By which calendar clocks were counted anew, and when they are due now."""
    asked = entry.request
    years = asked["years"] if isinstance(asked["years"], list) else []
    of = f" {', '.join(map(str, years))}" if years else ""
    told = entry.effects.get("clocks")
    clocks = [
        clock_from_json(each)
        for each in (told if isinstance(told, list) else ())
        if isinstance(each, dict)
    ]
    between = "；" if language == "zh" else "; "
    due = between.join(_due(clock, shown, language) for clock in clocks)
    if language == "zh":
        return f"📅 按日历 {asked['calendar']}{of} 重新计算：{due}"
    return f"📅 counted anew by calendar {asked['calendar']}{of}: {due}"


def _due(clock: Clock, shown: Shown, language: str) -> str:
    named = clock_title(clock.name, clock.subject, shown.context)
    title = named.in_language(language)
    if clock.due_at is None:
        return f"{title} {'不再暂定' if language == 'zh' else 'no longer provisional'}"
    local = shown.context.calendar.local(clock.due_at)
    return f"{title} → {local.strftime('%Y-%m-%d %H:%M')}"


def _title(entry: Entry, shown: Shown, language: str) -> str:
    """What the action is called, wherever the workflow offers it."""
    if entry.kind is EntryKind.REPORT:
        return "报告" if language == "zh" else "Report"
    return action_title(entry.action, shown.context).in_language(language)


def _outcome(entry: Entry, shown: Shown, language: str) -> Iterator[str]:
    """Where the step led, to which owner, and which mark or priority it raised."""
    changes = entry.effects.get("case")
    if not isinstance(changes, dict):
        return
    definition = shown.context.definition
    parts = []
    if "state" in changes:
        parts.append(definition.states[str(changes["state"])].title)
    owner = shown.context.city.organisation.departments.get(str(changes.get("owner")))
    if owner is not None:
        parts.append(owner.title)
    marks = changes.get("marks")
    if isinstance(marks, list) and marks:
        parts.append(definition.marks[str(marks[-1])])
    priority = PRIORITIES.get(str(changes.get("priority")))
    if priority:
        parts.append(priority.title)
    if parts:
        yield f" → {' · '.join(part.in_language(language) for part in parts)}"


def _left_out(entry: Entry, language: str) -> Iterator[str]:
    """What a rung was to do and did not, because something stood against it."""
    for key, (zh, en) in _LEFT_OUT.items():
        reasons = entry.request.get(key)
        if isinstance(reasons, list):
            words = [_reason(str(each), language) for each in reasons]
            if language == "zh":
                yield f"（{zh}：{'、'.join(words)}）"
            else:
                yield f" ({en}: {', '.join(words)})"


def _reason(code: str, language: str) -> str:
    """What stood against it, in words where they say all without its details."""
    words = _REASONS.get(code)
    return words[0 if language == "zh" else 1] if words else code


def _details(entry: Entry, shown: Shown, language: str) -> Iterator[str]:
    """The values given with a step; personal ones stay out.

    What is applied for is told value by value, since somebody has to decide on it.
    """
    given = entry.request.get("fields")
    values = given if isinstance(given, dict) else {}
    if entry.kind is EntryKind.ASKED:
        told = given_text(given_values(values, shown.context), language)
        yield from filter(None, [told])
        return
    for name, value in values.items():
        field = shown.context.definition.fields.get(name)
        if field is None or field.personal or field.type not in _TOLD:
            continue
        yield value_title(field, value, shown.context, values).in_language(language)


def _told(entry: Entry, shown: Shown, language: str) -> Iterator[str]:
    """Who got a message because of the entry, each once."""
    messages = entry.effects.get("messages")
    for each in messages if isinstance(messages, list) else ():
        if isinstance(each, list) and each[2]:
            reporter = each[2] in shown.case.reports
            yield _name(REPORTER if reporter else str(each[2]), shown, language)


_HEADS: Mapping[EntryKind, Callable[[Entry, Shown, str], str]] = {
    EntryKind.RUNG: _rung,
    EntryKind.ASKED: _asked,
    EntryKind.ANSWERED: _verdict,
    EntryKind.DISPUTED: _said,
    EntryKind.JOINT: _joint,
    EntryKind.PASSED_OVER: _remedy,
    EntryKind.TOLD_AGAIN: _remedy,
    EntryKind.JOINED: _joined,
    EntryKind.RECOUNTED: _recounted,
}
"""What an entry of each kind begins with; a step with the title of its action."""
