"""`gridcase case requests`, `decide` and `withdraw`: what needs somebody's approval."""

from collections.abc import Sequence

import click

from workflow.commands.case.documents import answer_json, title_json
from workflow.commands.case.sheet import draw_answer
from workflow.commands.output import (
    json_option,
    note,
    print_json,
    print_table,
    refuse,
)
from workflow.commands.session import CASE, acting, at_work, via
from workflow.commands.shared import common_options, completing, in_words
from workflow.commands.times import moment
from workflow.domain.answer import Answer
from workflow.domain.blockers import BlockerCode, blocker
from workflow.domain.case import number_text
from workflow.domain.decision import REPORTER
from workflow.domain.effects import application_json, instant_text
from workflow.domain.given import given_text, given_values
from workflow.domain.reasons import actor_title
from workflow.domain.verdicts import Verdict
from workflow.engine.applications import Asked, of_case, to_decide
from workflow.engine.judge import judge
from workflow.engine.results import Refused
from workflow.engine.screens import show
from workflow.settings import Settings

_HEADS = {
    "zh": (
        *("编号", "申请", "规则", "申请人", "提出", "待谁审批", "期限", "结果"),
        *("内容", "了结"),
    ),
    "en": (
        *("Case", "For", "Rule", "By", "Asked", "To decide", "Until", "Answer"),
        *("Given", "How it ended"),
    ),
}
_NUMBER = click.argument("number", type=CASE, shell_complete=completing("open_cases"))
_ACTION = click.argument("action", shell_complete=completing("actions"))
_REASON = click.option("--reason", default="", help="Why; a refusal needs one.")
_EXPECT = click.option(
    "--expect", type=int, metavar="VERSION", help="The version you saw."
)
_ANSWERS = {"grant": Answer.GRANTED, "refuse": Answer.REFUSED}


@click.command()
@click.argument("number", type=CASE, required=False, shell_complete=completing("cases"))
@common_options
@json_option
@click.pass_obj
def requests(settings: Settings, number: int | None, *, as_json: bool) -> None:
    """What waits for the decision of --as; with NUMBER all requests of that case."""
    if number is None:
        with acting(settings) as (runtime, actor):
            asked = to_decide(runtime, actor)
    else:
        with at_work(settings) as (runtime, actor):
            found = of_case(runtime, number, actor)
        if found is None:
            unknown = blocker(BlockerCode.NO_SUCH_CASE, case=number_text(number))
            refuse([unknown], settings.language, as_json=as_json)
        asked = found
    if as_json:
        print_json([_document(each) for each in asked])
        return
    draw_requests(asked, settings.language)
    if not asked:
        note(in_words(zh="没有申请。", en="No requests."))


@click.command()
@_NUMBER
@_ACTION
@click.argument("answer", type=click.Choice(list(_ANSWERS)))
@_REASON
@_EXPECT
@common_options
@json_option
@click.pass_obj
def decide(  # noqa: PLR0913, PLR0917 - one argument per option
    settings: Settings,
    number: int,
    action: str,
    answer: str,
    reason: str,
    expect: int | None,
    *,
    as_json: bool,
) -> None:
    """Grant or refuse what somebody asked for: ACTION on case NUMBER."""
    with acting(settings) as (_, actor):
        verdict = Verdict(
            case=number,
            action=action,
            actor=actor,
            answer=_ANSWERS[answer],
            reason=reason,
            expected=expect,
            via=via(),
        )
    _judge(settings, verdict, as_json=as_json)


@click.command()
@_NUMBER
@_ACTION
@_REASON
@common_options
@json_option
@click.pass_obj
def withdraw(
    settings: Settings, number: int, action: str, reason: str, *, as_json: bool
) -> None:
    """Take back what was asked for and is not decided yet."""
    with acting(settings) as (_, actor):
        verdict = Verdict(
            case=number,
            action=action,
            actor=actor,
            answer=Answer.WITHDRAWN,
            reason=reason,
            via=via(),
        )
    _judge(settings, verdict, as_json=as_json)


def draw_requests(asked: Sequence[Asked], language: str) -> None:
    """Print applications as a table, under heads unless there are none."""
    if asked:
        print_table(_HEADS[language], [_cells(each, language) for each in asked])


def _judge(settings: Settings, verdict: Verdict, *, as_json: bool) -> None:
    with at_work(settings) as (runtime, _):
        answer = judge(runtime, verdict)
        if isinstance(answer, Refused):
            refuse(answer.blockers, settings.language, as_json=as_json)
        if as_json:
            print_json(answer_json(answer))
            return
        shown = show(runtime, answer.case.number, REPORTER)
        if shown is not None:
            draw_answer(shown, answer, settings.language)


def _cells(asked: Asked, language: str) -> tuple[object, ...]:
    application, context = asked.application, asked.context
    calendar = context.calendar
    status = application.status
    return (
        number_text(asked.case.number),
        asked.action_title.in_language(language),
        asked.approval_title.in_language(language),
        actor_title(application.asker, context).in_language(language),
        moment(application.asked_at, calendar, context.now),
        _desk(asked, language),
        moment(application.due_at, calendar, context.now),
        status.zh if language == "zh" else status.en,
        given_text(given_values(application.values, context), language),
        _ended(asked, language),
    )


def _ended(asked: Asked, language: str) -> str:
    """Who decided, when and why, or who has agreed so far."""
    ending, context = asked.ending, asked.context
    if ending is not None:
        told = ending.told(context).in_language(language)
        if asked.written:
            return told
        return f"{told}(尚未写入)" if language == "zh" else f"{told} (not written yet)"
    names = [actor_title(each, context) for each in asked.application.agreed]
    if not names:
        return ""
    agreed = ", ".join(each.in_language(language) for each in names)
    return f"{agreed} 已同意" if language == "zh" else f"{agreed} agreed"


def _desk(asked: Asked, language: str) -> str:
    """The post that decides next, and whoever is on duty in it."""
    post, _, unit = asked.application.desk.partition("@")
    if not post:
        return ""
    organisation = asked.context.city.organisation
    held = organisation.posts.get(post)
    on_duty = organisation.holders(post, unit, asked.context.today)
    names = ", ".join(person.name for person in on_duty) or "-"
    return f"{held.title.in_language(language) if held else post} · {names}"


def _document(asked: Asked) -> dict[str, object]:
    return {
        "case": number_text(asked.case.number),
        **application_json(asked.application),
        "given": [
            {"title": title_json(title), "value": title_json(value)}
            for title, value in given_values(asked.application.values, asked.context)
        ],
        "ending": _ending_json(asked),
        "blockers": [each.as_json() for each in asked.blockers],
    }


def _ending_json(asked: Asked) -> dict[str, object] | None:
    ending = asked.ending
    if ending is None:
        return None
    return {
        "answer": ending.answer.value,
        "at": instant_text(ending.at),
        "by": ending.actor,
        "reason": ending.reason,
        "silent": ending.silent,
        "written": asked.written,
        **title_json(ending.told(asked.context)),
    }
