"""Fields: whether their keys fit their type, and whether preset values fit them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from workflow.authoring.flow.checks.subject import FIELD, Subject, expect
from workflow.authoring.flow.documents import FieldDocument
from workflow.authoring.flow.grammar import GrammarError, parse_whole
from workflow.authoring.flow.limit_documents import TakeDocument
from workflow.authoring.flow.pages import Page, Steps
from workflow.authoring.flow.sites import (
    action_sites,
    automatic_of,
    offered_action,
    rung_sites,
    running_states,
)
from workflow.authoring.flow.titles import BUILT_IN_FIELDS
from workflow.authoring.text.suggest import did_you_mean
from workflow.authoring.text.tree import shown
from workflow.domain.guards import CASE_FACTS

_TYPES_OF: Mapping[str, tuple[str, ...]] = {
    "of": ("choice",),
    "min": ("integer",),
    "max": ("integer", "text", "files", "departments"),
    "accept": ("files",),
    "personal": ("text", "integer", "date", "instant", "choice"),
    "contact": ("text",),
    "within": ("date", "instant"),
}
"""The types with which a key of a field means something."""

_FACT_NAMES = frozenset(
    name.partition(".")[2] for name in CASE_FACTS if name[:5] == "case."
)


def check_fields(subject: Subject) -> None:
    """Report what is wrong with the fields of a workflow and with preset values."""
    for name, field in subject.workflow.fields_.items():
        _check_name(name, subject.page)
        _check_type(name, field, subject.page)
        _check_bounds(name, field, subject.page)
    _check_contacts(subject)
    for preset in _presets(subject):
        _check_values(preset, subject)


def _check_name(name: str, page: Page) -> None:
    steps = ("fields", name)
    if name in BUILT_IN_FIELDS:
        message = f'the field "{name}" is built in'
        page.error("reserved-name", steps, message, "take its declaration away")
    elif name in _FACT_NAMES:
        message = f'"case.{name}" is a fact of every case'
        page.error("reserved-name", steps, message, "choose another name")


def _check_type(name: str, field: FieldDocument, page: Page) -> None:
    steps: Steps = ("fields", name)
    if page.is_blind((*steps, "type")):
        return
    written = page.keys(*steps)
    for key, types in _TYPES_OF.items():
        if key in written and field.type not in types:
            page.error(
                "idle-field-key",
                (*steps, key),
                f'"{key}" means nothing for a field of type {field.type}',
                f"take it away; it belongs to type {' or '.join(types)}",
            )
    if field.type == "choice" and "of" not in written:
        message = "the values of this choice are missing"
        page.error("choice-without-values", steps, message, "add of: [a, b]")
    elif field.type == "choice" and not field.of:
        message = "a choice of nothing cannot be made"
        page.error("choice-without-values", (*steps, "of"), message, "add values")


def _check_bounds(name: str, field: FieldDocument, page: Page) -> None:
    steps: Steps = ("fields", name)
    if field.min is not None and field.max is not None and field.min > field.max:
        message = f"no number lies between {field.min} and {field.max}"
        page.error("empty-range", (*steps, "min"), message, "exchange min and max")
    elif (
        field.max is not None
        and field.max < 1
        and field.type
        in (
            "text",
            "files",
            "departments",
        )
    ):
        message = f"with at most {field.max} nothing could ever be given"
        page.error("empty-range", (*steps, "max"), message, "write at least 1")


def _check_contacts(subject: Subject) -> None:
    """How a reporter can be reached is personal, and said once for each channel."""
    first: dict[str, str] = {}
    for name, field in subject.workflow.fields_.items():
        if field.contact is None:
            continue
        steps: Steps = ("fields", name, "contact")
        if not field.personal:
            message = "how a reporter can be reached is personal data"
            subject.page.error("open-contact", steps, message, "add personal: true")
        if field.contact in first:
            message = (
                f'the field "{first[field.contact]}" is the {field.contact} already'
            )
            subject.page.error("contact-twice", steps, message, "take one of them away")
        first.setdefault(field.contact, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Preset:
    """Values that are preset, where they stand, and the fields asked for there."""

    page: Page
    steps: Steps
    values: Mapping[str, str]
    asked: tuple[str, ...]


def _presets(subject: Subject) -> Iterator[_Preset]:
    workflow = subject.workflow
    for site in action_sites(workflow):
        yield _Preset(
            page=subject.page,
            steps=(*site.steps, "with"),
            values=site.action.with_,
            asked=(*site.action.needs, *site.action.may),
        )
    for name, state in workflow.states.items():
        for key, take in automatic_of(state):
            at = (subject.page, ("states", name, key, "with"))
            yield from _taken(at, take, name, subject)
    for rung in rung_sites(subject.documents):
        if rung.rung.take is not None:
            rung_at = (subject.page_of(rung.named), (*rung.steps, "take", "with"))
            for running in running_states(rung.limit, workflow):
                yield from _taken(rung_at, rung.rung.take, running, subject)


def _taken(
    at: tuple[Page, Steps], take: TakeDocument, state: str, subject: Subject
) -> Iterator[_Preset]:
    action = offered_action(take.take, state, subject.workflow)
    if action is not None:
        asked = (*action.needs, *action.may)
        yield _Preset(page=at[0], steps=at[1], values=take.with_, asked=asked)


def _check_values(preset: _Preset, subject: Subject) -> None:
    page = preset.page
    for name, value in preset.values.items():
        here = (*preset.steps, name)
        if not expect(FIELD, name, subject.fields, (page, here)):
            continue
        if name not in preset.asked:
            message = f'the action does not ask for the field "{name}"'
            remedy = "name it in the needs or may of that action"
            page.error("idle-preset", here, message, remedy)
        field = subject.workflow.fields_.get(name)
        if field is None or subject.page.is_blind(("fields", name, "type")):
            continue
        fault = _fault(field, value)
        if fault:
            page.error("bad-preset", here, *fault)


def _fault(field: FieldDocument, value: str) -> tuple[str, str] | None:
    """What is wrong with a value for a field, and what would be right."""
    match field.type:
        case "integer":
            return _number_fault(field, value)
        case "date" | "instant" if field.within is not None:
            message = "a fixed date does not stay ahead of whoever acts"
            return message, "take it away, or take within from the field"
        case "date" | "instant":
            return _date_fault(field.type, value)
        case "files" | "case":
            return f"a field of type {field.type} cannot be preset", "take it away"
        case _:
            return _text_fault(field, value)


def _text_fault(field: FieldDocument, value: str) -> tuple[str, str] | None:
    if field.type == "choice" and value not in field.of:
        message = f'"{shown(value)}" is not among the values of this choice'
        return message, did_you_mean(value, field.of)
    if field.type == "text" and field.max is not None and len(value) > field.max:
        return f"the text has {len(value)} characters", f"keep it within {field.max}"
    return None


def _number_fault(field: FieldDocument, value: str) -> tuple[str, str] | None:
    try:
        number = parse_whole(value)
    except GrammarError as error:
        return error.message, error.remedy
    low, high = field.min, field.max
    if (low is not None and number < low) or (high is not None and number > high):
        return f"{number} is out of range", f"stay between {low} and {high}"
    return None


def _date_fault(kind: str, value: str) -> tuple[str, str] | None:
    example = "2026-06-09" if kind == "date" else "2026-06-09T02:00+08:00"
    try:
        if kind == "date":
            date.fromisoformat(value)
            return None
        if datetime.fromisoformat(value).tzinfo is not None:
            return None
    except ValueError:
        pass
    return f'"{shown(value)}" is no {kind}', f'write it as "{example}"'
