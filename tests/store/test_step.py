"""A step is written whole or not at all, and read back as it was decided."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, insert, select

from tests.builders import at
from tests.store.stored import (
    FIRST,
    SECOND,
    THIRD,
    StoredPlay,
    publish,
    read,
    row_counts,
)
from workflow.domain.bodies import body_json
from workflow.domain.case import Fired
from workflow.domain.decision import Attachment, Decision, Firing, Personal, Report
from workflow.domain.effects import clock_json, fold
from workflow.errors import AlreadyRecordedError, UnstorableTextError
from workflow.store import chain, history, keys, reference, step, tables
from workflow.store.database import Database, open_database
from workflow.store.encoding import canonical, decode
from workflow.store.keys import RequestKey, SourceStep
from workflow.store.marks import marks_from
from workflow.store.restore import clock_from


@pytest.fixture
def play(database: Database) -> StoredPlay:
    publish(database)
    return StoredPlay(database)


def live_through(play: StoredPlay) -> None:
    """From the report over a sweep, a return and a pause to the close, and again."""
    play.open()
    play.register()
    play.act("06-08 09:20", "return", "wei", reason="not ours")
    play.act("06-08 09:30", "dispatch", "dan", owner="roads")
    play.act("06-08 09:40", "accept", "rob")
    play.act("06-08 10:00", "hold", "rob", until_day="2026-06-09")
    play.act("06-08 10:30", "resume", "rob")
    play.sweep("06-08 15:10")
    play.act("06-08 15:20", "finish", "rob", result="a new cover")
    play.act("06-08 15:30", "pass", "ina")
    play.act("06-09 09:00", "reopen", "reporter", reason="gone again")


def test_read_case_equals_case_decided(play: StoredPlay) -> None:
    play.open()
    play.register()

    assert read(play.database) == play.case


def test_every_step_of_a_life_reads_back(play: StoredPlay) -> None:
    live_through(play)

    with play.database.reading() as connection:
        told = history.chained(connection, FIRST)

    assert play.case.cycle == 2
    assert read(play.database) == play.case
    assert fold(FIRST, told).case == play.case


def test_chain_of_a_life_is_whole(play: StoredPlay) -> None:
    live_through(play)

    with play.database.reading() as connection:
        sealed = history.sealed(connection, FIRST)

    assert chain.first_broken(sealed) is None
    assert sealed[-1].hash == play.case.head
    assert [entry.number for entry in sealed] == list(range(1, play.case.version + 1))


def test_core_reads_what_the_driver_wrote(play: StoredPlay) -> None:
    live_through(play)
    case = play.case
    promise = case.clocks["promise", ""]

    with play.database.reading() as connection:
        row = connection.execute(select(tables.cases)).one()
        clocks = connection.execute(select(*tables.CLOCK_FACTS)).all()
        entries = connection.execute(select(tables.history)).all()

    same = {each.name for each in tables.cases.c} - {"due_at", "marks", "body"}
    assert {name: getattr(row, name) for name in same} == {
        name: getattr(case, name) for name in same
    }
    assert row.due_at == promise.due_at
    assert marks_from(row.marks) == case.marks
    assert decode(row.body) == body_json(case)
    stored = {(c.name, c.subject, c.cycle): clock_from(c) for c in clocks}
    assert {key: stored[*key, c.cycle] for key, c in case.clocks.items()} == case.clocks
    assert {entry.at for entry in entries} == {
        entry.at for decided in play.decisions for entry in decided.entries
    }


def test_driver_reads_what_core_wrote(play: StoredPlay) -> None:
    live_through(play)
    with play.database.writing() as connection:
        copied = {
            table: connection.execute(select(table)).mappings().all()
            for table in (tables.cases, tables.clock)
        }
        for table in (tables.clock, tables.history, tables.message, tables.firing):
            connection.execute(table.delete())
        for name in ("report", "personal"):
            connection.execute(tables.metadata.tables[name].delete())
        connection.execute(tables.cases.delete())
        for table, rows in copied.items():
            connection.execute(insert(table), [dict(row) for row in rows])
        connection.commit()

    assert read(play.database) == play.case


def test_unknown_case_reads_as_none(database: Database) -> None:
    with database.reading() as connection:
        assert step.read(connection, FIRST) is None


def test_reading_tells_the_citys_revision(play: StoredPlay) -> None:
    play.open()
    with play.database.writing() as connection:
        before = step.read(connection, FIRST)
        added = reference.add(
            connection, {"places": "{}"}, at=at("06-08 08:00"), by="ina"
        )
        after = step.read(connection, FIRST)

    assert before is not None
    assert before.revision == 0
    assert after is not None
    assert after.revision == added["places"]


def test_latest_cycle_of_a_clock_is_read(play: StoredPlay) -> None:
    live_through(play)

    with play.database.reading() as connection:
        stored = connection.execute(
            select(tables.clock.c.cycle).where(tables.clock.c.name == "promise")
        ).scalars()

        assert sorted(stored) == [1, 2]
    assert read(play.database).clocks["promise", ""].cycle == 2


def test_fired_rungs_read_back_with_anchors(play: StoredPlay) -> None:
    decided = play.decide_report()
    fired = {"soon": Fired(count=2, anchor=at("06-08 09:00"))}
    clock = replace(decided.clocks[0], fired=fired, provisional=True)
    case = replace(decided.case, clocks={clock.key: clock})

    play.write(replace(decided, case=case, clocks=(clock,)))

    assert read(play.database).clocks == {clock.key: clock}


def test_moved_version_is_a_conflict(play: StoredPlay) -> None:
    play.open()
    late = play.decide(
        "06-08 09:11", "register", "ann", category="C0101", condition="3"
    )
    play.register()
    with play.database.reading() as connection:
        before = row_counts(connection)

    with play.database.stepping() as connection:
        written = step.write(connection, [late])

    assert written.conflicts == (FIRST,)
    assert written.heads == {}
    with play.database.reading() as connection:
        assert row_counts(connection) == before
    assert read(play.database) == play.case


@pytest.mark.parametrize("together", [False, True], ids=["one by one", "in one batch"])
def test_conflict_leaves_the_other_cases(database: Database, *, together: bool) -> None:
    publish(database)
    plays = [StoredPlay(database, number) for number in (FIRST, SECOND, THIRD)]
    for each in plays:
        each.open()
    decided = [
        each.decide("06-08 09:11", "register", "ann", category="C0101", condition="3")
        for each in plays
    ]
    plays[1].register()

    conflicts = written_all(database, decided, together=together)

    assert conflicts == {SECOND}
    assert [read(database, each.number).condition for each in plays] == ["3", "2", "3"]


def written_all(
    database: Database, decided: Sequence[Decision], *, together: bool
) -> set[int]:
    parts = [decided] if together else [[each] for each in decided]
    conflicts: set[int] = set()
    for part in parts:
        with database.writing() as connection:
            conflicts.update(step.write(connection, part).conflicts)
            connection.commit()
    return conflicts


def test_batch_writes_the_rows_of_single_steps(database: Database) -> None:
    publish(database)
    alone, first, second = (StoredPlay(database, n) for n in (FIRST, SECOND, THIRD))
    alone.open()
    alone.register()
    opened = [each.decide_report() for each in (first, second)]
    write_together(database, [first, second], opened)
    registered = [
        each.decide("06-08 09:10", "register", "ann", category="C0101", condition="2")
        for each in (first, second)
    ]
    write_together(database, [first, second], registered)

    with database.reading() as connection:
        rows = {number: all_rows(connection, number) for number in (FIRST, SECOND)}

    assert rows[FIRST] == rows[SECOND]
    assert set(rows[FIRST]) > {"history", "clock", "message", "personal", "report"}
    assert read(database, THIRD) == second.case


def write_together(
    database: Database, plays: Sequence[StoredPlay], decided: Sequence[Decision]
) -> None:
    with database.writing() as connection:
        written = step.write(connection, decided)
        connection.commit()
    assert written.conflicts == ()
    for play, decision in zip(plays, decided, strict=True):
        play.take(decision)
        play.case = replace(decision.case, head=written.heads[play.number])


def all_rows(connection: Connection, number: int) -> dict[str, list[str]]:
    """Every row of a case as text in which neither its number nor a hash stands."""
    found: dict[str, list[str]] = {}
    hyphened = f"{str(number)[:8]}-{str(number)[8:]}"
    for table in tables.metadata.sorted_tables:
        key = "number" if table is tables.cases else "case_number"
        if key not in table.c:
            continue
        columns = [each for each in table.c if each.name not in ("hash", "head")]
        rows = connection.execute(select(*columns).where(table.c[key] == number))
        lines = [str(tuple(row)) for row in rows]
        bare = [each.replace(hyphened, "N").replace(str(number), "N") for each in lines]
        if bare:
            found[table.name] = sorted(bare)
    return found


def test_two_writers_never_lose_a_step(play: StoredPlay) -> None:
    play.open()
    play.register()
    play.act("06-08 09:20", "accept", "wei")
    started = play.case.version
    rounds = 12
    failures: list[BaseException] = []

    def write(name: str) -> None:
        try:
            for turn in range(rounds):
                while not hold_or_resume(play.database, f"{name} {turn}"):
                    pass
        except BaseException as error:  # noqa: BLE001 - shown by the test's thread
            failures.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert read(play.database).version == started + 2 * rounds
    with play.database.reading() as connection:
        sealed = history.sealed(connection, FIRST)
    assert chain.first_broken(sealed) is None
    assert len(sealed) == started + 2 * rounds


def hold_or_resume(database: Database, reason: str) -> bool:
    """Take whichever of the two is possible; False if somebody was faster."""
    play = StoredPlay(database)
    with database.stepping() as connection:
        found = step.read(connection, FIRST)
        assert found is not None
        play.case, play.decisions = found.case, [play.decide_report()]
        decided = (
            play.decide("06-08 10:00", "resume", "wei")
            if found.case.state == "waiting"
            else play.decide("06-08 10:00", "hold", "wei", until_day="2026-06-09")
        )
        entry = replace(decided.entries[0], actor=reason)
        written = step.write(connection, [replace(decided, entries=(entry,))])
    return not written.conflicts


def test_leaving_without_commit_leaves_nothing(play: StoredPlay) -> None:
    with play.database.reading() as connection:
        before = row_counts(connection)

    with play.database.writing() as connection:
        step.write(connection, [play.decide_report()])

    with play.database.reading() as connection:
        assert row_counts(connection) == before


def test_an_error_after_writing_undoes_it(play: StoredPlay) -> None:
    decided = play.decide_report()

    with pytest.raises(RuntimeError, match="after the write"):
        write_and_fail(play.database, decided)

    with play.database.reading() as connection:
        assert step.read(connection, FIRST) is None


def write_and_fail(database: Database, decided: Decision) -> None:
    with database.writing() as connection:
        step.write(connection, [decided])
        raise RuntimeError("after the write")


def test_opening_a_taken_number_is_an_error(play: StoredPlay) -> None:
    play.open()
    again = StoredPlay(play.database).decide_report("06-08 09:05")

    with pytest.raises(AlreadyRecordedError), play.database.stepping() as connection:
        step.write(connection, [again])

    assert read(play.database) == play.case


def a_key(**changes: object) -> RequestKey:
    key = RequestKey(
        key="k-1", content="c", case=FIRST, entry=1, at=at("06-08 09:00"), first_entry=1
    )
    return replace(key, **changes)  # type: ignore[arg-type]


def test_request_key_is_stored_with_its_step(play: StoredPlay) -> None:
    with play.database.stepping() as connection:
        step.write(connection, [play.decide_report()], keys=[a_key()])

    with play.database.reading() as connection:
        assert keys.find(connection, "k-1") == a_key()
        assert keys.find(connection, "k-2") is None


def test_used_key_undoes_the_whole_step(play: StoredPlay) -> None:
    with play.database.stepping() as connection:
        step.write(connection, [play.decide_report()], keys=[a_key()])
    second = StoredPlay(play.database, SECOND).decide_report()

    with pytest.raises(AlreadyRecordedError), play.database.stepping() as connection:
        step.write(connection, [second], keys=[a_key(case=SECOND)])

    with play.database.reading() as connection:
        assert step.read(connection, SECOND) is None


def test_text_that_cannot_be_stored_is_named(postgresql_url: str) -> None:
    database = open_database(postgresql_url)
    publish(database)
    decided = StoredPlay(database).decide_report(description="cut\0here")

    with pytest.raises(UnstorableTextError), database.stepping() as connection:
        step.write(connection, [decided])

    with database.reading() as connection:
        assert step.read(connection, FIRST) is None
    database.close()


def test_keys_are_pruned_by_age(play: StoredPlay) -> None:
    old, young = a_key(), a_key(key="k-2", at=at("06-20 09:00"))
    with play.database.writing() as connection:
        step.write(connection, [play.decide_report()], keys=[old, young])
        pruned = keys.prune(connection, at("06-09 09:00"))

        assert pruned == 1
        assert keys.find(connection, "k-2") == young


def test_imported_record_is_taken_over_once(play: StoredPlay) -> None:
    record = SourceStep(
        source="hotline", external_id="7", step="report", case=FIRST, entry=1
    )
    with play.database.stepping() as connection:
        step.write(connection, [play.decide_report()], sources=[record])

    with play.database.reading() as connection:
        known = keys.taken_over(connection, "hotline", ["7", "8"])
    assert known == {("7", "report"): FIRST}
    second = StoredPlay(play.database, SECOND).decide_report()
    with pytest.raises(AlreadyRecordedError), play.database.stepping() as connection:
        step.write(connection, [second], sources=[replace(record, case=SECOND)])


def test_rarer_parts_of_a_step_are_stored(play: StoredPlay) -> None:
    play.open()
    other = StoredPlay(play.database, SECOND)
    other.open()
    extra = replace(
        play.decide("06-08 09:10", "register", "ann", category="C0101", condition="2"),
        personal=(Personal(entry=2, field="phone", value="139", salt="s"),),
        attachments=(
            Attachment(
                entry=2,
                field="photos",
                position=0,
                digest="f" * 64,
                media_type="image/jpeg",
                size=3_000_000_000,
                name="盖.jpg",
            ),
        ),
        reports=(
            Report(
                id="20260608-000001/2",
                opened=FIRST,
                channel="app",
                at=at("06-08 09:10"),
            ),
        ),
        firings=(
            Firing(
                clock="promise",
                subject="",
                cycle=1,
                rung="soon",
                occurrence=1,
                due_at=at("06-08 09:00"),
                entry=2,
            ),
        ),
        moved=("20260608-000002/1",),
    )

    play.write(extra)

    with play.database.reading() as connection:
        behind = connection.execute(
            select(tables.report.c.id, tables.report.c.behind).order_by("id")
        ).all()
        photo = connection.execute(select(tables.attachment)).one()
        fired = connection.execute(select(tables.firing)).one()
        phones = connection.execute(
            select(tables.personal.c.value).where(tables.personal.c.field == "phone")
        ).scalars()
        assert list(phones) == ["139"]
    assert [tuple(row) for row in behind] == [
        ("20260608-000001/1", FIRST),
        ("20260608-000001/2", FIRST),
        ("20260608-000002/1", FIRST),
    ]
    assert (photo.size, photo.name) == (3_000_000_000, "盖.jpg")
    assert fired.fired_at - fired.due_at == timedelta(minutes=10)


def test_an_occurrence_fires_only_once(play: StoredPlay) -> None:
    firing = Firing(
        clock="promise",
        subject="",
        cycle=1,
        rung="soon",
        occurrence=1,
        due_at=at("06-08 09:00"),
        entry=1,
    )
    play.write(replace(play.decide_report(), firings=(firing,)))
    again = play.decide(
        "06-08 09:10", "register", "ann", category="C0101", condition="2"
    )
    again = replace(again, firings=(replace(firing, entry=2),))

    with pytest.raises(AlreadyRecordedError), play.database.stepping() as connection:
        step.write(connection, [again])

    assert read(play.database) == play.case


def test_messages_wait_or_lack_a_recipient(play: StoredPlay) -> None:
    play.open()
    decided = play.decide(
        "06-08 09:10", "register", "ann", category="C0101", condition="2"
    )
    vacant = replace(decided.messages[1], recipient="")
    play.write(replace(decided, messages=(decided.messages[0], vacant)))

    with play.database.reading() as connection:
        rows = connection.execute(
            select(tables.message).order_by(tables.message.c.id)
        ).all()

    assert [(row.status, row.next_try_at) for row in rows] == [
        ("waiting", at("06-08 09:10")),
        ("no_recipient", None),
    ]
    assert [row.facts for row in rows] == [
        canonical(each.facts) for each in decided.messages
    ]


def test_many_cases_read_in_order(database: Database) -> None:
    publish(database)
    plays = [StoredPlay(database, number) for number in (THIRD, FIRST, SECOND)]
    for each in plays:
        each.open()

    with database.reading() as connection:
        found = step.read_many(connection, [SECOND, FIRST, 7])

    assert [each.case for each in found] == [plays[1].case, plays[2].case]


def test_held_case_is_left_to_its_holder(postgresql_url: str) -> None:
    database = open_database(postgresql_url)
    publish(database)
    for number in (FIRST, SECOND):
        StoredPlay(database, number).open()

    with database.writing() as holder, database.writing() as other:
        held = step.read_many(holder, [FIRST], lock=True)
        left = step.read_many(other, [FIRST, SECOND], lock=True)

    assert [each.case.number for each in held] == [FIRST]
    assert [each.case.number for each in left] == [SECOND]
    database.close()


def test_clock_effects_equal_the_stored_clocks(play: StoredPlay) -> None:
    play.open()

    with play.database.reading() as connection:
        (entry,) = history.entries(connection, FIRST)

    assert entry.effects["clocks"] == [
        clock_json(clock) for clock in read(play.database).clocks.values()
    ]
