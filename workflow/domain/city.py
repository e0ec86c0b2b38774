"""The reference data that a decision reads, as one immutable snapshot."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflow.domain.catalogue import Catalogue, Responsibilities
from workflow.domain.meeting import MeetingRule
from workflow.domain.organisation import Organisation
from workflow.domain.worktime import Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """Organisation, responsibilities, catalogue, calendars, meetings at one revision.

    `revision` is the number of the newest import that went into it; every
    decision records which one it used.
    """

    revision: int
    organisation: Organisation
    responsibilities: Responsibilities
    catalogue: Catalogue
    calendars: Mapping[str, Calendar]
    meetings: Mapping[str, MeetingRule] = field(default_factory=dict)
