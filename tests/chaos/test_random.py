"""Kills at random in a storm of work tear nothing and lose nothing that was told."""

import os
from collections import Counter
from random import Random
from typing import Any

import pytest

from tests.chaos import work
from tests.chaos.conftest import Nursery, sent, told
from tests.chaos.whole import assert_whole
from tests.engine.hall import Hall
from workflow.engine.results import Done
from workflow.store import outbox
from workflow.store.outbox import MessageStatus

KILLS = int(os.environ.get("GRIDCASE_CHAOS", "20"))
"""For each database; `make chaos` sets more."""

STORM = 20
"""Kills of one storm, two at a time; then a new database."""


@pytest.mark.parametrize("storm", range(-(-KILLS // STORM)))
def test_random_kills_leave_nothing_torn(
    nursery: Nursery, hall: Hall, storm: int
) -> None:
    chance = Random(storm)  # noqa: S311 - the same storm again
    kills = min(STORM, KILLS - storm * STORM)

    for seed in range(0, kills, 2):
        hall.later(hours=5)
        pair = range(seed, min(seed + 2, kills))
        orders = [_order(storm * STORM + each, chance) for each in pair]
        assert set(nursery.send(hall, *orders)) == {"killed"}
        assert_whole(hall, keyed=True)
        # Each of the dead had one send in flight at most.
        assert sum(sent(hall).values()) - len(sent(hall)) <= pair[-1] + 1

    _assert_answers_stand(hall)
    _assert_all_leaves(nursery, hall)


def _order(seed: int, chance: Random) -> dict[str, Any]:
    return {"job": "storm", "seed": seed, "after": chance.uniform(0.001, 0.2)}


def _assert_answers_stand(hall: Hall) -> None:
    """What was answered is still true; what was in flight can be asked again."""
    # Whoever comes later looks at a later time, though the dead had clocks that ran.
    hall.later(minutes=1)
    lines = told(hall)
    asks = {line["asked"]["key"]: line["asked"] for line in lines if "asked" in line}
    done = {line["key"]: line["done"] for line in lines if "done" in line}
    refused = {line["key"] for line in lines if "refused" in line}
    assert done
    for key, asked in asks.items():
        if key in refused:
            continue
        # Decisions are told apart by their instants, as they are outside of tests.
        hall.later(seconds=1)
        answer = work.ask(hall.runtime, asked)
        if key in done:
            assert isinstance(answer, Done), answer
            assert answer.repeated
            assert work.answer_of(answer) == done[key]
        elif isinstance(answer, Done):
            again = work.ask(hall.runtime, asked)
            assert isinstance(again, Done)
            assert again.entries == answer.entries
    assert_whole(hall, keyed=True)


def _assert_all_leaves(nursery: Nursery, hall: Hall) -> None:
    """In the end nothing is due and everybody was told."""
    hall.later(hours=5)
    before = sent(hall)
    assert nursery.send(hall, {"job": "sweep"}) == ["done"]
    # What the sweep wrote is due by its watch, which ran on while it worked.
    hall.later(minutes=1)
    assert nursery.send(hall, {"job": "deliver"}) == ["done"]
    with hall.runtime.database.reading() as connection:
        every = outbox.listing(connection, limit=100_000)
    assert {each.status for each in every} == {MessageStatus.SENT}
    assert {each.id for each in every} == set(sent(hall))
    late = sent(hall) - before
    assert late == Counter(set(late))
    assert_whole(hall, keyed=True)
