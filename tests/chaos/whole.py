"""Looks whether anything was torn: half a step, a lost or a doubled row."""

from collections import Counter
from typing import Any

from sqlalchemy import select

from tests.engine.hall import Hall
from workflow.domain.decision import EntryKind
from workflow.store.encoding import decode
from workflow.store.tables import firing, history, message


def assert_whole(hall: Hall) -> None:
    """Every row that history speaks of is there once, and no other."""
    assert hall.differences() == ()
    with hall.runtime.database.reading() as connection:
        entries = connection.execute(select(history)).all()
        stored = connection.execute(select(message.c.id)).scalars().all()
        fired = connection.execute(select(firing)).all()
    assert Counter(stored) == Counter(_told(entries))
    rungs = [
        (row.case_number, row.number)
        for row in entries
        if row.kind == EntryKind.RUNG.value
    ]
    assert Counter((row.case_number, row.entry) for row in fired) == Counter(rungs)


def _told(entries: Any) -> list[str]:
    """The ids of the messages that history says were written."""
    return [
        told[0] for row in entries for told in decode(row.effects).get("messages", [])
    ]
