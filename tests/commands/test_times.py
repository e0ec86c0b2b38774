"""Instants and spans of time, as people read them."""

import pytest

from tests.builders import a_calendar, at
from workflow.commands.times import moment, span
from workflow.domain.worktime import Measure

MINUTE = 60_000_000
HOUR = 60 * MINUTE


@pytest.mark.parametrize(
    ("micros", "zh", "en"),
    [
        (0, "0 分钟", "0 min"),
        (59_999_999, "0 分钟", "0 min"),
        (5 * MINUTE, "5 分钟", "5 min"),
        (HOUR, "1 小时", "1 h"),
        (HOUR + 48 * MINUTE, "1 小时 48 分钟", "1 h 48 min"),
        (51 * HOUR + MINUTE, "2 天 3 小时", "2 d 3 h"),
    ],
)
def test_a_span_has_its_two_largest_units(micros: int, zh: str, en: str) -> None:
    assert span(micros, Measure.CONTINUOUS, "zh") == zh
    assert span(micros, Measure.CONTINUOUS, "en") == en


def test_working_time_is_never_told_in_days() -> None:
    assert span(51 * HOUR, Measure.WORKING, "zh") == "51 工作时"
    assert span(51 * HOUR + MINUTE, Measure.WORKING, "en") == "51 work h 1 min"


def test_a_moment_is_told_on_the_citys_clock() -> None:
    instant = at("06-09 16:00")

    assert moment(instant, a_calendar(), at("06-08 08:00")) == "06-09 16:00"


def test_another_year_is_told() -> None:
    instant = at("06-09 16:00")
    later = instant.replace(year=instant.year + 1)

    told = moment(later, a_calendar(), instant)

    assert told == f"{later.year}-06-09 16:00"
