"""Which years of a calendar are known, and until when."""

from datetime import date

import pytest

from workflow.domain.worktime import known_until, runs_out, years_left_out


@pytest.mark.parametrize(
    ("published", "missing"),
    [
        pytest.param(set(), [], id="none at all"),
        pytest.param({2026}, [], id="one"),
        pytest.param({2024, 2025, 2026}, [], id="in a row"),
        pytest.param({2024, 2026, 2029}, [2025, 2027, 2028], id="with gaps"),
    ],
)
def test_years_between_published_ones_are_missed(
    published: set[int], missing: list[int]
) -> None:
    assert years_left_out(published) == missing


@pytest.mark.parametrize(
    ("published", "last"),
    [
        pytest.param({2026}, date(2026, 12, 31), id="this year"),
        pytest.param({2025, 2026, 2027}, date(2027, 12, 31), id="the next one too"),
        pytest.param({2026, 2028}, date(2026, 12, 31), id="a year left out"),
        pytest.param({2025}, None, id="not this year"),
    ],
)
def test_what_is_known_ends_before_the_first_gap(
    published: set[int], last: date | None
) -> None:
    assert known_until(published, date(2026, 6, 9)) == last


@pytest.mark.parametrize(
    ("today", "warns"),
    [
        pytest.param(date(2026, 10, 31), False, id="the day before"),
        pytest.param(date(2026, 11, 1), True, id="two months before"),
        pytest.param(date(2026, 12, 31), True, id="the last day"),
        pytest.param(date(2027, 1, 1), True, id="when it is over"),
    ],
)
def test_a_calendar_runs_out_two_months_before_its_end(
    today: date, *, warns: bool
) -> None:
    assert runs_out({2025, 2026}, today) is warns
