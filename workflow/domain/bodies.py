"""The values of a case that no list or index asks for, as the JSON that is stored."""

from workflow.domain.case import Case, Json
from workflow.domain.dispute import dispute_json
from workflow.domain.effects import application_json, assignment_json
from workflow.domain.joint import joint_json


def body_json(case: Case) -> dict[str, Json]:
    """The values of a case that no list or index asks for, as JSON."""
    return {
        "previous": case.previous,
        "first_owner": case.first_owner,
        "cycle": case.cycle,
        "returns": case.returns,
        "returned": case.returned,
        "returned_by": list(case.returned_by),
        "original": case.original,
        "reports": list(case.reports),
        "assignment": assignment_json(case.assignment),
        "facts": dict(case.facts),
        "taken": {action: list(people) for action, people in case.taken.items()},
        "entries": dict(case.entries),
        **_rare_body(case),
    }


def _rare_body(case: Case) -> dict[str, Json]:
    """What only a case has in which somebody applied for something, or disputed it."""
    rare: dict[str, Json] = {}
    if case.asked:
        pending: list[Json] = [application_json(each) for each in case.pending.values()]
        rare = {
            "asked": case.asked,
            "applied": dict(case.applied),
            "granted": dict(case.granted),
            "pending": pending,
        }
    if case.dispute is not None:
        rare["dispute"] = dispute_json(case.dispute)
        rare |= {
            "disputes": case.disputes,
            "grounds": list(case.grounds),
            "ruled": list(case.ruled),
        }
    return rare | _joint_body(case)


def _joint_body(case: Case) -> dict[str, Json]:
    """What only a case has on which several departments acted, or one of theirs."""
    found: dict[str, Json] = {}
    if case.joint is not None:
        found = {"joint": joint_json(case.joint), "joints": case.joints}
    if case.parent:
        found |= {"parent": case.parent, "inherited": dict(case.inherited)}
    return found
