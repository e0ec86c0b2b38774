"""How right a clock goes is told only as far as it can be known."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from tests.engine.hall import Hall
from workflow.engine.beat import drift
from workflow.engine.runtime import Runtime
from workflow.now import now

SECOND = timedelta(seconds=1)


def a_runtime(hall: Hall, asked: int, heard: int) -> Runtime:
    """A process whose clock is so many seconds off when it asks and when it hears."""
    readings: Iterator[datetime] = (now() + off * SECOND for off in (asked, heard))
    return Runtime(
        database=hall.runtime.database,
        files=hall.runtime.files,
        now=lambda: next(readings),
    )


@pytest.mark.parametrize(
    ("asked", "heard", "seconds"),
    [(-5, 5, 0), (60, 90, 60), (-90, -60, -60)],
    ids=["a slow answer", "ahead", "behind"],
)
def test_the_clock_is_off_by_what_is_sure(
    hall: Hall, asked: int, heard: int, seconds: int
) -> None:
    off = drift(a_runtime(hall, asked, heard))

    assert abs(off - seconds * SECOND) < SECOND * (2 if seconds else 0.001)
