"""`gridcase dispute patterns`: ping-pong and gaming, from the store or from a log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from workflow.commands.lazy import lazily
from workflow.commands.output import json_option
from workflow.commands.shared import common_options, in_words
from workflow.settings import Settings

TOP = 10
"""Lines of each table, unless more are asked for."""

_COLUMNS = ("case", "group", "time")
_OF_LOGS = (*_COLUMNS, "ignore", "encoding")
_OF_THE_STORE = ("from", "until", "share")
_DAY = click.DateTime(formats=["%Y-%m-%d"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How the answer is shown: in JSON, or so many lines of each table."""

    as_json: bool
    top: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What of the store is looked at: days, with the last; percent of a limit."""

    first: datetime | None
    last: datetime | None
    share: int | None


# The one needs no database, the other no log: each is imported when it is asked for.
_of_log = lazily("workflow.commands.dispute.log_patterns", "show_log")
_of_store = lazily("workflow.commands.dispute.store_patterns", "show_store")


@click.command()
@click.option("--from", metavar="DATE", type=_DAY, help="Counted from this day on.")
@click.option("--until", metavar="DATE", type=_DAY, help="Counted with this day.")
@click.option(
    "--share",
    type=click.IntRange(1, 100),
    metavar="PERCENT",
    help="A return in the last so many percent of the limit of a stage is just before "
    "it; 10 unless given.",
)
@click.option(
    "--log",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Any event log instead of the store: a CSV or .csv.gz.",
)
@click.option("--case", metavar="COLUMN", help="Which case an event of the log is of.")
@click.option("--group", metavar="COLUMN", help="Who had the case then.")
@click.option("--time", metavar="COLUMN", help="When it was, in ISO 8601.")
@click.option(
    "--ignore",
    multiple=True,
    metavar="VALUE",
    help="A group that means nobody; repeatable.",
)
@click.option("--encoding", metavar="NAME", help="Of the log; utf-8 unless given.")
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=TOP,
    show_default=True,
    help="Lines of each table; JSON has all.",
)
@common_options
@json_option
@click.pass_obj
def patterns(
    settings: Settings,
    /,
    *,
    top: int,
    as_json: bool,
    **given: Any,  # noqa: ANN401 - click's values
) -> None:
    """Who hands cases to and fro, and who games the limits.

    Events are put in order by case and time; equal times keep their order. Those that
    name no group, or one to ignore, are left out, and equal neighbours are one. What
    remains is the route s of a case. Hand-overs are its length less one; A-B-A is a
    place with s[i] == s[i-2], A-B-A-B one where also s[i-1] == s[i-3].

    Of the store, the owners over each case's history are its route. There the signs of
    gaming are told as well: returns just before the limit, suspensions with extensions,
    cases closed and reopened, and pairs of departments that quarrel again. Each figure
    names its cases.
    """
    shown = Shown(as_json=as_json, top=top)
    if given["log"] is not None:
        _refuse(given, _OF_THE_STORE, zh="只用于数据库", en="not with --log")
        _need_columns(given)
        _of_log(given, shown)
        return
    _refuse(given, _OF_LOGS, zh="只与 --log 一起使用", en="only with --log")
    first, last = given["from"], given["until"]
    if first and last and first > last:
        said = in_words(zh="--from 晚于 --until。", en="--from lies after --until.")
        raise click.UsageError(said)
    _of_store(settings, Asked(first=first, last=last, share=given["share"]), shown)


def _need_columns(given: Mapping[str, Any]) -> None:
    missing = [f"--{name}" for name in _COLUMNS if not given[name]]
    if missing:
        listed = ", ".join(missing)
        said = in_words(
            zh=f"--log 还需要 {listed}。", en=f"--log needs {listed} as well."
        )
        raise click.UsageError(said)


def _refuse(
    given: Mapping[str, Any], names: tuple[str, ...], *, zh: str, en: str
) -> None:
    """Refuse options that would do nothing here.

    Raises:
        click.UsageError: one of them was given.
    """
    found = [f"--{name}" for name in names if given[name] not in (None, ())]
    if found:
        listed = ", ".join(found)
        raise click.UsageError(in_words(zh=f"{listed} {zh}。", en=f"{listed}: {en}."))
