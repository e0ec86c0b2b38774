"""An incident says what is the matter, and when it is tried again."""

from datetime import timedelta

import pytest

from tests.builders import at
from workflow.domain.incidents import next_try, trouble_of, vacant
from workflow.errors import UnknownCalendarError

NOW = at("06-08 09:00")


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(1, 1), (2, 5), (3, 30), (4, 120), (5, None), (9, None)]
)
def test_waits_grow_until_a_person_is_needed(
    attempts: int, minutes: int | None
) -> None:
    expected = None if minutes is None else NOW + timedelta(minutes=minutes)

    assert next_try(attempts, NOW) == expected


@pytest.mark.parametrize(
    ("error", "zh", "en"),
    [
        (
            UnknownCalendarError(calendar="gone", known="changchun"),
            "没有日历 gone；现有：changchun。",
            "There is no calendar gone; there are: changchun.",
        ),
        (
            KeyError("odd"),
            "城市数据和案件的流程中都没有 'odd'。",
            "'odd' is neither in the city nor in the workflow of the case.",
        ),
        (
            OverflowError("date value out of range"),
            "程序出错(OverflowError)：date value out of range",
            "OverflowError: date value out of range",
        ),
    ],
    ids=["one of ours", "a name that is gone", "anything else"],
)
def test_every_error_has_a_sentence_in_both_languages(
    error: Exception, zh: str, en: str
) -> None:
    trouble = trouble_of(error)

    assert (trouble.in_language("zh"), trouble.in_language("en")) == (zh, en)


def test_a_vacancy_names_the_post() -> None:
    trouble = vacant("head@water")

    assert "head@water" in trouble.zh
    assert "head@water" in trouble.en
