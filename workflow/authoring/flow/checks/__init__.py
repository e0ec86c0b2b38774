"""Everything that can be wrong with a workflow beyond the shape of its document."""

from workflow.authoring.flow.checks.approvals import (
    check_approval,
    check_approvals,
    check_approvals_page,
    check_use,
)
from workflow.authoring.flow.checks.bounds import check_bounds
from workflow.authoring.flow.checks.charges import check_charges
from workflow.authoring.flow.checks.disputes import check_disputes, check_ladder
from workflow.authoring.flow.checks.fields import check_fields
from workflow.authoring.flow.checks.flow import check_flow
from workflow.authoring.flow.checks.holds import check_holds
from workflow.authoring.flow.checks.idle import check_idle
from workflow.authoring.flow.checks.joint import check_joint
from workflow.authoring.flow.checks.judges import check_judges
from workflow.authoring.flow.checks.only import check_only
from workflow.authoring.flow.checks.paths import paths_of
from workflow.authoring.flow.checks.reach import check_reach
from workflow.authoring.flow.checks.references import check_references
from workflow.authoring.flow.checks.sets import check_set, check_template
from workflow.authoring.flow.checks.subject import (
    NOTHING_KNOWN,
    Known,
    Subject,
    known_of,
)
from workflow.authoring.flow.checks.uses import check_uses
from workflow.authoring.flow.checks.values import check_values
from workflow.authoring.flow.checks.words import check_conditions, check_titles
from workflow.authoring.text.findings import has_errors

__all__ = [
    "NOTHING_KNOWN",
    "Known",
    "Subject",
    "check_approval",
    "check_approvals_page",
    "check_ladder",
    "check_set",
    "check_template",
    "check_workflow",
    "known_of",
]


def check_workflow(subject: Subject) -> None:
    """Find all that is wrong with a workflow, on its page and on those it names.

    How a case moves through it is looked at only once every name in it leads
    somewhere; otherwise one misspelt state would be reported many times over.
    """
    check_references(subject)
    check_fields(subject)
    check_only(subject)
    check_idle(subject)
    check_holds(subject)
    check_approvals(subject)
    check_disputes(subject)
    check_joint(subject)
    check_judges(subject)
    check_conditions(subject)
    check_titles(subject)
    if has_errors(subject.page.found.findings):
        return
    paths = paths_of(subject.workflow)
    check_flow(subject, paths)
    check_values(subject, paths)
    check_use(subject, paths)
    check_reach(subject, paths)
    check_charges(subject, paths)
    check_uses(subject)
    check_bounds(subject)
