"""The console shows notices as they are, and nothing in them steers it."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from notifiers.console import ConsoleNotifier
from workflow.domain.notices import Notice, OutcomeKind, Recipient

NOTICE = Notice(
    id="n-1",
    case="20250101-0001",
    recipient=Recipient(person="p1", name="王芳", language="zh", addresses={}),
    subject="案件即将到期",
    text="王芳:\n  请尽快处理。",
    created_at=datetime(2025, 1, 1, 8, tzinfo=UTC),
)


class FullDisk(io.StringIO):
    """A stream that has no room left."""

    def write(self, _text: str, /) -> int:
        raise OSError(28, "No space left on device")


def test_a_notice_is_shown_with_its_recipient() -> None:
    stream = io.StringIO()

    outcome = ConsoleNotifier(stream=stream).send(NOTICE)

    assert outcome.kind is OutcomeKind.SENT
    assert stream.getvalue() == (
        "[n-1] 20250101-0001\n王芳 (p1)\n案件即将到期\n王芳:\n  请尽快处理。\n\n"
    )


def test_a_notice_cannot_steer_the_terminal() -> None:
    stream = io.StringIO()

    ConsoleNotifier(stream=stream).send(replace(NOTICE, subject="a\x1b[2Jb\rc\x9bd"))

    assert "a\\x1b[2Jb\\rc\\x9bd\n" in stream.getvalue()


def test_a_narrow_encoding_gets_escapes() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")

    outcome = ConsoleNotifier(stream=stream).send(NOTICE)

    assert outcome.kind is OutcomeKind.SENT
    assert b"\\u738b\\u82b3 (p1)\n" in raw.getvalue()


def test_half_a_character_is_escaped() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="utf-8")

    outcome = ConsoleNotifier(stream=stream).send(replace(NOTICE, text="a\ud800b"))

    assert outcome.kind is OutcomeKind.SENT
    assert b"a\\ud800b\n" in raw.getvalue()


@pytest.mark.parametrize("trouble", ["closed", "full"])
def test_a_broken_stream_means_later(trouble: str) -> None:
    stream = FullDisk() if trouble == "full" else io.StringIO()
    if trouble == "closed":
        stream.close()

    outcome = ConsoleNotifier(stream=stream).send(NOTICE)

    assert outcome.kind is OutcomeKind.LATER
    assert outcome.detail.startswith("The console cannot be written to: ")
