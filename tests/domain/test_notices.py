"""Notices hold what a sender needs, and refuse what a sender could not carry."""

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime

import pytest

from tests.fakes import FakeNotifier
from workflow.domain.notices import (
    FACTS,
    Notice,
    Notifier,
    OutcomeKind,
    Recipient,
    Template,
)

SOMEBODY = Recipient(person="p1", name="王芳", language="zh", addresses={})
NOTICE = Notice(
    id="20250101-0001/3/1",
    case="20250101-0001",
    recipient=SOMEBODY,
    subject="即将到期",
    text="请尽快处理。",
    created_at=datetime(2025, 1, 1, 8, tzinfo=UTC),
)
WORDING = Template(
    name="due_soon",
    subject={"zh": "即将到期", "en": "Due soon"},
    body={"zh": "请处理。", "en": "Please act."},
)


def test_a_notice_refuses_a_naive_instant() -> None:
    naive = NOTICE.created_at.replace(tzinfo=None)

    with pytest.raises(ValueError, match="needs an instant with a zone"):
        replace(NOTICE, created_at=naive)


@pytest.mark.parametrize(
    "unfit",
    ["", "a b", "a\r\nBcc: x@y.example", "案件1", "a" * 201],
    ids=["empty", "with a space", "with a line break", "not ASCII", "too long"],
)
def test_a_notice_refuses_an_unfit_id(unfit: str) -> None:
    with pytest.raises(ValueError, match="1 to 200 visible ASCII characters"):
        replace(NOTICE, id=unfit)


def test_a_notice_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        NOTICE.text = "other"  # type: ignore[misc]


def test_a_digest_ignores_the_order_of_languages() -> None:
    turned = replace(WORDING, body={"en": "Please act.", "zh": "请处理。"})

    assert turned.digest == WORDING.digest


@pytest.mark.parametrize(
    "other",
    [
        replace(WORDING, name="due_now"),
        replace(WORDING, subject={"zh": "即将到期", "en": "Due"}),
        replace(WORDING, body={"zh": "请处理", "en": "Please act."}),
    ],
    ids=["name", "subject", "body"],
)
def test_a_digest_tells_wordings_apart(other: Template) -> None:
    assert other.digest != WORDING.digest


def test_every_fact_is_described_twice() -> None:
    assert len(FACTS) == 22
    for name, fact in FACTS.items():
        assert fact.name == name
        assert fact.zh
        assert fact.en.isascii()


def test_the_fake_follows_its_script() -> None:
    fake = FakeNotifier([OutcomeKind.LATER, OutcomeKind.FAILED])
    notifier: Notifier = fake

    kinds = [notifier.send(NOTICE).kind for _ in range(3)]

    assert kinds == [OutcomeKind.LATER, OutcomeKind.FAILED, OutcomeKind.SENT]
    assert (len(fake.tried), fake.sent) == (3, [NOTICE])
