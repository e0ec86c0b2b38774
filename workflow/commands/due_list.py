"""The list of due dates that a changed calendar moves, shown while it is made."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import click

from workflow.commands.output import Styled, note, print_table
from workflow.commands.shared import in_words
from workflow.commands.times import moment
from workflow.domain.case import number_text
from workflow.domain.effects import instant_text
from workflow.domain.recounting import MovedClock
from workflow.domain.worktime import Calendar
from workflow.engine.recount import Failure, Moved

_LINES = 500
"""Lines that are laid out together; no more of a long list is held at a time."""

_STEP = 10_000
"""After so many cases people hear how far it has come; whole pages of them."""


@dataclass(slots=True, kw_only=True)
class Counted:
    """How many cases and clocks a list has, and what becomes of them."""

    cases: int = 0
    clocks: int = 0
    overdue: int = 0
    settled: int = 0
    failed: list[Failure] = field(default_factory=list)

    def __str__(self) -> str:
        return in_words(
            zh=f"变动 {self.cases} 件案件的 {self.clocks} 个时限：变为超期 "
            f"{self.overdue} 个，不再暂定 {self.settled} 个。",
            en=f"{self.clocks} clocks of {self.cases} cases move: {self.overdue} "
            f"become overdue, {self.settled} are no longer provisional.",
        )


class Shown(Protocol):
    """How the answer of such a command is shown: to people, or to programs."""

    def begin(self, head: Mapping[str, object]) -> None:
        """What is known before the list."""

    def list(self, found: Iterable[Moved | Failure]) -> Counted:
        """The list, line by line, as it is found."""

    def end(self, sentence: str, tail: Mapping[str, object]) -> None:
        """What became of it."""


class ForPeople:
    """A table in pages, with sentences around it."""

    def __init__(self, calendar: Calendar, now: datetime) -> None:
        self._calendar = calendar
        self._now = now

    def begin(self, head: Mapping[str, object]) -> None:
        """Nothing: people have been told in sentences."""

    def list(self, found: Iterable[Moved | Failure]) -> Counted:
        """The table, and how much there is of it."""
        counted = Counted()
        columns: tuple[str, ...] = _columns()
        page: list[tuple[object, ...]] = []
        for number, clock in _clocks(found, counted):
            page.append(self._line(number, clock))
            if len(page) == _LINES:
                print_table(columns, page)
                page, columns = [], ()
        if page:
            print_table(columns, page)
        if counted.clocks:
            click.echo(str(counted))
        return counted

    def end(self, sentence: str, tail: Mapping[str, object]) -> None:  # noqa: ARG002 - for programs
        """The sentence."""
        click.echo(sentence)

    def _line(self, number: int, clock: MovedClock) -> tuple[object, ...]:
        return (
            number_text(number),
            clock.after.label,
            moment(clock.before.due_at, self._calendar, self._now) or "-",
            moment(clock.after.due_at, self._calendar, self._now) or "-",
            _meaning(clock),
        )


class ForPrograms:
    """One JSON document, written while the list is found."""

    def begin(self, head: Mapping[str, object]) -> None:
        """The first keys of the document."""
        click.echo("{")
        self._keys(head, last=False)

    def list(self, found: Iterable[Moved | Failure]) -> Counted:
        """The key `moved`: one object per clock, with instants in UTC."""
        counted = Counted()
        click.echo('  "moved": [', nl=False)
        between = "\n"
        for number, clock in _clocks(found, counted):
            document = json.dumps(_document(number, clock), ensure_ascii=False)
            click.echo(f"{between}    {document}", nl=False)
            between = ",\n"
        click.echo("\n  ]," if counted.clocks else "],")
        return counted

    def end(self, sentence: str, tail: Mapping[str, object]) -> None:  # noqa: ARG002 - for people
        """The last keys of the document."""
        self._keys(tail, last=True)
        click.echo("}")

    def _keys(self, keys: Mapping[str, object], *, last: bool) -> None:
        lines = [
            f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}"
            for key, value in keys.items()
        ]
        click.echo(",\n".join(lines) + ("" if last else ","))


def shown_to(calendar: Calendar, now: datetime, *, as_json: bool) -> Shown:
    """The way of showing that was asked for."""
    return ForPrograms() if as_json else ForPeople(calendar, now)


def looked_at(done: int, total: int) -> None:
    """Tell people at a terminal how far a long look has come."""
    if sys.stderr.isatty() and done % _STEP == 0:
        note(
            in_words(zh=f"已查看 {done}/{total} 件", en=f"{done} of {total} looked at")
        )


def _clocks(
    found: Iterable[Moved | Failure], counted: Counted
) -> Iterator[tuple[int, MovedClock]]:
    for each in found:
        if isinstance(each, Failure):
            counted.failed.append(each)
            note(each.error)
            continue
        counted.cases += 1
        for clock in each.clocks:
            counted.clocks += 1
            counted.overdue += clock.overdue
            counted.settled += clock.settled
            yield each.case, clock


def _columns() -> tuple[str, ...]:
    zh = ("案件", "时限", "原截止", "新截止", "结果")
    en = ("Case", "Clock", "Was due", "Due", "Result")
    return zh if in_words(zh="zh", en="en") == "zh" else en


def _meaning(clock: MovedClock) -> Styled:
    words = []
    if clock.overdue:
        words.append(in_words(zh="变为超期", en="becomes overdue"))
    if clock.settled:
        words.append(in_words(zh="不再暂定", en="no longer provisional"))
    elif clock.after.provisional:
        words.append(in_words(zh="暂定", en="provisional"))
    return Styled(text=" · ".join(words), style="red" if clock.overdue else "")


def _document(number: int, clock: MovedClock) -> dict[str, object]:
    return {
        "case": number_text(number),
        "clock": clock.after.label,
        "was_due": _instant(clock.before.due_at),
        "due": _instant(clock.after.due_at),
        "was_provisional": clock.before.provisional,
        "provisional": clock.after.provisional,
        "overdue": clock.overdue,
    }


def _instant(instant: datetime | None) -> str | None:
    return None if instant is None else instant_text(instant)
