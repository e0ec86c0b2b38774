"""Approvals, by themselves and in the workflows that name them."""

from collections.abc import Iterable, Iterator

from workflow.authoring.flow.approval_documents import (
    ApprovalDocument,
    ApprovalsDocument,
    AskDocument,
)
from workflow.authoring.flow.checks.paths import Paths
from workflow.authoring.flow.checks.references import check_until, take_steps
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

_CLOCKS = (("adds", "to"), ("exempts",), ("gives_back",))
"""The keys of an approval that list clocks."""

_ENDED = "exempts"
"""The key whose clocks may have ended; the others change how time runs on."""


def check_approvals_page(document: ApprovalsDocument, page: Page) -> None:
    """Report a file of approvals without any."""
    if not document.approvals and not page.keys("approvals"):
        message = "a file of approvals without any does nothing"
        remedy = "add one, or take the file away"
        page.error("no-approvals", ("approvals",), message, remedy)


def check_approval(
    name: str, document: ApprovalDocument, page: Page, templates: Iterable[str]
) -> None:
    """Report what is wrong with an approval, whoever names it."""
    steps: Steps = ("approvals", name)
    _check_chains(document, (*steps, "decides"), page)
    if document.times is not None and document.times < 1:
        message = "an application that is never granted need not be made"
        page.error("never-granted", (*steps, "times"), message, "write at least 1")
    _check_asked(document, steps, page)
    _check_ask(document, steps, page)
    adds = (*steps, "adds", "to")
    if document.adds and not document.adds.to and not page.has_lost(adds):
        message = "it extends no limit"
        page.error("idle-key", adds, message, "name a clock, or take adds away")
    for listing in _CLOCKS:
        _check_twice((*steps, *listing), page)
    known = tuple(templates)
    for key, template in document.templates().items():
        expect(TEMPLATE, template, known, (page, (*steps, "messages", key)))


def _check_asked(document: ApprovalDocument, steps: Steps, page: Page) -> None:
    most, times = document.asked_at_most, document.times
    if most is None:
        return
    at = (*steps, "asked_at_most")
    if most < 1:
        message = "an action that can never be applied for need not be offered"
        page.error("never-asked", at, message, "write at least 1")
    elif times is not None and times > most:
        message = f"times is {times}, but it is applied for {most} times at the most"
        page.error(
            "never-granted",
            (*steps, "times"),
            message,
            "lower it, or raise asked_at_most",
        )


def _check_ask(document: ApprovalDocument, steps: Steps, page: Page) -> None:
    ask = document.ask
    if ask is None:
        return
    at = (*steps, "ask")
    if ask.before is not None and "adds" not in page.keys(*steps):
        message = "it extends no limit, so there is none that could be due"
        remedy = "add adds: {to: [CLOCK], amount: ...}, or write within"
        page.error("idle-key", at, message, remedy)
    if ask == AskDocument() and not page.keys(*at):
        message = "this says nothing about when it may be asked for"
        remedy = 'write "before due" or within, or take it away'
        page.error("idle-key", at, message, remedy)


def _check_chains(document: ApprovalDocument, steps: Steps, page: Page) -> None:
    numbers = page.keys(*steps)
    if not numbers and not document.decides and not page.has_lost(steps):
        page.error("nobody", steps, "nobody decides on this application", "name a post")
    whole = all(number in document.decides for number in numbers)
    counted = sorted(int(number) for number in document.decides)
    if whole and counted != list(range(1, len(counted) + 1)):
        message = "the applications are not counted from 1 without a gap"
        page.error("gap-in-decides", steps, message, "write 1, 2, 3 and so on")
    for number, chain in document.decides.items():
        at = (*steps, number) if number in numbers else steps
        if not chain and not page.has_lost(at):
            message = "nobody decides on this application"
            page.error("nobody", at, message, "name a post")
        for key in ("times", "asked_at_most"):
            most = getattr(document, key)
            if most is not None and int(number) > most > 0:
                message = f"this chain is never asked, since {key} is {most}"
                page.error("idle-case", at, message, f"take it away, or raise {key}")
        _check_twice(at, page)


def _check_twice(steps: Steps, page: Page) -> None:
    seen: set[str] = set()
    for index, text in enumerate(page.texts(*steps)):
        if text in seen:
            message = f'"{text}" stands in this list already'
            remedy = "take one of them away"
            page.error("twice", (*steps, index), message, remedy)
        seen.add(text)


def check_approvals(subject: Subject) -> None:
    """Report what is wrong with the approvals that a workflow names."""
    for site in action_sites(subject.workflow):
        if site.action.approval is None:
            continue
        at = (subject.page, (*site.steps, "approval"))
        _check_fields(site, subject)
        lost = subject.misses_approvals or site.action.approval in subject.unread
        if not lost:
            expect(APPROVAL, site.action.approval, subject.approvals, at)
    for steps, page, message in _automatic(subject):
        remedy = "name an action without approval"
        page.error("automatic-approval", steps, message, remedy)
    for name, (document, page) in subject.approvals_named().items():
        _check_clocks(name, document, page, subject)
        _check_limit(name, document, page, subject)
        _check_deciders(name, document, page, subject)


def _check_fields(site: ActionSite, subject: Subject) -> None:
    """Report what cannot wait in an application.

    It lies in history, where nothing can be erased; and the case that it would be
    merged into may have ended by the time somebody decides.
    """
    for key in ("needs", "may"):
        for index, name in enumerate(getattr(site.action, key)):
            field = subject.workflow.fields_.get(name)
            steps = (*site.steps, key, index)
            if field is not None and field.personal:
                message = f'the field "{name}" is personal, and an application is kept'
                remedy = "take it out, or take the approval away"
                subject.page.error("personal-in-application", steps, message, remedy)
            if field is not None and field.type == "case":
                message = f'the field "{name}" merges cases, which happens at once'
                remedy = "take it out, or take the approval away"
                subject.page.error("merge-by-approval", steps, message, remedy)


def _automatic(subject: Subject) -> Iterator[tuple[Steps, Page, str]]:
    """Where the system would take an action with approval, and what to say of it."""
    workflow, page = subject.workflow, subject.page
    for name, state in workflow.states.items():
        for key, take in automatic_of(state):
            if _needs_approval(take.take, name, subject):
                steps = take_steps(page, ("states", name, key))
                yield steps, page, _at_once(take.take)
    for site in rung_sites(subject.documents):
        taken = site.rung.take
        for running in running_states(site.limit, workflow) if taken else ():
            if taken and _needs_approval(taken.take, running, subject):
                page = subject.page_of(site.named)
                steps = take_steps(page, (*site.steps, "take"))
                yield steps, page, _at_once(taken.take) + subject.whose(site.named)


def _needs_approval(name: str, state: str, subject: Subject) -> bool:
    action = offered_action(name, state, subject.workflow)
    return action is not None and action.approval is not None


def _at_once(action: str) -> str:
    return f'the system cannot apply for "{action}", and would take it at once'


def _check_clocks(
    name: str, document: ApprovalDocument, page: Page, subject: Subject
) -> None:
    for key in _CLOCKS:
        steps: Steps = ("approvals", name, *key)
        for index, clock in enumerate(_listed(document, key[0])):
            _check_clock(clock, (page, (*steps, index)), subject)
    for index, clock in enumerate(document.gives_back):
        rule = subject.workflow.clocks.get(clock)
        if rule is not None and "per" not in subject.page.keys("clocks", clock):
            message = f'the clock "{clock}" is no owner\'s own{_whose(subject)}'
            remedy = "name a clock with per: owner"
            at = ("approvals", name, "gives_back", index)
            page.error("idle-key", at, message, remedy)


def _listed(document: ApprovalDocument, key: str) -> tuple[str, ...]:
    if key == "adds":
        return document.adds.to if document.adds is not None else ()
    return document.exempts if key == "exempts" else document.gives_back


def _check_clock(clock: str, at: tuple[Page, Steps], subject: Subject) -> None:
    clocks = subject.page.keys("clocks")
    if clock not in clocks and not subject.page.is_blind(("clocks",)):
        page, steps = at
        message = f'there is no clock "{clock}"{_whose(subject)}'
        remedy = f"name one of {', '.join(clocks) or 'none'}"
        page.error(CLOCK.rule, steps, message, remedy)


def check_use(subject: Subject, paths: Paths) -> None:
    """Report clocks that never run where an approval that changes them is asked for."""
    workflow = subject.workflow
    for name, (document, page) in subject.approvals_named().items():
        states = {
            state
            for site in action_sites(workflow)
            for state in site.states
            if site.action.approval == name
        }
        running = {state for state in states if not workflow.states[state].final}
        for key in _CLOCKS:
            among = states if key[0] == _ENDED else running
            for index, clock in enumerate(_listed(document, key[0])):
                rule = workflow.clocks.get(clock)
                if rule is not None and not among & paths.beyond([rule.from_]):
                    message = f'"{clock}" does not run where this is asked for'
                    at = ("approvals", name, *key, index)
                    remedy = "take it out"
                    page.error("idle-key", at, message + _whose(subject), remedy)


def _check_limit(
    name: str, document: ApprovalDocument, page: Page, subject: Subject
) -> None:
    at = (page, ("approvals", name, "limit"))
    for term in document.limit:
        if term.kind is TermKind.SHARE:
            _check_clock(term.name, at, subject)
        elif term.kind is TermKind.UNTIL:
            check_until(term.name, at, subject, _whose(subject))


def _whose(subject: Subject) -> str:
    return f' in the workflow "{subject.workflow.workflow}"'


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
