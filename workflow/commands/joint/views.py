"""`gridcase joint show`: who takes part in joint work, and how far each has come."""

import click

from workflow.commands.output import (
    json_option,
    note,
    print_heading,
    print_json,
    print_table,
    refuse,
)
from workflow.commands.session import CASE, at_work
from workflow.commands.shared import common_options, completing, in_words
from workflow.commands.times import moment
from workflow.domain.blockers import BlockerCode, blocker
from workflow.domain.case import number_text
from workflow.domain.effects import instant_text
from workflow.domain.joint import Joint
from workflow.domain.messages import owner_text
from workflow.engine.members import Taking, Team, team_of
from workflow.settings import Settings

_HEADS = {
    "zh": ("部门", "", "任务", "编号", "环节", "截止", "标记", "原因"),
    "en": ("Department", "", "Task", "Case", "State", "Due", "Marks", "Reason"),
}


@click.command()
@click.argument("number", type=CASE, shell_complete=completing("cases"))
@common_options
@json_option
@click.pass_obj
def show(settings: Settings, number: int, *, as_json: bool) -> None:
    """Every department that takes or took part in a case, with its own case."""
    with at_work(settings) as (runtime, _):
        found = team_of(runtime, number)
    if found is None:
        unknown = blocker(BlockerCode.NO_SUCH_CASE, case=number_text(number))
        refuse([unknown], settings.language, as_json=as_json)
    if as_json:
        print_json(_document(found))
        return
    if found.joint is None:
        zh, en = "案件没有联合执法。", "No departments act jointly on the case."
        note(in_words(zh=zh, en=en))
        return
    language = settings.language
    print_heading(_heading(found.joint, found))
    rows = [_cells(each, found.joint, found, language) for each in found.taking]
    print_table(_HEADS[language], rows)


def _heading(joint: Joint, team: Team) -> str:
    rule = team.done.text if team.done else ""
    zh_rule = team.done.zh if team.done else ""
    if not joint.is_open:
        over = joint.overridden
        zh, en = (
            ("越过未完成任务办结", "left over open tasks") if over else ("", "over")
        )
        return in_words(zh=f"联合执法已结束 {zh}".strip(), en=f"Joint work: {en}")
    return in_words(zh=f"联合执法中，须{zh_rule}", en=f"Joint work, until: {rule}")


def _cells(each: Taking, joint: Joint, team: Team, language: str) -> tuple[object, ...]:
    member, context = each.member, each.context
    leads = member.department == joint.lead
    marks = context.definition.marks
    return (
        owner_text(member.department, language, team.context),
        in_words(zh="牵头", en="lead") if leads else "",
        member.status.zh if language == "zh" else member.status.en,
        number_text(member.case),
        context.definition.state(each.case.state).title.in_language(language),
        moment(each.due_at, context.calendar, context.now),
        " · ".join(marks[mark].in_language(language) for mark in each.case.marks),
        member.reason,
    )


def _document(team: Team) -> dict[str, object]:
    joint = team.joint
    return {
        "case": number_text(team.case.number),
        "open": bool(joint and joint.is_open),
        "lead": joint.lead if joint else "",
        "done_when": team.done.text if team.done else "",
        "is_done": bool(joint and team.done and team.done.is_met(joint)),
        "overridden": bool(joint and joint.overridden),
        "members": [
            {
                "department": each.member.department,
                "case": number_text(each.member.case),
                "status": each.member.status.value,
                "reason": each.member.reason,
                "state": each.case.state,
                "due_at": instant_text(each.due_at) if each.due_at else None,
                "marks": list(each.case.marks),
            }
            for each in team.taking
        ],
    }
