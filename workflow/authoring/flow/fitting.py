"""Fits a tree into a document, and goes on behind whatever does not fit.

A part that does not fit is reported, left out and, where it must be there, replaced by
a stand-in. So one wrong key never hides what is wrong elsewhere.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from types import UnionType
from typing import Annotated, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from workflow.authoring.flow.grammar import GrammarError
from workflow.authoring.flow.limit_documents import Form
from workflow.authoring.flow.pages import Page, Steps
from workflow.authoring.text.suggest import did_you_mean
from workflow.authoring.text.tree import Plain, Step, plain, shown

Document = TypeVar("Document", bound=Form)

_MAX_ROUNDS = 20
_QUOTED = re.compile(r"'([^']*)'")
_NAME = "stand_in"
_TITLE: Mapping[str, Plain] = {"zh": "-", "en": "-"}
_STAND_INS: Mapping[str, Plain] = {
    "accepted": _NAME,
    "amount": "1 day",
    "answer": {"by": "head of proposed", "limit": "1 day"},
    "answer.by": "head of proposed",
    "approvals": {},
    "at": "due",
    "body": {**_TITLE},
    "by": ["anyone"],
    "calendar": _NAME,
    "decides": ["head of owner"],
    "done": "all",
    "en": "-",
    "from": _NAME,
    "in": [],
    "is": "1 day",
    "judge": "head of owner",
    "ladder": _NAME,
    "ladders": [],
    "level": _NAME,
    "levels": [],
    "lead": ["owner"],
    "limit": "1 day",
    "members": [],
    "needs": [],
    "provisional_lead.by": "head of owner",
    "report": {"by": ["anyone"], "needs": []},
    "ruled": _NAME,
    "rungs": _NAME,
    "stage": _NAME,
    "stages": [],
    "start": _NAME,
    "states": {},
    "steps": {},
    "subject": {**_TITLE},
    "take": _NAME,
    "template": _NAME,
    "title": {**_TITLE},
    "to": [],
    "type": "text",
    "unresolved": _NAME,
    "withdrawn": "back",
    "workflow": _NAME,
    "zh": "-",
}


def fit_page(model: type[Document], page: Page) -> Document | None:
    """Fit a page's tree into a document; all that does not fit is found on the page.

    Gives nothing only where hardly anything fits.
    """
    data = plain(page.root)
    for _ in range(_MAX_ROUNDS):
        try:
            return model.model_validate(data)
        except ValidationError as error:
            details = error.errors(include_url=False)
        for each in details:
            _report(model, each, page)
        if not isinstance(data, dict):
            return None
        _repair(data, details, page)
    return None


def _repair(data: Plain, details: Iterable[ErrorDetails], page: Page) -> None:
    """Take out whatever does not fit, and put stand-ins where something must be."""
    absent = [each["loc"] for each in details if each["type"] == "missing"]
    for steps in absent:
        parent = existing(data, steps[:-1])
        key = str(steps[-1])
        page.blind.add((*page.as_written(parent), key))
        target = _value(data, parent)
        if isinstance(target, dict):
            above = str(parent[-1]) if parent else ""
            own = f"{above}.{key}"
            found = _STAND_INS[own if own in _STAND_INS else key]
            target[key] = deepcopy(found)
    wrong = {
        existing(data, each["loc"]) for each in details if each["type"] != "missing"
    }
    # Later items of a list go first, so that the indices of earlier ones stay true.
    for steps in sorted(wrong, key=_order, reverse=True):
        page.blind.add(page.as_written(steps))
        _take_out(data, steps, page)


def _stand_in(parent: Steps, key: str) -> Plain:
    """What stands for a missing key; the same key may take different forms."""
    whole = f"{parent[-1]}.{key}" if parent else key
    return _STAND_INS[whole if whole in _STAND_INS else key]


def _order(steps: Steps) -> list[tuple[bool, int, str]]:
    return [
        (isinstance(step, int), step if isinstance(step, int) else 0, str(step))
        for step in steps
    ]


def _take_out(data: Plain, steps: Steps, page: Page) -> None:
    if not steps:
        return
    parent = _value(data, steps[:-1])
    last = steps[-1]
    if isinstance(parent, dict) and isinstance(last, str):
        parent.pop(last, None)
    elif isinstance(parent, list) and isinstance(last, int):
        written = page.as_written(steps)
        page.left_out.setdefault(written[:-1], set()).add(int(written[-1]))
        del parent[last]


def existing(data: Plain, steps: Iterable[Step]) -> Steps:
    """Those of the steps that lead somewhere in the data; others are passed over."""
    found: list[Step] = []
    for step in steps:
        child = _child(data, step)
        if child is not None:
            data = child
            found.append(step)
    return tuple(found)


def _value(data: Plain, steps: Steps) -> "Plain | None":
    value: Plain | None = data
    for step in steps:
        value = None if value is None else _child(value, step)
    return value


def _child(data: Plain, step: Step) -> "Plain | None":
    if isinstance(data, dict) and isinstance(step, str):
        return data.get(step)
    if isinstance(data, list) and isinstance(step, int) and step < len(data):
        return data[step]
    return None


def _report(model: type[Form], details: ErrorDetails, page: Page) -> None:
    steps = details["loc"]
    last = str(steps[-1]) if steps else ""
    if details["type"] == "missing":
        known = _keys_at(model, steps[:-1])
        meaning = (known[last].description or "").rpartition(" / ")[2]
        remedy = f"add it: {meaning[:1].lower()}{meaning[1:]}" if meaning else "add it"
        page.missing("shape-missing-key", steps, f'the key "{last}" is missing', remedy)
    elif details["type"] == "extra_forbidden":
        remedy = did_you_mean(last, _keys_at(model, steps[:-1]))
        message = f'the key "{shown(last)}" is not known here'
        page.error("shape-unknown-key", steps, message, remedy)
    elif details["input"] == "":
        message, remedy = "nothing is written here", "write a value, or take it away"
        page.error("shape-missing-value", steps, message, remedy)
    else:
        page.error("shape-bad-value", steps, *_words(details))


def _words(details: ErrorDetails) -> tuple[str, str]:
    """The message and the remedy for a value that does not fit."""
    context = details.get("ctx", {})
    cause = context.get("error")
    if isinstance(cause, GrammarError):
        return cause.message, cause.remedy
    given = details["input"]
    kind = details["type"]
    if kind == "literal_error" and isinstance(given, str):
        known = _QUOTED.findall(str(context.get("expected", "")))
        return f'"{shown(given)}" is not known here', did_you_mean(given, known)
    for prefix, (wanted, remedy) in _CONTAINERS.items():
        if kind.startswith(prefix):
            return f"a {wanted} was expected, not {_what(given)}", remedy
    return details["msg"], "correct the value"


_CONTAINERS: Mapping[str, tuple[str, str]] = {
    "string": ("text", "write one text"),
    "literal": ("text", "write one text"),
    "tuple": ("list", "put it in brackets: [a, b]"),
    "list": ("list", "put it in brackets: [a, b]"),
    "dict": ("map", 'write "key: value" pairs here'),
    "model": ("map", 'write "key: value" pairs here'),
}


def _what(given: object) -> str:
    if isinstance(given, str):
        return f'the text "{shown(given)}"'
    return "a list" if isinstance(given, list) else "a map"


def _keys_at(model: type[Form], steps: Iterable[Step]) -> Mapping[str, FieldInfo]:
    """The keys that a document knows at the end of these steps, with their fields."""
    kind: object = model
    for step in steps:
        kind = _below(kind, step)
    for member in _members(kind):
        if isinstance(member, type) and issubclass(member, BaseModel):
            return _keys_of(member)
    return {}


def _keys_of(model: type[BaseModel]) -> Mapping[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _below(kind: object, step: Step) -> object:
    for member in _members(kind):
        if isinstance(member, type) and issubclass(member, BaseModel):
            found = _keys_of(member).get(str(step))
            return found.annotation if found else None
        if get_origin(member) in (dict, tuple):
            is_list = get_origin(member) is tuple
            return get_args(member)[0 if is_list else 1]
    return None


def _members(kind: object) -> Iterator[object]:
    """The types that a type may be: those of a union, without what annotates them."""
    if get_origin(kind) is Annotated:
        yield from _members(get_args(kind)[0])
    elif get_origin(kind) in (Union, UnionType):
        for member in get_args(kind):
            yield from _members(member)
    else:
        yield kind
