"""Meetings are kept as facts: what was stored comes back, and happens once."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from tests.builders import at
from tests.engine.fixtures import city_content, hall, postgresql_hall, sqlite_hall
from tests.engine.hall import Hall
from workflow.domain.meeting import (
    Item,
    ItemKind,
    Meeting,
    Resolution,
    Resolved,
    Stage,
)
from workflow.domain.words import Title
from workflow.store import meetings
from workflow.store.database import Connection
from workflow.store.meetings import Fact

__all__ = ["city_content", "hall", "postgresql_hall", "sqlite_hall"]

MONDAY, TUESDAY = at("06-08 09:00"), at("06-09 09:00")


def a_meeting(hall: Hall, connection: Connection) -> Meeting:
    city = hall.runtime.city(connection)
    rule = city.meetings["city"]
    return Meeting(
        number=1,
        rule=rule,
        members=rule.members(city.organisation, date(2026, 6, 8)),
        attendees=("yu_yang",),
        opened_at=MONDAY,
        opened_by="meng_tiejun",
        items=(
            Item(
                number=1,
                kind=ItemKind.QUARREL,
                says=Title(zh="争执", en="A quarrel"),
                cases=(20260608000001,),
                departments=("roads", "water"),
            ),
        ),
    )


def a_task(number: int = 1) -> Resolution:
    return Resolution(
        number=number,
        meeting=1,
        item=1,
        kind=Resolved.TASK,
        department="roads",
        text="划定界线",
        made_at=MONDAY,
        made_by="meng_tiejun",
        due_at=TUESDAY,
        assisting=("water",),
    )


@pytest.fixture
def stored(hall: Hall) -> Hall:
    """A meeting with one task is stored."""
    with hall.runtime.database.writing() as connection:
        meetings.lock(connection)
        assert meetings.add(connection, a_meeting(hall, connection)) == 1
        assert meetings.add_resolution(connection, a_task()) == 1
        connection.commit()
    return hall


def test_a_meeting_comes_back_as_it_was(stored: Hall) -> None:
    with stored.runtime.database.reading() as connection:
        found = meetings.find(connection, 1)
        plain = a_meeting(stored, connection)

        assert found is not None
        assert found.resolutions == (a_task(),)
        assert (found.rule, found.members, found.items) == (
            plain.rule,
            plain.members,
            plain.items,
        )
        assert (found.opened_at, found.stage) == (MONDAY, Stage.OPEN)
        assert meetings.newest(connection, "city") == found
        assert meetings.listing(connection) == [found]
        assert meetings.find(connection, 2) is None
        assert meetings.newest(connection, "village") is None
        assert meetings.draft(connection, 1) == {}


def test_facts_make_up_how_far_it_has_come(stored: Hall) -> None:
    facts = ((Fact.DRAFTED, ""), (Fact.SIGNED, "water"), (Fact.ISSUED, ""))
    stages: list[tuple[Stage, int]] = []
    found: Meeting | None = None
    for kind, subject in facts:
        with stored.runtime.database.writing() as connection:
            meetings.add_fact(
                connection, 1, kind, subject=subject, at=TUESDAY, actor="zou_mingyuan"
            )
            found = meetings.find(connection, 1, lock=True)
            connection.commit()
        assert found is not None
        stages.append((found.stage, len(found.signatures)))

    assert stages == [(Stage.DRAFTED, 0), (Stage.DRAFTED, 1), (Stage.ISSUED, 1)]
    assert found is not None
    assert "water" not in found.unsigned
    assert (found.drafted_by, found.issued_at) == ("zou_mingyuan", TUESDAY)


def test_a_fact_happens_once(stored: Hall) -> None:
    def signs(connection: Connection) -> None:
        given = {"subject": "water", "at": TUESDAY, "actor": "yu_yang"}
        meetings.add_fact(connection, 1, Fact.SIGNED, **given)  # type: ignore[arg-type]

    with stored.runtime.database.writing() as connection:
        signs(connection)
        with pytest.raises(IntegrityError):
            signs(connection)


def test_a_task_is_open_until_it_is_done(stored: Hall) -> None:
    with stored.runtime.database.writing() as connection:
        meetings.add_resolution(connection, a_task(2))
        meetings.add_fact(
            connection,
            1,
            Fact.DONE,
            subject="1",
            at=TUESDAY,
            actor="sun_lei",
            body={"note": "已划定"},
        )
        connection.commit()
    with stored.runtime.database.reading() as connection:
        assert [each.number for each in meetings.open_tasks(connection)] == [2]
        assert [each.number for each in meetings.open_tasks(connection, "city")] == [2]
        assert meetings.open_tasks(connection, "village") == []
        found = meetings.find(connection, 1)
        assert meetings.meeting_of_resolution(connection, 2) == 1
        assert meetings.meeting_of_resolution(connection, 3) is None

    assert found is not None
    done = found.resolutions[0]
    assert (done.done_at, done.done_by, done.note) == (TUESDAY, "sun_lei", "已划定")


def test_only_open_cases_wait_unresolved(stored: Hall) -> None:
    stored.at("06-08 09:00")
    for _ in range(2):
        stored.report(description="井盖破损")
        stored.register("4")
        stored.disputes("于洋", "roads")
        stored.says("孙磊", "decline", ground="claim_conflict")
    stored.at("06-30 09:00")
    stored.sweep()
    joint = stored.case().joint
    assert joint is not None
    people = {"water": "于洋", "roads": "孙磊"}
    for each in joint.members:
        who, photos = people[each.department], stored.photos()
        stored.does(who, "arrive", case=each.case, photos=photos)
        stored.does(who, "finish", case=each.case, result="完成", photos=photos)
    stored.finish("于洋")
    stored.does("宋佳", "pass", finding="already_solved")

    with stored.runtime.database.reading() as connection:
        found = meetings.unresolved(connection)

    assert [(number, dispute.number) for number, _, dispute in found] == [
        (stored.number - 1, 1)
    ]
