"""How long an ownership can stay unsettled, told to whoever writes a ladder."""

from collections.abc import Iterator
from dataclasses import replace

from workflow.authoring.flow.build_ladders import ladders_of
from workflow.authoring.flow.checks.subject import Filed, Subject
from workflow.authoring.flow.conditions import known_facts
from workflow.authoring.text.findings import has_errors
from workflow.domain.definition import Ladder
from workflow.domain.disputes.bound import Bound, bound_of
from workflow.domain.durations import MICROS_PER_HOUR

_WORK_DAY = 8 * MICROS_PER_HOUR
"""A work day where calendars are not looked at; these findings only tell and warn."""
_SHOWN = 3
"""So many conditions are named; the others are only counted."""


def check_bounds(subject: Subject) -> None:
    """Tell the bound of each ladder, and warn of limits that are shorter."""
    ladders = _whole(subject)
    for name, ladder in ladders.items():
        bound = bound_of(ladder, _WORK_DAY)
        page = subject.ladders[name][1]
        page.note("dispute-bound", ("levels",), _told(bound), "nothing need be done")
    for state, document in subject.workflow.states.items():
        named = document.dispute.ladders if document.dispute else ()
        rule = [ladders[name] for name in named if name in ladders]
        if len(rule) < len(named):
            # Which ladder a condition would have had is not known.
            continue
        shorter = list(_shorter(rule, subject.known.conditions))
        if not shorter:
            continue
        names = ", ".join(each.name for each in shorter[:_SHOWN])
        more = f" and {len(shorter) - _SHOWN} more" if len(shorter) > _SHOWN else ""
        message = f"a dispute may take longer than the limit of {names}{more}"
        remedy = "give them a shorter ladder, if that is not meant"
        steps = ("states", state, "dispute", "ladders")
        subject.page.warning("shorter-than-dispute", steps, message, remedy)


def _whole(subject: Subject) -> dict[str, Ladder]:
    """The ladders that the workflow names, without those that have mistakes."""
    facts = known_facts(subject.workflow)
    sound = {
        name: document
        for name, (document, page) in subject.ladders.items()
        if not has_errors(page.found.findings)
    }
    return ladders_of(replace(subject.documents, ladders=sound), facts)


def _told(bound: Bound) -> str:
    """The bound in words: hours of working time, and hours day and night."""
    parts = []
    if bound.working:
        parts.append(f"{_hours(bound.working)} of working time")
    if bound.continuous:
        parts.append(f"{_hours(bound.continuous)} day and night")
    times = f", {bound.disputes} times in a case" if bound.disputes else ""
    return f"an ownership stays unsettled for at most {' and '.join(parts)}{times}"


def _hours(micros: int) -> str:
    hours = micros / MICROS_PER_HOUR
    return f"{hours:g} hour{'' if hours == 1 else 's'}"


def _shorter(ladders: list[Ladder], conditions: tuple[Filed, ...]) -> Iterator[Filed]:
    """The conditions whose limit is up before their ladder has settled anything.

    Working and other hours are compared as they are, which is in the author's favour.
    """
    for each in conditions:
        ladder = next((one for one in ladders if one.when.holds(each.facts)), None)
        if ladder is None:
            continue
        bound = bound_of(ladder, _WORK_DAY)
        if each.limit.micros(_WORK_DAY) < bound.working + bound.continuous:
            yield each
