"""Quarrels of two departments, and pairs that quarrel again."""

from dataclasses import replace

from tests.builders import at
from tests.domain.patterns.entries import Diary
from workflow.domain.patterns import Quarrel, feuds, quarrels


def pairs(diary: Diary) -> list[tuple[tuple[str, str], int]]:
    return [(each.between, each.entry) for each in quarrels(diary.story)]


def a_quarrel(when: str = "06-08 09:00", case: int = 1) -> Quarrel:
    return Quarrel(between=("roads", "water"), case=case, entry=1, at=at(when))


def a_dispute(number: int, **changes: object) -> dict[str, object]:
    parties = {"disputer": "water", "proposed": ["roads"], "status": "open"}
    return {"number": number, **parties, **changes}


def test_the_next_owner_quarrels_with_who_returned() -> None:
    diary = Diary()
    diary.gives("water")
    diary.returns(owner="water")
    diary.gives("roads")
    diary.returns("water", owner="roads")
    diary.gives("water")

    assert pairs(diary) == [(("roads", "water"), 3), (("roads", "water"), 5)]


def test_a_hand_over_without_return_is_no_quarrel() -> None:
    diary = Diary()
    diary.gives("water", "roads", "water")

    assert pairs(diary) == []


def test_a_return_to_the_same_owner_leads_to_nobody() -> None:
    diary = Diary()
    diary.gives("water")
    diary.returns(owner="water")
    diary.notes(desk="coordinator@water")
    diary.gives("roads")

    assert pairs(diary) == []


def test_a_return_passed_further_back_still_counts() -> None:
    diary = Diary()
    diary.gives("water")
    diary.returns(owner="water")
    diary.notes(returns=2, returned_by=["water"], desk="acceptor@supervision")
    diary.notes(desk="dispatcher@centre")
    diary.gives("roads")

    assert pairs(diary) == [(("roads", "water"), 5)]


def test_a_dispute_counts_once_when_opened() -> None:
    diary = Diary()
    diary.gives("water")
    diary.notes(disputes=[a_dispute(1)])
    diary.notes(disputes=[a_dispute(1, status="ruled")], owner="roads")
    diary.notes(disputes=[a_dispute(2, disputer="roads", proposed=["parks", "water"])])

    assert pairs(diary) == [
        (("roads", "water"), 2),
        (("parks", "roads"), 4),
        (("roads", "water"), 4),
    ]


def test_a_dispute_without_a_proposed_owner_is_nobodys() -> None:
    diary = Diary()
    diary.notes(disputes=[a_dispute(1, proposed=[])])

    assert pairs(diary) == []


def test_two_quarrels_make_a_feud() -> None:
    later, earlier = a_quarrel("06-10 09:00"), a_quarrel("06-09 09:00", 2)
    other = replace(a_quarrel(), between=("parks", "water"))

    (feud,) = feuds([later, other, earlier])

    assert feud.between == ("roads", "water")
    assert feud.quarrels == (earlier, later)
    assert feud.cases == (2, 1)


def test_the_pair_with_most_quarrels_comes_first() -> None:
    parks = replace(a_quarrel(), between=("parks", "water"))

    found = feuds([parks, parks, a_quarrel(), a_quarrel(), a_quarrel()])

    assert [len(each.quarrels) for each in found] == [3, 2]
    assert found[0].cases == (1,)
