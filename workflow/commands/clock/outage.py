"""`gridcase clock outage`: what a time without workers moved."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import click

from workflow.commands.clock.words import Part, lasting_part, markdown, part
from workflow.commands.output import (
    json_option,
    note,
    print_heading,
    print_json,
    print_table,
)
from workflow.commands.session import at_work, calendar_of
from workflow.commands.shared import common_options, in_words
from workflow.commands.times import instant_of
from workflow.domain.case import number_text
from workflow.domain.durations import parse_duration
from workflow.domain.effects import instant_text
from workflow.domain.outages import Lasting, LateRung, Outage, TakenLate
from workflow.domain.reasons import limit_words
from workflow.domain.words import Title
from workflow.engine.outages import Period, find_outages, still_lasting
from workflow.settings import Settings

_DAYS = 31
"""So far back it looks unless a day is given."""

_DAY = click.DateTime(formats=["%Y-%m-%d"])
_ONE_DAY = timedelta(days=1)


@click.command()
@click.option("--since", type=_DAY, metavar="DATE", help="From this day on; 31 days.")
@click.option("--until", type=_DAY, metavar="DATE", help="With this day; today.")
@click.option(
    "--longer-than",
    "longer",
    default="1 minute",
    show_default=True,
    metavar="DURATION",
    help="What fired sooner than so long after its time does not count.",
)
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.md",
    help="Write it into a file as well.",
)
@common_options
@json_option
@click.pass_obj
def outage(  # noqa: PLR0913 - one argument per option
    settings: Settings,
    since: datetime | None,
    until: datetime | None,
    longer: str,
    report: Path | None,
    *,
    as_json: bool,
) -> None:
    """What times without workers moved: rungs, actions and messages that came late."""
    longer_than = _longer_than(longer)
    with at_work(settings) as (runtime, _):
        calendar = calendar_of(runtime)
        today = calendar.local(runtime.now()).date()
        last = until.date() if until else today
        first = since.date() if since else last - timedelta(days=_DAYS)
        if first > last:
            said = in_words(
                zh="--since 晚于 --until。", en="--since lies after --until."
            )
            raise click.UsageError(said)
        period = Period(
            since=instant_of(first.isoformat(), calendar),
            until=instant_of((last + _ONE_DAY).isoformat(), calendar),
            longer_than=longer_than,
        )
        found = find_outages(runtime, period)
        lasting = still_lasting(runtime, period)
    language = settings.language
    parts = [part(each, calendar, language) for each in found]
    parts += [lasting_part(each, calendar, language) for each in lasting]
    said = _said(first, last, limit_words(longer).in_language(language), len(parts))
    if report is not None:
        title = in_words(zh="停机报告", en="Outage report")
        _write(report, markdown(title, [said], parts))
    if as_json:
        print_json([*map(_document, found), *map(_lasting, lasting)])
    else:
        note(said)
        _draw(parts)


def _said(first: date, last: date, longer: str, found: int) -> str:
    return in_words(
        zh=f"{first} 至 {last}，晚于到期时间 {longer} 以上才触发的：{found} 段停机。",
        en=f"From {first} to {last}, by what fired more than {longer} after its time: "
        f"{found} {'outage' if found == 1 else 'outages'}.",
    )


def _longer_than(text: str) -> timedelta:
    """A length of the wall clock.

    Raises:
        click.BadParameter: it is none, or working time.
    """
    try:
        duration = parse_duration(text)
    except ValueError as error:
        said = in_words(zh=f"“{text}”不是时长，例如 5分钟。", en=str(error))
        raise click.BadParameter(said, param_hint="--longer-than") from error
    if duration.unit.is_working:
        said = in_words(
            zh="停机按连续时间计，请写分钟、小时或天。",
            en="an outage has no working hours; write minutes, hours or days.",
        )
        raise click.BadParameter(said, param_hint="--longer-than")
    return timedelta(microseconds=duration.micros(0))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        said = in_words(
            zh=f"无法写入 {path}：{error.strerror}",
            en=f"{path} cannot be written: {error.strerror}",
        )
        raise click.BadParameter(said, param_hint="--report") from error


def _draw(parts: Sequence[Part]) -> None:
    for each in parts:
        click.echo()
        print_heading(each.heading)
        for sentence in each.sentences:
            click.echo(sentence)
        for sheet in each.sheets:
            click.echo()
            print_heading(sheet.title)
            print_table(sheet.heads, sheet.rows, indent=2)


def _document(found: Outage) -> dict[str, object]:
    return {
        "lasts": False,
        "since": instant_text(found.since),
        "until": instant_text(found.until),
        "seconds": found.length.total_seconds(),
        "cases": found.cases,
        "rungs": len(found.rungs),
        "passed_over": sum(each.passed_over for each in found.rungs),
        "resumed": sum(each.resumes for each in found.rungs),
        "messages": sum(each.messages for each in found.rungs),
        "on_time": sum(each.on_time for each in found.rungs),
        "late": sum(each.late for each in found.rungs),
        "undecided": sum(each.silent for each in found.rungs),
        "by_rung": [
            {
                "clock_title": _title(line.clock_title),
                "rung_title": _title(line.rung_title),
                "rungs": line.rungs,
                "cases": line.cases,
                "passed_over": line.passed_over,
                "resumed": line.resumes,
                "longest_seconds": line.longest.total_seconds(),
            }
            for line in found.lines
        ],
        "taken": [_taken(each) for each in found.taken],
        "latest": [_late(each) for each in found.latest],
    }


def _lasting(found: Lasting) -> dict[str, object]:
    return {
        "lasts": True,
        "since": instant_text(found.since),
        "until": None,
        "seconds": found.length.total_seconds(),
        "cases": found.cases,
        "swept_at": instant_text(found.swept_at) if found.swept_at else None,
    }


def _taken(each: TakenLate) -> dict[str, object]:
    return {
        "case": number_text(each.case),
        "action_title": _title(each.action),
        "state_title": _title(each.state) if each.state else None,
        "due_at": instant_text(each.due_at),
        "taken_at": instant_text(each.taken_at),
    }


def _late(each: LateRung) -> dict[str, object]:
    return {
        "case": number_text(each.case),
        "clock": each.clock,
        "rung": each.rung,
        "since": instant_text(each.since),
        "due_at": instant_text(each.due_at),
        "fired_at": instant_text(each.fired_at),
        "late_seconds": each.lateness.total_seconds(),
    }


def _title(title: Title) -> dict[str, str]:
    return {"zh": title.zh, "en": title.en}
