"""What fails becomes an incident: tried again, settled by itself, or dismissed."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event

from tests.builders import at
from tests.engine.hall import Hall, changed_city
from workflow.domain.blockers import BlockerCode
from workflow.domain.decision import EntryKind
from workflow.domain.incidents import Incident, IncidentKind, IncidentStatus
from workflow.domain.notices import OutcomeKind
from workflow.domain.remedies import Asking
from workflow.engine.beat import say_alive
from workflow.engine.deliver import try_again
from workflow.engine.incident import dismiss, listing, retry, show
from workflow.engine.results import Refused
from workflow.engine.runtime import Runtime
from workflow.engine.screens import person_key
from workflow.engine.sweep import settle, sweep
from workflow.errors import RungFailedError
from workflow.store import failing, incidents, outbox, timers
from workflow.store.database import open_database
from workflow.store.outbox import MessageStatus
from workflow.store.workers import Worker

BREAK = "UPDATE clock SET next_rung = 'odd' WHERE case_number = :number"
MEND = "UPDATE clock SET next_rung = 'due' WHERE case_number = :number"


def a_broken_rung(hall: Hall) -> int:
    """A case whose first rung, due at half past eight, is none that anybody knows."""
    number = hall.report()
    hall.tamper(BREAK, number=number)
    hall.at("06-08 08:30")
    return number


def every(hall: Hall) -> list[Incident]:
    return listing(hall.runtime, tuple(IncidentStatus))


def the(hall: Hall) -> Incident:
    (found,) = every(hall)
    return found


def asking(hall: Hall, who: str = "郑凯", reason: str = "岗位撤销") -> Asking:
    """The shift leader of the command centre, unless somebody else asks."""
    actor = person_key(hall.runtime, who)
    return Asking(actor=actor, incident=the(hall).id, reason=reason, via="test")


def codes(answer: object) -> list[BlockerCode]:
    assert isinstance(answer, Refused), answer
    return [each.code for each in answer.blockers]


def due(hall: Hall) -> list[int]:
    with hall.runtime.database.choosing() as connection:
        return timers.due_cases(connection, hall.clock(), 50)


def test_a_rung_that_fails_becomes_an_incident(hall: Hall) -> None:
    number = a_broken_rung(hall)

    hall.sweep()

    found = the(hall)
    assert (found.case, found.about, found.due_at) == (
        number,
        "stage:reported.odd",
        at("06-08 08:30"),
    )
    assert (found.status, found.attempts) == (IncidentStatus.RETRYING, 1)
    assert found.next_try_at == at("06-08 08:31")
    assert "'odd' is neither in the city" in found.trouble.en
    assert "都没有 'odd'" in found.trouble.zh


def test_nobody_looks_at_it_before_its_next_try(hall: Hall) -> None:
    number = a_broken_rung(hall)
    hall.sweep()

    assert due(hall) == []
    hall.at("06-08 08:31")
    assert due(hall) == [number]


def test_waits_grow_and_then_a_person_has_to_look(hall: Hall) -> None:
    a_broken_rung(hall)
    seen = []

    for when in ("08:30", "08:31", "08:36", "09:06", "11:06", "16:00"):
        hall.at(f"06-08 {when}")
        hall.sweep()
        found = the(hall)
        seen.append((found.attempts, found.next_try_at))

    assert seen == [
        (1, at("06-08 08:31")),
        (2, at("06-08 08:36")),
        (3, at("06-08 09:06")),
        (4, at("06-08 11:06")),
        (5, None),
        (5, None),
    ]
    assert the(hall).status is IncidentStatus.WAITING
    assert due(hall) == []


@pytest.mark.parametrize(
    "damage",
    ["2026-06-08", "2026-06-08 00:30", "2026-02-30T00:30:00.000000Z", "?"],
    ids=["a day", "no zone", "no such day", "no instant"],
)
def test_a_damaged_instant_comes_to_wait_for_a_person(
    sqlite_hall: Hall, damage: str
) -> None:
    hall = sqlite_hall
    hall.report()
    hall.at("06-08 08:30")
    hall.tamper("UPDATE clock SET next_at = :damage", damage=damage)

    alive = Worker(id="w", host="h", pid=1, started_at=hall.clock())
    for when in ("08:30", "08:31", "08:36", "09:06", "11:06", "16:00"):
        hall.at(f"06-08 {when}")
        hall.sweep()
        say_alive(hall.runtime, alive)

    found = the(hall)
    assert (found.status, found.attempts) == (IncidentStatus.WAITING, 5)
    assert found.due_at == at("06-08 08:30")


def test_a_mended_instant_settles_its_incident(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    number = hall.report()
    hall.at("06-08 08:40")
    (right,) = hall.asked("SELECT next_at FROM clock")
    hall.tamper("UPDATE clock SET next_at = '?'")
    hall.sweep()
    hall.tamper("UPDATE clock SET next_at = :right", right=right[0])

    settle(hall.runtime)
    hall.sweep()

    assert the(hall).status is IncidentStatus.SETTLED
    assert hall.fired(number) == ["stage.due"]


def test_a_rung_that_recovers_settles_its_incident(hall: Hall) -> None:
    number = a_broken_rung(hall)
    hall.sweep()
    hall.tamper(MEND, number=number)
    hall.at("06-08 08:31")

    hall.sweep()

    assert hall.fired(number) == ["stage.due"]
    found = the(hall)
    # The incident speaks of a rung that is no longer the one to come.
    assert (found.status, found.closed_at) == (IncidentStatus.SETTLED, hall.clock())
    assert listing(hall.runtime) == []
    assert hall.differences() == ()


def test_a_case_that_people_moved_on_settles_at_the_next_beat(hall: Hall) -> None:
    number = a_broken_rung(hall)
    hall.sweep()
    hall.tamper(MEND, number=number)
    hall.register()
    assert the(hall).is_open
    alive = Worker(id="w", host="h", pid=1, started_at=hall.clock())

    say_alive(hall.runtime, alive)

    assert the(hall).status is IncidentStatus.SETTLED
    assert settle(hall.runtime) == 0


def test_rungs_before_the_broken_one_still_fire(hall: Hall) -> None:
    number = hall.report()
    hall.register("1")
    hall.tamper(
        "UPDATE clock SET next_rung = 'odd'"
        " WHERE case_number = :number AND name = 'department'",
        number=number,
    )
    hall.at("06-08 10:30")

    swept = hall.sweep()

    assert hall.fired() == ["stage.due", "stage.time_is_up"]
    assert [each.rung for each in swept.fired] == ["due", "time_is_up"]
    assert [(each.clock, each.rung) for each in swept.failed] == [
        ("department:water", "odd")
    ]
    assert the(hall).due_at == hall.case().clocks["department", "water"].next_at


def test_a_rung_that_cannot_be_written_is_found_among_others(hall: Hall) -> None:
    number = hall.report()
    hall.register("1")
    hall.tamper(
        "INSERT INTO firing VALUES (:number, 'promise', '', 1, 'soon', 1, :at, :at, 1)",
        number=number,
        at="2026-06-08T00:30:00.000000Z",
    )
    hall.at("06-08 10:30")

    hall.sweep()

    assert hall.fired()[:3] == ["promise.soon", "stage.due", "stage.time_is_up"]
    assert the(hall).about == "promise.soon"


def test_another_clock_that_falls_due_is_no_further_try(hall: Hall) -> None:
    number = hall.report()
    hall.register("1")
    hall.tamper(
        "UPDATE clock SET next_rung = 'odd'"
        " WHERE case_number = :number AND name = 'stage'",
        number=number,
    )
    for when in ("08:25", "08:26", "08:31", "09:01"):
        hall.at(f"06-08 {when}")
        hall.sweep()
    before = the(hall)
    hall.at("06-08 09:59")

    swept = hall.sweep()

    after = the(hall)
    assert len(swept.failed) == 1
    assert (after.attempts, after.next_try_at) == (before.attempts, before.next_try_at)
    assert due(hall) == []


def test_the_next_occurrence_that_fails_is_another_incident(hall: Hall) -> None:
    number = a_broken_rung(hall)
    for when in ("08:30", "08:31", "08:36", "09:06", "11:06"):
        hall.at(f"06-08 {when}")
        hall.sweep()
    assert due(hall) == []
    # Somebody's step met it after all; it repeats, and fails once more.
    later = "SET next_at = :at, look_at = :at WHERE case_number = :number"
    hall.tamper(
        f"UPDATE clock {later}", number=number, at="2026-06-08T06:00:00.000000Z"
    )
    hall.at("06-08 14:00")

    hall.sweep()

    new, old = every(hall)
    assert (old.status, old.attempts) == (IncidentStatus.SETTLED, 5)
    assert (new.status, new.attempts) == (IncidentStatus.RETRYING, 1)
    assert due(hall) == []
    hall.at("06-08 14:01")
    assert due(hall) == [number]


def test_what_is_settled_holds_no_other_clock_back(hall: Hall) -> None:
    number = a_broken_rung(hall)
    for when in ("08:30", "08:31", "08:36", "09:06", "11:06"):
        hall.at(f"06-08 {when}")
        hall.sweep()
    hall.tamper(
        "UPDATE clock SET next_rung = 'due' WHERE case_number = :number", number=number
    )

    assert settle(hall.runtime) == 1

    assert due(hall) == [number]
    assert hall.sweep().failed == ()


def test_a_state_that_nobody_knows_can_be_passed_over(hall: Hall) -> None:
    number = hall.report()
    hall.tamper(
        "UPDATE clock SET subject = 'nowhere' WHERE case_number = :number",
        number=number,
    )
    hall.at("06-08 08:30")
    hall.sweep()

    answer = dismiss(hall.runtime, asking(hall))

    assert isinstance(answer, Incident)
    assert due(hall) == []


def test_two_workers_make_one_incident(hall: Hall) -> None:
    a_broken_rung(hall)
    start = threading.Barrier(2)
    failed: list[int] = []

    def work() -> None:
        other = open_database(hall.address)
        runtime = Runtime(database=other, files=hall.runtime.files, now=hall.clock)
        start.wait()
        failed.append(len(sweep(runtime).failed))
        other.close()

    pair = [threading.Thread(target=work) for _ in range(2)]
    for each in pair:
        each.start()
    for each in pair:
        each.join()

    assert (the(hall).attempts, sum(failed)) == (1, 1)


def test_who_comes_second_notes_nothing(hall: Hall) -> None:
    a_broken_rung(hall)
    database = hall.runtime.database
    with database.reading() as connection:
        met = failing.first_due(connection, hall.number, hall.clock())
    assert met is not None
    hall.sweep()

    with database.writing() as connection:
        again = failing.fail(connection, met, the(hall).trouble, hall.clock())

    assert (again, the(hall).attempts) == (None, 1)


def test_a_case_that_cannot_be_read_is_an_incident_too(hall: Hall) -> None:
    number = hall.report()
    hall.tamper("UPDATE cases SET body = '{' WHERE number = :number", number=number)
    hall.at("06-08 08:30")

    hall.sweep()

    assert the(hall).about == "stage:reported.due"
    assert due(hall) == []
    assert codes(dismiss(hall.runtime, asking(hall))) == [BlockerCode.CASE_UNREADABLE]


def test_an_instant_that_cannot_be_read_is_noted(sqlite_hall: Hall) -> None:
    number = sqlite_hall.report()
    sqlite_hall.tamper(
        "UPDATE clock SET next_at = 'soon' WHERE case_number = :number", number=number
    )
    sqlite_hall.at("06-08 08:30")

    sqlite_hall.sweep()

    assert the(sqlite_hall).due_at == at("06-08 08:30")
    assert due(sqlite_hall) == []


def test_a_person_is_told_what_stands_in_the_way(hall: Hall) -> None:
    a_broken_rung(hall)

    with pytest.raises(RungFailedError) as told:
        hall.tries("周敏", "note", reason="?")

    assert "stage:reported.odd is due and cannot fire" in told.value.en
    assert "gridcase incident list" in told.value.zh
    assert hall.case().version == 1


def test_a_retry_is_due_at_once(hall: Hall) -> None:
    number = a_broken_rung(hall)
    for when in ("08:30", "08:31", "08:36", "09:06", "11:06"):
        hall.at(f"06-08 {when}")
        hall.sweep()
    assert due(hall) == []

    answer = retry(hall.runtime, asking(hall))

    assert isinstance(answer, Incident)
    assert (answer.status, answer.next_try_at) == (
        IncidentStatus.RETRYING,
        hall.clock(),
    )
    assert due(hall) == [number]
    hall.sweep()
    assert (the(hall).attempts, the(hall).status) == (6, IncidentStatus.WAITING)


def test_nobody_has_nothing_tried_again(hall: Hall) -> None:
    a_broken_rung(hall)
    hall.sweep()
    stranger = Asking(actor="nobody", incident=the(hall).id)

    assert codes(retry(hall.runtime, stranger)) == [BlockerCode.NO_SUCH_PERSON]


def test_a_retry_of_what_was_mended_settles_it(hall: Hall) -> None:
    number = a_broken_rung(hall)
    hall.sweep()
    hall.tamper(MEND, number=number)

    retry(hall.runtime, asking(hall))
    hall.sweep()

    assert hall.fired(number) == ["stage.due"]
    assert the(hall).status is IncidentStatus.SETTLED


def test_a_dismissed_rung_is_passed_over(hall: Hall) -> None:
    number = a_broken_rung(hall)
    hall.sweep()

    answer = dismiss(hall.runtime, asking(hall))

    assert isinstance(answer, Incident)
    assert (answer.status, answer.closed_by, answer.reason) == (
        IncidentStatus.DISMISSED,
        "zheng_kai",
        "岗位撤销",
    )
    entry = hall.entries()[-1]
    assert (entry.kind, entry.actor) == (EntryKind.PASSED_OVER, "zheng_kai")
    assert entry.action == "stage:reported.odd"
    assert entry.request["reason"] == "岗位撤销"
    clock = hall.case().clocks["stage", "reported"]
    assert clock.fired["odd"].count == 1
    assert hall.fired(number) == []
    # What the workflow does know is due now, and the case can move again.
    assert due(hall) == [number]
    hall.sweep()
    assert hall.fired(number) == ["stage.due"]
    hall.register()


def test_history_tells_what_was_passed_over(hall: Hall) -> None:
    hall.report()
    hall.tamper(
        "INSERT INTO firing VALUES"
        " (:number, 'stage', 'reported', 1, 'due', 1, :at, :at, 1)",
        number=hall.number,
        at="2026-06-08T00:30:00.000000Z",
    )
    hall.at("06-08 08:30")
    hall.sweep()

    dismiss(hall.runtime, asking(hall))
    hall.at("06-08 09:30")
    hall.sweep()

    told = [each.action for each in hall.entries()[1:]]
    assert told == ["stage:reported.due", "stage:reported.nag"]
    hall.tamper("DELETE FROM firing WHERE rung = 'due'")
    assert hall.differences() == ()


def test_a_dismissal_lets_the_other_clocks_go_on(hall: Hall) -> None:
    number = hall.report()
    hall.register("1")
    hall.tamper(
        "UPDATE clock SET next_rung = 'odd'"
        " WHERE case_number = :number AND name = 'stage'",
        number=number,
    )
    hall.at("06-08 10:30")
    hall.sweep()
    assert due(hall) == []

    dismiss(hall.runtime, asking(hall))
    hall.sweep()

    assert "promise.overdue" in hall.fired()
    assert "stage.odd" not in hall.fired()


@pytest.mark.parametrize(
    ("who", "reason", "against"),
    [
        ("于洋", "不要了", [BlockerCode.POWER_NOT_HELD]),
        ("谁也不是", "不要了", [BlockerCode.NO_SUCH_PERSON]),
        ("郑凯", "  ", [BlockerCode.MISSING_FIELD]),
        ("于洋", "", [BlockerCode.POWER_NOT_HELD, BlockerCode.MISSING_FIELD]),
    ],
    ids=["a coordinator", "nobody", "without a reason", "both"],
)
def test_a_dismissal_takes_a_power_and_a_reason(
    hall: Hall, who: str, reason: str, against: list[BlockerCode]
) -> None:
    a_broken_rung(hall)
    hall.sweep()
    before = hall.case()

    answer = dismiss(hall.runtime, asking(hall, who, reason))

    assert codes(answer) == against
    assert (the(hall).is_open, hall.case()) == (True, before)
    assert hall.asked("SELECT action FROM refusal") == [("dismiss",)]


def test_a_substitute_has_the_power_while_the_holder_is_away(hall: Hall) -> None:
    a_broken_rung(hall)
    hall.sweep()
    assert codes(dismiss(hall.runtime, asking(hall, "宋超")))

    hall.clock.set(at("10-08 09:00"))

    assert isinstance(dismiss(hall.runtime, asking(hall, "宋超")), Incident)


def test_a_city_without_the_power_lets_nobody_dismiss(
    hall: Hall, tmp_path: Path
) -> None:
    a_broken_rung(hall)
    hall.sweep()
    tied = "  dismiss: [shift_leader of command_centre, section_head of command_centre]"
    changes = {"organisation/posts.yaml": (tied, "  dismiss: []")}
    hall.initialise(changed_city(tmp_path / "powerless", changes))

    answer = dismiss(hall.runtime, asking(hall))

    assert isinstance(answer, Refused)
    assert answer.blockers[0].en == (
        "郑凯 has no power to dismiss; the posts that have it: -."
    )


def test_what_is_closed_cannot_be_closed_again(hall: Hall) -> None:
    a_broken_rung(hall)
    hall.sweep()
    dismiss(hall.runtime, asking(hall))
    # A refusal writes what is due as well; here nothing is left.
    hall.sweep()
    entries = len(hall.entries())

    assert codes(dismiss(hall.runtime, asking(hall))) == [BlockerCode.INCIDENT_CLOSED]
    assert codes(retry(hall.runtime, asking(hall))) == [BlockerCode.INCIDENT_CLOSED]
    assert len(hall.entries()) == entries


@pytest.mark.parametrize("verb", [retry, dismiss])
def test_an_unknown_incident_is_refused(
    hall: Hall, verb: Callable[[Runtime, Asking], Incident | Refused]
) -> None:
    asked = Asking(actor="zheng_kai", incident=7, reason="?")

    assert codes(verb(hall.runtime, asked)) == [BlockerCode.NO_SUCH_INCIDENT]
    assert codes(show(hall.runtime, 7)) == [BlockerCode.NO_SUCH_INCIDENT]


def test_a_rung_that_moved_on_cannot_be_dismissed(hall: Hall) -> None:
    number = a_broken_rung(hall)
    hall.sweep()
    hall.tamper(MEND, number=number)

    answer = dismiss(hall.runtime, asking(hall))

    assert codes(answer) == [BlockerCode.NO_LONGER_DUE]


def test_a_case_that_a_sweeper_holds_is_busy(postgresql_hall: Hall) -> None:
    a_broken_rung(postgresql_hall)
    postgresql_hall.sweep()
    with postgresql_hall.runtime.database.writing() as connection:
        connection.exec_driver_sql("SELECT * FROM cases FOR UPDATE")

        refused = codes(retry(postgresql_hall.runtime, asking(postgresql_hall)))
        also = codes(dismiss(postgresql_hall.runtime, asking(postgresql_hall)))

    assert refused == also == [BlockerCode.TOO_BUSY]


@pytest.mark.parametrize("verb", [retry, dismiss])
def test_a_sweep_that_only_looks_makes_nobody_busy(
    postgresql_hall: Hall, verb: Callable[[Runtime, Asking], Incident | Refused]
) -> None:
    a_broken_rung(postgresql_hall)
    postgresql_hall.sweep()
    asked = asking(postgresql_hall)
    with postgresql_hall.runtime.database.choosing() as looking:
        looking.exec_driver_sql("SELECT * FROM cases FOR UPDATE")

        # It stops looking as soon as the operator has met it once.
        def met(connection: Connection) -> None:
            if connection is not looking and looking.in_transaction():
                looking.rollback()

        event.listen(Engine, "rollback", met)
        try:
            answer = verb(postgresql_hall.runtime, asked)
        finally:
            event.remove(Engine, "rollback", met)

    assert isinstance(answer, Incident)


def declined(hall: Hall, *outcomes: OutcomeKind) -> str:
    """A message to the reporter, and what its channel said; its id."""
    hall.report(email="a@b.example")
    hall.does("周敏", "decline", reason="不属受理范围")
    hall.deliver(*outcomes)
    return hall.messages()[-1].id


def status(hall: Hall, message: str) -> MessageStatus:
    with hall.runtime.database.reading() as connection:
        found = outbox.find(connection, message)
    assert found is not None
    return found.status


def test_a_message_that_is_given_up_is_an_incident(hall: Hall) -> None:
    message = declined(hall, OutcomeKind.FAILED)

    found = the(hall)
    assert (found.kind, found.message) == (IncidentKind.MESSAGE, message)
    assert (found.status, found.attempts) == (IncidentStatus.WAITING, 1)
    assert found.trouble.en.startswith("The message was given up: ")
    assert found.trouble.zh.startswith("消息已放弃：")


def test_a_message_that_comes_through_settles_its_incident(hall: Hall) -> None:
    message = declined(hall, OutcomeKind.FAILED)

    answer = retry(hall.runtime, asking(hall))
    assert isinstance(answer, Incident)
    assert answer.status is IncidentStatus.RETRYING
    hall.deliver()

    assert status(hall, message) is MessageStatus.SENT
    assert the(hall).status is IncidentStatus.SETTLED


def test_a_message_that_fails_again_is_the_same_incident(hall: Hall) -> None:
    message = declined(hall, OutcomeKind.FAILED)
    try_again(hall.runtime, message)
    assert the(hall).status is IncidentStatus.RETRYING

    hall.deliver(OutcomeKind.FAILED)

    assert (the(hall).status, the(hall).attempts) == (IncidentStatus.WAITING, 2)


def test_a_dismissed_message_is_not_sent(hall: Hall) -> None:
    message = declined(hall, OutcomeKind.FAILED)
    retry(hall.runtime, asking(hall))

    answer = dismiss(hall.runtime, asking(hall))

    _, mail = hall.deliver()
    assert isinstance(answer, Incident)
    assert answer.status is IncidentStatus.DISMISSED
    assert status(hall, message) is MessageStatus.DISMISSED
    assert mail.tried == []
    assert hall.differences() == ()


VACANT = "    away: [2026-10-08..2026-10-09]\n    holds:\n      - {post: shift_leader"
"""Zheng Kai leads the shift; nobody else is told that a stage is due."""


def a_vacancy(hall: Hall, tmp_path: Path) -> str:
    """A reminder that had nobody to go to, since the post was vacant; its id."""
    vacant = VACANT.replace("2026-10-08..2026-10-09", "2026-06-01..2026-06-30")
    stood_in = "since: 2024-01-01, substitute: song_chao}"
    changes = {"organisation/people.yaml": (VACANT, vacant)}
    folder = changed_city(tmp_path / "vacant", changes)
    people = folder / "organisation" / "people.yaml"
    written = people.read_text().replace(stood_in, "since: 2024-01-01}")
    # The others of the roster are on leave for longer.
    written = written.replace("    away: [2026-08-17..2026-08-21]\n", "")
    for name in ("gao_yue", "lu_jianping"):
        address = f"    addresses: {{smtp: {name}@changchun.example}}\n"
        assert address in written
        away = f"{address}    away: [2026-06-01..2026-12-31]\n"
        written = written.replace(address, away)
    people.write_text(written)
    hall.initialise(folder)
    hall.report()
    hall.at("06-08 08:30")
    hall.sweep()
    return hall.messages()[-1].id


def test_a_vacant_post_is_an_incident(hall: Hall, tmp_path: Path) -> None:
    message = a_vacancy(hall, tmp_path)

    found = the(hall)
    assert (found.kind, found.message) == (IncidentKind.VACANCY, message)
    assert found.status is IncidentStatus.WAITING
    assert "shift_leader@command_centre" in found.trouble.en
    assert "shift_leader@command_centre" in found.trouble.zh


def test_whoever_holds_the_post_later_is_told(hall: Hall, tmp_path: Path) -> None:
    message = a_vacancy(hall, tmp_path)
    still = retry(hall.runtime, asking(hall))
    assert codes(still) == [BlockerCode.STILL_VACANT]
    hall.at("07-01 09:00")

    answer = retry(hall.runtime, asking(hall))

    assert isinstance(answer, Incident)
    assert answer.status is IncidentStatus.SETTLED
    assert status(hall, message) is MessageStatus.PASSED_ON
    entry = hall.entries()[-1]
    assert (entry.kind, entry.request["message"]) == (EntryKind.TOLD_AGAIN, message)
    assert hall.told()[-1] == ("郑凯", "stage_due")
    assert hall.differences() == ()
    assert hall.deliver()[0].sent == 1


def test_two_operators_tell_the_same_post_once(
    postgresql_hall: Hall, tmp_path: Path
) -> None:
    hall = postgresql_hall
    a_vacancy(hall, tmp_path)
    hall.at("07-01 09:00")
    asked = asking(hall)
    start = threading.Barrier(2)
    answers: list[Incident | Refused] = []

    def work() -> None:
        other = open_database(hall.address)
        runtime = Runtime(database=other, files=hall.runtime.files, now=hall.clock)
        start.wait()
        answers.append(retry(runtime, asked))
        other.close()

    pair = [threading.Thread(target=work) for _ in range(2)]
    for each in pair:
        each.start()
    for each in pair:
        each.join()

    refused = [each for each in answers if isinstance(each, Refused)]
    assert [codes(each) for each in refused] == [[BlockerCode.INCIDENT_CLOSED]]
    assert hall.told().count(("郑凯", "stage_due")) == 1
    assert hall.differences() == ()


def test_a_message_that_is_sent_meanwhile_is_not_dismissed(hall: Hall) -> None:
    message = declined(hall, OutcomeKind.FAILED)
    retry(hall.runtime, asking(hall))
    hall.deliver()

    answer = dismiss(hall.runtime, asking(hall))

    assert codes(answer) == [BlockerCode.INCIDENT_CLOSED]
    assert status(hall, message) is MessageStatus.SENT


def test_a_vacancy_can_be_dismissed(hall: Hall, tmp_path: Path) -> None:
    message = a_vacancy(hall, tmp_path)

    dismiss(hall.runtime, asking(hall))

    assert status(hall, message) is MessageStatus.DISMISSED
    assert listing(hall.runtime) == []
    assert hall.differences() == ()


def test_the_open_incidents_are_found_by_their_index(sqlite_hall: Hall) -> None:
    asked: list[str] = []
    with sqlite_hall.runtime.database.reading() as connection:
        event.listen(
            connection, "before_cursor_execute", lambda *given: asked.append(given[2])
        )
        failing.any_open(connection)
        incidents.counts(connection)
        plans = [_plan(connection.exec_driver_sql, query) for query in list(asked)]

    assert all("ix_incident_open" in plan for plan in plans), plans


def _plan(ask: Callable[..., object], query: str) -> str:
    values = ("rung",) * query.count("?")
    return str(list(ask(f"EXPLAIN QUERY PLAN {query}", values)))  # type: ignore[call-overload]
