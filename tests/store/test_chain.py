"""Every entry seals all before it: one changed byte anywhere breaks the chain."""

import hashlib

import pytest
from sqlalchemy import text

from tests.builders import at
from tests.store.stored import FIRST, StoredPlay, publish
from workflow.domain.decision import Entry, EntryKind
from workflow.store import history
from workflow.store.chain import SealedEntry, entry_hash, first_broken, sealed
from workflow.store.database import Database, open_database

ENTRY = Entry(
    number=1,
    kind=EntryKind.REPORT,
    at=at("06-08 09:00"),
    actor="王伟",
    action="report",
    request={"fields": {"place": "220104003"}},
    effects={"case": {"state": "reported"}},
)
HASHED = (
    '["",20260608000001,1,"report","2026-06-08T01:00:00.000000Z","王伟","report",'
    '"{\\"fields\\":{\\"place\\":\\"220104003\\"}}",'
    '"{\\"case\\":{\\"state\\":\\"reported\\"}}"]'
)
CHANGES = {
    "actor": "UPDATE history SET actor = 'rob' WHERE number = 2",
    "action": "UPDATE history SET action = 'merge' WHERE number = 2",
    "request": "UPDATE history SET request = request || ' ' WHERE number = 2",
    "effects": "UPDATE history SET effects = replace(effects, 'water', 'roads')",
    "kind": "UPDATE history SET kind = 'rung' WHERE number = 2",
    "hash": "UPDATE history SET hash = upper(hash) WHERE number = 2",
    "missing": "DELETE FROM history WHERE number = 2",
}


def test_hash_is_that_of_the_documented_text() -> None:
    expected = hashlib.sha256(HASHED.encode()).hexdigest()

    assert entry_hash("", FIRST, ENTRY) == expected


def test_hash_covers_case_and_previous_hash() -> None:
    found = {
        entry_hash("", FIRST, ENTRY),
        entry_hash("", FIRST + 1, ENTRY),
        entry_hash("0" * 64, FIRST, ENTRY),
    }

    assert len(found) == 3


def test_untouched_chain_is_whole() -> None:
    first = sealed("", FIRST, ENTRY)

    assert first_broken([first]) is None
    assert first_broken([]) is None
    assert first_broken([first], previous="0" * 64) == 1


def test_gap_in_the_numbers_is_broken() -> None:
    first = sealed("", FIRST, ENTRY)
    fields = ("", FIRST, 3, *first[2:8])
    third = SealedEntry(FIRST, 3, *first[2:8], hash=sealed_hash(first.hash, fields[1:]))

    assert first_broken([first, third]) == 3


def sealed_hash(previous: str, fields: tuple[object, ...]) -> str:
    number, count, kind, moment, actor, action, request, effects = map(str, fields)
    quoted = (kind, moment, actor, action, escaped(request), escaped(effects))
    texts = ",".join(f'"{each}"' for each in quoted)
    joined = f'["{previous}",{number},{count},{texts}]'
    return hashlib.sha256(joined.encode()).hexdigest()


def escaped(document: str) -> str:
    return document.replace('"', '\\"')


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_changed_history_is_found_out(database: Database, change: str) -> None:
    publish(database)
    play = StoredPlay(database)
    play.open()
    play.register()
    with database.writing() as connection:
        connection.execute(text(change))
        found = history.sealed(connection, FIRST)

    assert first_broken(found) is not None


def test_both_databases_hash_alike(sqlite_url: str, postgresql_url: str) -> None:
    heads = []
    for url in (sqlite_url, postgresql_url):
        database = open_database(url)
        publish(database)
        play = StoredPlay(database)
        play.open()
        play.register()
        with database.reading() as connection:
            heads.append([entry.hash for entry in history.sealed(connection, FIRST)])
        database.close()

    assert heads[0] == heads[1]
    assert len(heads[0]) == 3
