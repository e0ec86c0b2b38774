"""Small workflows drawn at random, as documents that pass every check."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random
from typing import Any

from hypothesis import strategies as st

from tests.engine.stateful.parts import (
    IN_TIME,
    LENGTHS,
    TEMPLATE,
    TRIGGERS,
    VALUES,
    Document,
    Parts,
)
from tests.engine.stateful.town import OFFICE, YARD
from workflow.authoring.flow.checks import Known
from workflow.authoring.flow.load import load_texts
from workflow.authoring.text.findings import Severity, line_of
from workflow.domain.definition import Definition

NAME = "drawn"
_POSTS = (
    "clerk of centre",
    "anyone",
    "coordinator of owner",
    "head of owner",
    "coordinator of first_owner",
    "reporter",
)
_KINDS = (
    "extend",
    "hold",
    "hold",
    "misdispatch",
    "leave",
    "back",
    "exempt",
    "return",
    "stay",
    "jump",
)
_BRINGS = {
    "extend": "adds",
    "misdispatch": "gives_back",
    "leave": "nothing",
    "exempt": "exempts",
}
"""What the actions that have to be approved bring besides."""
_TRIES = 5
_ERROR = Severity.ERROR
_MARKS = ("yellow", "red")
_FIELDS: Document = {
    "description": {"type": "text", "personal": True},
    "reason": {"type": "text", "per": "step"},
    "depth": {"type": "integer", "min": 1, "max": 9},
    "resume_on": {"type": "date"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A workflow that passes the check, and the texts that it was read from."""

    texts: dict[str, str]
    definition: Definition = field(repr=False)
    document: str = field(repr=False)


class _Author:
    """Writes one workflow: a chain of open states that ends, and much beside it."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._states = [f"s{number}" for number in range(parts.number(3, 6))]
        self._clocks: dict[str, Document] = {}
        self._begins: dict[str, int] = {}
        self._approvals: dict[str, Document] = {}
        self._assigns = parts.luck(3)
        self._drops = parts.luck(5)

    def write(self) -> tuple[Document, Document]:
        """The workflow, and the approvals that it names."""
        parts = self._parts
        self._write_clocks()
        states = {name: self._state(at) for at, name in enumerate(self._states)}
        states["closed"] = self._closed()
        states["dropped"] = {"stage": "work", "final": "dropped"}
        workflow: Document = {
            "workflow": NAME,
            "title": {"zh": "流程", "en": "Drawn"},
            "calendar": parts.pick((OFFICE, YARD)),
            "stages": ["work"],
            "start": self._states[0],
            "report": {
                "by": ["anyone"],
                "needs": ["place", "description", "category", "condition"],
                "may": ["depth", "resume_on"],
            },
            "fields": _FIELDS,
            "marks": list(_MARKS),
            "clocks": self._clocks,
            "actions": self._shared(),
            "states": states,
        }
        return workflow, {"approvals": self._approvals}

    def _shared(self) -> Document:
        to = {"to": "dropped", "in": self._states[-2:]}
        dropping = {"in": "open", "to": "dropped"} if self._drops else to
        return {
            "note": {"in": "open", "by": ["anyone"], "needs": ["reason"]},
            "drop": {"by": ["clerk of centre"], **dropping},
        }

    def _write_clocks(self) -> None:
        """The promise first, since the others may be shares of it."""
        parts = self._parts
        self._write_clock("promise", parts.pick((0, 0, 1)))
        self._clocks["promise"]["rungs"] |= {
            # So that no mark is idle.
            f"last_{mark}": {"at": "overdue", "raise": mark}
            for mark in _MARKS
        }
        if not parts.luck(5):
            self._write_clock("department", parts.number(0, 2))
            self._clocks["department"]["per"] = "owner"
        if parts.luck(3):
            self._write_clock("audit", parts.number(0, len(self._states) - 1))

    def _write_clock(self, name: str, begins: int) -> None:
        parts = self._parts
        takes: list[Document] = [
            {"take": "note", "with": {"reason": "auto"}},
            {"take": "drop"},
        ]
        self._clocks[name] = {
            "limit": parts.limit(self._shares(begins)),
            "from": self._states[begins],
            "paused_in": parts.some(self._states, 2),
            "rungs": parts.rungs(_MARKS, takes[: 1 + self._drops], 3)
            or {"late": {"at": "overdue", "raise": parts.pick(_MARKS)}},
        }
        self._begins[name] = begins

    def _shares(self, at: int) -> list[str]:
        """The clocks that have begun before a state is entered."""
        return [name for name, begins in self._begins.items() if begins < at]

    def _state(self, at: int) -> Document:
        parts, name = self._parts, self._states[at]
        following = [*self._states, "closed"][at + 1]
        # Without an owner half of the people could do nothing.
        gives = {"needs": ["owner"]} if at == 0 and not parts.luck(6) else {}
        actions = {f"go_{name}": self._action(to=following, **gives)}
        limited = not parts.luck(5)
        held = self._running(name, limited=limited)
        for number in range(parts.number(2, 4)):
            actions |= self._more(at, number, held)
        state: Document = {"stage": "work", "actions": actions}
        takes = list(self._takes(at, actions))
        if limited:
            state["limit"] = parts.limit(self._shares(at))
            up = parts.pick(takes) if takes and parts.luck() else None
            # What the case leaves when its time is up sees nothing of later rungs.
            rungs = parts.rungs(_MARKS, takes, 2, IN_TIME if up else TRIGGERS)
            state |= {"rungs": rungs} if rungs else {}
            state |= {"when_time_is_up": up} if up else {}
        if self._assigns and at + 1 < len(self._states) and parts.luck():
            actions[f"give_{name}"] = {
                **self._action(to=following, needs=["owner"]),
            }
            state |= {"assign": "responsibility", "when_assigned": f"give_{name}"}
        return state

    def _running(self, state: str, *, limited: bool) -> list[str]:
        """The clocks that may run in a state."""
        spanning = [
            name
            for name, clock in self._clocks.items()
            if state not in clock["paused_in"]
        ]
        return [*spanning, "stage"] if limited else spanning

    def _takes(self, at: int, actions: Document) -> Iterator[Document]:
        """What time may take in a state without ever going round in circles."""
        ahead = {None, *self._states[at + 1 :], "closed", "dropped"}
        if not self._assigns:
            ahead.add("back")
        for name, action in actions.items():
            if "approval" not in action and action.get("to") in ahead:
                needs = action.get("needs", ())
                yield {"take": name, "with": {each: VALUES[each] for each in needs}}

    def _action(self, **changes: Any) -> Document:
        """Something that a person may do, with the odd string attached."""
        parts = self._parts
        action: Document = {"by": [parts.pick(_POSTS)], **changes}
        if parts.luck(3) and action["by"] != ["anyone"]:
            action["by"] = [*action["by"], "deputy of centre"]
        if "needs" not in action:
            action["needs"] = parts.some(("owner", "resume_on", "depth", "reason"), 2)
        match parts.number(0, 11):
            case 8:
                action["when"] = parts.guard()
            case 9:
                action["within"] = parts.pick(LENGTHS)
            case 10:
                action["after_return"] = False
            case 11:
                action["not_by"] = ["note"]
            case _:
                pass
        return action

    def _more(self, at: int, number: int, running: list[str]) -> Document:
        """One more action of a state, or two that belong together."""
        parts, state = self._parts, self._states[at]
        name = f"{state}_{number}"
        kind = parts.pick(_KINDS if number else tuple(_BRINGS))
        if kind == "hold" and running:
            return {
                f"hold_{name}": self._action(needs=[], pauses=running),
                f"free_{name}": self._action(needs=[], resumes=running),
            }
        if kind in _BRINGS:
            return self._applied_for(kind, at, name)
        changes: Document = {}
        if kind == "back":
            changes["to"] = "back"
        elif kind == "return":
            to = parts.pick([*self._states[:at], "back"])
            changes |= {"to": to, "back": True}
        elif kind == "jump":
            changes["to"] = parts.pick(self._states)
        return {f"{kind}_{name}": self._action(**changes)}

    def _applied_for(self, kind: str, at: int, name: str) -> Document:
        """An action that somebody must approve, where it can bring something."""
        parts = self._parts
        changes: Document = {}
        if kind == "misdispatch":
            if "department" not in self._clocks:
                kind = "extend"
            else:
                changes["to"] = parts.pick([*self._states[:at], "back"])
        if kind == "leave":
            changes["to"] = parts.pick([*self._states, "dropped"])
            changes["needs"] = ["resume_on"]
        return self._applied(f"{kind}_{name}", _BRINGS[kind], **changes)

    def _applied(self, name: str, does: str, **changes: Any) -> Document:
        approval = f"for_{does}_{self._parts.number(0, 1)}"
        if approval not in self._approvals:
            clocks = list(self._clocks)
            self._approvals[approval] = self._parts.approval(does, clocks)
        if does == "gives_back":
            changes["back"] = True
        action = self._action(approval=approval, **changes)
        return {name: action}

    def _closed(self) -> Document:
        parts = self._parts
        to = parts.pick(self._states)
        reopen = self._action(to=to, cycle="new", needs=["reason"])
        actions = {"reopen": {**reopen, "by": ["reporter", "clerk of centre"]}}
        if parts.luck():
            actions |= self._applied("appeal", "exempts")
        if parts.luck(3):
            actions["rate"] = self._action(needs=["reason"])
        return {"stage": "work", "final": "solved", "actions": actions}


def _documents(luck: Random) -> tuple[str, str]:
    workflow, approvals = _Author(Parts(luck)).write()
    return _text(workflow), _text(approvals) if approvals["approvals"] else ""


def _text(document: Document) -> str:
    """The document, one line for each of its parts; JSON is YAML."""
    lines = []
    for key, value in document.items():
        if isinstance(value, dict) and key not in ("title", "report"):
            lines.append(f"{key}:")
            lines += [f"  {name}: {_flow(each)}" for name, each in value.items()]
        else:
            lines.append(f"{key}: {_flow(value)}")
    return "\n".join(lines) + "\n"


def _flow(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def drawn_workflows(known: Known) -> st.SearchStrategy[Drawn]:
    """Workflows that pass the check of a city that has these names."""

    @lru_cache(maxsize=8)
    def checked(seed: bytes) -> Drawn:
        luck = Random(seed)  # noqa: S311 - the same seed writes the same workflow
        told: list[str] = []
        # One in twenty has a clock that runs nowhere, or not where it is asked for.
        for _ in range(_TRIES):
            workflow, approvals = _documents(luck)
            texts = {"workflows/drawn.yaml": workflow, "templates/news.yaml": TEMPLATE}
            if approvals:
                texts["approvals/drawn.yaml"] = approvals
            loaded = load_texts(texts, known)
            errors = [each for each in loaded.findings if each.severity is _ERROR]
            if not errors:
                return Drawn(
                    texts=texts,
                    definition=loaded.definitions[NAME],
                    document=loaded.canonical[NAME],
                )
            told += [*map(line_of, errors), workflow, approvals]
        raise AssertionError("\n".join(told))

    return st.binary(min_size=8, max_size=8).map(checked)
