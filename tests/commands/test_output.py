"""What commands print: for a terminal, for a pipe, for a program."""

import io
import sys
from collections.abc import Sequence

import pytest

from workflow.commands.output import Styled, print_json, print_table, read_values

ROWS = [("20260609-000001", "朝阳区", Styled(text="● 绿", style="green"))]


class FakeTerminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def drawn(
    patch: pytest.MonkeyPatch,
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    indent: int = 0,
) -> list[str]:
    """The lines that a table has on a terminal."""
    fake = FakeTerminal()
    patch.setattr(sys, "stdout", fake)
    patch.setenv("TERM", "xterm")
    patch.setenv("COLUMNS", "60")
    patch.delenv("NO_COLOR", raising=False)
    print_table(columns, rows, indent=indent)
    return [line.rstrip() for line in fake.getvalue().splitlines()]


def test_a_pipe_gets_tabs_and_no_colours(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("编号", "地点", "灯"), ROWS)

    assert capsys.readouterr().out == "编号\t地点\t灯\n20260609-000001\t朝阳区\t● 绿\n"


def test_a_terminal_gets_columns_and_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    head, line = drawn(monkeypatch, ("编号", "地点", "灯"), ROWS)

    assert "\x1b[1m编号" in head
    assert line.startswith("20260609-000001  朝阳区  \x1b[32m● 绿")


def test_chinese_counts_two_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = drawn(monkeypatch, (), [("朝阳区", "x"), ("ab", "x")])

    assert lines == ["朝阳区  x", "ab      x"]


def test_brackets_are_text_and_no_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = drawn(monkeypatch, ("needs [may]",), [("[red]x[/red]",)], 2)

    assert lines[1] == "  [red]x[/red]"
    assert "[may]" in lines[0]


def test_a_cell_is_one_line_that_steers_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_table((), [("a\tb\nc\x1b[31md",)])

    assert capsys.readouterr().out == "a b c [31md\n"


def test_chinese_stays_readable_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"地点": "朝阳区"})

    assert capsys.readouterr().out == '{\n  "地点": "朝阳区"\n}\n'


def test_a_value_may_hold_equals_signs() -> None:
    assert read_values(["reason=a=b", "result="]) == {"reason": "a=b", "result": ""}
