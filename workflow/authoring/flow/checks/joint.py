"""Joint work: whether its members, its workflow and its ways out make sense."""

from collections.abc import Iterator

from workflow.authoring.flow.checks.subject import (
    POST,
    TEMPLATE,
    WORKFLOW,
    Subject,
    expect,
)
from workflow.authoring.flow.grammar import JOINT_SCOPES
from workflow.authoring.flow.joint_documents import JointDocument
from workflow.authoring.flow.pages import Steps
from workflow.authoring.flow.sites import (
    action_sites,
    joint_sites,
    notify_sites,
    offered_action,
)
from workflow.domain.definition import WITHDRAWN, Who
from workflow.domain.joining.members import SOLVED
from workflow.domain.joining.passage import MEMBERS


def check_joint(subject: Subject) -> None:
    """Report what is wrong with the joint work of a workflow, or with a member's."""
    for name, rule in joint_sites(subject.workflow):
        _check_rule(name, rule, subject)
        _check_state(name, subject)
    _check_over(subject)
    _check_scopes(subject)
    if subject.workflow.child_of is not None:
        _check_child(subject)
    else:
        _check_told(subject)


def _check_rule(name: str, rule: JointDocument, subject: Subject) -> None:
    page, steps = subject.page, ("states", name, "joint")
    members = [
        key for key, (each, _) in subject.workflows.items() if each.child_of is not None
    ]
    known = (*members, *subject.unread)
    expect(WORKFLOW, rule.workflow, known, (page, (*steps, "workflow")))
    templates = (*subject.templates, *subject.unread)
    for key, template in rule.templates():
        expect(TEMPLATE, template, templates, (page, (*steps, "messages", key)))
    if subject.known.posts is not None:
        for index, who in enumerate(rule.change):
            posts = sorted(subject.known.posts)
            expect(POST, who.post, posts, (page, (*steps, "change", index)))
    for key, listed in (("lead", rule.lead), ("members", rule.members)):
        if not listed and not page.has_lost((*steps, key)):
            message = "nobody would ever take part"
            page.error("nobody", (*steps, key), message, "name where they come from")
        if "called" in listed:
            _check_called((*steps, key), subject)


def _check_called(steps: Steps, subject: Subject) -> None:
    field = subject.workflow.fields_.get(MEMBERS)
    if field is None or field.type != "departments" or field.per is None:
        message = f'whoever is called is named in the field "{MEMBERS}"'
        remedy = "declare it under fields: {type: departments, per: step}"
        subject.page.error("joint-field", steps, message, remedy)


def _check_state(name: str, subject: Subject) -> None:
    page, state = subject.page, subject.workflow.states[name]
    steps: Steps = ("states", name, "joint")
    if state.final:
        message = "a case that has ended cannot be acted on jointly"
        page.error("joint-after-end", steps, message, "take joint away")
    if state.dispute is not None:
        message = "a state settles disputes or is for joint work, not both"
        page.error("joint-in-dispute", steps, message, "make a state of its own")
    if subject.workflow.start == name:
        message = "nobody owns a new case, so nobody could lead"
        page.error("joint-at-once", steps, message, "let an action lead here")
    for key, each in subject.workflow.states.items():
        taken = each.when_assigned
        action = taken and offered_action(taken, key, subject.workflow)
        if action and action.to == name:
            message = "joint work begins when somebody says so, not by assignment"
            at: Steps = ("states", key, "when_assigned")
            page.error("joint-at-once", at, message, "let an owner have it first")


def _check_over(subject: Subject) -> None:
    """Whoever goes over open tasks says why."""
    joint = {name for name, _ in joint_sites(subject.workflow)}
    for site in action_sites(subject.workflow):
        if not site.action.over:
            continue
        if not joint & {*site.states}:
            message = "no joint work stands against it, so there is nothing to go over"
            remedy = "take over away"
            subject.page.error("idle-key", (*site.steps, "over"), message, remedy)
        if "reason" not in site.action.needs:
            message = "it goes over open tasks without asking why"
            remedy = "add reason to needs"
            subject.page.error("over-unsaid", (*site.steps, "needs"), message, remedy)


def _check_scopes(subject: Subject) -> None:
    """Only joint work has a lead and members."""
    workflow = subject.workflow
    if workflow.child_of is not None or any(joint_sites(workflow)):
        return
    for steps, who in _people(subject):
        if who.scope in JOINT_SCOPES:
            message = f'"{who.text}" is nobody, since there is no joint work'
            remedy = "write a post of another unit, such as owner"
            subject.page.error("no-joint", steps, message, remedy)


def _people(subject: Subject) -> Iterator[tuple[Steps, Who]]:
    for site in action_sites(subject.workflow):
        for index, who in enumerate(site.action.by):
            yield (*site.steps, "by", index), who
    for told in notify_sites(subject.documents):
        if not told.named:
            yield (*told.steps, "[key]"), told.who


def _check_told(subject: Subject) -> None:
    workflow = subject.workflow
    for key in ("opened", "withdrawn"):
        if getattr(workflow, key):
            message = f"{key} is for workflows of members only"
            remedy = "take it away, or write child_of: joint"
            subject.page.error("idle-key", (key,), message, remedy)


def _check_child(subject: Subject) -> None:
    workflow, page = subject.workflow, subject.page
    written = page.keys()
    if "report" in written:
        message = "the case of a member is opened by joint work; nobody reports it"
        page.error("child-report", ("report",), message, "take report away")
    if WITHDRAWN in workflow.states:
        message = f'the state "{WITHDRAWN}" is built in'
        at: Steps = ("states", WITHDRAWN)
        page.error("reserved-name", at, message, "give the state another name")
    if not any(state.final == SOLVED for state in workflow.states.values()):
        message = "no state ends the task of a member as done"
        page.error(
            "never-done", ("states",), message, f'write "final: {SOLVED}" in one'
        )
    for steps, what in _held(subject):
        message = f"the case of a member holds no {what}"
        page.error("child-holds", steps, message, "take it away")
    for name, state in workflow.states.items():
        if state.final:
            _check_end(name, subject)


def _held(subject: Subject) -> Iterator[tuple[Steps, str]]:
    """What a member's case would hold that only a whole case has."""
    for name, state in subject.workflow.states.items():
        if state.dispute is not None:
            yield ("states", name, "dispute"), "dispute"
        if state.joint is not None:
            yield ("states", name, "joint"), "joint work"
    for name, field in subject.workflow.fields_.items():
        if field.type == "case":
            yield ("fields", name), "case that it could be joined with"


def _check_end(state: str, subject: Subject) -> None:
    """Its parent counts a task as it ended, so it is never taken up again."""
    for site in action_sites(subject.workflow):
        if state in site.states and site.action.to is not None:
            message = "a task that has ended cannot be taken up again"
            remedy = "leave out to, so that the case stays"
            subject.page.error("child-reopens", (*site.steps, "to"), message, remedy)
