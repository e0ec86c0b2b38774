"""Actions that stop clocks or let them run again, without leaving the state."""

from collections.abc import Iterator

from workflow.authoring.flow.checks.subject import CLOCK, Subject, expect
from workflow.authoring.flow.sites import ActionSite, action_sites
from workflow.domain.timing import STAGE


def check_holds(subject: Subject) -> None:
    """Report clocks that cannot be stopped, or that nothing has stopped."""
    known = (*subject.page.keys("clocks"), STAGE)
    for site in action_sites(subject.workflow):
        for key in ("pauses", "resumes"):
            for index, clock in enumerate(getattr(site.action, key)):
                at = (subject.page, (*site.steps, key, index))
                expect(CLOCK, clock, known, at)
        _check_move(site, subject)
        for index, clock in enumerate(site.action.resumes):
            if site.action.to is None and not _pausing(clock, site, subject):
                message = f'nothing pauses "{clock}" where this action is offered'
                remedy = "let another action of the state pause it"
                steps = (*site.steps, "resumes", index)
                subject.page.error("idle-key", steps, message, remedy)
        for index, clock in enumerate(site.action.pauses):
            if site.action.to is None and not _resuming(clock, site, subject):
                message = f'"{clock}" runs again only when the state is left'
                remedy = "let another action of the state resume it, if that is meant"
                steps = (*site.steps, "pauses", index)
                subject.page.note("pause-without-end", steps, message, remedy)


def _check_move(site: ActionSite, subject: Subject) -> None:
    for key in ("pauses", "resumes"):
        if getattr(site.action, key) and site.action.to is not None:
            message = "a pause by an action ends when the state is left"
            remedy = "take it away, or use paused_in of the clock"
            steps = (*site.steps, key)
            subject.page.error("idle-key", steps, message, remedy)


def _pausing(clock: str, site: ActionSite, subject: Subject) -> bool:
    return any(clock in each.action.pauses for each in _beside(site, subject))


def _resuming(clock: str, site: ActionSite, subject: Subject) -> bool:
    return any(clock in each.action.resumes for each in _beside(site, subject))


def _beside(site: ActionSite, subject: Subject) -> Iterator[ActionSite]:
    """The actions that are offered in one of the states of this one."""
    for each in action_sites(subject.workflow):
        if set(each.states) & set(site.states):
            yield each
