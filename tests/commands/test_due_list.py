"""A long list of moved due dates is shown while it is found, page by page."""

import os
import pty
from collections.abc import Iterator

import click
import pytest

from tests.builders import a_calendar, a_handled_case, at
from workflow.commands.due_list import looked_at, shown_to
from workflow.domain.recounting import MovedClock
from workflow.engine.recount import Failure, Moved


def _cases(count: int, found: list[int]) -> Iterator[Moved | Failure]:
    clock = a_handled_case().clock("promise")
    moved = MovedClock(before=clock, after=clock, overdue=True)
    for number in range(1, count + 1):
        found.append(number)
        yield Moved(case=20260608000000 + number, clocks=(moved,))


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("GRIDCASE_LANGUAGE", "en")
    with click.Context(click.Command("list")).scope():
        yield


def test_the_head_stands_once_above_all_pages(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shown = shown_to(a_calendar(), at("06-08 10:00"), as_json=False)

    counted = shown.list(_cases(1200, []))

    lines = capsys.readouterr().out.splitlines()
    assert (counted.cases, counted.overdue, len(lines)) == (1200, 1200, 1202)
    assert [line for line in lines if line.startswith("Case\t")] == lines[:1]
    assert lines[-2].startswith("20260608-001200\tpromise\t06-10 09:10\t")


@pytest.mark.parametrize(
    ("as_json", "ahead"),
    [pytest.param(False, 500, id="people"), pytest.param(True, 1, id="programs")],
)
def test_no_more_than_a_page_is_held(
    capsys: pytest.CaptureFixture[str], *, as_json: bool, ahead: int
) -> None:
    found: list[int] = []
    shown = shown_to(a_calendar(), at("06-08 10:00"), as_json=as_json)

    def watched() -> Iterator[Moved | Failure]:
        told = 0
        for each in _cases(1200, found):
            yield each
            told += capsys.readouterr().out.count("20260608-")
            assert len(found) - told <= ahead

    assert shown.list(watched()).clocks == 1200


def test_a_failure_is_told_beside_the_list(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shown = shown_to(a_calendar(), at("06-08 10:00"), as_json=True)

    counted = shown.list([Failure(case=1, error="It cannot be read.")])

    told = capsys.readouterr()
    assert (len(counted.failed), counted.cases) == (1, 0)
    assert (told.out, told.err) == ('  "moved": [],\n', "It cannot be read.\n")


def test_people_hear_how_far_a_long_look_is(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w", encoding="utf-8") as terminal:
        monkeypatch.setattr("sys.stderr", terminal)
        for done in (500, 10_000, 10_500, 20_000):
            looked_at(done, 20_000)
        heard = b""
        while heard.count(b"\n") < 2:
            heard += os.read(ours, 1000)
        monkeypatch.undo()
    os.close(ours)

    assert heard.decode().splitlines() == [
        "10000 of 20000 looked at",
        "20000 of 20000 looked at",
    ]
