"""Joint meetings: rows are added, and none of them is ever changed."""

from sqlalchemy import Column, ForeignKey, Index, Table

from workflow.store.columns import BIG
from workflow.store.tables.ground import (
    BY_KEY,
    BY_NUMBER,
    instant,
    key_number,
    metadata,
    text_column,
    whole,
)


def _of_meeting(*, key: bool = False) -> Column[int]:
    return Column(
        "meeting",
        ForeignKey("meeting.number"),
        primary_key=key,
        autoincrement=False,
        nullable=False,
    )


meeting = Table(
    "meeting",
    metadata,
    whole("number", primary_key=True, autoincrement=True),
    text_column("name"),
    instant("opened_at"),
    text_column("opened_by"),
    # The rule, the members and who attends, as they were then.
    text_column("body"),
    **BY_NUMBER,
)
Index("ix_meeting_name", meeting.c.name, meeting.c.number)

agenda_item = Table(
    "agenda_item",
    metadata,
    _of_meeting(key=True),
    key_number("number"),
    text_column("kind"),
    text_column("body"),
    **BY_KEY,
)

resolution = Table(
    "resolution",
    metadata,
    whole("number", primary_key=True, autoincrement=True),
    _of_meeting(),
    whole("item"),
    text_column("kind"),
    text_column("department"),
    # None of a task, which may concern several cases or none.
    Column("case_number", BIG, ForeignKey("cases.number"), nullable=True),
    instant("due_at", nullable=True),  # None of a ruling, which is carried out at once
    instant("made_at"),
    text_column("made_by"),
    text_column("body"),
    **BY_NUMBER,
)
Index("ix_resolution_meeting", resolution.c.meeting, resolution.c.number)

meeting_fact = Table(
    "meeting_fact",
    metadata,
    _of_meeting(key=True),
    text_column("kind", primary_key=True),
    # The member that signed, or the number of the resolution that is done.
    text_column("subject", primary_key=True),
    instant("at"),
    text_column("actor"),
    text_column("body"),
    **BY_KEY,
)
