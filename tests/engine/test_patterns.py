"""Ping-pong and gaming in the store: real lives of cases, and what they give away."""

from datetime import datetime

from tests.builders import at
from tests.engine.hall import Hall
from workflow.domain.case import number_text
from workflow.domain.patterns import Sign
from workflow.engine.patterns import Patterns, find_patterns
from workflow.store.stories import Period


def found(hall: Hall, since: str = "", until: str = "", share: int = 10) -> Patterns:
    period = Period(since=_instant(since), until=_instant(until))
    return find_patterns(hall.runtime, period, share)


def _instant(text: str) -> datetime | None:
    return at(text) if text else None


def seen(patterns: Patterns, sign: Sign) -> list[tuple[int, tuple[str, ...]]]:
    return [(each.case, each.units) for each in patterns.signs[sign]]


def passed_to_and_fro(hall: Hall) -> int:
    """Water, roads, and water again: each of the two returned it once."""
    number = hall.report()
    hall.register()
    hall.returned()
    hall.does("韩雪", "dispatch", owner="roads")
    hall.later(minutes=5)
    hall.does("孙磊", "return", ground="claim_conflict", reason="属供水")
    hall.judges("韩雪", "return")
    hall.does("韩雪", "dispatch", owner="water")
    return number


def test_a_case_that_comes_back_is_counted_and_named(hall: Hall) -> None:
    number = passed_to_and_fro(hall)
    hall.report()

    patterns = found(hall)

    figures = patterns.figures
    (pair,) = figures.pairs
    assert (figures.cases, figures.hand_overs, figures.max_hand_overs) == (2, 2, 2)
    assert [each.groups for each in figures.returned] == [("water", "roads", "water")]
    assert (pair.between, pair.cases) == (("roads", "water"), (number_text(number),))
    assert seen(patterns, Sign.CAME_BACK) == [(number, ("water", "roads"))]
    assert patterns.departments["water"].en == "Water supply"


def test_two_returns_between_two_are_a_feud(hall: Hall) -> None:
    passed_to_and_fro(hall)

    (feud,) = found(hall).feuds

    assert feud.between == ("roads", "water")
    assert len(feud.quarrels) == 2
    assert feud.cases == (hall.number,)


def test_a_return_at_the_last_minute_is_told(hall: Hall) -> None:
    # 48 minutes of work, a fifth of four hours, end at 09:18.
    hall.report()
    hall.register()
    hall.at("06-08 09:15")
    hall.does("于洋", "return", ground="claim_conflict", reason="属道路")
    hall.at("06-08 09:17")
    hall.judges("韩雪", "return")

    ten, five = found(hall), found(hall, share=5)

    (late,) = ten.signs[Sign.LATE_RETURN]
    assert (late.units, late.percent, late.since) == (("water",), 93, at("06-08 09:15"))
    assert five.signs[Sign.LATE_RETURN] == ()


def test_a_prompt_return_is_no_sign(hall: Hall) -> None:
    passed_to_and_fro(hall)

    assert seen(found(hall), Sign.LATE_RETURN) == []


def test_time_bought_in_two_ways_is_told(hall: Hall) -> None:
    hall.report()
    hall.register()
    hall.does("于洋", "accept")
    hall.at("06-08 10:00")
    hall.does("于洋", "extend", reason="配件需从外地调运")
    hall.judges("邹明远", "extend")
    extended = found(hall)
    hall.does("于洋", "suspend", reason="待汛期结束", resume_on="2026-07-15")
    hall.judges("邹明远", "suspend")
    hall.judges("宋超", "suspend")

    patterns = found(hall)

    assert seen(extended, Sign.SUSPEND_EXTEND) == []
    assert seen(patterns, Sign.SUSPEND_EXTEND) == [(hall.number, ("water",))]


def test_a_rework_after_an_extension_is_no_suspension(hall: Hall) -> None:
    hall.report()
    hall.register()
    hall.does("于洋", "accept")
    hall.at("06-08 10:00")
    hall.does("于洋", "extend", reason="配件需从外地调运")
    hall.judges("邹明远", "extend")
    hall.finish()
    hall.does("宋佳", "rework", finding="found", reason="x", photos=hall.photos())

    assert seen(found(hall), Sign.SUSPEND_EXTEND) == []


def closed_and_reopened(hall: Hall) -> int:
    hall.at("06-08 09:00")
    number = hall.report()
    hall.register()
    hall.does("于洋", "accept")
    hall.finish()
    hall.does("宋佳", "pass", finding="already_solved")
    hall.at("06-10 09:00")
    hall.does("周敏", "reopen", reason="又丢了")
    return number


def test_a_reopened_case_is_paired_with_its_close(hall: Hall) -> None:
    number = closed_and_reopened(hall)

    (pair,) = found(hall).signs[Sign.CLOSE_REOPEN]

    assert (pair.case, pair.units) == (number, ("water",))
    assert (pair.since, pair.at) == (at("06-08 09:00"), at("06-10 09:00"))


def test_a_sign_counts_where_it_is_completed(hall: Hall) -> None:
    closed_and_reopened(hall)

    signs = [
        len(found(hall, *period).signs[Sign.CLOSE_REOPEN])
        for period in (
            ("06-08 00:00", "06-10 09:00"),
            ("06-10 00:00", "06-11 00:00"),
            ("06-10 09:01", ""),
        )
    ]

    assert signs == [0, 1, 0]


def test_only_cases_that_moved_in_the_period_count(hall: Hall) -> None:
    passed_to_and_fro(hall)
    hall.at("06-12 09:00")
    hall.report()

    first, second = found(hall, until="06-12 00:00"), found(hall, "06-12 00:00")

    assert (first.figures.cases, first.figures.hand_overs) == (1, 2)
    assert (second.figures.cases, second.figures.hand_overs) == (1, 0)
    assert second.feuds == ()


def test_looking_changes_nothing_and_tells_how_far(hall: Hall) -> None:
    passed_to_and_fro(hall)
    before = hall.entries()
    heard: list[int] = []

    find_patterns(hall.runtime, Period(), 10, heard.append)

    assert heard == [1]
    assert hall.entries() == before
