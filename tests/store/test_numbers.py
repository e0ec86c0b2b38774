"""Case numbers count up by day and are never given twice."""

import threading

from workflow.store import numbers
from workflow.store.database import Database

DAY = 20260608


def taken(database: Database, day: int = DAY, count: int = 1) -> int:
    with database.writing() as connection:
        first = numbers.take(connection, day, count)
        connection.commit()
    return first


def test_each_day_counts_from_one(database: Database) -> None:
    found = [taken(database), taken(database), taken(database, DAY + 1)]

    assert found == [1, 2, 1]


def test_a_block_of_numbers_is_kept_free(database: Database) -> None:
    assert [taken(database, count=50), taken(database)] == [1, 51]


def test_two_takers_share_no_number(database: Database) -> None:
    found: list[int] = []

    def take_ten() -> None:
        found.extend(taken(database) for _ in range(10))

    threads = [threading.Thread(target=take_ten) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == list(range(1, 21))
