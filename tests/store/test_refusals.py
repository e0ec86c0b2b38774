"""Refusals are kept with every reason, whether or not the case exists."""

from dataclasses import replace

from tests.builders import at
from workflow.domain.blockers import BlockerCode, blocker
from workflow.domain.decision import Request
from workflow.store import refusals
from workflow.store.database import Database

ASKED = Request(case=20260608000009, action="accept", actor="wei", via="cli:wei")
WHY = (
    blocker(BlockerCode.NO_SUCH_CASE, case="20260608-000009"),
    blocker(BlockerCode.NO_SUCH_PERSON, person="卫"),
)


def test_refusals_come_newest_first(database: Database) -> None:
    with database.writing() as connection:
        refusals.record(connection, ASKED, WHY, at("06-08 09:00"))
        later = replace(ASKED, action="return")
        refusals.record(connection, later, WHY[:1], at("06-08 10:00"))

        found = refusals.of_case(connection, ASKED.case)

    assert [each.action for each in found] == ["return", "accept"]
    assert found[1] == refusals.Refused(
        at=at("06-08 09:00"),
        case=ASKED.case,
        action="accept",
        actor="wei",
        blockers=WHY,
        via="cli:wei",
    )


def test_refused_report_belongs_to_no_case(database: Database) -> None:
    with database.writing() as connection:
        asked = replace(ASKED, case=0, action="report")
        refusals.record(connection, asked, WHY, at("06-08 09:00"))

        assert refusals.of_case(connection, 0) == []
