"""Processes that are at the same work at the same time: each thing is done once."""

from collections import Counter
from typing import Any

from tests.chaos.conftest import Nursery, sent, told
from tests.chaos.whole import assert_whole
from tests.engine.hall import Hall
from workflow.domain.blockers import BlockerCode
from workflow.domain.decision import EntryKind

OFTEN = 20


def _notes(hall: Hall, who: int, **asked: Any) -> list[dict[str, Any]]:
    return [
        {
            "case": hall.number,
            "action": "note",
            "actor": "zhou_min",
            "fields": {"reason": f"{who}-{turn}"},
            "key": f"{who}-{turn}",
            **asked,
        }
        for turn in range(OFTEN)
    ]


def test_no_update_of_two_writers_is_lost(nursery: Nursery, hall: Hall) -> None:
    hall.report()

    fates = nursery.send(
        hall, *({"job": "ask", "asks": _notes(hall, who)} for who in (1, 2))
    )

    assert fates == ["done", "done"]
    done = [line["key"] for line in told(hall) if "done" in line]
    refused = [line["refused"] for line in told(hall) if "refused" in line]
    noted = [
        entry.request["fields"] for entry in hall.entries() if entry.action == "note"
    ]
    assert sorted(done) == sorted(str(each["reason"]) for each in noted)  # type: ignore[index, call-overload]
    assert hall.case().version == 1 + len(done)
    assert len(done) + len(refused) == 2 * OFTEN
    assert all(codes == [BlockerCode.TOO_BUSY.value] for codes in refused)
    assert_whole(hall)


def test_of_two_writers_on_a_version_one_wins(nursery: Nursery, hall: Hall) -> None:
    numbers = [hall.report() for _ in range(OFTEN)]
    asks = {
        who: [
            {**note, "case": number, "expected": 1}
            for number, note in zip(numbers, _notes(hall, who), strict=True)
        ]
        for who in (1, 2)
    }

    fates = nursery.send(hall, *({"job": "ask", "asks": asks[who]} for who in (1, 2)))

    assert fates == ["done", "done"]
    won = [line["done"][0] for line in told(hall) if "done" in line]
    lost = [line["refused"] for line in told(hall) if "refused" in line]
    assert sorted(won) == sorted(numbers)
    assert lost == [[BlockerCode.STALE_VERSION.value]] * OFTEN
    assert {hall.case(number).version for number in numbers} == {2}
    assert_whole(hall)


def test_a_key_of_two_askers_opens_one_case(nursery: Nursery, hall: Hall) -> None:
    asks = [{"key": f"twice-{turn}"} for turn in range(OFTEN)]

    fates = nursery.send(hall, *[{"job": "ask", "asks": asks}] * 2)

    assert fates == ["done", "done"]
    answers = [line for line in told(hall) if "done" in line]
    for ask in asks:
        same = [line for line in answers if line["key"] == ask["key"]]
        assert [line["done"] for line in same] == [same[0]["done"]] * 2
        assert sorted(line["again"] for line in same) == [False, True]
    assert hall.asked("SELECT count(*) FROM cases") == [(OFTEN,)]
    assert_whole(hall, keyed=True)


def test_two_sweepers_fire_each_rung_once(nursery: Nursery, hall: Hall) -> None:
    numbers = []
    for _ in range(60):
        numbers.append(hall.report())
        hall.register()
    hall.later(hours=30)

    fates = nursery.send(hall, {"job": "sweep"}, {"job": "sweep"})

    assert fates == ["done", "done"]
    fired = {tuple(sorted(hall.fired(number))) for number in numbers}
    assert len(fired) == 1
    (each,) = fired
    assert len(set(each)) == len(each) > 3
    assert sum(line["rungs"] for line in told(hall)) == len(each) * len(numbers)
    rungs = [
        entry for entry in hall.entries(numbers[0]) if entry.kind is EntryKind.RUNG
    ]
    assert len(rungs) == len(each)
    assert_whole(hall)


def test_two_senders_send_each_message_once(nursery: Nursery, hall: Hall) -> None:
    for _ in range(15):
        hall.report(email="wang@example.org")
        hall.register()

    fates = nursery.send(hall, {"job": "deliver"}, {"job": "deliver"})

    assert fates == ["done", "done"]
    messages = {
        row[0] for row in hall.asked("SELECT id FROM message WHERE recipient <> ''")
    }
    assert sent(hall) == Counter(messages)
    assert_whole(hall)
