"""Whether a state whose time is charged to somebody can have that somebody."""

from collections.abc import Iterator

from workflow.authoring.flow.checks.paths import Paths
from workflow.authoring.flow.checks.subject import Subject
from workflow.authoring.flow.documents import ActionDocument
from workflow.authoring.flow.sites import offered, offered_action, rung_sites
from workflow.domain.definition import Standing

_OWNER = "owner"
_REPORTERS = (Standing.REPORTER, Standing.CONCERNED, Standing.ANYONE)


def check_charges(subject: Subject, paths: Paths) -> None:
    """Report `charged` where it can never hold, so that the ledger passes it over."""
    for name, state in subject.workflow.states.items():
        if state.charged is None:
            continue
        message, remedy = _FAULTS[state.charged]
        if not _HOLDS[state.charged](name, subject, paths):
            steps = ("states", name, "charged")
            subject.page.error("idle-charged", steps, message, remedy)


_FAULTS = {
    "reporter": (
        "the reporter can do nothing here, so nobody waits for the reporter",
        "let the reporter take an action here, or take it away",
    ),
    "owner": (
        "no case has an owner here",
        "let a way here give it one, or take it away",
    ),
    "desk": (
        "no post can act here, so there is no desk",
        "let a post take an action here, or take it away",
    ),
}


def _reporter_acts(name: str, subject: Subject, _paths: Paths) -> bool:
    return any(
        who.standing in _REPORTERS
        for action in _offered(name, subject)
        for who in action.by
    )


def _post_acts(name: str, subject: Subject, _paths: Paths) -> bool:
    return any(who.post for action in _offered(name, subject) for who in action.by)


def _has_owner(name: str, subject: Subject, paths: Paths) -> bool:
    if any(site.rung.reassign for site in rung_sites(subject.documents)):
        return True
    before = paths.before([name])
    giving = (
        edge
        for edge in paths.edges
        if _OWNER in (*edge.action.needs, *edge.action.may, *edge.action.with_)
    )
    report = subject.workflow.report
    return _OWNER in (*report.needs, *report.may) or any(
        edge.target in before for edge in giving
    )


_HOLDS = {"reporter": _reporter_acts, "owner": _has_owner, "desk": _post_acts}


def _offered(state: str, subject: Subject) -> Iterator[ActionDocument]:
    for name in offered(state, subject.workflow):
        action = offered_action(name, state, subject.workflow)
        if action is not None:
            yield action
