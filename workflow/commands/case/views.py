"""`gridcase case show`, `actions`, `history` and `why`: one case from all sides."""

from typing import NoReturn

import click

from workflow.commands.case.documents import (
    case_json,
    entries_json,
    offer_json,
    why_json,
)
from workflow.commands.case.sheet import draw, draw_offers
from workflow.commands.output import (
    json_option,
    plain,
    print_json,
    print_table,
    refuse,
)
from workflow.commands.session import (
    CASE,
    acting,
    at_work,
    calendar_of,
    refuse_strangers,
)
from workflow.commands.shared import common_options, completing
from workflow.commands.story import tell, tell_pending
from workflow.commands.unwritten import say_unwritten
from workflow.domain.blockers import BlockerCode, blocker
from workflow.domain.case import number_text
from workflow.domain.decision import REPORTER
from workflow.engine import screens
from workflow.engine.runtime import Runtime
from workflow.engine.screens import Shown
from workflow.engine.why import why as explain
from workflow.settings import Settings
from workflow.store import reports

_NUMBER = click.argument("number", type=CASE, shell_complete=completing("cases"))
_HISTORY_HEADS = {
    "zh": ("序号", "时间", "人员", "事项"),
    "en": ("#", "Time", "Who", "What"),
}


@click.command()
@_NUMBER
@common_options
@json_option
@click.pass_obj
def show(settings: Settings, number: int, *, as_json: bool) -> None:
    """A case: its clocks with their lights, its timeline, and what --as can do now."""
    with at_work(settings) as (runtime, actor):
        found = _found(runtime, number, actor, settings, as_json=as_json)
        told = _told(runtime, found, actor)
    say_unwritten(found.unwritten, found.context.calendar, settings.language)
    if as_json:
        print_json(case_json(found, told))
    else:
        draw(found, told, actor, settings.language)


@click.command()
@_NUMBER
@common_options
@json_option
@click.pass_obj
def actions(settings: Settings, number: int, *, as_json: bool) -> None:
    """What --as can do to a case now, what each action needs, and why not the rest."""
    with acting(settings) as (runtime, actor):
        found = _found(runtime, number, actor, settings, as_json=as_json)
    say_unwritten(found.unwritten, found.context.calendar, settings.language)
    if as_json:
        print_json([offer_json(offer) for offer in found.offers])
    else:
        draw_offers(found, settings.language)


@click.command()
@_NUMBER
@common_options
@json_option
@click.pass_obj
def history(settings: Settings, number: int, *, as_json: bool) -> None:
    """Every entry of a case, in order; --json has the requests and effects too."""
    with at_work(settings) as (runtime, actor):
        found = _found(runtime, number, actor, settings, as_json=as_json)
    say_unwritten(found.unwritten, found.context.calendar, settings.language)
    if as_json:
        print_json(entries_json(found))
        return
    language = settings.language
    told = [*tell(found, language), *tell_pending(found, language)]
    lines = zip((*found.entries, *found.pending), told, strict=True)
    rows = [(entry.number, *line) for entry, line in lines]
    print_table(_HISTORY_HEADS[settings.language], rows)


@click.command()
@_NUMBER
@click.argument("what", default="owner", shell_complete=completing("questions"))
@common_options
@json_option
@click.pass_obj
def why(settings: Settings, number: int, what: str, *, as_json: bool) -> None:
    """Explain WHAT of a case: owner, due, a clock such as promise, or an action.

    Clocks are asked for by name (promise, department, stage, application) or by label
    (department:water); `due` stands for all that go on.
    """
    with at_work(settings) as (runtime, actor):
        refuse_strangers(runtime, actor, settings.language, as_json=as_json)
        explained = explain(runtime, number, what, actor or REPORTER)
        calendar = calendar_of(runtime)
    if explained is None:
        _no_such_case(number, settings, as_json=as_json)
    say_unwritten(explained.unwritten, calendar, settings.language)
    if explained.blockers:
        refuse(explained.blockers, settings.language, as_json=as_json)
    if as_json:
        print_json(why_json(explained.reasons))
        return
    for reason in explained.reasons:
        click.echo(plain(reason.in_language(settings.language)))


def _found(
    runtime: Runtime, number: int, actor: str, settings: Settings, *, as_json: bool
) -> Shown:
    refuse_strangers(runtime, actor, settings.language, as_json=as_json)
    found = screens.show(runtime, number, actor or REPORTER)
    if found is None:
        _no_such_case(number, settings, as_json=as_json)
    return found


def _told(runtime: Runtime, shown: Shown, actor: str) -> dict[str, str]:
    """What the reporter wrote; only for the people of the city, and until erased."""
    if actor not in shown.context.city.organisation.people:
        return {}
    with runtime.database.reading() as connection:
        values = reports.personal_values(connection, shown.case.number)
    return {each.field: each.value for each in values}


def _no_such_case(number: int, settings: Settings, *, as_json: bool) -> NoReturn:
    unknown = blocker(BlockerCode.NO_SUCH_CASE, case=number_text(number))
    refuse([unknown], settings.language, as_json=as_json)
