"""A published workflow with everything that it names."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflow.domain.definition.approvals import Approval
from workflow.domain.definition.disputes import Ladder
from workflow.domain.definition.joint import ChildRule
from workflow.domain.definition.states import ClockRule, Field, ReportRule, State
from workflow.domain.notices import Template
from workflow.domain.words import Title


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A published workflow with everything that it names.

    `digest` is the SHA-256 of its canonical form, in hexadecimal; a case is
    pinned to it for life. `child` is set where cases are opened by joint work only.
    """

    digest: str
    name: str
    title: Title
    calendar: str
    stages: Mapping[str, Title]
    start: str
    report: ReportRule
    fields: Mapping[str, Field]
    marks: Mapping[str, Title]
    clocks: Mapping[str, ClockRule]
    states: Mapping[str, State]
    templates: Mapping[str, Template]
    approvals: Mapping[str, Approval] = field(default_factory=dict)
    ladders: Mapping[str, Ladder] = field(default_factory=dict)
    child: ChildRule | None = None

    def state(self, name: str) -> State:
        """The state of this name; cases are only ever in declared states."""
        return self.states[name]
