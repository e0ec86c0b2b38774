"""A message is claimed by one process at a time, and tried until it has left."""

from datetime import timedelta

import pytest

from tests.builders import at
from tests.store.stored import FIRST, SECOND, StoredPlay, publish
from workflow.store import outbox
from workflow.store.database import Database, open_database
from workflow.store.outbox import BACK_OFF, LEASE, MessageStatus, Outgoing

NOW = at("06-08 09:30")


@pytest.fixture
def written(database: Database) -> Database:
    """Two messages of one case: to the reporter, and to the coordinator."""
    publish(database)
    play = StoredPlay(database)
    play.open()
    play.register()
    return database


def claimed(database: Database, now: object = NOW, limit: int = 10) -> list[Outgoing]:
    with database.writing() as connection:
        found = outbox.claim(connection, now, limit)  # type: ignore[arg-type]
        connection.commit()
    return found


def test_claim_gives_what_was_decided(written: Database) -> None:
    first, second = claimed(written)

    assert (first.id, second.id) == ("20260608-000001/2/1", "20260608-000001/3/1")
    assert (first.template, second.template) == ("registered", "new_case")
    assert (first.to_reporter, second.to_reporter) == (True, False)
    assert second.recipient == "wei"
    assert second.facts["case.number"] == "20260608-000001"
    assert second.attempts == 1


def test_claimed_message_is_left_alone_until_lease_ends(written: Database) -> None:
    assert len(claimed(written)) == 2
    assert claimed(written, NOW + LEASE - timedelta(seconds=1)) == []

    again = claimed(written, NOW + LEASE)

    assert [each.attempts for each in again] == [2, 2]


def test_claim_takes_no_more_than_asked(written: Database) -> None:
    assert len(claimed(written, limit=1)) == 1
    assert len(claimed(written, limit=5)) == 1


def test_message_is_not_due_before_its_time(written: Database) -> None:
    assert claimed(written, at("06-08 09:00")) == []


def test_sent_message_is_never_claimed_again(written: Database) -> None:
    first, second = claimed(written)
    with written.writing() as connection:
        outbox.mark_sent(connection, first, "smtp", NOW)
        outbox.mark_sent(connection, second, "console", NOW)
        connection.commit()

    assert claimed(written, NOW + timedelta(days=9)) == []
    with written.reading() as connection:
        sent = outbox.listing(connection, [MessageStatus.SENT])
        assert outbox.counts(connection)[MessageStatus.SENT] == 2
    assert {each.channel for each in sent} == {"smtp", "console"}
    assert {each.sent_at for each in sent} == {NOW}


def test_trouble_puts_off_longer_each_time(written: Database) -> None:
    now, waits = NOW, []
    for _ in BACK_OFF:
        sent = claimed(written, now)[0]
        with written.writing() as connection:
            status = outbox.put_off(connection, sent, now, "smtp", "greylisted")
            connection.commit()
            (stored,) = [
                each
                for each in outbox.listing(connection)
                if each.id == sent.id and status is MessageStatus.WAITING
            ]
        assert stored.next_try_at is not None
        waits.append(stored.next_try_at - now)
        now = stored.next_try_at

    assert tuple(waits) == BACK_OFF


def test_message_is_given_up_after_last_try(written: Database) -> None:
    now, tried = NOW, []
    for wait in (*BACK_OFF, BACK_OFF[-1]):
        worn = claimed(written, now)[0]
        with written.writing() as connection:
            status = outbox.put_off(connection, worn, now, "smtp", "no route")
            connection.commit()
        tried.append((worn.id, status))
        now += wait
    with written.reading() as connection:
        failed = outbox.listing(connection, [MessageStatus.FAILED])

    assert [status for _, status in tried].count(MessageStatus.FAILED) == 1
    assert [(each.id, each.error, each.next_try_at) for each in failed] == [
        (tried[-1][0], "no route", None)
    ]


def test_a_verdict_after_the_lease_changes_nothing(written: Database) -> None:
    late = claimed(written)[0]
    again = claimed(written, NOW + LEASE)[0]
    with written.writing() as connection:
        outbox.mark_sent(connection, again, "smtp", NOW + LEASE)
        outbox.put_off(connection, late, NOW + LEASE, "smtp", "timed out")
        connection.commit()
        stored = outbox.listing(connection, [MessageStatus.SENT])

    assert late.id == again.id
    assert [(each.id, each.next_try_at) for each in stored] == [(late.id, None)]


def test_failed_message_can_be_tried_again(written: Database) -> None:
    first = claimed(written)[0]
    with written.writing() as connection:
        outbox.mark_failed(connection, first, NOW, "smtp", "refused for good")
        assert outbox.retry(connection, first.id, NOW)
        assert not outbox.retry(connection, first.id, NOW)
        connection.commit()

    (again,) = claimed(written)
    assert (again.id, again.attempts) == (first.id, 1)


def test_messages_of_a_case_keep_their_order(written: Database) -> None:
    StoredPlay(written, SECOND).open()
    other = StoredPlay(written, FIRST * 10)
    assert other.number > SECOND

    with written.reading() as connection:
        found = outbox.of_case(connection, "20260608-000001")

    assert [each.template for each in found] == ["registered", "new_case"]


def test_two_processes_claim_different_messages(postgresql_url: str) -> None:
    database = open_database(postgresql_url)
    publish(database)
    play = StoredPlay(database)
    play.open()
    play.register()

    with database.writing() as one, database.writing() as other:
        first = outbox.claim(one, NOW, 1)
        second = outbox.claim(other, NOW, 10)

    assert {each.id for each in first} & {each.id for each in second} == set()
    assert len(first) == len(second) == 1
    database.close()
