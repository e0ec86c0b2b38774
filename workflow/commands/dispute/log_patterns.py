"""The patterns of an event log, shown without any database."""

import sys
from collections.abc import Mapping
from typing import Any

import click

from workflow.commands.dispute.patterns import Shown
from workflow.commands.dispute.routes import print_figures, routes_json
from workflow.commands.output import print_json
from workflow.engine.event_logs import EventLog, log_figures
from workflow.engine.replaying.log import UTF_8, size_of


def show_log(given: Mapping[str, Any], shown: Shown) -> None:
    """Count over a log by the columns that were given."""
    asked = EventLog(
        path=given["log"],
        case=given["case"],
        group=given["group"],
        time=given["time"],
        ignore=frozenset(given["ignore"]),
        encoding=given["encoding"] or UTF_8,
    )
    with click.progressbar(
        length=size_of(asked.path),
        label=asked.path.name,
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
    ) as bar:
        found = log_figures(asked, lambda read: bar.update(read - bar.pos))
    if shown.as_json:
        print_json({"source": asked.path.name, **routes_json(found)})
    else:
        print_figures(found, {}, shown.top)
