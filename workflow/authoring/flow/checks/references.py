"""Names that lead somewhere: states, fields, actions, marks, templates, posts."""

from collections.abc import Iterator

from workflow.authoring.flow.checks.subject import (
    ACTION,
    CALENDAR,
    CLOCK,
    DEPARTMENT,
    FIELD,
    KIND,
    MARK,
    POST,
    RUNGS,
    STAGE,
    STATE,
    TEMPLATE,
    Sort,
    Subject,
    expect,
)
from workflow.authoring.flow.documents import StateDocument
from workflow.authoring.flow.grammar import OPEN
from workflow.authoring.flow.pages import Page, Steps
from workflow.authoring.flow.sites import (
    LimitSite,
    RungSite,
    action_sites,
    automatic_of,
    limit_sites,
    notify_sites,
    offered,
    rung_sites,
    running_states,
)
from workflow.domain.definition import (
    Destination,
    Move,
    Scope,
    TermKind,
    Towards,
    Who,
)

Reference = tuple[Sort, str, tuple[str, ...], Steps]


def check_references(subject: Subject) -> None:
    """Report every name in a workflow that leads nowhere."""
    for sort, name, known, steps in _references(subject):
        expect(sort, name, known, (subject.page, steps))
    for limit in limit_sites(subject.workflow):
        _check_limit(limit, subject)
    for rung in rung_sites(subject.documents):
        _check_rung(rung, subject)
    _check_people(subject)


def _references(subject: Subject) -> Iterator[Reference]:
    workflow = subject.workflow
    states, fields = subject.states, subject.fields
    yield STATE, workflow.start, states, ("start",)
    if subject.known.calendars is not None:
        calendars = tuple(sorted(subject.known.calendars))
        yield CALENDAR, workflow.calendar, calendars, ("calendar",)
    yield from _each(FIELD, workflow.report.needs, fields, ("report", "needs"))
    yield from _each(FIELD, workflow.report.may, fields, ("report", "may"))
    for name, clock in workflow.clocks.items():
        steps = ("clocks", name)
        yield STATE, clock.from_, states, (*steps, "from")
        yield from _each(STATE, clock.paused_in, states, (*steps, "paused_in"))
    for name, shared in workflow.actions.items():
        listed = tuple(state for state in shared.in_ if state != OPEN)
        yield from _each(STATE, listed, states, ("actions", name, "in"))
    for name, state in workflow.states.items():
        yield from _state_references(name, state, subject)
    yield from _action_references(subject)
    for site in notify_sites(subject.documents):
        # What the rungs of a set tell is looked at on the set's own page.
        if not site.named:
            templates = (*subject.templates, *subject.unread)
            yield TEMPLATE, site.template, templates, site.steps


def _action_references(subject: Subject) -> Iterator[Reference]:
    fields = subject.fields
    for site in action_sites(subject.workflow):
        action, steps = site.action, site.steps
        if action.to not in (None, Move.BACK):
            yield STATE, str(action.to), (*subject.states, Move.BACK), (*steps, "to")
        yield from _each(FIELD, action.needs, fields, (*steps, "needs"))
        yield from _each(FIELD, action.may, fields, (*steps, "may"))
        yield from _each(ACTION, action.not_by, subject.actions, (*steps, "not_by"))


def _state_references(
    name: str, state: StateDocument, subject: Subject
) -> Iterator[Reference]:
    steps: Steps = ("states", name)
    stages = subject.page.texts("stages")
    yield STAGE, state.stage, stages, (*steps, "stage")
    written = subject.page.keys("states", name, "actions")
    actions = tuple(dict.fromkeys((*written, *offered(name, subject.workflow))))
    for key, take in automatic_of(state):
        yield ACTION, take.take, actions, take_steps(subject.page, (*steps, key))
    if state.main is not None:
        yield ACTION, state.main, actions, (*steps, "main")


def take_steps(page: Page, steps: Steps) -> Steps:
    """Where the name of an action that time takes stands, short form or long."""
    return (*steps, "take") if page.keys(*steps) else steps


def _each(
    sort: Sort, names: tuple[str, ...], known: tuple[str, ...], steps: Steps
) -> Iterator[Reference]:
    for index, name in enumerate(names):
        yield sort, name, known, (*steps, index)


def _check_limit(limit: LimitSite, subject: Subject) -> None:
    page = subject.page
    if limit.rungs is not None and limit.rungs.named is not None:
        at = (page, (*limit.steps, "rungs"))
        expect(RUNGS, limit.rungs.named, (*subject.rungs, *subject.unread), at)
    for index, case in enumerate(limit.cases):
        steps: Steps = (*limit.steps, "limit", index, "is")
        for term in case.is_:
            if term.kind is TermKind.SHARE:
                clocks = page.keys("clocks")
                found = expect(CLOCK, term.name, clocks, (page, steps))
                if found and term.name == limit.clock:
                    message = f'"{term.text}" is a share of this very clock'
                    page.error("share-of-itself", steps, message, "name another clock")
            elif term.kind is TermKind.UNTIL:
                check_until(term.name, (page, steps), subject)


def check_until(
    name: str, at: tuple[Page, Steps], subject: Subject, whose: str = ""
) -> None:
    """Report a limit until a field that says no such time; `whose` ends messages."""
    if not expect(FIELD, name, subject.fields, at):
        return
    page, steps = at
    field = subject.workflow.fields_.get(name)
    if field is None and name in subject.page.keys("fields"):
        return
    if subject.page.is_blind(("fields", name, "type")):
        return
    if field is None or field.type not in ("date", "instant"):
        message = f'the field "{name}" holds no date and no instant{whose}'
        remedy = "declare it with type: date or type: instant"
        page.error("until-no-date", steps, message, remedy)
    elif field.personal:
        message = f'the field "{name}" is personal, so no limit can read it{whose}'
        remedy = "take away personal: true, or name another field"
        page.error("until-personal", steps, message, remedy)


def _check_rung(site: RungSite, subject: Subject) -> None:
    page, rung = subject.page_of(site.named), site.rung
    marks = subject.page.texts("marks")
    undeclared = rung.raise_ is not None and rung.raise_ not in marks
    if undeclared and not subject.page.is_blind(("marks",)):
        whose = subject.whose(site.named)
        page.error(
            MARK.rule,
            (*site.steps, "raise"),
            f'the mark "{rung.raise_}" is not declared{whose}',
            f"add it to marks, or raise one of {', '.join(marks) or 'none'}",
        )
    if rung.reassign is not None:
        at = (page, (*site.steps, "reassign"))
        _check_destination(rung.reassign, at, subject)
    if rung.take is None:
        return
    steps = take_steps(page, (*site.steps, "take"))
    for state in running_states(site.limit, subject.workflow):
        actions = offered(state, subject.workflow)
        if rung.take.take not in actions:
            message = f'the state "{state}" offers no action "{rung.take.take}"'
            remedy = "time can take only what is offered wherever its limit runs"
            page.error(ACTION.rule, steps, message + subject.whose(site.named), remedy)


def _check_destination(
    destination: Destination, at: tuple[Page, Steps], subject: Subject
) -> None:
    known = subject.known
    if destination.towards is Towards.NEAREST and known.kinds is not None:
        expect(KIND, destination.name, sorted(known.kinds), at)
    if destination.towards is Towards.DEPARTMENT and known.departments is not None:
        expect(DEPARTMENT, destination.name, sorted(known.departments), at)


def _check_people(subject: Subject) -> None:
    for page, steps, who in _people(subject):
        if who.standing is not None:
            continue
        if subject.known.posts is not None:
            expect(POST, who.post, sorted(subject.known.posts), (page, steps))
        if subject.known.kinds is not None and who.scope is Scope.KIND:
            expect(KIND, who.name, sorted(subject.known.kinds), (page, steps))


def _people(subject: Subject) -> Iterator[tuple[Page, Steps, Who]]:
    page = subject.page
    listed: list[tuple[Steps, tuple[Who, ...]]] = [
        (("report", "by"), subject.workflow.report.by)
    ]
    listed += [
        ((*site.steps, "by"), site.action.by) for site in action_sites(subject.workflow)
    ]
    for steps, by in listed:
        for index, who in enumerate(by):
            yield page, (*steps, index), who
    for site in notify_sites(subject.documents):
        yield subject.page_of(site.named), (*site.steps, "[key]"), site.who
