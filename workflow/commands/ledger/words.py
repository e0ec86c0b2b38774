"""Roles, reasons and lengths of the ledger, as people read them and as JSON."""

from workflow.commands.times import span
from workflow.domain.ledger import Ground, Portion, Role, Span
from workflow.domain.words import Title
from workflow.domain.worktime import Measure

_MICROS = 1_000_000

ROLES = {
    Role.DESK: Title(zh="待办单位", en="desk"),
    Role.OWNER: Title(zh="责任部门", en="owner"),
    Role.SUSPENDED: Title(zh="责任部门(挂账)", en="owner, suspended"),
    Role.REPORTER: Title(zh="等报告人", en="reporter waiting"),
    Role.DISPUTE: Title(zh="争议", en="dispute"),
    Role.UNSWEPT: Title(zh="到期未扫描", en="due, not swept"),
    Role.VACANT: Title(zh="无人在岗", en="no desk"),
}
"""What a unit is charged as."""

_REASONS = {
    Ground.DESK: Title(
        zh="尚无责任部门，由其岗位办理", en="no owner yet; its post has to act"
    ),
    Ground.OWN_TIME: Title(zh="责任部门的时限在走", en="the owner's own clock runs"),
    Ground.OWN_DESK: Title(zh="由责任部门办理", en="the owner has to act"),
    Ground.OTHER_DESK: Title(
        zh="责任部门的时限未走，由其岗位办理",
        en="the owner's clock does not run; its post has to act",
    ),
    Ground.NO_DESK: Title(
        zh="无人待办，仍归责任部门", en="nobody has to act; it stays the owner's"
    ),
    Ground.DATE: Title(zh="责任部门等到某日", en="the owner waits until a date"),
    Ground.REPORTER: Title(
        zh="只有报告人能推进", en="only the reporter can lead it on"
    ),
    Ground.DECLARED: Title(
        zh="流程定义如此规定", en="the definition says so of this state"
    ),
    Ground.LOST: Title(zh="第 {n} 次争议中败方", en="it lost dispute {n}"),
    Ground.OPEN: Title(
        zh="第 {n} 次争议未决，暂记责任部门",
        en="dispute {n} is open; the owner's until it ends",
    ),
    Ground.SETTLED: Title(
        zh="第 {n} 次争议无败方，记责任部门",
        en="nobody lost dispute {n}; it is the owner's",
    ),
    Ground.UNSWEPT: Title(
        zh="时限已到，但没有工作进程扫描", en="time was up, but nobody swept"
    ),
    Ground.VACANT: Title(
        zh="无责任部门，也无人在岗，记在地点名下",
        en="no owner and nobody on duty; the place is charged",
    ),
}


def reason_title(found: Span) -> Title:
    """Why a span is charged to its unit."""
    said = _REASONS[found.reason]
    number = str(found.dispute)
    return Title(zh=said.zh.replace("{n}", number), en=said.en.replace("{n}", number))


def lengths(found: Portion, language: str) -> tuple[str, str, str]:
    """The wall time, the working time, and what of the former is provisional."""
    provisional = (
        span(found.provisional, Measure.CONTINUOUS, language)
        if found.provisional
        else ""
    )
    return (
        span(found.wall, Measure.CONTINUOUS, language),
        span(found.working, Measure.WORKING, language),
        provisional,
    )


def portion_json(found: Portion, title: Title) -> dict[str, object]:
    """What a unit is charged with, as JSON."""
    return {
        "unit": found.unit,
        "title": title_json(title),
        "role": found.role.value,
        "wall_seconds": found.wall / _MICROS,
        "working_seconds": found.working / _MICROS,
        "provisional_seconds": found.provisional / _MICROS,
    }


def title_json(title: Title) -> dict[str, str]:
    """A title in both languages."""
    return {"zh": title.zh, "en": title.en}
