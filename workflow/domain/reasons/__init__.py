"""Why a case is as it is: its owner, its due instants, and what may be done to it."""

from workflow.domain.reasons.absent import clock_names, why_no_clock
from workflow.domain.reasons.due import due_of, explained_by_due, why_due
from workflow.domain.reasons.editions import (
    Edition,
    counted_by,
    earlier_edition,
    last_run,
)
from workflow.domain.reasons.endings import Ending, ending_of
from workflow.domain.reasons.lengths import length, limit_words
from workflow.domain.reasons.named import named, posts_title
from workflow.domain.reasons.offers import Offer, offers
from workflow.domain.reasons.owner import why_owner
from workflow.domain.reasons.reason import Reason, reason
from workflow.domain.reasons.titles import (
    action_title,
    actor_title,
    clock_title,
    department_title,
    entry_title,
    rung_title,
)

__all__ = [
    "Edition",
    "Ending",
    "Offer",
    "Reason",
    "action_title",
    "actor_title",
    "clock_names",
    "clock_title",
    "counted_by",
    "department_title",
    "due_of",
    "earlier_edition",
    "ending_of",
    "entry_title",
    "explained_by_due",
    "last_run",
    "length",
    "limit_words",
    "named",
    "offers",
    "posts_title",
    "reason",
    "rung_title",
    "why_due",
    "why_no_clock",
    "why_owner",
]
