"""The period and the unit of a sum, as somebody types them."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

import click

from workflow.authoring.text.suggest import did_you_mean
from workflow.commands.session import calendar_of
from workflow.commands.shared import in_words
from workflow.commands.times import instant_of
from workflow.domain.decision import REPORTER
from workflow.engine.ledger import Period
from workflow.engine.runtime import Runtime

_Command = TypeVar("_Command", bound=Callable[..., Any])

_DAYS = 31
"""So far back it looks unless a day is given."""
_DAY = click.DateTime(formats=["%Y-%m-%d"])
_ONE_DAY = timedelta(days=1)


def period_options(command: _Command) -> _Command:
    """`--from`, `--until` and `--department`."""
    first = click.option(
        "--from", "first", type=_DAY, metavar="DATE", help="From this day on; 31 days."
    )
    last = click.option(
        "--until", "last", type=_DAY, metavar="DATE", help="With this day; today."
    )
    unit = click.option(
        "--department",
        "unit",
        default="",
        metavar="UNIT",
        help="Only what is charged to this department, place, or reporter.",
    )
    return first(last(unit(command)))


def period_of(
    runtime: Runtime, first: datetime | None, last: datetime | None, unit: str
) -> Period:
    """The period from the midnight before one local day to that after another.

    Raises:
        click.UsageError: it ends before it begins.
        click.BadParameter: the city has no such unit.
    """
    calendar = calendar_of(runtime)
    _check_unit(runtime, unit)
    to = last.date() if last else calendar.local(runtime.now()).date()
    begin = first.date() if first else to - timedelta(days=_DAYS - 1)
    if begin > to:
        said = in_words(zh="--from 晚于 --until。", en="--from lies after --until.")
        raise click.UsageError(said)
    return Period(
        since=instant_of(begin.isoformat(), calendar),
        until=instant_of((to + _ONE_DAY).isoformat(), calendar),
        unit=unit,
    )


def days_of(runtime: Runtime, period: Period) -> tuple[date, date]:
    """The first and the last day of a period."""
    calendar = calendar_of(runtime)
    last = calendar.local(period.until - timedelta(microseconds=1))
    return calendar.local(period.since).date(), last.date()


def _check_unit(runtime: Runtime, unit: str) -> None:
    with runtime.database.reading() as connection:
        organisation = runtime.city(connection).organisation
    known = (*sorted(organisation.departments), REPORTER)
    if unit and unit not in known and unit not in organisation.places:
        meant = did_you_mean(unit, known)
        said = in_words(
            zh=f"没有单位“{unit}”；{meant}", en=f"there is no {unit!r}; {meant}"
        )
        raise click.BadParameter(said, param_hint="--department")
