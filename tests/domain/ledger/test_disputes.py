"""The time of a dispute is charged to whoever lost it, and provisional until then."""

from collections.abc import Sequence

import pytest

from tests.builders import a_definition, at
from tests.domain.ledger.written import a_dispute, a_report, an_entry, faults
from workflow.domain.case import Json
from workflow.domain.decision import Entry
from workflow.domain.ledger import Ground, Role, Span, spans_of

OWNED: dict[str, Json] = {
    "state": "assigned",
    "owner": "water",
    "desk": "coordinator@water",
}


def disputed(**ends: str) -> list[Entry]:
    """Water disputes a case at ten, and it lies with a judge until noon."""
    entries = [
        a_report("06-08 09:00"),
        an_entry(2, "06-08 09:30", **OWNED),
        an_entry(
            3, "06-08 10:00", state="registered", desk="judge@2201", also=a_dispute()
        ),
    ]
    if ends:
        ended = a_dispute(1, **{"closed_at": "06-08 12:00", **ends})
        owner = ends.get("lead", "") or "water"
        entries.append(
            an_entry(
                4,
                "06-08 12:00",
                state="handling",
                owner=owner,
                desk=f"coordinator@{owner}",
                also=ended,
            )
        )
    return entries


def told(entries: Sequence[Entry], now: str = "06-08 13:00") -> tuple[Span, ...]:
    found = spans_of(entries, a_definition(), at(now))
    assert faults(found, entries, at(now)) == []
    return found


def test_an_open_dispute_is_the_owners_for_now() -> None:
    found = told(disputed())[-1]

    assert (found.unit, found.role) == ("water", Role.DISPUTE)
    assert (found.provisional, found.reason) == (True, Ground.OPEN)
    assert (found.start, found.dispute) == (at("06-08 10:00"), 1)


@pytest.mark.parametrize(
    ("status", "lost_by", "lead"),
    [
        pytest.param("ruled", "water", "water", id="ruled against the disputer"),
        pytest.param("ruled", "roads", "roads", id="ruled for the disputer"),
        pytest.param("accepted", "roads", "roads", id="accepted"),
        pytest.param("withdrawn", "water", "", id="withdrawn"),
    ],
)
def test_whoever_lost_is_charged_with_all_of_it(
    status: str, lost_by: str, lead: str
) -> None:
    found = told(disputed(status=status, lost_by=lost_by, lead=lead))

    lost = [each for each in found if each.role is Role.DISPUTE]
    assert [(each.unit, each.start, each.end) for each in lost] == [
        (lost_by, at("06-08 10:00"), at("06-08 12:00"))
    ]
    assert (lost[0].provisional, lost[0].reason) == (False, Ground.LOST)
    assert (found[-1].unit, found[-1].role) == (lead or "water", Role.OWNER)


@pytest.mark.parametrize("status", ["unresolved", "moot"])
def test_where_nobody_lost_the_owner_is_charged(status: str) -> None:
    found = told(disputed(status=status))[-2]

    assert (found.unit, found.reason) == ("water", Ground.SETTLED)
    assert not found.provisional


def test_it_begins_when_it_was_opened_not_when_a_state_was_entered() -> None:
    entries = disputed()[:2]
    entries.append(an_entry(3, "06-08 11:00", also=a_dispute(opened_at="06-08 10:30")))

    found = told(entries)

    assert [(each.role, each.end) for each in found[-2:]] == [
        (Role.OWNER, at("06-08 10:30")),
        (Role.DISPUTE, at("06-08 13:00")),
    ]
    assert {each.state for each in found[-2:]} == {"assigned"}


def test_owners_in_a_dispute_are_charged_one_by_one() -> None:
    entries = disputed()
    entries.append(an_entry(4, "06-08 11:00", owner="roads"))

    assert [each.unit for each in told(entries)[-2:]] == ["water", "roads"]


def test_each_of_two_disputes_has_its_loser() -> None:
    entries = disputed(status="ruled", lost_by="roads", lead="roads")
    again: dict[str, str] = {"opened_at": "06-08 12:30", "disputer": "roads"}
    ended = {"status": "ruled", "lost_by": "water", "closed_at": "06-08 12:45"}
    entries.append(an_entry(5, "06-08 12:30", also=a_dispute(2, **again)))
    entries.append(an_entry(6, "06-08 12:45", also=a_dispute(2, **again, **ended)))

    lost = [each for each in told(entries) if each.role is Role.DISPUTE]

    assert [(each.dispute, each.unit) for each in lost] == [(1, "roads"), (2, "water")]


def test_a_dispute_ends_with_the_life_of_its_case() -> None:
    entries = disputed()
    entries.append(an_entry(4, "06-08 11:00", state="closed", final="solved", desk=""))

    assert told(entries)[-1].end == at("06-08 11:00")


def test_a_dispute_without_owner_is_the_desks() -> None:
    entries = [a_report("06-08 09:00", also=a_dispute(opened_at="06-08 09:00"))]

    found = told(entries)[-1]

    assert (found.unit, found.provisional) == ("centre", True)
