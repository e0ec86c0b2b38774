"""`gridcase incident`: what could not be done, and what becomes of it."""

from datetime import datetime

import click

from workflow.commands.output import (
    json_option,
    note,
    print_json,
    print_table,
    refuse,
)
from workflow.commands.session import acting, at_work, calendar_of, via
from workflow.commands.shared import common_options
from workflow.commands.times import moment
from workflow.domain.case import number_text
from workflow.domain.effects import instant_text
from workflow.domain.incidents import OPEN, Incident, IncidentKind, IncidentStatus
from workflow.domain.remedies import Asking
from workflow.domain.worktime import Calendar
from workflow.engine import incident as verbs
from workflow.engine.results import Refused
from workflow.settings import Settings

_STATUS = {
    IncidentStatus.RETRYING: ("将自动重试", "retrying"),
    IncidentStatus.WAITING: ("待人处理", "waiting"),
    IncidentStatus.SETTLED: ("已恢复", "settled"),
    IncidentStatus.DISMISSED: ("已了结", "dismissed"),
}
_KIND = {
    IncidentKind.RUNG: ("梯级", "rung"),
    IncidentKind.MESSAGE: ("消息", "message"),
    IncidentKind.VACANCY: ("岗位空缺", "vacancy"),
}
_HEADS = {
    "zh": ("异常", "案件", "类别", "对象", "首次", "次数", "下次重试", "状态", "原因"),
    "en": (
        "Incident",
        "Case",
        "Kind",
        "About",
        "Since",
        "Tries",
        "Next try",
        "Status",
        "Reason",
    ),
}
_LINES = {
    "zh": (
        *("异常", "案件", "类别", "对象", "到期", "首次失败", "最近失败", "次数"),
        *("下次重试", "状态", "原因", "了结于", "了结人", "理由"),
    ),
    "en": (
        *("Incident", "Case", "Kind", "About", "Due", "First failed", "Last failed"),
        *("Tries", "Next try", "Status", "What is wrong", "Closed", "Closed by", "Why"),
    ),
}


@click.group()
def incident() -> None:
    """What could not be done: list it, have it tried again, dismiss it."""


@incident.command("list")
@click.option(
    "--status",
    "statuses",
    multiple=True,
    type=click.Choice([status.value for status in IncidentStatus]),
    help="Only those that stand so; repeatable. The open ones unless given.",
)
@click.option("--size", type=click.IntRange(1, 10_000), default=50, show_default=True)
@common_options
@json_option
@click.pass_obj
def list_command(
    settings: Settings, statuses: tuple[str, ...], size: int, *, as_json: bool
) -> None:
    """The newest incidents, and when each is tried again."""
    wanted = tuple(IncidentStatus(each) for each in statuses) or OPEN
    with at_work(settings) as (runtime, _):
        found = verbs.listing(runtime, wanted, size)
        calendar, now = calendar_of(runtime), runtime.now()
    if as_json:
        print_json([_document(each) for each in found])
        return
    language = settings.language
    lines = [
        (
            each.id,
            number_text(each.case),
            _KIND[each.kind][language != "zh"],
            each.about,
            moment(each.first_at, calendar, now),
            each.attempts,
            moment(each.next_try_at, calendar, now),
            _STATUS[each.status][language != "zh"],
            each.trouble.in_language(language),
        )
        for each in found
    ]
    print_table(_HEADS[language], lines)


@incident.command()
@click.argument("number", type=click.IntRange(min=1))
@common_options
@json_option
@click.pass_obj
def show(settings: Settings, number: int, *, as_json: bool) -> None:
    """Everything about the incident NUMBER."""
    with at_work(settings) as (runtime, _):
        found = verbs.show(runtime, number)
        calendar, now = calendar_of(runtime), runtime.now()
    if isinstance(found, Refused):
        refuse(found.blockers, settings.language, as_json=as_json)
    if as_json:
        print_json(_document(found))
        return
    values = _values(found, settings.language, calendar, now)
    print_table((), list(zip(_LINES[settings.language], values, strict=True)))


@incident.command()
@click.argument("number", type=click.IntRange(min=1))
@common_options
@json_option
@click.pass_obj
def retry(settings: Settings, number: int, *, as_json: bool) -> None:
    """Have what failed in the incident NUMBER tried again."""
    with acting(settings) as (runtime, actor):
        asking = Asking(actor=actor, incident=number, via=via())
        answer = verbs.retry(runtime, asking)
    _answer(answer, settings, as_json=as_json)


@incident.command()
@click.argument("number", type=click.IntRange(min=1))
@click.option("--reason", required=True, metavar="TEXT", help="Why it need not be.")
@common_options
@json_option
@click.pass_obj
def dismiss(settings: Settings, number: int, reason: str, *, as_json: bool) -> None:
    """Go on without what failed in the incident NUMBER; needs the power to dismiss."""
    with acting(settings) as (runtime, actor):
        asking = Asking(actor=actor, incident=number, reason=reason, via=via())
        answer = verbs.dismiss(runtime, asking)
    _answer(answer, settings, as_json=as_json)


def _answer(answer: Incident | Refused, settings: Settings, *, as_json: bool) -> None:
    if isinstance(answer, Refused):
        refuse(answer.blockers, settings.language, as_json=as_json)
    if as_json:
        print_json(_document(answer))
        return
    chinese = settings.language == "zh"
    status = _STATUS[answer.status][not chinese]
    note(f"异常 {answer.id} {status}。" if chinese else f"{answer.id} is {status}.")


def _values(
    found: Incident, language: str, calendar: Calendar, now: datetime
) -> tuple[object, ...]:
    english = language != "zh"
    return (
        found.id,
        number_text(found.case),
        _KIND[found.kind][english],
        found.about,
        moment(found.due_at, calendar, now),
        moment(found.first_at, calendar, now),
        moment(found.last_at, calendar, now),
        found.attempts,
        moment(found.next_try_at, calendar, now),
        _STATUS[found.status][english],
        found.trouble.in_language(language),
        moment(found.closed_at, calendar, now),
        found.closed_by,
        found.reason,
    )


def _document(found: Incident) -> dict[str, object]:
    def told(instant: datetime | None) -> str | None:
        return None if instant is None else instant_text(instant)

    return {
        "id": found.id,
        "kind": found.kind.value,
        "case": number_text(found.case),
        "clock": found.due_rung.label,
        "cycle": found.cycle,
        "rung": found.rung,
        "message": found.message,
        "due_at": instant_text(found.due_at),
        "first_at": instant_text(found.first_at),
        "last_at": instant_text(found.last_at),
        "attempts": found.attempts,
        "next_try_at": told(found.next_try_at),
        "status": found.status.value,
        "zh": found.trouble.zh,
        "en": found.trouble.en,
        "closed_at": told(found.closed_at),
        "closed_by": found.closed_by,
        "reason": found.reason,
    }
