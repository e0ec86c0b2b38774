"""Meetings, items and resolutions, as tables and as JSON."""

from collections.abc import Iterable
from datetime import datetime

from workflow.commands.output import print_table
from workflow.commands.shared import in_words
from workflow.commands.times import moment
from workflow.domain.case import number_text
from workflow.domain.effects import instant_text
from workflow.domain.meeting import Item, Meeting, Resolution
from workflow.domain.worktime import Calendar


def item_json(item: Item) -> dict[str, object]:
    """One item of an agenda."""
    return {
        "item": item.number,
        "kind": item.kind.value,
        "zh": item.says.zh,
        "en": item.says.en,
        "cases": [number_text(each) for each in item.cases],
        "departments": list(item.departments),
        "dispute": item.dispute or None,
        "resolution": item.resolution or None,
    }


def resolution_json(made: Resolution, now: datetime) -> dict[str, object]:
    """One resolution, and how it stands now."""
    return {
        "resolution": made.number,
        "meeting": made.meeting,
        "item": made.item,
        "kind": made.kind.value,
        "department": made.department,
        "assisting": list(made.assisting),
        "text": made.text,
        "case": number_text(made.case) if made.case else None,
        "made_at": instant_text(made.made_at),
        "made_by": made.made_by,
        "due_at": instant_text(made.due_at) if made.due_at else None,
        "overdue": made.is_overdue(now),
        "done_at": instant_text(made.done_at) if made.done_at else None,
        "done_by": made.done_by,
        "note": made.note,
    }


def meeting_json(held: Meeting, now: datetime) -> dict[str, object]:
    """One meeting with its agenda, resolutions and signatures."""
    return {
        "meeting": held.number,
        "name": held.rule.name,
        "stage": held.stage.value,
        "opened_at": instant_text(held.opened_at),
        "opened_by": held.opened_by,
        "members": list(held.members),
        "attendees": list(held.attendees),
        "agenda": [item_json(each) for each in held.items],
        "resolutions": [resolution_json(each, now) for each in held.resolutions],
        "signatures": [
            {
                "department": each.department,
                "person": each.person,
                "at": instant_text(each.at),
            }
            for each in held.signatures
        ],
        "unsigned": list(held.unsigned),
        "drafted_at": instant_text(held.drafted_at) if held.drafted_at else None,
        "issued_at": instant_text(held.issued_at) if held.issued_at else None,
    }


def print_items(items: Iterable[Item], language: str) -> None:
    """An agenda as a table."""
    heads = in_words(zh="议题 种类 内容", en="Item Kind About").split()
    print_table(
        heads,
        [
            (
                each.number,
                each.kind.called.in_language(language),
                each.says.in_language(language),
            )
            for each in items
        ],
    )


def print_tasks(tasks: Iterable[Resolution], calendar: Calendar, now: datetime) -> None:
    """Tasks that nobody has done yet, as a table."""
    heads = in_words(
        zh="决议 会议 部门 任务 期限 状态",
        en="Resolution Meeting Department Task Due Stands",
    ).split()
    print_table(
        heads,
        [
            (
                each.number,
                each.meeting,
                each.department,
                each.text,
                moment(each.due_at, calendar, now),
                in_words(zh="逾期", en="overdue") if each.is_overdue(now) else "",
            )
            for each in tasks
        ],
    )
