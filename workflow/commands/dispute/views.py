"""`gridcase dispute list` and `show`: what is disputed, and by whom."""

from collections.abc import Sequence
from datetime import datetime

import click

from workflow.commands.output import (
    json_option,
    note,
    print_heading,
    print_json,
    print_table,
    refuse,
)
from workflow.commands.session import CASE, at_work, calendar_of, refuse_strangers
from workflow.commands.shared import common_options, completing, in_words
from workflow.commands.times import moment
from workflow.commands.unwritten import say_unwritten
from workflow.domain.blockers import BlockerCode, blocker
from workflow.domain.case import number_text
from workflow.domain.dispute import Dispute, dispute_json
from workflow.domain.messages import owner_text, place_text
from workflow.engine.disputes import Disputed, of_case, waiting
from workflow.engine.runtime import Runtime
from workflow.engine.screens import said_of
from workflow.settings import Settings

_HEADS = {
    "zh": ("编号", "地点", "提出", "拟定", "依据", "级别", "待谁", "期限", "状态"),
    "en": ("Case", "Place", "By", "Proposed", "Ground", "Level", "Turn", "Due", "Is"),
}


@click.command(name="list")
@common_options
@click.option("--all", "every", is_flag=True, help="Those on other desks as well.")
@json_option
@click.pass_obj
def list_disputes(settings: Settings, *, every: bool, as_json: bool) -> None:
    """The open disputes on the desks of --as, or all of them."""
    with at_work(settings) as (runtime, actor):
        refuse_strangers(runtime, actor, settings.language, as_json=as_json)
        found = waiting(runtime, "" if every else actor)
        _say_unwritten(runtime, found, settings)
    if as_json:
        print_json([_document(each) for each in found])
        return
    if found:
        language = settings.language
        print_table(_HEADS[language], [_cells(each, language) for each in found])
    else:
        note(in_words(zh="没有待处理的权属争议。", en="Nothing is disputed."))


@click.command()
@click.argument("number", type=CASE, shell_complete=completing("cases"))
@common_options
@json_option
@click.pass_obj
def show(settings: Settings, number: int, *, as_json: bool) -> None:
    """Every dispute of a case: who said what, who judged, how it ended."""
    with at_work(settings) as (runtime, actor):
        refuse_strangers(runtime, actor, settings.language, as_json=as_json)
        found = of_case(runtime, number, actor)
        if found is None:
            unknown = blocker(BlockerCode.NO_SUCH_CASE, case=number_text(number))
            refuse([unknown], settings.language, as_json=as_json)
        _say_unwritten(runtime, found, settings)
    if as_json:
        print_json([_document(each) for each in found])
        return
    if not found:
        note(in_words(zh="案件没有权属争议。", en="The case was never disputed."))
    for each in found:
        _draw(each, settings.language)


def _say_unwritten(
    runtime: Runtime, found: Sequence[Disputed], settings: Settings
) -> None:
    said = said_of(runtime, sum(each.rungs for each in found))
    say_unwritten(said, calendar_of(runtime), settings.language)


def _document(each: Disputed) -> dict[str, object]:
    return {
        "case": number_text(each.case.number),
        **dispute_json(each.dispute),
        "offered": [saying.value for saying in each.offered],
    }


def _cells(each: Disputed, language: str) -> tuple[object, ...]:
    dispute, context = each.dispute, each.context
    return (
        number_text(each.case.number),
        place_text(each.case.place, language, context),
        owner_text(dispute.disputer, language, context),
        _departments(dispute.proposed, each, language),
        _ground(dispute.ground, each, language),
        _level(each, language),
        _desk(each, language),
        moment(dispute.due_at, context.calendar, context.now),
        dispute.status.zh if language == "zh" else dispute.status.en,
    )


def _draw(each: Disputed, language: str) -> None:
    dispute, context = each.dispute, each.context
    zh = language == "zh"
    status = dispute.status.zh if zh else dispute.status.en
    first = in_words(
        zh=f"第 {dispute.number} 次争议 · {status}",
        en=f"Dispute {dispute.number} · {status}",
    )
    print_heading(first)
    rows = [
        (in_words(zh="提出", en="By"), owner_text(dispute.disputer, language, context)),
        (
            in_words(zh="拟定", en="Proposed"),
            _departments(dispute.proposed, each, language),
        ),
        (in_words(zh="依据", en="Ground"), _ground(dispute.ground, each, language)),
        (in_words(zh="提出时间", en="Since"), _when(dispute.opened_at, each)),
        (in_words(zh="答复", en="Answers"), _replies(each, language)),
        (
            in_words(zh="临时牵头", en="Makes safe"),
            owner_text(dispute.lead, language, context),
        ),
        (in_words(zh="级别", en="Level"), _level(each, language)),
        (in_words(zh="待谁", en="Turn"), _desk(each, language)),
        (in_words(zh="期限", en="Due"), _when(dispute.due_at, each)),
        *_events(each),
        *_end(dispute, each, language),
    ]
    print_table((), [row for row in rows if row[1]])
    if each.offered:
        said = ", ".join(saying.value for saying in each.offered)
        note(in_words(zh=f"您可以：{said}", en=f"You may: {said}"))


def _events(each: Disputed) -> list[tuple[str, str]]:
    dispute = each.dispute
    return [
        (
            in_words(zh="陈述期限", en="Statements by"),
            _when(dispute.statements_by, each),
        ),
        (in_words(zh="现场勘查", en="On site at"), _when(dispute.visit_at, each)),
    ]


def _end(dispute: Dispute, each: Disputed, language: str) -> list[tuple[str, str]]:
    if dispute.is_open:
        return []
    context = each.context
    rows = [
        (in_words(zh="结束时间", en="Ended"), _when(dispute.closed_at, each)),
        (
            in_words(zh="责任部门", en="Owner since"),
            owner_text(dispute.owner, language, context),
        ),
        (
            in_words(zh="时间计入", en="Time charged to"),
            owner_text(dispute.lost_by, language, context),
        ),
    ]
    ruling = dispute.ruling
    if ruling is not None:
        judge = context.city.organisation.people.get(ruling.judge)
        rows += [
            (in_words(zh="裁决人", en="Judge"), judge.name if judge else ruling.judge),
            (
                in_words(zh="协助", en="Assisting"),
                _departments(ruling.assisting, each, language),
            ),
            (in_words(zh="理由", en="Reason"), ruling.reason),
            (in_words(zh="法律依据", en="Legal basis"), ruling.basis),
            (
                in_words(zh="效力范围", en="Reaches"),
                place_text(ruling.place, language, context) if ruling.place else "",
            ),
        ]
    return rows


def _departments(keys: Sequence[str], each: Disputed, language: str) -> str:
    join = "、" if language == "zh" else ", "
    return join.join(owner_text(key, language, each.context) for key in keys)


def _replies(each: Disputed, language: str) -> str:
    replies = each.dispute.replies
    told = [
        (owner_text(key, language, each.context), replies[key])
        for key in each.dispute.proposed
        if key in replies
    ]
    if language == "zh":
        return "；".join(f"{who}{reply.zh}" for who, reply in told)
    return "; ".join(f"{who} {reply.value}" for who, reply in told)


def _ground(ground: str, each: Disputed, language: str) -> str:
    field = each.context.definition.fields.get("ground")
    title = field.of.get(ground) if field else None
    return title.in_language(language) if title else ground


def _level(each: Disputed, language: str) -> str:
    ladder = each.context.definition.ladders.get(each.dispute.ladder)
    if not each.dispute.level or ladder is None:
        return in_words(zh="答复", en="Answer") if each.dispute.is_open else ""
    return ladder.level(each.dispute.level).title.in_language(language)


def _desk(each: Disputed, language: str) -> str:
    """The post whose turn it is, and whoever is on duty in it."""
    post, _, unit = each.dispute.desk.partition("@")
    if not post:
        return ""
    organisation = each.context.city.organisation
    held = organisation.posts.get(post)
    on_duty = organisation.holders(post, unit, each.context.today)
    names = ", ".join(person.name for person in on_duty) or "-"
    return f"{held.title.in_language(language) if held else post} · {names}"


def _when(instant: datetime | None, each: Disputed) -> str:
    return moment(instant, each.context.calendar, each.context.now)
