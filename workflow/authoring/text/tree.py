"""A document as its author wrote it: texts, lists and maps, each with its position."""

from collections import abc
from dataclasses import dataclass
from typing import TypeAlias

Step: TypeAlias = str | int
"""One step down a document: the key of a map or the index of a list."""

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"
"""A document without positions."""

_SHOWN_LENGTH = 60
_KEY_ITSELF = "[key]"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Position:
    """A line and a column of a file, both counted from 1, columns in characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """A text. `quoted` is true for '...', "...", | and >, which only ever mean text."""

    text: str
    position: Position
    quoted: bool

    @property
    def missing(self) -> bool:
        """Whether nothing was written, as after the colon of a key left open."""
        return not self.text and not self.quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """A list; its position is that of its first bracket or dash."""

    items: tuple["Node", ...]
    position: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A key of a map, with its own position, and the value under it."""

    position: Position
    value: "Node"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """A map in the order of its author; its position is its first brace or key."""

    entries: abc.Mapping[str, Entry]
    position: Position


Node: TypeAlias = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in a document something stands: the steps that lead there, and its line."""

    steps: tuple[Step, ...]
    position: Position

    @property
    def path(self) -> str:
        """The steps as text, such as `states.assigned.actions.accept.by[0]`."""
        return path_of(self.steps)

    def below(self, step: Step) -> "Place":
        """Name something that should stand below here but does not, at this line."""
        return Place(steps=(*self.steps, step), position=self.position)


def place_of(root: Node, path: abc.Iterable[Step]) -> Place:
    """Find the value at the end of a path, or the deepest one that exists along it.

    A step that does not exist is passed over, so a pydantic `loc` can be given as it
    is, with its names of union members; `[key]` at its end means the key itself.
    """
    steps = tuple(path)
    key, value = _walk(root, steps)
    if steps[-1:] == (_KEY_ITSELF,) and value.steps[-1:] != (_KEY_ITSELF,):
        return key
    return value


def key_place_of(root: Node, path: abc.Iterable[Step]) -> Place:
    """Find the key that leads to where `place_of` would, for what is wrong with a key.

    An item of a list and the root have no key and give their own position.
    """
    return _walk(root, path)[0]


def position_of(root: Node, path: abc.Iterable[Step]) -> Position:
    """Give the position of the deepest existing node along a path of keys and indices.

    It is the position part of `place_of`.
    """
    return place_of(root, path).position


def plain(node: Node) -> Plain:
    """Give the same document as dicts, lists and texts, without positions."""
    match node:
        case Scalar():
            return node.text
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key: plain(entry.value) for key, entry in node.entries.items()}


def path_of(steps: abc.Iterable[Step]) -> str:
    """Write steps as one dotted path: `states.assigned.by[0]`, `adaptable["a.b"]`."""
    path = ""
    for step in steps:
        if isinstance(step, int):
            path += f"[{step}]"
        elif step and step == step.strip() and not set(step) & set('.:[]"'):
            path += f".{shown(step)}" if path else shown(step)
        else:
            path += f'["{shown(step)}"]'
    return path


def shown(text: str) -> str:
    """Make an author's text safe to print: shortened, invisible characters escaped."""
    if len(text) > _SHOWN_LENGTH:
        text = text[: _SHOWN_LENGTH - 1] + "…"
    if text.isprintable():
        return text
    return "".join(
        letter
        if letter.isprintable()
        else letter.encode("unicode_escape").decode("ascii")
        for letter in text
    )


def _walk(root: Node, path: abc.Iterable[Step]) -> tuple[Place, Place]:
    """Follow the steps that exist and give the last key and the last value."""
    node = root
    key = root.position
    steps: list[Step] = []
    for step in path:
        if isinstance(node, Mapping) and isinstance(step, str) and step in node.entries:
            entry = node.entries[step]
            key, node = entry.position, entry.value
        elif (
            isinstance(node, Sequence)
            and isinstance(step, int)
            and 0 <= step < len(node.items)
        ):
            node = node.items[step]
            key = node.position
        else:
            continue
        steps.append(step)
    taken = tuple(steps)
    return (
        Place(steps=taken, position=key),
        Place(steps=taken, position=node.position),
    )
