"""What is kept beside the cases: keys, refusals, numbers, processes, incidents."""

from sqlalchemy import Index, Table, text

from workflow.store.columns import BIG
from workflow.store.tables.ground import (
    BY_KEY,
    BY_NUMBER,
    instant,
    key_number,
    metadata,
    of_case,
    text_column,
    whole,
)

_ZERO = text("0")

request_key = Table(
    "request_key",
    metadata,
    text_column("key", primary_key=True),
    text_column("content"),
    of_case(),
    whole("entry"),
    instant("at"),
    whole("first_entry", server_default=_ZERO),
    **BY_KEY,
)

source_step = Table(
    "source_step",
    metadata,
    text_column("source", primary_key=True),
    text_column("external_id", primary_key=True),
    text_column("step", primary_key=True),
    of_case(),
    whole("entry"),
    **BY_KEY,
)

refusal = Table(
    "refusal",
    metadata,
    whole("id", primary_key=True, autoincrement=True),
    instant("at"),
    # None when a report was refused: it opened no case. No foreign key either, so
    # that a request for a case that is not here can be recorded too.
    whole("case_number", BIG, nullable=True),
    text_column("action"),
    text_column("actor"),
    text_column("blockers"),
    text_column("via"),
    **BY_NUMBER,
)
Index("ix_refusal_case", refusal.c.case_number)

day_sequence = Table(
    "day_sequence",
    metadata,
    key_number("day"),
    whole("last"),
    **BY_NUMBER,
)

worker = Table(
    "worker",
    metadata,
    text_column("id", primary_key=True),
    text_column("host"),
    whole("pid"),
    instant("started_at"),
    instant("swept_at", nullable=True),  # None until its first sweep
    instant("delivered_at", nullable=True),  # None until its first delivery
    instant("seen_at", nullable=True),  # None of a process from before this column
    whole("sweeps", server_default=_ZERO),
    whole("truncated", server_default=_ZERO),
    instant("ended_at", nullable=True),  # None while it is at work
    **BY_KEY,
)

incident = Table(
    "incident",
    metadata,
    whole("id", primary_key=True, autoincrement=True),
    text_column("kind"),
    of_case(),
    # Of a rung: its clock's name, subject and cycle, and what it is called.
    text_column("clock"),
    text_column("subject"),
    whole("cycle"),
    text_column("rung"),
    # Of a message: its id. What does not apply is empty, so that both make a key.
    text_column("message"),
    instant("due_at"),
    instant("first_at"),
    instant("last_at"),
    whole("attempts"),
    text_column("error_zh"),
    text_column("error_en"),
    text_column("status"),
    instant("next_try_at", nullable=True),  # None while nothing is tried by itself
    instant("closed_at", nullable=True),  # None while it is open
    text_column("closed_by"),
    text_column("reason"),
    **BY_NUMBER,
)
_OPEN = text("closed_at IS NULL")
Index(
    "ix_incident_open",
    incident.c.case_number,
    incident.c.clock,
    incident.c.subject,
    incident.c.cycle,
    incident.c.rung,
    incident.c.message,
    unique=True,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)
