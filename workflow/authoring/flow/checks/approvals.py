"""Approvals, by themselves and in the workflows that name them."""

from collections.abc import Iterable, Iterator

from workflow.authoring.flow.approval_documents import ApprovalDocument
from workflow.authoring.flow.checks.subject import (
    APPROVAL,
    CLOCK,
    KIND,
    POST,
    TEMPLATE,
    Subject,
    expect,
)
from workflow.authoring.flow.pages import Page, Steps
from workflow.authoring.flow.sites import (
    ActionSite,
    action_sites,
    automatic_of,
    offered_action,
    rung_sites,
    running_states,
)
from workflow.domain.definition import Scope, TermKind


def check_approval(
    name: str, document: ApprovalDocument, page: Page, templates: Iterable[str]
) -> None:
    """Report what is wrong with an approval, whoever names it."""
    steps: Steps = ("approvals", name)
    _check_chains(document, (*steps, "decides"), page)
    if document.times is not None and document.times < 1:
        message = "an application that is never granted need not be made"
        page.error("never-granted", (*steps, "times"), message, "write at least 1")
    ask = document.ask
    if ask is not None and ask.before is not None and document.adds is None:
        message = "it extends no limit, so there is none that could be due"
        remedy = "add adds: {to: [CLOCK], amount: ...}, or write within"
        page.error("idle-key", (*steps, "ask"), message, remedy)
    if ask is not None and ask.before is None and ask.within is None:
        message = "this says nothing about when it may be asked for"
        remedy = 'write "before due" or within, or take it away'
        page.error("idle-key", (*steps, "ask"), message, remedy)
    known = tuple(templates)
    for key, template in document.templates().items():
        expect(TEMPLATE, template, known, (page, (*steps, "messages", key)))


def _check_chains(document: ApprovalDocument, steps: Steps, page: Page) -> None:
    if page.is_blind(steps):
        return
    numbers = sorted(int(number) for number in document.decides)
    if numbers != list(range(1, len(numbers) + 1)):
        message = "the applications are not counted from 1 without a gap"
        page.error("gap-in-decides", steps, message, "write 1, 2, 3 and so on")
    for number, chain in document.decides.items():
        at = (*steps, number) if number in page.keys(*steps) else steps
        if not chain and not page.has_lost(at):
            message = "nobody decides on this application"
            page.error("nobody", at, message, "name a post")
        if document.times is not None and int(number) > document.times > 0:
            message = f"only {document.times} are ever granted"
            page.error("idle-case", at, message, "take it away, or raise times")


def check_approvals(subject: Subject) -> None:
    """Report what is wrong with the approvals that a workflow names."""
    for site in action_sites(subject.workflow):
        if site.action.approval is None:
            continue
        at = (subject.page, (*site.steps, "approval"))
        _check_fields(site, subject)
        if not subject.misses_approvals:
            expect(APPROVAL, site.action.approval, subject.approvals, at)
    for steps, page, action in _automatic(subject):
        message = f'the system cannot apply for "{action}", and takes it at once'
        remedy = "name an action without approval"
        page.error("automatic-approval", steps, message, remedy)
    for name, (document, page) in subject.approvals_named().items():
        _check_clocks(name, document, page, subject)
        _check_deciders(name, document, page, subject)


def _check_fields(site: ActionSite, subject: Subject) -> None:
    """What waits in an application lies in history, where nothing can be erased."""
    for key in ("needs", "may"):
        for index, name in enumerate(getattr(site.action, key)):
            field = subject.workflow.fields_.get(name)
            if field is not None and field.personal:
                message = f'the field "{name}" is personal, and an application is kept'
                remedy = "take it out, or take the approval away"
                steps = (*site.steps, key, index)
                subject.page.error("personal-in-application", steps, message, remedy)


def _automatic(subject: Subject) -> Iterator[tuple[Steps, Page, str]]:
    workflow = subject.workflow
    for name, state in workflow.states.items():
        for key, take in automatic_of(state):
            action = offered_action(take.take, name, workflow)
            if action is not None and action.approval is not None:
                yield ("states", name, key), subject.page, take.take
    for site in rung_sites(subject.documents):
        taken = site.rung.take
        for running in running_states(site.limit, workflow) if taken else ():
            action = offered_action(taken.take, running, workflow) if taken else None
            if taken and action is not None and action.approval is not None:
                page = subject.page_of(site.named)
                yield (*site.steps, "take"), page, taken.take


def _check_clocks(
    name: str, document: ApprovalDocument, page: Page, subject: Subject
) -> None:
    steps: Steps = ("approvals", name)
    clocks = subject.page.keys("clocks")
    whose = f' in the workflow "{subject.workflow.workflow}"'
    listed = [
        *(((*steps, "adds", "to"), each) for each in _added(document)),
        *(((*steps, "exempts"), each) for each in document.exempts),
        *(((*steps, "gives_back"), each) for each in document.gives_back),
        *(
            ((*steps, "limit"), term.name)
            for term in document.limit
            if term.kind is TermKind.SHARE
        ),
    ]
    for at, clock in listed:
        if clock not in clocks and not subject.page.is_blind(("clocks",)):
            message = f'there is no clock "{clock}"{whose}'
            remedy = f"name one of {', '.join(clocks) or 'none'}"
            page.error(CLOCK.rule, at, message, remedy)
    for clock in document.gives_back:
        rule = subject.workflow.clocks.get(clock)
        if rule is not None and rule.per is None:
            message = f'the clock "{clock}" is no owner\'s own{whose}'
            remedy = "name a clock with per: owner"
            page.error("idle-key", (*steps, "gives_back"), message, remedy)


def _added(document: ApprovalDocument) -> tuple[str, ...]:
    return document.adds.to if document.adds is not None else ()


def _check_deciders(
    name: str, document: ApprovalDocument, page: Page, subject: Subject
) -> None:
    steps: Steps = ("approvals", name, "decides")
    for number, chain in document.decides.items():
        written = number in page.keys(*steps)
        for index, who in enumerate(chain):
            at = (*steps, number, index) if written else (*steps, index)
            if subject.known.posts is not None:
                expect(POST, who.post, sorted(subject.known.posts), (page, at))
            if subject.known.kinds is not None and who.scope is Scope.KIND:
                expect(KIND, who.name, sorted(subject.known.kinds), (page, at))
