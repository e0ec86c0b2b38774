"""A case on the screen: header, clocks with their light, timeline, next actions."""

from collections.abc import Iterator, Mapping
from datetime import datetime

import click

from workflow.commands.output import Styled, print_heading, print_table
from workflow.commands.story import tell, tell_pending
from workflow.commands.times import due_cell, light_cell, span
from workflow.domain.case import Application, Clock, Outcome, number_text
from workflow.domain.clocks import consumed_at
from workflow.domain.context import Context
from workflow.domain.definition import Action, FieldType
from workflow.domain.given import given_text, given_values
from workflow.domain.messages import owner_text, place_text
from workflow.domain.priority import Priority
from workflow.domain.reasons import (
    Offer,
    action_title,
    clock_title,
    due_of,
    limit_words,
)
from workflow.domain.timing import APPLICATION, STAGE
from workflow.domain.worktime import Calendar
from workflow.engine.results import Done
from workflow.engine.screens import Row, Shown

_OUTCOMES = {
    Outcome.RUNNING: ("计时中", "running"),
    Outcome.PAUSED: ("暂停", "paused"),
    Outcome.ON_TIME: ("按时", "on time"),
    Outcome.LATE: ("超时", "late"),
}
ROW_HEADS = {
    "zh": (
        "编号",
        "状态",
        "类别",
        "地点",
        "责任部门",
        "紧急",
        "环节截止",
        "灯",
        "承诺截止",
        "灯",
    ),
    "en": (
        "Case",
        "State",
        "Category",
        "Place",
        "Owner",
        "Priority",
        "Step due",
        "Light",
        "Promise due",
        "Light",
    ),
}
_CLOCK_HEADS = {
    "zh": ("时限", "灯", "状态", "截止", "剩余", "依据"),
    "en": ("Clock", "Light", "Runs", "Due", "Left", "Limit"),
}
_OFFER_HEADS = {
    "zh": ("操作", "名称", "须填 [可填]，或现在不能的原因"),
    "en": ("Action", "Title", "Needs [may], or why not now"),
}


def row_cells(
    row: Row, calendar: Calendar, now: datetime, language: str
) -> tuple[object, ...]:
    """The cells of a case in a list, under `ROW_HEADS`."""
    own = row.desk_clock
    return (
        number_text(row.number),
        row.state_title.in_language(language),
        row.category_title.in_language(language),
        row.place_name.in_language(language),
        row.owner_title.in_language(language),
        priority_cell(row.priority, language),
        (
            due_cell(own.due_at, calendar, now, provisional=own.provisional)
            if own
            else ""
        ),
        light_cell(own.light, language) if own else "",
        due_cell(row.due_at, calendar, now, provisional=row.provisional),
        light_cell(row.light, language) if row.light else "",
    )


def priority_cell(priority: Priority, language: str) -> object:
    """How urgent a case is; nothing where it is as normal as most are."""
    if priority is Priority.NORMAL:
        return ""
    return Styled(text=priority.title.in_language(language), style="bold red")


def draw(shown: Shown, told: Mapping[str, str], actor: str, language: str) -> None:
    """Print a case for a person; the offers only where it is known who asks."""
    _heading(shown, language)
    print_table((), list(_header(shown, told, language)), indent=2)
    click.echo()
    clocks = [c for c in shown.case.clocks.values() if _matters(c)]
    if clocks:
        # The promise and other clocks of the whole case before those of its states.
        clocks.sort(key=lambda clock: (clock.name == STAGE, clock.started_at))
        lines = [_clock_line(clock, shown, language) for clock in clocks]
        print_table(_CLOCK_HEADS[language], lines)
        click.echo()
    print_table((), [*tell(shown, language), *tell_pending(shown, language)], indent=2)
    if actor and shown.offers:
        click.echo()
        draw_offers(shown, language)


def draw_offers(shown: Shown, language: str) -> None:
    """Print the actions that can be taken now, then the others with the reasons."""
    offers = sorted(shown.offers, key=lambda offer: bool(offer.blockers))
    print_table(
        _OFFER_HEADS[language],
        [_offer_line(offer, shown, language) for offer in offers],
    )


def draw_answer(shown: Shown, answer: Done, language: str) -> None:
    """Print where a case stands after a step, and what followed by itself."""
    _heading(shown, language)
    if answer.repeated:
        click.echo("此前已办理，没有重复。" if language == "zh" else "Done before.")
    print_table((), tell(shown, language, answer.entries), indent=2)


def _heading(shown: Shown, language: str) -> None:
    case = shown.case
    state = shown.context.definition.state(case.state).title.in_language(language)
    owner = owner_text(case.owner, language, shown.context)
    print_heading(" · ".join(filter(None, (number_text(case.number), state, owner))))


def _header(
    shown: Shown, told: Mapping[str, str], language: str
) -> Iterator[tuple[object, ...]]:
    case, context = shown.case, shown.context
    chinese = language == "zh"
    yield "地点" if chinese else "Place", place_text(case.place, language, context)
    named = (context.category(case), context.condition(case))
    category = " · ".join(each.title.in_language(language) for each in named if each)
    if category:
        told_as = f"{category} ({case.category}/{case.condition})"
        yield "类别" if chinese else "Category", told_as
    for name, value in told.items():
        yield context.definition.fields[name].title.in_language(language), value
    if shown.attachments:
        files = ", ".join(dict.fromkeys(each.name for each in shown.attachments))
        yield "附件" if chinese else "Files", files
    for asked in case.pending.values():
        yield "申请" if chinese else "Asked for", _asked(asked, context, language)
    yield from _together(shown, language)
    if case.desk:
        yield "待办" if chinese else "Waits for", _desk(shown, language)
    if case.priority:
        cell = priority_cell(case.priority, language)
        yield "紧急程度" if chinese else "Priority", cell
    if case.marks:
        marks = (context.definition.marks[m].in_language(language) for m in case.marks)
        cell = Styled(text=" · ".join(marks), style="bold red")
        yield "标记" if chinese else "Marks", cell
    yield "版本" if chinese else "Version", case.version


def _asked(asked: Application, context: Context, language: str) -> str:
    """What somebody waits to be granted, and with which values it was asked for."""
    title = action_title(asked.action, context).in_language(language)
    values = given_text(given_values(asked.values, context), language)
    return " · ".join(filter(None, (title, values)))


def _together(shown: Shown, language: str) -> Iterator[tuple[object, ...]]:
    """The case whose joint work this is a part of, or the members of its own."""
    case, chinese = shown.case, language == "zh"
    if case.parent:
        yield "联合执法原案" if chinese else "Task of", number_text(case.parent)
    for member in case.joint.members if case.joint else ():
        leads = case.joint is not None and member.department == case.joint.lead
        zh, en = ("牵头部门", "Lead") if leads else ("联合执法成员", "Member")
        named = owner_text(member.department, language, shown.context)
        status = member.status.zh if chinese else member.status.en
        told = f"{named} · {status} · {number_text(member.case)}"
        yield zh if chinese else en, told


def _desk(shown: Shown, language: str) -> str:
    """Who is expected to act: the post, its unit, and the people on duty."""
    organisation = shown.context.city.organisation
    post, _, unit = shown.case.desk.partition("@")
    named = organisation.departments.get(unit) or organisation.places.get(unit)
    held = organisation.posts.get(post)
    on_duty = organisation.holders(post, unit, shown.context.today)
    parts = (
        held.title.in_language(language) if held else post,
        named.title.in_language(language) if named else unit,
        ", ".join(person.name for person in on_duty) or "-",
    )
    return " · ".join(parts)


def _matters(clock: Clock) -> bool:
    """Whether a clock is worth a line: a state left in good time is not."""
    passing = clock.name in (STAGE, APPLICATION)
    return not passing or clock.outcome is not Outcome.ON_TIME


def _clock_line(clock: Clock, shown: Shown, language: str) -> tuple[object, ...]:
    context = shown.context
    due = due_cell(
        due_of(clock, context),
        context.calendar,
        context.now,
        provisional=clock.provisional,
    )
    outcome = _OUTCOMES[clock.outcome][0 if language == "zh" else 1]
    if clock.exempt:
        outcome += "（不计）" if language == "zh" else " (not counted)"
    return (
        clock_title(clock.name, clock.subject, context).in_language(language),
        light_cell(shown.lights[clock.label], language),
        outcome,
        due,
        _left(clock, shown, language),
        limit_words(clock.limit).in_language(language),
    )


def _left(clock: Clock, shown: Shown, language: str) -> str:
    """What is left of the limit of a clock that runs, or how far it is over."""
    if clock.has_ended:
        return ""
    used = consumed_at(clock, shown.context.now, shown.context.calendar)
    left = clock.budget - used
    words = span(abs(left), clock.measure, language)
    if left >= 0:
        return words
    return f"超 {words}" if language == "zh" else f"{words} over"


def _offer_line(offer: Offer, shown: Shown, language: str) -> tuple[object, ...]:
    title = offer.zh if language == "zh" else offer.en
    if offer.blockers:
        why_not = " ".join(each.in_language(language) for each in offer.blockers)
        cells = (offer.action, title, why_not)
        return tuple(Styled(text=cell, style="dim") for cell in cells)
    action = shown.context.definition.state(shown.case.state).actions[offer.action]
    needs = _fields(offer.needs, action, shown)
    may = _fields(offer.may, action, shown)
    asked = f"{needs} [{may}]".strip() if may else needs
    approval = shown.context.definition.approvals.get(offer.approval)
    if approval is not None:
        said = "须审批" if language == "zh" else "needs approval"
        title = f"{title} ({said}: {approval.title.in_language(language)})"
    return (Styled(text=offer.action, style="bold green"), title, asked)


def _fields(names: tuple[str, ...], action: Action, shown: Shown) -> str:
    """The fields as they are typed behind `--with`, with the choices of a choice."""
    fields = [shown.context.definition.fields[name] for name in names]
    return ", ".join(
        f"{field.name} ({' / '.join(action.only.get(field.name, tuple(field.of)))})"
        if field.type is FieldType.CHOICE
        else field.name
        for field in fields
    )
