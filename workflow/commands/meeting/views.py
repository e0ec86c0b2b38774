"""`gridcase meeting list` and `agenda`: what was resolved, and what waits."""

import click

from workflow.commands.meeting.shown import (
    item_json,
    meeting_json,
    print_items,
    print_tasks,
    resolution_json,
)
from workflow.commands.output import (
    json_option,
    note,
    print_heading,
    print_json,
    print_table,
    refuse,
)
from workflow.commands.session import at_work, calendar_of
from workflow.commands.shared import common_options, in_words
from workflow.commands.times import moment
from workflow.domain.blockers import BlockerCode, blocker
from workflow.engine.meetings.agenda import Agenda, Overview, agenda, overview
from workflow.engine.runtime import Runtime
from workflow.settings import Settings


@click.command(name="list")
@common_options
@json_option
@click.pass_obj
def list_meetings(settings: Settings, *, as_json: bool) -> None:
    """The city's joint meetings, those that were held, and the tasks not done."""
    with at_work(settings) as (runtime, _):
        found, calendar = overview(runtime), calendar_of(runtime)
    if as_json:
        print_json(_overview_json(found))
        return
    language = settings.language
    _print_standing(found, language)
    print_heading(in_words(zh="已召开", en="Held"))
    print_table(
        in_words(
            zh="会议 名称 召开 状态 议题 决议",
            en="Meeting Name Held Stage Items Resolutions",
        ).split(),
        [
            (
                each.number,
                each.rule.name,
                moment(each.opened_at, calendar, found.now),
                each.stage.called.in_language(language),
                len(each.items),
                len(each.resolutions),
            )
            for each in found.held
        ],
    )
    print_heading(in_words(zh="未办结的决议", en="Tasks not done"))
    print_tasks(found.tasks, calendar, found.now)


@click.command(name="agenda")
@click.argument("name", required=False, default="")
@common_options
@json_option
@click.pass_obj
def show_agenda(settings: Settings, name: str, *, as_json: bool) -> None:
    """What the next meeting NAME has before it; the only one needs no name."""
    with at_work(settings) as (runtime, _):
        named = name or _only(runtime)
        found = agenda(runtime, named)
        known = ", ".join(_names(runtime)) or "-"
    if found is None:
        unknown = blocker(
            BlockerCode.NO_SUCH_MEETING, meeting=named or "-", known=known
        )
        refuse([unknown], settings.language, as_json=as_json)
    if as_json:
        print_json(_agenda_json(found))
        return
    print_heading(found.rule.title.in_language(settings.language))
    if not found.items:
        note(in_words(zh="没有议题。", en="Nothing waits for it."))
        return
    print_items(found.items, settings.language)


def _names(runtime: Runtime) -> list[str]:
    with runtime.database.reading() as connection:
        return list(runtime.city(connection).meetings)


def _only(runtime: Runtime) -> str:
    names = _names(runtime)
    return names[0] if len(names) == 1 else ""


def _print_standing(found: Overview, language: str) -> None:
    late = in_words(zh="（已逾期）", en=" (overdue)")
    print_table(
        in_words(zh="名称 会议 周期 应于", en="Name Title Cadence By").split(),
        [
            (
                each.rule.name,
                each.rule.title.in_language(language),
                each.rule.cadence.called.in_language(language),
                each.due_by + (late if each.late else ""),
            )
            for each in found.standing
        ],
    )


def _agenda_json(found: Agenda) -> dict[str, object]:
    return {
        "name": found.rule.name,
        "members": list(found.members),
        "agenda": [item_json(each) for each in found.items],
    }


def _overview_json(found: Overview) -> dict[str, object]:
    return {
        "meetings": [
            {
                "name": each.rule.name,
                "zh": each.rule.title.zh,
                "en": each.rule.title.en,
                "place": each.rule.place,
                "cadence": each.rule.cadence.value,
                "members": list(each.members),
                "due_by": each.due_by or None,
                "late": each.late,
            }
            for each in found.standing
        ],
        "held": [meeting_json(each, found.now) for each in found.held],
        "tasks": [resolution_json(each, found.now) for each in found.tasks],
    }
