"""Whether values are there when they are read: by time, by limits, by conditions."""

from collections.abc import Iterator
from dataclasses import dataclass

from workflow.authoring.flow.checks.paths import Paths
from workflow.authoring.flow.checks.subject import Subject
from workflow.authoring.flow.conditions import known_facts
from workflow.authoring.flow.limit_documents import TakeDocument
from workflow.authoring.flow.pages import Page, Steps
from workflow.authoring.flow.sites import (
    ActionSite,
    ConditionSite,
    LimitSite,
    action_sites,
    automatic_of,
    condition_sites,
    limit_sites,
    offered_action,
    rung_sites,
    running_states,
    starts_in,
)
from workflow.domain.definition import Term, TermKind
from workflow.domain.guards import compile_guard
from workflow.domain.timing import PROMISE

_OVERDUE = "case.overdue"
_OWNER = "owner"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taking:
    """An action that time takes in a state, where that is written, what it is given."""

    page: Page
    steps: Steps
    state: str
    take: TakeDocument
    gives: frozenset[str]


def check_values(subject: Subject, paths: Paths) -> None:
    """Report values that may be missing where something reads them."""
    if "place" not in subject.workflow.report.needs:
        message = "a report that names no place cannot be given to anybody"
        remedy = "add place to the needs of report"
        subject.page.error("report-without-place", ("report", "needs"), message, remedy)
    for taking in _takings(subject):
        _check_taking(taking, subject, paths)
    for limit in limit_sites(subject.workflow):
        _check_limit(limit, subject, paths)
    for asked in action_sites(subject.workflow):
        _check_asking(asked, subject, paths)
    for site in condition_sites(subject.workflow):
        _check_condition(site, subject, paths)


def _takings(subject: Subject) -> Iterator[_Taking]:
    workflow = subject.workflow
    for name, state in workflow.states.items():
        for key, take in automatic_of(state):
            owner = {_OWNER} if key == "when_assigned" else set[str]()
            yield _Taking(
                page=subject.page,
                steps=("states", name, key),
                state=name,
                take=take,
                gives=frozenset({*owner, *take.with_}),
            )
    for site in rung_sites(subject.documents):
        taken = site.rung.take
        if taken is None:
            continue
        for running in running_states(site.limit, workflow):
            yield _Taking(
                page=subject.page_of(site.named),
                steps=(*site.steps, "take"),
                state=running,
                take=taken,
                gives=frozenset(taken.with_),
            )


def _check_taking(taking: _Taking, subject: Subject, paths: Paths) -> None:
    """Nobody can be asked when time takes an action, so all must be there."""
    action = offered_action(taking.take.take, taking.state, subject.workflow)
    if action is None:
        return
    if _OWNER in taking.gives and _OWNER not in (*action.needs, *action.may):
        message = f'the action "{taking.take.take}" does not ask for "{_OWNER}"'
        remedy = f"add {_OWNER} to its needs"
        taking.page.error("idle-preset", taking.steps, message, remedy)
    known = taking.gives | {*action.with_}
    for name in action.needs:
        if name in known or _stands(name, taking.state, subject, paths):
            continue
        message = (
            f'the system cannot take "{taking.take.take}" in the state '
            f'"{taking.state}" without a value for "{name}"'
        )
        remedy = f"write {{take: {taking.take.take}, with: {{{name}: ...}}}}"
        taking.page.error("automatic-without-value", taking.steps, message, remedy)


def _stands(name: str, state: str, subject: Subject, paths: Paths) -> bool:
    """Whether every case in a state has a value that satisfies the need for it."""
    field = subject.workflow.fields_.get(name)
    asked_anew = name == _OWNER or (field is not None and field.per is not None)
    return not asked_anew and name in paths.given.get(state, frozenset())


def _check_condition(site: ConditionSite, subject: Subject, paths: Paths) -> None:
    steps = site.steps
    guard, _ = compile_guard(site.text, known_facts(subject.workflow))
    for fact in sorted(guard.reads):
        if fact == _OVERDUE and PROMISE not in subject.workflow.clocks:
            message = f'without a clock "{PROMISE}", {fact} is never true'
            remedy = f"add the clock, or take {fact} out"
            subject.page.error("idle-fact", steps, message, remedy)
        field = _field_of(fact, subject)
        unset = [s for s in site.states if field not in paths.given.get(s, {field})]
        if field and unset:
            message = f'"{fact}" may not be known in the state "{unset[0]}"'
            remedy = (
                "the condition is false then; nothing need be done if that is meant"
            )
            subject.page.note("fact-may-be-unset", steps, message, remedy)


def _field_of(fact: str, subject: Subject) -> str:
    """The field whose value a fact is; empty for facts that every case has."""
    scope, _, name = fact.partition(".")
    if scope in ("category", "condition"):
        return scope
    is_own = name == _OWNER or name in subject.workflow.fields_
    return name if scope == "case" and is_own else ""


def _check_limit(limit: LimitSite, subject: Subject, paths: Paths) -> None:
    state = starts_in(limit, subject.workflow)
    given = paths.given.get(state, frozenset())
    for index, case in enumerate(limit.cases):
        steps: Steps = (*limit.steps, "limit", index, "is")
        needed = [_needed(term) for term in case.is_]
        missing = [name for name in needed if name and name not in given]
        if len(missing) == len(needed):
            message = f'a case in the state "{state}" may have no {missing[0]} yet'
            remedy = "it has no limit then; add a time with or, or ask for it before"
            subject.page.warning("limit-may-be-missing", steps, message, remedy)
        for term in case.is_:
            if term.kind is TermKind.SHARE:
                _check_share(term, limit, subject, paths)


def _needed(term: Term) -> str:
    if term.kind is TermKind.CONDITION:
        return "condition"
    return term.name if term.kind is TermKind.UNTIL else ""


def _check_asking(site: ActionSite, subject: Subject, paths: Paths) -> None:
    """Report requests that nobody would have to decide by any time."""
    found = subject.approvals.get(site.action.approval or "")
    if found is None:
        return
    steps = (*site.steps, "approval")
    for state in site.states:
        if all(_may_lack(term, state, subject, paths) for term in found[0].limit):
            message = f'asked for in the state "{state}", it may wait without limit'
            remedy = "add a time with or to the limit of the approval"
            subject.page.warning("limit-may-be-missing", steps, message, remedy)


def _may_lack(term: Term, state: str, subject: Subject, paths: Paths) -> bool:
    """Whether a case may not have what a term reads; unknown names are no matter."""
    if term.kind is TermKind.SHARE:
        clock = subject.workflow.clocks.get(term.name)
        return clock is not None and state not in paths.beyond([clock.from_])
    name = _needed(term)
    given = paths.given.get(state, frozenset())
    return name in subject.fields and name not in given


def _check_share(term: Term, limit: LimitSite, subject: Subject, paths: Paths) -> None:
    """The limit of a clock is known from its start on, and to states at once."""
    begins = subject.workflow.clocks[term.name].from_
    state = starts_in(limit, subject.workflow)
    later = {
        edge.target for edge in paths.edges if edge.source in paths.beyond([begins])
    }
    if state in later or (limit.state and state == begins):
        return
    message = f'the clock "{term.name}" has not begun when this limit is set'
    remedy = f'it begins in "{begins}"; name another clock, or a time'
    subject.page.error("share-before-start", (*limit.steps, "limit"), message, remedy)
