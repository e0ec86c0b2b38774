"""The outbox: every message is sent, put off or listed, and none is lost."""

from pathlib import Path

import pytest

from tests.builders import at
from tests.engine.hall import Hall, changed_city
from tests.fakes import FakeNotifier
from workflow.domain.case import number_text
from workflow.domain.notices import Notice, Outcome, OutcomeKind
from workflow.engine.deliver import Delivered, deliver
from workflow.store import outbox
from workflow.store.outbox import BACK_OFF, LEASE, MessageStatus

SENT, LATER, FAILED = OutcomeKind.SENT, OutcomeKind.LATER, OutcomeKind.FAILED


@pytest.fixture
def dispatched(hall: Hall) -> Hall:
    """A case of water: its coordinator and its reporter are to be told."""
    hall.report(reporter="李明", email="li.ming@mail.example")
    hall.later(minutes=5)
    hall.register()
    return hall


def _listed(hall: Hall, status: MessageStatus) -> list[tuple[str, str]]:
    with hall.runtime.database.reading() as connection:
        found = outbox.listing(connection, [status])
    return [(each.template, each.error) for each in found]


def test_messages_are_sent_to_their_addresses(dispatched: Hall) -> None:
    delivered, mail = dispatched.deliver()

    assert delivered == Delivered(sent=2)
    assert [
        (notice.recipient.name, notice.recipient.addresses["smtp"])
        for notice in mail.sent
    ] == [("李明", "li.ming@mail.example"), ("于洋", "yu_yang@changchun.example")]
    assert mail.sent[1].id == f"{dispatched.number}"[:8] + "-000001/3/1"
    assert mail.sent[1].created_at == at("06-08 08:05")


def test_a_message_is_sent_once_only(dispatched: Hall) -> None:
    dispatched.deliver()
    dispatched.later(days=3)

    delivered, mail = dispatched.deliver()

    assert (delivered, mail.tried) == (Delivered(), [])
    sent = dispatched.messages()[0]
    assert (sent.status, sent.channel, sent.sent_at) == (
        MessageStatus.SENT,
        "smtp",
        at("06-08 08:05"),
    )


def test_passing_trouble_is_tried_again_later(dispatched: Hall) -> None:
    delivered, first = dispatched.deliver(LATER, SENT)
    at_once, _ = dispatched.deliver()
    dispatched.clock.set(dispatched.clock() + BACK_OFF[0])

    again, second = dispatched.deliver()

    assert (delivered, at_once, again) == (
        Delivered(sent=1, later=1),
        Delivered(),
        Delivered(sent=1),
    )
    assert second.sent[0].id == first.tried[0].id


def test_a_message_is_given_up_after_the_last_try(dispatched: Hall) -> None:
    tries = 0
    for wait in BACK_OFF:
        delivered, mail = dispatched.deliver(LATER, LATER)
        tries += len(mail.tried)
        assert delivered == Delivered(later=2)
        dispatched.clock.set(dispatched.clock() + wait)

    last, _ = dispatched.deliver(LATER, LATER)
    dispatched.later(days=30)

    assert (tries, last) == (12, Delivered(failed=2))
    assert dispatched.deliver()[0] == Delivered()
    assert sorted(_listed(dispatched, MessageStatus.FAILED)) == [
        ("new_case", "The script says later."),
        ("registered", "The script says later."),
    ]


def test_a_message_given_up_can_be_tried_again(dispatched: Hall) -> None:
    dispatched.deliver(FAILED, FAILED)
    identity = dispatched.messages()[0].id
    with dispatched.runtime.database.writing() as connection:
        outbox.retry(connection, identity, dispatched.clock())
        connection.commit()

    delivered, mail = dispatched.deliver()

    assert delivered == Delivered(sent=1)
    assert [notice.id for notice in mail.sent] == [identity]


def test_what_a_dead_process_had_claimed_is_sent(dispatched: Hall) -> None:
    with dispatched.runtime.database.writing() as connection:
        claimed = outbox.claim(connection, dispatched.clock(), 10)
        connection.commit()
    during, _ = dispatched.deliver()
    dispatched.clock.set(dispatched.clock() + LEASE)

    after, mail = dispatched.deliver()

    assert (during, after) == (Delivered(), Delivered(sent=2))
    assert {notice.id for notice in mail.sent} == {each.id for each in claimed}


def test_a_limit_leaves_the_rest_waiting(dispatched: Hall) -> None:
    notifiers = {"smtp": FakeNotifier(name="smtp")}

    first = deliver(dispatched.runtime, notifiers, limit=1)
    second = deliver(dispatched.runtime, notifiers, limit=1)

    assert (first, second) == (Delivered(sent=1), Delivered(sent=1))


def test_a_vacant_post_is_listed(hall: Hall, tmp_path: Path) -> None:
    hall.initialise(
        changed_city(
            tmp_path / "definitions",
            {
                "organisation/people.yaml": (
                    "{post: coordinator, of: water, since: 2024-01-01,",
                    "{post: coordinator, of: water, since: 2027-01-01,",
                )
            },
        )
    )
    hall.report(email="a@b.example")

    hall.register()

    hall.deliver()
    assert _listed(hall, MessageStatus.NO_RECIPIENT) == [("new_case", "")]
    assert [(each.recipient, each.post) for each in hall.messages()][1] == (
        "",
        "coordinator@water",
    )


def test_a_template_that_fails_is_listed_alone(dispatched: Hall) -> None:
    forged = dispatched.forge("新案件 {{ case.number }}", "新案件 {{ loop() }}")
    change = "UPDATE message SET {} = :value WHERE template = :template"
    dispatched.tamper(change.format("definition"), value=forged, template="new_case")
    dispatched.tamper(change.format("template"), value="lost", template="registered")
    dispatched.report(email="a@b.example")
    dispatched.does("周敏", "decline", reason="重复反映")

    delivered, mail = dispatched.deliver()

    assert delivered == Delivered(sent=1, failed=2)
    assert [notice.recipient.addresses for notice in mail.sent] == [
        {"smtp": "a@b.example"}
    ]
    failed = dict(_listed(dispatched, MessageStatus.FAILED))
    assert failed["lost"] == "The workflow of the case has no template lost."
    assert failed["new_case"].startswith("Template new_case cannot be rendered: ")


def test_a_message_without_its_workflow_stops_nobody(dispatched: Hall) -> None:
    dispatched.tamper(
        "UPDATE message SET definition = 'gone' WHERE template = 'new_case'"
    )

    delivered, _ = dispatched.deliver()

    assert delivered == Delivered(sent=1, failed=1)
    assert _listed(dispatched, MessageStatus.FAILED) == [
        ("new_case", "No workflow gone has been published in this database.")
    ]


def test_a_recipient_without_address_is_listed(hall: Hall) -> None:
    hall.report()
    hall.does("周敏", "decline", reason="不属受理范围")

    delivered, mail = hall.deliver()

    assert (delivered, mail.tried) == (Delivered(nobody=1), [])
    assert _listed(hall, MessageStatus.NO_RECIPIENT) == [
        ("declined", "The recipient gave no address, so nobody could be told.")
    ]


def test_a_message_for_a_channel_elsewhere_waits(hall: Hall) -> None:
    hall.report(email="a@b.example")
    hall.does("周敏", "decline", reason="不属受理范围")

    delivered = deliver(hall.runtime, {"webhook": FakeNotifier(name="webhook")})

    assert delivered == Delivered(later=1)
    assert [each.status for each in hall.messages()] == [MessageStatus.WAITING]


class _Broken:
    """A channel that breaks its word."""

    name = "smtp"

    def send(self, notice: Notice) -> Outcome:
        raise RuntimeError(notice.id)


def test_a_channel_that_raises_holds_nobody_up(dispatched: Hall) -> None:
    delivered = deliver(dispatched.runtime, {"smtp": _Broken()})

    assert delivered == Delivered(later=2)


def test_the_console_needs_no_address(hall: Hall) -> None:
    hall.report()
    hall.does("周敏", "decline", reason="不属受理范围")
    console = FakeNotifier(name="console")

    delivered = deliver(hall.runtime, {"console": console})

    assert delivered == Delivered(sent=1)
    assert "理由：不属受理范围" in console.sent[0].text


def test_a_message_speaks_the_recipient_s_language(hall: Hall, tmp_path: Path) -> None:
    hall.initialise(
        changed_city(
            tmp_path / "definitions",
            {
                "organisation/people.yaml": (
                    "name: 于洋",
                    "name: 于洋\n    language: en",
                )
            },
        )
    )
    hall.report()
    hall.register()
    hall.later(hours=12)
    hall.sweep()

    _, mail = hall.deliver()

    spoken = {notice.recipient.name: notice.subject for notice in mail.sent}
    assert spoken["于洋"].isascii()
    assert "案件" in spoken["何丽"]


def test_a_message_uses_the_words_of_its_definition(hall: Hall, tmp_path: Path) -> None:
    number = hall.report()
    hall.later(minutes=1)
    hall.initialise(
        changed_city(
            tmp_path / "definitions",
            {"templates/new_case.yaml": ('zh: "', 'zh: "【新】')},
        )
    )
    hall.report()
    hall.register()
    hall.register(case=number)

    _, mail = hall.deliver()

    subjects = {
        notice.case: notice.subject
        for notice in mail.sent
        if notice.recipient.name == "于洋"
    }
    assert not subjects[number_text(number)].startswith("【新】")
    assert subjects[number_text(hall.number)].startswith("【新】")
