"""`gridcase replay`: drive the engine with somebody's real log."""

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from workflow.authoring.replays.mapping import read_mapping
from workflow.commands.output import json_option, note, print_json, print_table
from workflow.commands.shared import database_option, language_option
from workflow.engine.replay import Replay, Replayed, mapping_of
from workflow.engine.replay import replay as run
from workflow.engine.replaying.ground import fill
from workflow.engine.replaying.log import size_of
from workflow.engine.runtime import Runtime, open_runtime
from workflow.now import now
from workflow.settings import Settings

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("log", metavar="FILE", type=_FILE)
@click.option(
    "--mapping",
    "mapping_file",
    type=_FILE,
    required=True,
    help="What the columns mean: definitions/replays/NAME.yaml.",
)
@database_option
@language_option
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help="Only the first N rows.",
)
@click.option(
    "--refused",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file for rows that cannot be replayed [beside the database].",
)
@json_option
@click.pass_obj
def replay(  # noqa: PLR0913 - one argument per option
    settings: Settings,
    log: Path,
    mapping_file: Path,
    limit: int | None,
    refused: Path | None,
    *,
    as_json: bool,
) -> None:
    """Replay FILE, a CSV (or .csv.gz) log, through the engine on a virtual clock.

    A run that was broken off goes on where it stopped; a finished one changes
    nothing and gives the same figures again. A database that is not there yet is
    made and filled.
    """
    loaded = read_mapping(mapping_file)
    mapping = mapping_of(loaded)
    beside = refused or _beside(settings.database, mapping.replay)
    asked = Replay(log=log, mapping=loaded, refused=beside, limit=limit)
    fill(settings.database, mapping_file.parent / mapping.definitions, now)
    with open_runtime(settings) as runtime:
        done = _with_progress(runtime, asked)
    document = _document(done, mapping.replay)
    if as_json:
        print_json(document)
    else:
        _print_figures(document)
    if done.outcome.refused:
        note(f"{len(done.outcome.refused)} 行被拒，见 rows were refused, see {beside}")


def _with_progress(runtime: Runtime, asked: Replay) -> Replayed:
    shown = sys.stderr
    with click.progressbar(
        length=2 * size_of(asked.log),
        label=asked.log.name,
        file=shown,
        hidden=not shown.isatty(),
    ) as bar:
        return run(runtime, asked, lambda read: bar.update(read - bar.pos))


def _beside(address: str, source: str) -> Path:
    """The file beside an embedded database, or in this folder for a server's."""
    path = address.removeprefix("sqlite:///")
    if "://" in path:
        return Path(f"{source}.refused.csv")
    return Path(path).with_suffix(".refused.csv")


def _document(done: Replayed, source: str) -> dict[str, object]:
    """The answer for programs: what the database holds, and what this run did."""
    figures, outcome = done.figures, done.outcome
    return {
        "source": source,
        "rows": done.rows,
        "cases": figures.cases,
        "with_target": figures.with_target,
        "due_within_5_min": figures.due_near,
        "verdicts": figures.verdicts,
        "verdicts_agreeing": figures.verdicts_agreeing,
        "owners": figures.owners,
        "owners_agreeing": figures.owners_agreeing,
        "out_of_order": figures.out_of_order,
        "steps": figures.steps,
        "rungs": figures.rungs,
        "refused": len(outcome.refused),
        "skipped": outcome.skipped,
        "new_cases": outcome.cases,
        "new_steps": outcome.steps,
        "new_rungs": outcome.rungs,
        "seconds": round(done.seconds, 1),
        "steps_per_second": round(outcome.steps / done.seconds),
    }


_TITLES = {
    "rows": "记录 Records",
    "cases": "案件 Cases",
    "with_target": "有目标时刻 With a target",
    "due_within_5_min": "到期相差不超过5分钟 Due within 5 minutes of it",
    "verdicts": "有结论 With a verdict",
    "verdicts_agreeing": "结论一致 Same verdict",
    "owners": "有部门 With a department",
    "owners_agreeing": "部门一致 Same department",
    "out_of_order": "先后颠倒 Steps out of order",
    "steps": "步骤 Steps",
    "rungs": "触发的梯级 Rungs fired",
    "refused": "被拒 Refused",
    "skipped": "此前已完成 Done before",
    "seconds": "用时(秒) Seconds",
    "steps_per_second": "每秒步骤 Steps a second",
}


def _print_figures(document: Mapping[str, object]) -> None:
    print_table(
        ("", str(document["source"])),
        [(title, document[key]) for key, title in _TITLES.items()],
    )
