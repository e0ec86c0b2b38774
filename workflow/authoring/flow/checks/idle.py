"""Keys that would do nothing where they stand: such a key is an error."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from workflow.authoring.flow.checks.sets import check_rungs
from workflow.authoring.flow.checks.subject import Subject
from workflow.authoring.flow.documents import StateDocument
from workflow.authoring.flow.grammar import OPEN
from workflow.authoring.flow.limit_documents import LimitCaseDocument
from workflow.authoring.flow.pages import Page, Steps
from workflow.authoring.flow.sites import (
    ActionSite,
    LimitSite,
    action_sites,
    limit_sites,
    states_of,
)
from workflow.domain.definition import Move, Point, Term, Trigger
from workflow.domain.dispute import DISPUTE
from workflow.domain.durations import TimeUnit
from workflow.domain.timing import APPLICATION, STAGE

_NOT_IN_FINAL: Mapping[str, str] = {
    "limit": "no time runs in a state that ends the case",
    "rungs": "no time runs in a state that ends the case",
    "when_time_is_up": "no time runs in a state that ends the case",
    "assign": "a case that has ended gets no owner",
    "when_assigned": "a case that has ended gets no owner",
    "charged": "the time after the end is charged to nobody",
}
_NEEDS: Mapping[str, str] = {
    "rungs": "limit",
    "when_time_is_up": "limit",
    "when_assigned": "assign",
}
"""Keys of a state that mean nothing without another one."""


def check_idle(subject: Subject) -> None:
    """Report keys that do nothing, names that are taken, and lists that repeat."""
    for name, state in subject.workflow.states.items():
        _check_state(name, state, subject.page)
    for site in action_sites(subject.workflow):
        _check_action(site, subject)
    for limit in limit_sites(subject.workflow):
        _check_limit(limit, subject.page)
    _check_names(subject)
    _check_lists(subject)


def _check_state(name: str, state: StateDocument, page: Page) -> None:
    steps: Steps = ("states", name)
    written = page.keys(*steps)
    if state.final:
        for key, why in _NOT_IN_FINAL.items():
            if key in written:
                page.error("idle-in-final", (*steps, key), why, "take it away")
        return
    for key, needed in _NEEDS.items():
        if key in written and needed not in written:
            message = f'"{key}" does nothing without "{needed}"'
            remedy = f"add {needed}, or take it away"
            page.error("idle-key", (*steps, key), message, remedy)


def _check_action(site: ActionSite, subject: Subject) -> None:
    page, action, steps = subject.page, site.action, site.steps
    final = {name for name, state in subject.workflow.states.items() if state.final}
    written = page.keys(*steps)
    if not action.by and not page.has_lost((*steps, "by")):
        message = "nobody may take this action"
        page.error("nobody", (*steps, "by"), message, "name a post, or system")
    if site.is_shared and not page.texts(*steps, "in") and not site.states:
        message = "no state offers this action"
        page.error("nowhere", (*steps, "in"), message, "name a state, or open")
    if action.back and "to" not in written:
        message = "an action that stays is no return"
        page.error("idle-key", (*steps, "back"), message, "add to, or take it away")
    if action.cycle is None:
        return
    if not set(site.states) <= final:
        message = "only a case that has ended can begin a new cycle"
        page.error("idle-key", (*steps, "cycle"), message, "take it away")
    elif "to" not in written or action.to in final:
        message = "a new cycle begins in a state that is open"
        remedy = "let the action lead to one, or take cycle away"
        page.error("idle-key", (*steps, "cycle"), message, remedy)


def _check_limit(limit: LimitSite, page: Page) -> None:
    steps = (*limit.steps, "limit")
    if not limit.cases and "limit" in page.keys(*limit.steps):
        message = "a limit without any case is none"
        page.error("idle-key", steps, message, "write a time, or take it away")
    for index, case in enumerate(limit.cases[:-1]):
        if case.when is None:
            message = "the cases below this one never hold, since this one always does"
            remedy = "give it when, or put it last"
            page.error("idle-case", (*steps, index), message, remedy)
    if limit.rungs is None or limit.rungs.named is not None:
        return
    here = (*limit.steps, "rungs")
    if not page.keys(*here):
        message = "a map without rungs does nothing"
        page.error("no-rungs", here, message, "take it away")
    check_rungs(limit.rungs.inline, here, page)
    for name, rung in limit.rungs.inline.items():
        _check_distance(rung.at, (*here, name, "at"), limit.cases, page)


def _check_distance(
    at: Trigger, steps: Steps, cases: tuple[LimitCaseDocument, ...], page: Page
) -> None:
    """Report a rung that stands before the limit begins, where that can be told."""
    if at.point is not Point.BEFORE or at.duration is None:
        return
    longest = [_shortest(case.is_, at.duration.unit) for case in cases]
    known = [amount for amount in longest if amount is not None]
    if known and len(known) == len(longest) and at.duration.amount >= max(known):
        message = f'"{at.text}" is before the limit has begun'
        remedy = "write a shorter time, or a share such as 50%"
        page.error("rung-too-early", steps, message, remedy)


def _shortest(terms: tuple[Term, ...], unit: TimeUnit) -> Decimal | None:
    """The least amount of a unit among the alternatives of a limit."""
    amounts = (
        term.duration.amount
        for term in terms
        if term.duration is not None and term.duration.unit is unit
    )
    return min(amounts, default=None)


def _check_names(subject: Subject) -> None:
    """Report names that have a meaning of their own, and actions written twice."""
    page = subject.page
    for name in (Move.BACK.value, OPEN):
        if name in subject.states:
            message = f'"{name}" is no state but a word of the language'
            page.error(
                "reserved-name", ("states", name), message, "choose another name"
            )
    taken = (
        (STAGE, "a state"),
        (APPLICATION, "an application"),
        (DISPUTE, "a dispute"),
    )
    for name, what in taken:
        if name in page.keys("clocks"):
            message = f'the clock of {what} is called "{name}"'
            remedy = "choose another name"
            page.error("reserved-name", ("clocks", name), message, remedy)
    for name, shared in subject.workflow.actions.items():
        for state in states_of(shared, subject.workflow):
            if name in subject.workflow.states[state].actions:
                steps = ("states", state, "actions", name)
                message = f'the state "{state}" offers "{name}" already'
                remedy = f"take it away, or take {state} out of its in"
                page.error("action-twice", steps, message, remedy)


def _check_lists(subject: Subject) -> None:
    for steps in _lists(subject):
        seen: set[str] = set()
        for index, text in enumerate(subject.page.texts(*steps)):
            if text in seen:
                message = f'"{text}" stands in this list already'
                place = (*steps, index)
                subject.page.error("twice", place, message, "take one of them away")
            seen.add(text)
    for site in action_sites(subject.workflow):
        for name in sorted({*site.action.needs} & {*site.action.may}):
            message = f'"{name}" must be given anyway'
            steps = (*site.steps, "may", site.action.may.index(name))
            subject.page.error("twice", steps, message, "take it out of may")


def _lists(subject: Subject) -> Iterator[Steps]:
    page, workflow = subject.page, subject.workflow
    yield from (("stages",), ("marks",), ("report", "needs"), ("report", "may"))
    yield from (("clocks", name, "paused_in") for name in workflow.clocks)
    for name in workflow.fields_:
        yield from (("fields", name, key) for key in ("of", "accept"))
    for site in action_sites(workflow):
        for key in ("in", "by", "needs", "may", "not_by", "pauses", "resumes"):
            if key in page.keys(*site.steps):
                yield (*site.steps, key)
