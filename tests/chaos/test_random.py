"""Kills at random in a storm of work leave nothing torn."""

import os
from random import Random

from tests.chaos.conftest import Nursery
from tests.chaos.whole import assert_whole
from tests.engine.hall import Hall

KILLS = int(os.environ.get("GRIDCASE_CHAOS", "20"))
"""For each database; `make chaos` sets more."""


def test_random_kills_leave_nothing_torn(nursery: Nursery, hall: Hall) -> None:
    chance = Random(20)  # noqa: S311 - the same storm again

    for seed in range(KILLS):
        hall.later(minutes=7)
        fate = nursery.send(hall, "storm", seed=seed, after=chance.uniform(0.02, 0.25))

        assert fate == "killed"
        assert_whole(hall)
