"""Open clocks are found by their calendar, page by page and by the key."""

from typing import Any

from sqlalchemy import event

from tests.engine.fixtures import city_content, hall, sqlite_hall
from tests.engine.hall import Hall
from workflow.store import open_clocks

__all__ = ["city_content", "hall", "sqlite_hall"]


def _pages(hall: Hall, *, provisional: bool = False) -> list[list[int]]:
    pages: list[list[int]] = []
    after = 0
    with hall.runtime.database.reading() as connection:
        while page := open_clocks.cases_of(
            connection, "changchun", provisional=provisional, after=after, limit=2
        ):
            pages.append(page)
            after = page[-1]
    return pages


def test_pages_name_every_open_case_once(hall: Hall) -> None:
    numbers = [hall.report() for _ in range(3)]
    hall.register()

    assert _pages(hall) == [numbers[:2], numbers[2:]]


def test_ended_clocks_and_other_calendars_do_not_count(hall: Hall) -> None:
    hall.report()
    hall.does("周敏", "decline", reason="不属受理范围")

    with hall.runtime.database.reading() as connection:
        found = [
            open_clocks.count_of(connection, name, provisional=False)
            for name in ("changchun", "boston")
        ]
    assert (found, _pages(hall)) == ([0, 0], [])


def test_only_provisional_clocks_can_be_asked_for(hall: Hall) -> None:
    hall.report()
    hall.clock.set(hall.clock().replace(year=2027))
    later = hall.report()

    with hall.runtime.database.reading() as connection:
        count = open_clocks.count_of(connection, "changchun", provisional=True)
    assert (_pages(hall, provisional=True), count) == ([[later]], 1)


def test_a_page_is_read_by_the_key(sqlite_hall: Hall) -> None:
    asked: list[tuple[str, Any]] = []
    with sqlite_hall.runtime.database.reading() as connection:
        event.listen(
            connection,
            "before_cursor_execute",
            lambda *given: asked.append((given[2], given[3])),
        )
        open_clocks.cases_of(
            connection, "changchun", provisional=True, after=0, limit=500
        )
        query, values = asked[0]
        plan = [
            row[-1]
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)
        ]

    # Nothing is sorted: the key gives the cases in the order of their numbers.
    assert plan == ["SEARCH clock USING PRIMARY KEY (case_number>?)"]
