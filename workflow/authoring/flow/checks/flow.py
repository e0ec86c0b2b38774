"""Whether a case can get everywhere, always comes to an end, and never circles."""

from collections.abc import Iterator

from workflow.authoring.flow.checks.paths import Paths
from workflow.authoring.flow.checks.subject import Subject
from workflow.authoring.flow.documents import ActionDocument, StateDocument
from workflow.authoring.flow.pages import Steps
from workflow.authoring.flow.sites import offered, offered_action, open_states
from workflow.domain.definition import Move


def check_flow(subject: Subject, paths: Paths) -> None:
    """Report states that a case cannot reach or leave, and circles without a pause."""
    page, workflow = subject.page, subject.workflow
    if workflow.states[workflow.start].final:
        message = f'a case would end in "{workflow.start}" as soon as it is reported'
        page.error("start-is-final", ("start",), message, "name a state without final")
        return
    _check_ends(subject, paths)
    reached = paths.reached()
    for name, state in workflow.states.items():
        if name not in reached:
            message = f'no case ever reaches the state "{name}"'
            remedy = "let an action lead to it, or take it away"
            page.error("unreachable-state", ("states", name), message, remedy)
        if state.final:
            _check_leaving(name, subject)
        else:
            _check_desk(name, state, subject)
    _check_circles(subject)


def _check_ends(subject: Subject, paths: Paths) -> None:
    page, workflow = subject.page, subject.workflow
    ends = [name for name, state in workflow.states.items() if state.final]
    if not ends:
        message = "no state ends a case"
        page.error("no-end", ("states",), message, 'mark one with "final: solved"')
        return
    ending = paths.before(ends)
    for name in open_states(workflow):
        if not offered(name, workflow):
            message = f'nothing can be done in the state "{name}"'
            remedy = "give it actions, or mark it as final"
            page.error("no-actions", ("states", name), message, remedy)
        elif name not in ending:
            message = f'from the state "{name}" no way leads to an end'
            remedy = "let an action lead on to a final state"
            page.error("no-way-out", ("states", name), message, remedy)


def _check_leaving(state: str, subject: Subject) -> None:
    """A clock that has ended stays so in its cycle: whoever goes on needs a new one."""
    workflow = subject.workflow
    for steps, action in _actions(state, subject):
        target = workflow.states.get(action.to or "")
        if target is None or target.final or action.cycle is not None:
            continue
        if workflow.clocks:
            message = "the clocks of the case have ended and would not run again"
            remedy = "add cycle: new"
            subject.page.warning("ended-clocks", steps, message, remedy)


def _check_desk(name: str, state: StateDocument, subject: Subject) -> None:
    """Several posts may be asked to move a case on; then its desk must be told."""
    if state.main is not None:
        return
    moving = [
        action
        for action in state.actions.values()
        if action.to not in (None, Move.BACK) and not action.back
    ]
    posts = {
        next((who.text for who in action.by if who.standing is None), "")
        for action in moving
    } - {""}
    if len(posts) > 1:
        message = f"several posts can move a case on: {', '.join(sorted(posts))}"
        remedy = "say with main: ACTION on whose desk the case lies"
        subject.page.warning("unclear-desk", ("states", name), message, remedy)


def _check_circles(subject: Subject) -> None:
    """Report actions that are taken at once, one after the other, without end."""
    workflow = subject.workflow
    following = {
        name: _next_at_once(name, state, subject)
        for name, state in workflow.states.items()
    }
    for name in workflow.states:
        at = following[name]
        seen = {name}
        while at and at not in seen:
            seen.add(at)
            at = following[at]
        if at == name:
            message = "cases would go round here without end, all by themselves"
            remedy = "let the action lead to a state that waits for somebody"
            steps = ("states", name, "when_assigned")
            subject.page.error("circle", steps, message, remedy)


def _next_at_once(name: str, state: StateDocument, subject: Subject) -> str:
    if not state.when_assigned or not state.assign:
        return ""
    action = offered_action(state.when_assigned, name, subject.workflow)
    if action is None or action.to == Move.BACK:
        return ""
    return action.to or name


def _actions(state: str, subject: Subject) -> Iterator[tuple[Steps, ActionDocument]]:
    own = subject.workflow.states[state].actions
    for name in offered(state, subject.workflow):
        action = offered_action(name, state, subject.workflow)
        if action is not None:
            steps: Steps = ("states", state, "actions", name)
            yield (steps if name in own else ("actions", name)), action
