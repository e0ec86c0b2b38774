"""What people call a clock, an actor, a department and an entry of history."""

from datetime import datetime

from workflow.domain.clocks import TIME_IS_UP
from workflow.domain.context import Context
from workflow.domain.decision import REPORTER, SYSTEM, Entry, EntryKind
from workflow.domain.dispute import ANSWER, DISPUTE
from workflow.domain.disputes.saying import Saying
from workflow.domain.disputes.turns import LEAD
from workflow.domain.timing import APPLICATION, STAGE
from workflow.domain.words import Title

REPORT = Title(zh="报告", en="Report")
_JOINED = Title(zh="并入重复案件", en="Take over a duplicate")
_BUILT_IN = {
    REPORTER: Title(zh="报告人", en="the reporter"),
    SYSTEM: Title(zh="系统", en="the system"),
}
_RECOUNTED = "recounted"
_BY_CALENDAR = Title(zh="按新日历重算", en="Count by the new calendar")
_TIME_IS_UP = Title(zh="时限已到", en="time is up")


def plain(text: str) -> Title:
    """What is called the same in both languages."""
    return Title(zh=text, en=text)


def actor_title(actor: str, context: Context) -> Title:
    """A person's name, or what the built-in actor is called."""
    person = context.city.organisation.people.get(actor)
    return plain(person.name) if person else _BUILT_IN.get(actor, plain(actor))


def department_title(key: str, context: Context) -> Title:
    """A department's title; the key of one that is no longer in the city."""
    known = context.city.organisation.departments.get(key)
    return known.title if known else plain(key)


def clock_title(name: str, subject: str, context: Context) -> Title:
    """What a clock is called, with the state or the owner that it belongs to."""
    definition = context.definition
    if name == APPLICATION:
        asked = action_title(subject, context)
        return Title(zh=f"申请 · {asked.zh}", en=f"Request · {asked.en}")
    if name == DISPUTE:
        turn = _turn_title(subject, context)
        return Title(zh=f"权属争议 · {turn.zh}", en=f"Dispute · {turn.en}")
    if name == STAGE:
        state = definition.states.get(subject)
        return state.title if state else plain(subject)
    rule = definition.clocks.get(name)
    title = rule.title if rule else plain(name)
    if not subject:
        return title
    owner = department_title(subject, context)
    return Title(zh=f"{title.zh} · {owner.zh}", en=f"{title.en} · {owner.en}")


def _turn_title(subject: str, context: Context) -> Title:
    """What a time of a dispute is for: an answer, a lead, or a level's ruling."""
    for ladder in context.definition.ladders.values():
        for level in ladder.levels:
            if level.name == subject:
                return level.title
    return _TURNS.get(subject, plain(subject))


_TURNS = {
    ANSWER: Title(zh="答复", en="answer"),
    LEAD: Title(zh="指定临时牵头部门", en="provisional lead"),
}


def action_title(name: str, context: Context) -> Title:
    """What an action is called, wherever the workflow offers it."""
    if name in _OF_JOINT:
        return _OF_JOINT[name]
    if name.startswith(_OF_DISPUTE):
        return _dispute_title(name.removeprefix(_OF_DISPUTE), context)
    for state in context.definition.states.values():
        if name in state.actions:
            return state.actions[name].title
    return plain(name)


_OF_DISPUTE = "dispute."
_OF_JOINT = {
    "joint.opened": Title(zh="参加联合执法", en="Called to joint work"),
    "joint.ended": Title(zh="成员任务结束", en="A member's task has ended"),
    "joint.add": Title(zh="增加成员", en="Member added"),
    "joint.excuse": Title(zh="免除成员", en="Member excused"),
    "joint.replace": Title(zh="替换成员", en="Member replaced"),
    "joint.withdraw": Title(zh="任务撤销", en="Task withdrawn"),
}


def _dispute_title(name: str, context: Context) -> Title:
    """What is said in a dispute, or how one ends."""
    if name in tuple(Saying):
        return Saying(name).called
    for state in context.definition.states.values():
        for outcome, step in state.dispute.outcomes.items() if state.dispute else ():
            if outcome == name:
                return step.title
    return plain(name)


def entry_title(entry: Entry, context: Context) -> Title:
    """What an entry is about: an action, a report, or the rung of a clock."""
    if entry.kind is EntryKind.REPORT:
        return REPORT
    if entry.kind is EntryKind.JOINED:
        return _JOINED
    if entry.action == _RECOUNTED:
        return _BY_CALENDAR
    if entry.kind is EntryKind.RUNG:
        return _rung_title(entry.action, context)
    return action_title(entry.action, context)


def _rung_title(label: str, context: Context) -> Title:
    clock, _, rung = label.rpartition(".")
    name, _, subject = clock.partition(":")
    title = clock_title(name, subject, context)
    called = rung_title(name, subject, rung, context)
    return Title(zh=f"{title.zh}：{called.zh}", en=f"{title.en}: {called.en}")


def rung_title(name: str, subject: str, rung: str, context: Context) -> Title:
    """What a rung of a clock is called: its title, or the name that it has instead."""
    if rung == TIME_IS_UP:
        return _TIME_IS_UP
    definition = context.definition
    rule, state = definition.clocks.get(name), definition.states.get(subject)
    limited = state if name == STAGE else rule
    for each in limited.rungs if limited else ():
        if each.name == rung and each.title:
            return each.title
    return plain(rung)


def doing(entry: Entry, context: Context) -> Title:
    """Who did what, and why where the entry says so: `于洋, “Accept”`."""
    who, what = actor_title(entry.actor, context), entry_title(entry, context)
    zh, en = f"{who.zh}“{what.zh}”", f"{who.en}, “{what.en}”"
    why = _why(entry, context)
    return Title(zh=f"{zh}({why})", en=f"{en} ({why})") if why else Title(zh=zh, en=en)


def _why(entry: Entry, context: Context) -> str:
    """The reason that an entry keeps: of the request itself, or of a field."""
    fields = entry.request.get("fields")
    field = context.definition.fields.get("reason")
    told = isinstance(fields, dict) and field is not None and not field.personal
    given = fields.get("reason") if told and isinstance(fields, dict) else None
    found = entry.request.get("reason") or given
    return found if isinstance(found, str) else ""


def wall_time(instant: datetime, context: Context) -> str:
    """The instant by the clock on the wall, to the second."""
    return context.calendar.local(instant).strftime("%Y-%m-%d %H:%M:%S")
