"""Builds a tree from its parts in the order of the text, on a stack of its own.

A stack instead of recursion, so that no nesting can exhaust the interpreter's.
"""

import re
from dataclasses import dataclass, field

from workflow.authoring.text.findings import Collector
from workflow.authoring.text.tree import (
    Entry,
    Mapping,
    Node,
    Place,
    Position,
    Scalar,
    Sequence,
    Step,
    shown,
)

MAX_DEPTH = 64
_MAX_FINDINGS = 100
_START = Position(line=1, column=1)
_LOST_SPACE = re.compile(r"([^:：]+)[:：](.+)", re.DOTALL)
_KEY_REMEDY = 'write at least one "key: value", with a half-width colon and a space'


@dataclass(slots=True, kw_only=True)
class _Key:
    """A key that waits for its value; `kept` is false where it cannot be entered."""

    text: str
    position: Position
    quoted: bool = False
    kept: bool = False


@dataclass(slots=True, kw_only=True)
class _OpenMapping:
    position: Position
    entries: dict[str, Entry] = field(default_factory=dict)
    key: _Key | None = None


@dataclass(slots=True, kw_only=True)
class _OpenSequence:
    position: Position
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Builder:
    """The tree as far as the text has been read, and what was found in it.

    `root` is the first finished tree. Once `stopped`, there is no use in going on.
    """

    found: Collector
    root: Node | None = None
    stopped: bool = False
    _open: list[_OpenMapping | _OpenSequence] = field(default_factory=list)

    def open_mapping(self, position: Position) -> None:
        """Begin a map; what is attached from now on are its keys and values in turn."""
        if self._may_go_deeper(position):
            self._open.append(_OpenMapping(position=position))

    def open_sequence(self, position: Position) -> None:
        """Begin a list; what is attached from now on are its items."""
        if self._may_go_deeper(position):
            self._open.append(_OpenSequence(position=position))

    def close(self) -> None:
        """End the map or list that was begun last, and attach it."""
        match self._open.pop():
            case _OpenMapping(position=position, entries=entries):
                self.attach(Mapping(entries=entries, position=position))
            case _OpenSequence(position=position, items=items):
                self.attach(Sequence(items=tuple(items), position=position))

    def attach(self, node: Node) -> None:
        """Put a finished node where it belongs: list, key, value or root."""
        if not self._open:
            self.root = self.root or node
            return
        parent = self._open[-1]
        if isinstance(parent, _OpenSequence):
            parent.items.append(node)
        elif parent.key is None:
            self._expect_value(parent, node)
        else:
            self._enter(parent, parent.key, node)

    def error(self, rule: str, position: Position, message: str, remedy: str) -> None:
        """Report something at a position, under the path of where building stands.

        The path of a map or list that is still open is its own, not that of the item
        which building has reached. The hundredth finding is the last.
        """
        if len(self.found.findings) >= _MAX_FINDINGS:
            rule, message = "yaml-too-many-findings", "reading stops here"
            remedy = "correct what was found so far"
            self.stopped = True
        place = Place(steps=self._steps_to(position), position=position)
        self.found.error(rule, place, message, remedy)

    def judge_root(self) -> None:
        """Report a document that holds nothing, or nothing but one text."""
        if self.root is None or (isinstance(self.root, Scalar) and self.root.missing):
            self.error("yaml-empty", _START, "the document is empty", _KEY_REMEDY)
        elif isinstance(self.root, Scalar):
            message = "the document is one text, without any key"
            self.error("yaml-no-keys", self.root.position, message, _KEY_REMEDY)

    def _may_go_deeper(self, position: Position) -> bool:
        if len(self._open) < MAX_DEPTH:
            return True
        message = f"maps and lists are nested more than {MAX_DEPTH} deep here"
        self.error("yaml-too-deep", position, message, "make the document flatter")
        self.stopped = True
        return False

    def _expect_value(self, parent: _OpenMapping, node: Node) -> None:
        if isinstance(node, Scalar):
            key = _Key(text=node.text, position=node.position, quoted=node.quoted)
            parent.key = key
            key.kept = self._may_be_entered(key, parent.entries)
        else:
            message = "a map or list stands where a key was expected"
            remedy = "use a text as the key; put a text with { } or [ ] in it in quotes"
            self.error("yaml-complex-key", node.position, message, remedy)
            parent.key = _Key(text="?", position=node.position)

    def _may_be_entered(self, key: _Key, entries: dict[str, Entry]) -> bool:
        if not key.text and not key.quoted:
            message = "the key before the colon is missing"
            self.error("yaml-empty-key", key.position, message, "write a key")
        elif key.text == "<<" and not key.quoted:
            message = 'the merge key "<<" is not allowed'
            remedy = "write out the keys that it brings in"
            self.error("yaml-merge-key", key.position, message, remedy)
        elif key.text in entries:
            first = entries[key.text].position.line
            message = f'the key "{shown(key.text)}" already stands on line {first}'
            remedy = "keep one of the two"
            self.error("yaml-duplicate-key", key.position, message, remedy)
        else:
            return True
        return False

    def _enter(self, parent: _OpenMapping, key: _Key, value: Node) -> None:
        if key.kept:
            parent.entries[key.text] = Entry(position=key.position, value=value)
        if isinstance(value, Scalar) and value.missing and not key.quoted:
            self._notice_lost_space(key)
        parent.key = None

    def _notice_lost_space(self, key: _Key) -> None:
        """Report `{limit:4}`, which YAML takes for a key "limit:4" without a value."""
        parts = _LOST_SPACE.fullmatch(key.text)
        if parts:
            name, value = shown(parts[1]), shown(parts[2])
            message = f'"{shown(key.text)}" is read as one key without a value'
            remedy = f'write "{name}: {value}", with a space after the colon'
            self.error("yaml-missing-space", key.position, message, remedy)

    def _steps_to(self, position: Position) -> tuple[Step, ...]:
        steps: list[Step] = []
        for parent in self._open:
            if parent.position == position and isinstance(parent, _OpenSequence):
                break
            if isinstance(parent, _OpenSequence):
                steps.append(len(parent.items))
            elif parent.key:
                steps.append(parent.key.text)
        return tuple(steps)
