"""The tables. A column is NOT NULL unless a comment says what its absence means."""

from workflow.store.tables.besides import (
    day_sequence,
    incident,
    refusal,
    request_key,
    source_step,
    worker,
)
from workflow.store.tables.cases import (
    CLOCK_FACTS,
    OPEN_AND_DUE,
    application,
    attachment,
    cases,
    clock,
    dispute,
    firing,
    history,
    message,
    personal,
    report,
)
from workflow.store.tables.content import (
    definition,
    precedent,
    reference,
)
from workflow.store.tables.ground import REVISIONS, metadata
from workflow.store.tables.meetings import (
    agenda_item,
    meeting,
    meeting_fact,
    resolution,
)

__all__ = [
    "CLOCK_FACTS",
    "OPEN_AND_DUE",
    "REVISIONS",
    "agenda_item",
    "application",
    "attachment",
    "cases",
    "clock",
    "day_sequence",
    "definition",
    "dispute",
    "firing",
    "history",
    "incident",
    "meeting",
    "meeting_fact",
    "message",
    "metadata",
    "personal",
    "precedent",
    "reference",
    "refusal",
    "report",
    "request_key",
    "resolution",
    "source_step",
    "worker",
]
