"""Cases, and everything that belongs to one."""

from sqlalchemy import Column, ForeignKey, Index, Table, Text, false, text

from workflow.store.columns import BIG, Flag
from workflow.store.tables.ground import (
    BY_KEY,
    BY_NUMBER,
    REWRITTEN,
    id_column,
    instant,
    key_number,
    metadata,
    of_case,
    text_column,
    whole,
)

# The number starts with the date, so that months are ranges of the key.
cases = Table(
    "cases",
    metadata,
    whole("number", BIG, primary_key=True, autoincrement=False),
    whole("version"),
    text_column("head"),
    Column("definition", Text, ForeignKey("definition.digest"), nullable=False),
    text_column("workflow"),
    text_column("state"),
    text_column("final"),
    text_column("owner"),
    text_column("place"),
    text_column("category"),
    text_column("condition"),
    text_column("desk"),
    text_column("channel"),
    instant("opened_at"),
    instant("entered_at"),
    instant("changed_at"),
    instant("due_at", nullable=True),  # None while the promise does not run
    whole("priority", server_default="0"),
    text_column("marks", server_default=""),
    text_column("body"),
    **BY_NUMBER,
    **REWRITTEN,
)
_OPEN = text("final = ''")
Index(
    "ix_cases_inbox",
    cases.c.desk,
    cases.c.priority.desc(),
    cases.c.due_at,
    cases.c.number,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)
# Most cases are neither urgent nor marked, so these cost nearly nothing to keep.
_URGENT = text("final = '' AND priority > 0")
Index(
    "ix_cases_urgent",
    cases.c.priority.desc(),
    cases.c.number.desc(),
    sqlite_where=_URGENT,
    postgresql_where=_URGENT,
)
_MARKED = text("marks <> ''")
Index(
    "ix_cases_marked",
    cases.c.number,
    sqlite_where=_MARKED,
    postgresql_where=_MARKED,
)

clock = Table(
    "clock",
    metadata,
    of_case(key=True),
    text_column("name", primary_key=True),
    text_column("subject", primary_key=True),
    key_number("cycle"),
    text_column("calendar"),
    text_column("measure"),
    whole("budget", BIG),
    whole("consumed", BIG),
    text_column("outcome"),
    instant("started_at"),
    instant("running_since", nullable=True),  # None while it does not run
    instant("due_at", nullable=True),  # None while paused before its due instant
    instant("stopped_at", nullable=True),  # None until its cycle has ended
    text_column("source"),
    text_column("limit"),
    Column("provisional", Flag, nullable=False),
    text_column("fired"),
    text_column("next_rung"),
    instant("next_at", nullable=True),  # None while time does nothing to it
    # When a sweep next looks at it: at `next_at`, or later while its case fails.
    # None while time does nothing to it, or a person has to look first.
    instant("look_at", nullable=True),
    whole("extended", BIG, server_default="0"),
    whole("carried", BIG, server_default="0"),
    Column("held", Flag, nullable=False, server_default=false()),
    Column("exempt", Flag, nullable=False, server_default=false()),
    **BY_KEY,
    **REWRITTEN,
)
CLOCK_FACTS = tuple(each for each in clock.c if each.name != "look_at")
"""What history tells of a clock; when somebody looks at it is not part of that."""
_WAITS = text("look_at IS NOT NULL")
Index("ix_clock_look", clock.c.look_at, sqlite_where=_WAITS, postgresql_where=_WAITS)
OPEN_AND_DUE = text("outcome IN ('running', 'paused') AND due_at IS NOT NULL")
"""The clocks that go on and have a due instant, word for word as they are indexed."""
Index(
    "ix_clock_due",
    clock.c.due_at,
    clock.c.case_number,
    sqlite_where=OPEN_AND_DUE,
    postgresql_where=OPEN_AND_DUE,
)

application = Table(
    "application",
    metadata,
    of_case(key=True),
    key_number("number"),
    text_column("action"),
    text_column("approval"),
    text_column("state"),
    text_column("asker"),
    instant("asked_at"),
    text_column("given"),
    text_column("desk"),
    instant("due_at", nullable=True),  # None where its approval sets no limit
    text_column("status"),
    text_column("agreed"),
    instant("closed_at", nullable=True),  # None while it is pending
    **BY_KEY,
)
_PENDING = text("status = 'pending'")
Index(
    "ix_application_desk",
    application.c.desk,
    application.c.due_at,
    sqlite_where=_PENDING,
    postgresql_where=_PENDING,
)

dispute = Table(
    "dispute",
    metadata,
    of_case(key=True),
    key_number("number"),
    text_column("ladder"),
    text_column("level"),
    text_column("ground"),
    text_column("disputer"),
    text_column("status"),
    text_column("desk"),
    instant("due_at", nullable=True),  # None once it has ended
    instant("opened_at"),
    instant("closed_at", nullable=True),  # None while it is open
    text_column("body"),
    **BY_KEY,
)
_DISPUTED = text("status = 'open'")
Index(
    "ix_dispute_desk",
    dispute.c.desk,
    dispute.c.due_at,
    sqlite_where=_DISPUTED,
    postgresql_where=_DISPUTED,
)
Index("ix_dispute_opened", dispute.c.opened_at)
_UNRESOLVED = text("status = 'unresolved'")
Index(
    "ix_dispute_unresolved",
    dispute.c.closed_at,
    sqlite_where=_UNRESOLVED,
    postgresql_where=_UNRESOLVED,
)

history = Table(
    "history",
    metadata,
    of_case(key=True),
    key_number("number"),
    text_column("kind"),
    instant("at"),
    text_column("actor"),
    text_column("action"),
    text_column("request"),
    text_column("effects"),
    text_column("hash"),
    **BY_KEY,
)

message = Table(
    "message",
    metadata,
    id_column(),
    of_case(),
    text_column("definition"),
    text_column("template"),
    text_column("recipient"),
    Column("to_reporter", Flag, nullable=False),
    text_column("post"),
    text_column("language"),
    text_column("facts"),
    text_column("status"),
    whole("attempts"),
    instant("next_try_at", nullable=True),  # None once it waits no longer
    instant("created_at"),
    instant("sent_at", nullable=True),  # None until a channel took it over
    text_column("channel"),
    text_column("error"),
    **BY_KEY,
)
_TO_SEND = text("next_try_at IS NOT NULL")
Index(
    "ix_message_next_try",
    message.c.next_try_at,
    sqlite_where=_TO_SEND,
    postgresql_where=_TO_SEND,
)

firing = Table(
    "firing",
    metadata,
    of_case(key=True),
    text_column("clock", primary_key=True),
    text_column("subject", primary_key=True),
    key_number("cycle"),
    text_column("rung", primary_key=True),
    key_number("occurrence"),
    instant("due_at"),
    instant("fired_at"),
    whole("entry"),
    **BY_KEY,
)
Index("ix_firing_fired", firing.c.fired_at)

report = Table(
    "report",
    metadata,
    id_column(),
    of_case(),
    of_case("behind"),
    text_column("channel"),
    instant("at"),
    **BY_KEY,
)

personal = Table(
    "personal",
    metadata,
    of_case(key=True),
    key_number("entry"),
    text_column("field", primary_key=True),
    text_column("value"),
    text_column("salt"),
    **BY_KEY,
)

attachment = Table(
    "attachment",
    metadata,
    of_case(key=True),
    key_number("entry"),
    text_column("field", primary_key=True),
    key_number("position"),
    text_column("digest"),
    text_column("media_type"),
    whole("size", BIG),
    text_column("name"),
    **BY_KEY,
)
