"""`gridcase calendar import` and `recount`: what moves is shown, then applied."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from workflow.authoring.city.schedule import YearChange, read_schedule
from workflow.authoring.text.letters import MAX_BYTES
from workflow.commands.due_list import Counted, looked_at, shown_to
from workflow.commands.output import (
    NOT_CONFIRMED,
    confirmed,
    json_option,
    note,
    refuse,
)
from workflow.commands.session import acting
from workflow.commands.settled import Settled, passed_over
from workflow.commands.shared import common_options, in_words
from workflow.domain.case import Json, number_text
from workflow.domain.recounting import Recount
from workflow.domain.worktime import Calendar
from workflow.engine.calendars import (
    Prepared,
    against_importing,
    calendar_name,
    kept_calendars,
    prepare,
    publish,
)
from workflow.engine.recount import Applied, apply, foresee
from workflow.engine.runtime import Runtime
from workflow.errors import ScheduleRefusedError

_Command = TypeVar("_Command", bound=Callable[..., Any])

_NAME = click.option("--calendar", "name", help="Which calendar, if there are several.")


def _options(command: _Command) -> _Command:
    every = click.option(
        "--every-clock",
        is_flag=True,
        help="Every open clock of the calendar, not only those that are provisional.",
    )
    yes = click.option("--yes", is_flag=True, help="Apply it without asking.")
    return _NAME(every(yes(common_options(json_option(command)))))


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_options
@click.pass_context
def import_command(  # noqa: PLR0913 - one argument per option
    ctx: click.Context,
    file: Path,
    name: str | None,
    *,
    every_clock: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Take over FILE, the published schedule of one year, into a calendar.

    The due dates that it moves are listed first; it is applied only if that is
    confirmed, by an answer or by --yes. Otherwise nothing changes and the exit
    code is 4.
    """
    schedule = read_schedule(_content_of(file), file.name)
    with acting(ctx.obj) as (runtime, actor):
        _check_power(runtime, actor, ctx.obj.language, as_json=as_json)
        chosen = calendar_name(runtime, name)
        prepared = prepare(runtime, chosen, schedule, actor)
        _tell_changes(prepared, as_json=as_json)
        _Run(
            runtime=runtime,
            calendar=prepared.calendar,
            recount=_recount(chosen, actor, {}, every_clock=every_clock),
            prepared=prepared,
            yes=yes,
            as_json=as_json,
        ).through()


@click.command("recount")
@_options
@click.pass_context
def recount_command(
    ctx: click.Context,
    name: str | None,
    *,
    every_clock: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Count the open clocks of a calendar anew, as it is in the database.

    For what an import that was interrupted has left, and after `init` has brought
    a changed calendar. It lists and asks as `import` does.
    """
    with acting(ctx.obj) as (runtime, actor):
        _check_power(runtime, actor, ctx.obj.language, as_json=as_json)
        chosen = calendar_name(runtime, name)
        kept = kept_calendars(runtime)[chosen]
        _Run(
            runtime=runtime,
            calendar=kept.calendar,
            recount=_recount(chosen, actor, kept.request(), every_clock=every_clock),
            prepared=None,
            yes=yes,
            as_json=as_json,
        ).through()


def _check_power(runtime: Runtime, actor: str, language: str, *, as_json: bool) -> None:
    blockers = against_importing(runtime, actor)
    if blockers:
        refuse(blockers, language, as_json=as_json)


def _recount(
    name: str, actor: str, request: Mapping[str, Json], *, every_clock: bool
) -> Recount:
    return Recount(calendar=name, actor=actor, request=request, every_clock=every_clock)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """One listing and what follows it; without `prepared` nothing is imported."""

    runtime: Runtime
    calendar: Calendar
    recount: Recount
    prepared: Prepared | None
    yes: bool
    as_json: bool

    def through(self) -> None:
        """List, ask, write, and end with the exit code that says what was done."""
        shown = shown_to(self.calendar, self.runtime.now(), as_json=self.as_json)
        shown.begin(self._head())
        if self.prepared is not None and not self.prepared.changes:
            shown.list(())
            settled = self._passed_over()
            shown.end(_with(_same(self.prepared), settled), _nothing(settled))
            return
        counted = shown.list(
            foresee(self.runtime, self.recount, self.calendar, looked_at)
        )
        settled = self._passed_over()
        if self.prepared is None and not counted.cases:
            said = _no_clock(self.recount)
            shown.end(_with(said, settled), _nothing(settled, counted))
            if counted.failed:
                raise click.exceptions.Exit(1)
            return
        if settled.clocks:
            note(settled.before())
        if not confirmed(_question(self.prepared, counted), yes=self.yes):
            shown.end(_not_confirmed(), _nothing(settled, counted))
            raise click.exceptions.Exit(NOT_CONFIRMED)
        request, applied = self._write()
        said = _with(_done(applied, request), settled)
        shown.end(said, _tail(applied, request, settled))
        if _tell_left(applied, counted):
            raise click.exceptions.Exit(1)

    def _passed_over(self) -> Settled:
        return passed_over(self.runtime, self.recount, self.calendar, self.prepared)

    def _write(self) -> tuple[Mapping[str, Json], Applied]:
        recount = self.recount
        if self.prepared is not None:
            request = publish(self.runtime, self.prepared, recount.actor)
            recount = _recount(
                recount.calendar,
                recount.actor,
                request,
                every_clock=recount.every_clock,
            )
        hidden = not sys.stderr.isatty()
        with click.progressbar(
            length=1, label=recount.calendar, file=sys.stderr, hidden=hidden
        ) as bar:

            def counted(done: int, total: int) -> None:
                bar.length = total
                bar.update(done - bar.pos)

            return recount.request, apply(self.runtime, recount, counted)

    def _head(self) -> dict[str, object]:
        head: dict[str, object] = {"calendar": self.recount.calendar}
        if self.prepared is not None:
            head["years"] = [_year(change) for change in self.prepared.changes]
            head["warnings"] = list(self.prepared.warnings)
        return head


def _content_of(file: Path) -> bytes:
    """The bytes of a file, or one more than it may have."""
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as error:
        why = error.strerror or str(error)
        raise ScheduleRefusedError(
            file=file.name, code="unreadable", zh=f"无法读取（{why}）。", en=f"{why}."
        ) from error


def _tell_changes(prepared: Prepared, *, as_json: bool) -> None:
    """What becomes of the calendar's days; programs read it in the answer."""
    for warning in prepared.warnings:
        note(warning)
    for change in () if as_json else prepared.changes:
        click.echo(_change(change, prepared.document.calendar))


def _change(change: YearChange, calendar: str) -> str:
    days = (
        (in_words(zh="休息", en="days off"), change.holidays),
        (in_words(zh="补班", en="make-up days"), change.make_up),
    )
    comma = in_words(zh="、", en=", ")
    parts = [
        f"{what} {sign}{comma.join(texts)}"
        for what, (came, went) in days
        for sign, texts in (("+", came), ("-", went))
        if texts
    ]
    if change.papers:
        parts.append(in_words(zh="文件出处", en="papers"))
    said = in_words(zh="；", en="; ").join(parts)
    return in_words(
        zh=f"{calendar} {change.year} 年：{said}",
        en=f"{calendar} {change.year}: {said}",
    )


def _year(change: YearChange) -> dict[str, object]:
    return {
        "year": change.year,
        "new": change.new,
        "holidays": {"added": change.holidays[0], "removed": change.holidays[1]},
        "make_up": {"added": change.make_up[0], "removed": change.make_up[1]},
        "papers": change.papers,
    }


def _question(prepared: Prepared | None, counted: Counted) -> str:
    if prepared is None:
        return in_words(zh="重新计算这些时限？", en="Count these clocks anew?")
    year, clocks = prepared.schedule.year, counted.clocks
    return in_words(
        zh=f"导入 {year} 年的安排，并重新计算 {clocks} 个时限？",
        en=f"Import {year}, and count {clocks} clocks anew?",
    )


def _same(prepared: Prepared) -> str:
    name, year = prepared.document.calendar, prepared.schedule.year
    return in_words(
        zh=f"日历 {name} 已有 {year} 年的这一安排，没有变化。"
        "尚未重新计算的时限见 gridcase calendar recount。",
        en=f"Calendar {name} has this schedule of {year} already; nothing changed. "
        "For clocks that were not counted anew yet: gridcase calendar recount.",
    )


def _no_clock(recount: Recount) -> str:
    return in_words(
        zh=f"日历 {recount.calendar} 没有需要重新计算的时限。",
        en=f"No clock of calendar {recount.calendar} has to be counted anew.",
    )


def _not_confirmed() -> str:
    return in_words(
        zh="未经确认，什么都没有改动；加 --yes 即执行。",
        en="Not confirmed, nothing was changed; --yes applies it.",
    )


def _done(applied: Applied, request: Mapping[str, Json]) -> str:
    revision = request["revision"]
    return in_words(
        zh=f"参考数据第 {revision} 版；已重新计算 {applied.cases} 件案件的 "
        f"{applied.clocks} 个时限。",
        en=f"Reference data revision {revision}; counted {applied.clocks} clocks of "
        f"{applied.cases} cases anew.",
    )


def _with(said: str, settled: Settled) -> str:
    """The sentence, and what to type about the clocks that were passed over."""
    return f"{said}\n{settled.after()}" if settled.clocks else said


def _nothing(settled: Settled, counted: Counted | None = None) -> dict[str, object]:
    failed = counted.failed if counted else []
    return {
        "applied": False,
        "revision": None,
        "cases": 0,
        "clocks": 0,
        "failed": [number_text(each.case) for each in failed],
        "held": [],
        "settled": settled.document(),
    }


def _tail(
    applied: Applied, request: Mapping[str, Json], settled: Settled
) -> dict[str, object]:
    return {
        "applied": True,
        "revision": request["revision"],
        "cases": applied.cases,
        "clocks": applied.clocks,
        "failed": [number_text(each.case) for each in applied.failed],
        "held": [number_text(number) for number in applied.held],
        "settled": settled.document(),
    }


def _tell_left(applied: Applied, counted: Counted) -> bool:
    """Say what could not be counted anew; whether there is anything."""
    told = {each.case for each in counted.failed}
    for failure in applied.failed:
        if failure.case not in told:
            note(failure.error)
    for number in applied.held:
        note(
            in_words(
                zh=f"{number_text(number)} 正被占用；请再运行 calendar recount。",
                en=f"{number_text(number)} is in use: run calendar recount again.",
            )
        )
    return bool(applied.failed or applied.held)
