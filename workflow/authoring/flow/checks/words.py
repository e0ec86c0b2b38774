"""Titles and conditions: what people read, and what the engine reads of a case."""

from workflow.authoring.flow.checks.subject import Subject
from workflow.authoring.flow.conditions import known_facts
from workflow.authoring.flow.pages import Steps
from workflow.authoring.flow.sites import condition_sites
from workflow.authoring.flow.titles import (
    BUILT_IN_FIELDS,
    Named,
    listed_titles,
    named_things,
    title_of,
)
from workflow.authoring.text.suggest import did_you_mean
from workflow.domain.guards import compile_guard

_SINGULAR = {
    "stages": "stage",
    "states": "state",
    "actions": "action",
    "fields": "field",
    "choices": "value",
    "clocks": "clock",
    "marks": "mark",
}


def check_titles(subject: Subject) -> None:
    """Report what has no title, and titles of nothing."""
    things = list(named_things(subject.workflow))
    reported: set[tuple[str, str, str]] = set()
    for thing in things:
        key = (thing.sort, thing.field, thing.name)
        if key in reported or title_of(subject.workflow, thing) is not None:
            continue
        reported.add(key)
        path = ".".join(filter(None, ("titles", thing.sort, thing.field, thing.name)))
        message = f'the {_SINGULAR[thing.sort]} "{thing.name}" has no title'
        remedy = f"add {path}: {{zh: ..., en: ...}}"
        subject.page.warning("title-missing", thing.steps, message, remedy)
    for sort in _SINGULAR:
        of_sort = [thing for thing in things if thing.sort == sort]
        if sort != "choices":
            _check_listed(sort, of_sort, subject)
    _check_choices(things, subject)


def _check_listed(sort: str, things: list[Named], subject: Subject) -> None:
    if subject.page.is_blind(("states" if sort == "actions" else sort,)):
        return
    steps: Steps = ("titles", sort)
    known = _written(sort, subject)
    for name in listed_titles(subject.workflow, sort):
        untitled = [t for t in things if t.name == name and t.own is None]
        if name not in known:
            message = f'there is no {_SINGULAR[sort]} "{name}" to give a title to'
            remedy = did_you_mean(name, known)
            subject.page.error("title-of-nothing", (*steps, name), message, remedy)
        elif not untitled and any(t.name == name for t in things):
            message = f'the {_SINGULAR[sort]} "{name}" has its title beside it'
            remedy = "keep one of the two"
            subject.page.error("title-twice", (*steps, name), message, remedy)


def _written(sort: str, subject: Subject) -> tuple[str, ...]:
    """The names of a sort, also of what does not fit."""
    page = subject.page
    if sort in ("stages", "marks"):
        return page.texts(sort)
    if sort == "actions":
        return subject.actions
    built_in = tuple(BUILT_IN_FIELDS) if sort == "fields" else ()
    return (*built_in, *page.keys(sort))


def _check_choices(things: list[Named], subject: Subject) -> None:
    for field, titles in subject.workflow.titles.choices.items():
        steps: Steps = ("titles", "choices", field)
        if subject.page.is_blind(("fields", field, "of")):
            continue
        choices = [t for t in things if t.sort == "choices" and t.field == field]
        known = list(dict.fromkeys(choice.name for choice in choices))
        if not known:
            message = f'the field "{field}" is no choice'
            remedy = "take its titles away, or declare it with type: choice"
            subject.page.error("title-of-nothing", steps, message, remedy)
            continue
        for value in titles:
            if value not in known:
                message = f'the field "{field}" has no value "{value}"'
                remedy = did_you_mean(value, known)
                place = (*steps, value)
                subject.page.error("title-of-nothing", place, message, remedy)


def check_conditions(subject: Subject) -> None:
    """Report conditions that are none, or that read what is no fact."""
    known = known_facts(subject.workflow, subject.parents)
    unfit = [
        f"case.{name}"
        for name in subject.page.keys("fields")
        if subject.page.is_blind(("fields", name, "type"))
    ]
    for site in condition_sites(subject.workflow):
        if any(name in site.text for name in unfit):
            continue
        for problem in compile_guard(site.text, known)[1]:
            message, remedy = problem.message, problem.remedy
            subject.page.error("bad-condition", site.steps, message, remedy)
