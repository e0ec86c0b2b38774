"""Which years of a calendar are known, and until when that lasts."""

from collections.abc import Collection
from datetime import date

_WARNS_FROM = (11, 1)
"""Month and day of the last known year: two months before it ends."""


def years_left_out(published: Collection[int]) -> list[int]:
    """The years that are missing between the first and the last published one."""
    if not published:
        return []
    every = range(min(published), max(published) + 1)
    return [year for year in every if year not in published]


def known_until(published: Collection[int], today: date) -> date | None:
    """The last day of the published years that follow on today's without a gap.

    None where today's own year is not published.
    """
    year = today.year
    if year not in published:
        return None
    while year + 1 in published:
        year += 1
    return date(year, 12, 31)


def runs_out(published: Collection[int], today: date) -> bool:
    """Whether the holidays are known for less than two months from today."""
    last = known_until(published, today)
    return last is None or today >= date(last.year, *_WARNS_FROM)
