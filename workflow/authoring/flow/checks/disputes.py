"""Disputes: ladders by themselves, and in the workflows that name them."""

from collections.abc import Iterable

from workflow.authoring.flow.checks.subject import (
    KIND,
    LADDER,
    LEVEL,
    POST,
    STATE,
    TEMPLATE,
    Subject,
    expect,
)
from workflow.authoring.flow.conditions import known_facts
from workflow.authoring.flow.documents import ActionDocument
from workflow.authoring.flow.ladder_documents import DisputeDocument, LadderDocument
from workflow.authoring.flow.pages import Page, Steps
from workflow.authoring.flow.sites import ActionSite, action_sites, named_ladders
from workflow.domain.definition import Move, Scope, Who
from workflow.domain.durations import Duration
from workflow.domain.guards import compile_guard

_TAKEN = ("answer", "lead")
"""Names of the other times of a dispute, which no level may have."""
_GROUND, _PROPOSED = "ground", "proposed"


def check_ladder(
    document: LadderDocument, page: Page, templates: Iterable[str]
) -> None:
    """Report what is wrong with a ladder, whoever names it."""
    _check_levels(document, page)
    _check_times(document, page)
    _check_caps(document, page, [each.level for each in document.levels])
    known = tuple(templates)
    for key, template in document.templates():
        expect(TEMPLATE, template, known, (page, ("messages", key)))
    if document.answer.by.scope is not Scope.PROPOSED:
        message = f'"{document.answer.by.text}" does not speak for a proposed owner'
        remedy = 'write a post of them, such as "coordinator of proposed"'
        page.error("not-proposed", ("answer", "by"), message, remedy)


def _check_levels(document: LadderDocument, page: Page) -> None:
    names = [each.level for each in document.levels]
    if not names and not page.has_lost(("levels",)):
        message = "a ladder without a level leaves every dispute undecided"
        page.error("no-levels", ("levels",), message, "add a level with its judge")
    for index, name in enumerate(names):
        steps: Steps = ("levels", index, "level")
        if name in names[:index]:
            message = f'there is a level "{name}" already'
            page.error("twice", steps, message, "rename one of the two")
        if name in _TAKEN:
            message = f'"{name}" is the name of another time of a dispute'
            page.error("reserved-name", steps, message, "give the level another name")


def _check_times(document: LadderDocument, page: Page) -> None:
    for index, level in enumerate(document.levels):
        for key in ("statements", "site_visit"):
            length = getattr(level, key)
            if length is not None and _is_longer(length, level.limit):
                message = f"{key} takes longer than the level itself"
                remedy = "it lies inside the limit, so write a shorter time"
                page.error("longer-than-limit", ("levels", index, key), message, remedy)


def _check_caps(document: LadderDocument, page: Page, names: list[str]) -> None:
    caps = document.may_dispute
    steps: Steps = ("may_dispute", "at_the_cap")
    capped = caps.disputes_per_case or caps.returns_per_case
    unread = page.is_blind(("levels",)) or page.has_lost(("levels",))
    if caps.at_the_cap is not None and not unread:
        expect(LEVEL, caps.at_the_cap, names, (page, steps))
    if capped and caps.at_the_cap is None:
        message = "it does not say at which level a dispute begins at the cap"
        page.error("idle-key", ("may_dispute",), message, "add at_the_cap: LEVEL")
    if caps.at_the_cap is not None and not capped:
        message = "nothing is capped, so the cap is never reached"
        page.error("idle-key", steps, message, "add disputes_per_case")
    if not caps.disputes_per_case:
        message = "a case may be disputed without end, so no bound can be given"
        page.warning("no-bound", ("may_dispute",), message, "add disputes_per_case: 2")


def _is_longer(part: Duration, whole: Duration) -> bool:
    """Whether a time is longer than another one, where they can be compared."""
    return part.unit is whole.unit and part.amount > whole.amount


def check_disputes(subject: Subject) -> None:
    """Report what is wrong with the disputes of a workflow."""
    workflow, page = subject.workflow, subject.page
    for name, state in workflow.states.items():
        if state.dispute is not None:
            _check_state(name, state.dispute, subject)
        if state.dispute is not None and state.final:
            message = "a case that has ended cannot be disputed"
            steps: Steps = ("states", name, "dispute")
            page.error("dispute-after-end", steps, message, "take dispute away")
    _check_ways_in(subject)
    for name in named_ladders(workflow):
        found = subject.ladders.get(name)
        if found is not None:
            _check_posts(*found, subject)
            _check_when(*found, subject)
            _check_last(name, subject)


def _check_state(name: str, rule: DisputeDocument, subject: Subject) -> None:
    page, steps = subject.page, ("states", name, "dispute")
    for index, ladder in enumerate(rule.ladders):
        known = (*subject.ladders, *subject.unread)
        expect(LADDER, ladder, known, (page, (*steps, "ladders", index)))
    if not rule.ladders and not page.has_lost((*steps, "ladders")):
        message = "without a ladder nobody settles a dispute"
        page.error("nobody", (*steps, "ladders"), message, "name a ladder")
    for key, target in rule.outcomes().items():
        if target != Move.BACK and not page.is_blind((*steps, key)):
            expect(STATE, target, subject.states, (page, (*steps, key)))


def _check_last(name: str, subject: Subject) -> None:
    """A ladder that applies always shadows those that stand behind it."""
    for state, document in subject.workflow.states.items():
        ladders = document.dispute.ladders if document.dispute else ()
        if name not in ladders[:-1]:
            continue
        found = subject.ladders[name][0]
        if found.when is None:
            index = ladders.index(name)
            message = f'"{name}" always applies, so no ladder behind it ever does'
            steps: Steps = ("states", state, "dispute", "ladders", index + 1)
            subject.page.error(
                "never-applies", steps, message, f'put it before "{name}"'
            )


def _check_ways_in(subject: Subject) -> None:
    """An action that opens a dispute says on which ground, and who it should be."""
    disputed = {name for name, each in subject.workflow.states.items() if each.dispute}
    for site in action_sites(subject.workflow):
        if site.action.to not in disputed:
            continue
        for field, kind in ((_GROUND, "choice"), (_PROPOSED, "departments")):
            _check_field(site, field, kind, subject)


def _check_field(site: ActionSite, name: str, kind: str, subject: Subject) -> None:
    declared = subject.workflow.fields_.get(name)
    if declared is None or declared.type != kind or declared.per is None:
        message = f'it opens a dispute, which needs the field "{name}"'
        remedy = f"declare it under fields: {{type: {kind}, per: step}}"
        subject.page.error("dispute-field", (*site.steps, "to"), message, remedy)
    elif not _says(site.action, name):
        message = f'it opens a dispute without asking for "{name}"'
        remedy = f"add {name} to needs, or preset it under with"
        subject.page.error("dispute-field", (*site.steps, "needs"), message, remedy)


def _says(action: ActionDocument, name: str) -> bool:
    return name in action.needs or (name in action.with_ and name in action.may)


def _check_posts(document: LadderDocument, page: Page, subject: Subject) -> None:
    posts, kinds = subject.known.posts, subject.known.kinds
    named: list[tuple[Steps, Who]] = [(("answer", "by"), document.answer.by)]
    named += [
        (("levels", index, "judge"), level.judge)
        for index, level in enumerate(document.levels)
    ]
    if document.provisional_lead is not None:
        named.append((("provisional_lead", "by"), document.provisional_lead.by))
    for steps, who in named:
        if posts is not None:
            expect(POST, who.post, sorted(posts), (page, steps))
        if kinds is not None and who.scope is Scope.KIND:
            expect(KIND, who.name, sorted(kinds), (page, steps))


def _check_when(document: LadderDocument, page: Page, subject: Subject) -> None:
    """A ladder's condition reads the facts of each workflow that names it."""
    if document.when is None:
        return
    for problem in compile_guard(document.when, known_facts(subject.workflow))[1]:
        message = f"{problem.message}{subject.whose(document.ladder)}"
        page.error("bad-condition", ("when",), message, problem.remedy)
