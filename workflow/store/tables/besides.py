"""What is kept beside the cases: keys, refusals, numbers, processes."""

from sqlalchemy import Index, Table

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

request_key = Table(
    "request_key",
    metadata,
    text_column("key", primary_key=True),
    text_column("content"),
    of_case(),
    whole("entry"),
    instant("at"),
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
    **BY_KEY,
)
