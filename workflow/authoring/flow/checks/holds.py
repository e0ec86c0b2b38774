"""Actions that stop clocks or let them run again, without leaving the state."""

from collections.abc import Iterator

from workflow.authoring.flow.checks.subject import CLOCK, Subject, expect
from workflow.authoring.flow.sites import ActionSite, action_sites
from workflow.domain.timing import STAGE


def check_holds(subject: Subject) -> None:
    """Report clocks that cannot be stopped, or that nothing has stopped."""
    known = (*subject.page.keys("clocks"), STAGE)
    for site in action_sites(subject.workflow):
        stays = site.action.to is None
        if not stays:
            _check_move(site, subject)
        for key, check in (("pauses", _check_pause), ("resumes", _check_resume)):
            for index, clock in enumerate(getattr(site.action, key)):
                at = (subject.page, (*site.steps, key, index))
                # Whoever offers the action is not known if its states are not.
                if expect(CLOCK, clock, known, at) and stays and site.states:
                    check(clock, index, site, subject)


def _check_move(site: ActionSite, subject: Subject) -> None:
    for key in ("pauses", "resumes"):
        if getattr(site.action, key):
            message = "a pause by an action ends when the state is left"
            remedy = "take it away, or use paused_in of the clock"
            steps = (*site.steps, key)
            subject.page.error("idle-key", steps, message, remedy)


def _check_pause(clock: str, index: int, site: ActionSite, subject: Subject) -> None:
    steps = (*site.steps, "pauses", index)
    if clock in site.action.resumes:
        message = f'this very action lets "{clock}" run again'
        subject.page.error("idle-key", steps, message, "take it out of one of the two")
    elif not any(_runs(clock, state, subject) for state in site.states):
        message = f'"{clock}" does not run where this action is offered'
        subject.page.error("idle-key", steps, message, "take it away")
    elif not any(clock in each.action.resumes for each in _beside(site, subject)):
        message = f'"{clock}" runs again only when the state is left'
        remedy = "let another action of the state resume it, if that is meant"
        subject.page.note("pause-without-end", steps, message, remedy)


def _check_resume(clock: str, index: int, site: ActionSite, subject: Subject) -> None:
    if not any(clock in each.action.pauses for each in _beside(site, subject)):
        message = f'nothing pauses "{clock}" where this action is offered'
        remedy = "let another action of the state pause it"
        steps = (*site.steps, "resumes", index)
        subject.page.error("idle-key", steps, message, remedy)


def _runs(clock: str, state: str, subject: Subject) -> bool:
    """Whether a clock can run in a state, as far as its declaration can be read."""
    document = subject.workflow.states[state]
    if document.final:
        return False
    if clock == STAGE:
        return "limit" in subject.page.keys("states", state)
    rule = subject.workflow.clocks.get(clock)
    return rule is None or state not in rule.paused_in


def _beside(site: ActionSite, subject: Subject) -> Iterator[ActionSite]:
    """The actions that are offered in one of the states of this one."""
    for each in action_sites(subject.workflow):
        if set(each.states) & set(site.states):
            yield each
