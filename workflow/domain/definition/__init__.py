"""A workflow as it runs: states, actions, fields, clocks and rungs, all resolved.

Authors write YAML; `workflow.authoring` turns it into these values. Nothing here
is optional by accident: an absent rule is an empty tuple or a null object.
"""

from workflow.domain.definition.approvals import (
    Approval,
    Extension,
    Silence,
)
from workflow.domain.definition.destinations import Destination, Towards
from workflow.domain.definition.disputes import (
    AnswerRule,
    Interim,
    Ladder,
    Level,
    Outcome,
    ProvisionalLead,
    RulingRule,
    SilentOwner,
)
from workflow.domain.definition.joint import (
    WITHDRAW,
    WITHDRAWN,
    ChildRule,
    DoneRule,
    JointNote,
    JointRule,
    LeadFrom,
    MembersFrom,
)
from workflow.domain.definition.limits import (
    NO_LIMIT,
    Limit,
    LimitCase,
    Term,
    TermKind,
)
from workflow.domain.definition.rungs import (
    AfterOutage,
    Automatic,
    Notify,
    Point,
    Rung,
    Trigger,
)
from workflow.domain.definition.states import (
    Action,
    Charged,
    ClockRule,
    DisputeRule,
    Field,
    FieldType,
    Move,
    ReportRule,
    State,
)
from workflow.domain.definition.who import (
    Scope,
    Standing,
    Who,
)
from workflow.domain.definition.workflow import (
    Definition,
)

__all__ = [
    "NO_LIMIT",
    "WITHDRAW",
    "WITHDRAWN",
    "Action",
    "AfterOutage",
    "AnswerRule",
    "Approval",
    "Automatic",
    "Charged",
    "ChildRule",
    "ClockRule",
    "Definition",
    "Destination",
    "DisputeRule",
    "DoneRule",
    "Extension",
    "Field",
    "FieldType",
    "Interim",
    "JointNote",
    "JointRule",
    "Ladder",
    "LeadFrom",
    "Level",
    "Limit",
    "LimitCase",
    "MembersFrom",
    "Move",
    "Notify",
    "Outcome",
    "Point",
    "ProvisionalLead",
    "ReportRule",
    "RulingRule",
    "Rung",
    "Scope",
    "Silence",
    "SilentOwner",
    "Standing",
    "State",
    "Term",
    "TermKind",
    "Towards",
    "Trigger",
    "Who",
]
