"""`gridcase demo`: one busy day of the shipped city, and a database to explore."""

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from workflow.commands.output import json_option, note, print_json, print_table
from workflow.commands.shared import language_option
from workflow.commands.story import tell
from workflow.domain.case import number_text
from workflow.domain.words import Title
from workflow.engine.demo import (
    Board,
    Day,
    Played,
    Quarrel,
    Unit,
    board,
    photo,
    play,
    quarrel,
)
from workflow.engine.initialise import initialise
from workflow.engine.runtime import Runtime, open_runtime
from workflow.engine.screens import show
from workflow.now import VirtualClock
from workflow.settings import SHIPPED, Settings

DATABASE = "demo.db"
"""Made anew by every demo; no other name is ever overwritten."""

MIDNIGHT = datetime(2026, 6, 8, 16, tzinfo=UTC)
"""Tuesday, 9 June 2026, 00:00 in Changchun: a working day without a holiday near."""

EVE = MIDNIGHT - timedelta(hours=15)
"""Monday at nine: the quarrel that the demo tells happens the day before."""

_LINES = 8


@click.command()
@click.option("--cases", default=300, show_default=True, help="How many are reported.")
@click.option("--seed", default=2026, show_default=True, help="Another day's chance.")
@language_option
@json_option
@click.pass_obj
def demo(settings: Settings, cases: int, seed: int, *, as_json: bool) -> None:
    """Play one busy day of the shipped city on a virtual clock.

    It leaves the database demo.db in this folder, made anew each time.
    """
    for suffix in ("", "-wal", "-shm"):
        Path(DATABASE + suffix).unlink(missing_ok=True)
    here = replace(settings, database=DATABASE)
    clock = VirtualClock(EVE)
    initialise(DATABASE, SHIPPED, "demo", clock)
    day = Day(midnight=MIDNIGHT, cases=cases, seed=seed)
    with open_runtime(here, clock) as runtime:
        quarrelled = quarrel(runtime, clock, EVE, photo(runtime))
        played = _with_progress(runtime, clock, day)
        found = board(runtime)
        story = _story(runtime, found.story, settings.language)
        told = _quarrel(runtime, quarrelled, settings.language)
    if as_json:
        print_json(_document(played, found, quarrelled))
        return
    _print(played, found, settings.language)
    click.echo(f"\n{number_text(found.story)}")
    print_table(("", "", ""), story)
    for heading, lines in told:
        click.echo(f"\n{heading}")
        print_table(("", "", ""), lines)
    _say_what_next(found)


def _with_progress(runtime: Runtime, clock: VirtualClock, day: Day) -> Played:
    shown = sys.stderr
    with click.progressbar(
        length=day.cases, label="2026-06-09", file=shown, hidden=not shown.isatty()
    ) as bar:

        def reported(done: int, _total: int) -> None:
            bar.update(done - bar.pos)

        return play(runtime, clock, day, reported)


def _story(runtime: Runtime, number: int, language: str) -> list[tuple[str, str, str]]:
    shown = show(runtime, number, "")
    return tell(shown, language) if shown else []


def _quarrel(
    runtime: Runtime, played: Quarrel, language: str
) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """The three cases of the quarrel, each under what it shows."""
    headed = (
        (played.passed_around, _PASSED_AROUND),
        (played.ruled, _RULED),
        (played.remembered, _REMEMBERED),
    )
    return [
        (
            f"{number_text(number)} · {heading.in_language(language)}",
            _story(runtime, number, language),
        )
        for number, heading in headed
    ]


_PASSED_AROUND = Title(
    zh="两次退回，最后联合执法", en="returned twice, it ends in joint enforcement"
)
_RULED = Title(zh="裁决成为先例", en="a ruling that becomes a precedent")
_REMEMBERED = Title(zh="此后的案件依先例派遣", en="the next such case follows it")


def _document(played: Played, found: Board, quarrelled: Quarrel) -> dict[str, object]:
    return {
        "database": DATABASE,
        "reports": played.reports,
        "steps": played.steps,
        "rungs": played.rungs,
        "messages": found.messages,
        "refused": dict(played.refused),
        "states": {title.en: count for title, count in found.states},
        "late": [number_text(each.number) for each in found.late],
        "story": number_text(found.story),
        "quarrel": {
            "passed_around": number_text(quarrelled.passed_around),
            "ruled": number_text(quarrelled.ruled),
            "remembered": number_text(quarrelled.remembered),
        },
    }


def _print(played: Played, found: Board, language: str) -> None:
    chinese = language == "zh"
    summary = (
        f"2026-06-09,长春：{played.reports} 件报告，{played.steps} 步,"
        f"{played.rungs} 次到期动作，{found.messages} 条消息。"
        if chinese
        else f"9 June 2026, Changchun: {played.reports} reports, {played.steps} steps, "
        f"{played.rungs} rungs fired, {found.messages} messages."
    )
    click.echo(f"{summary}\n")
    states = [(t.in_language(language), count) for t, count in found.states if count]
    print_table(("状态", "件") if chinese else ("State", "Cases"), states)
    click.echo()
    units = [
        (unit.title.in_language(language), *_figures(unit))
        for unit in found.units[:_LINES]
    ]
    heads = ("部门", "案件", "已结", "按时", "超时")
    print_table(heads if chinese else _UNIT_HEADS, units)
    click.echo(f"\n{'超时案件' if chinese else 'Who was late'} ({len(found.late)})")
    late = [
        (
            number_text(each.number),
            each.owner.in_language(language),
            each.state.in_language(language),
        )
        for each in found.late[:_LINES]
    ]
    print_table(("编号", "部门", "状态") if chinese else _LATE_HEADS, late)


_UNIT_HEADS = ("Department", "Cases", "Closed", "On time", "Late")
_LATE_HEADS = ("Case", "Department", "State")


def _figures(unit: Unit) -> tuple[int, int, int, int]:
    return (unit.cases, unit.closed, unit.on_time, unit.late)


def _say_what_next(found: Board) -> None:
    number = number_text(found.story)
    note("\n试试 · Try next:")
    note(f"  gridcase --database {DATABASE} case show {number} --as 于洋")
    note(f"  gridcase --database {DATABASE} case inbox --as 于洋")
    note(f"  gridcase --database {DATABASE} case why {number} owner")
