"""`gridcase roster`: who is on duty in a post, day by day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import click

from workflow.commands.output import json_option, print_json, print_table
from workflow.commands.session import at_work, calendar_of, unknown_word
from workflow.commands.shared import common_options, in_words
from workflow.domain.organisation import DutyBy, Organisation
from workflow.settings import Settings

_MOST = 366
_HEADS = {
    "zh": ("日期", "星期", "值班", "轮到", "缘由"),
    "en": ("Date", "Day", "On duty", "Turn of", "Why"),
}
_DAYS = {
    "zh": ("一", "二", "三", "四", "五", "六", "日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_WHY: Mapping[DutyBy | None, tuple[str, str]] = {
    DutyBy.TURN: ("轮值", "turn"),
    DutyBy.SWAP: ("换班", "swap"),
    DutyBy.SUBSTITUTE: ("代班", "substitute"),
    DutyBy.NEXT: ("顺延", "next in the order"),
    None: ("", ""),
}


@click.group()
def roster() -> None:
    """Who is on duty when."""


@roster.command()
@click.argument("post")
@click.argument("unit")
@click.option(
    "--from",
    "first",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The first day; today unless given.",
)
@click.option(
    "--days",
    type=click.IntRange(1, _MOST),
    default=7,
    show_default=True,
    help="So many.",
)
@common_options
@json_option
@click.pass_obj
def show(  # noqa: PLR0913 - one argument per option
    settings: Settings,
    post: str,
    unit: str,
    first: datetime | None,
    days: int,
    *,
    as_json: bool,
) -> None:
    """Who is on duty in POST of UNIT, a department's key or a place's code.

    For example: gridcase roster show shift_leader command_centre --days 14
    """
    with at_work(settings) as (runtime, _):
        with runtime.database.reading() as connection:
            organisation = runtime.city(connection).organisation
        today = calendar_of(runtime).local(runtime.now()).date()
    _check("POST", post, organisation.posts)
    _check("UNIT", unit, (*organisation.departments, *organisation.places))
    begin = first.date() if first else today
    try:
        ahead = [begin + timedelta(days=number) for number in range(days)]
    except OverflowError as error:
        said = in_words(
            zh="这些日子超出了日历的范围。", en="those days lie beyond the calendar."
        )
        raise click.BadParameter(said, param_hint="--days") from error
    shifts = [_shift(organisation, post, unit, day) for day in ahead]
    if as_json:
        print_json([each.as_json() for each in shifts])
    else:
        cells = [each.cells(organisation, settings.language) for each in shifts]
        print_table(_HEADS[settings.language], cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shift:
    """One day: who is on duty, whose turn it is, and why; no turn without a roster."""

    day: date
    on_duty: tuple[str, ...]
    planned: str
    by: DutyBy | None

    def as_json(self) -> dict[str, object]:
        """The day for programs, people by their keys."""
        return {
            "date": self.day.isoformat(),
            "on_duty": list(self.on_duty),
            "turn_of": self.planned or None,
            "by": self.by.value if self.by else None,
        }

    def cells(self, organisation: Organisation, language: str) -> tuple[str, ...]:
        """The day for people, under `_HEADS`."""
        people = organisation.people
        named = [people[key].name for key in self.on_duty]
        planned = people.get(self.planned)
        return (
            self.day.isoformat(),
            _DAYS[language][self.day.weekday()],
            ", ".join(named) or "-",
            planned.name if planned else self.planned,
            _WHY[self.by][0 if language == "zh" else 1],
        )


def _shift(organisation: Organisation, post: str, unit: str, day: date) -> _Shift:
    holders = organisation.holders(post, unit, day)
    duty = organisation.duty(post, unit, day)
    return _Shift(
        day=day,
        on_duty=tuple(person.key for person in holders),
        planned=duty.planned if duty else "",
        by=duty.by if duty else None,
    )


def _check(name: str, given: str, known: Iterable[str]) -> None:
    words = sorted(known)
    if given not in words:
        raise unknown_word(given, words, name)
