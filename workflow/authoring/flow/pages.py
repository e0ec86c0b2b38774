"""A document's tree, with the places where something in it was found wrong."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from workflow.authoring.text.findings import Collector
from workflow.authoring.text.tree import (
    Mapping,
    Node,
    Place,
    Position,
    Scalar,
    Step,
    key_place_of,
    place_of,
)

Steps = tuple[Step, ...]

_NOWHERE = Mapping(entries={}, position=Position(line=1, column=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One document as it was written, and what has been found in it so far.

    What does not fit is left out of the document, so that the rest can be looked at
    all the same: `left_out` says which items of which lists went, by which later
    indices shift, and nothing more is said of what stands in `blind` or below it.
    """

    root: Node
    found: Collector
    blind: set[Steps] = field(default_factory=set)
    left_out: dict[Steps, set[int]] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """The name of the file that the findings carry."""
        return self.found.file

    def error(self, rule: str, steps: Steps, message: str, remedy: str) -> None:
        """Add something that makes the document unusable."""
        if not self.is_blind(steps):
            self.found.error(rule, self.place(steps), message, remedy)

    def missing(self, rule: str, steps: Steps, message: str, remedy: str) -> None:
        """Add an error about a key that should stand in a map but does not."""
        place = self.place(steps[:-1]).below(steps[-1])
        if not self.is_blind(place.steps):
            self.found.error(rule, place, message, remedy)

    def warning(self, rule: str, steps: Steps, message: str, remedy: str) -> None:
        """Add something that the author probably does not mean."""
        if not self.is_blind(steps):
            self.found.warning(rule, self.place(steps), message, remedy)

    def note(self, rule: str, steps: Steps, message: str, remedy: str) -> None:
        """Add something worth knowing."""
        if not self.is_blind(steps):
            self.found.note(rule, self.place(steps), message, remedy)

    def is_blind(self, steps: Steps) -> bool:
        """Whether something at or above this place is known to be wrong."""
        written = self.as_written(steps)
        return any(written[:length] in self.blind for length in range(len(written) + 1))

    def has_lost(self, steps: Steps) -> bool:
        """Whether items of the list at this place were left out."""
        return self.as_written(steps) in self.left_out

    def place(self, steps: Steps) -> Place:
        """Where something stands: a text itself, but the key of a list or a map."""
        written = self.as_written(steps)
        found = place_of(self.root, written)
        value = self._node(found.steps)
        return found if isinstance(value, Scalar) else key_place_of(self.root, written)

    def as_written(self, steps: Iterable[Step]) -> Steps:
        """The steps in the tree, where the document has lost items of lists."""
        written: Steps = ()
        for step in steps:
            index = step
            if isinstance(index, int):
                for gone in sorted(self.left_out.get(written, ())):
                    index += gone <= index
            written = (*written, index)
        return written

    def keys(self, *steps: Step) -> tuple[str, ...]:
        """The keys of a map as they were written, also of what does not fit."""
        node = self._node(steps)
        return tuple(node.entries) if isinstance(node, Mapping) else ()

    def texts(self, *steps: Step) -> tuple[str, ...]:
        """The texts of a list as they were written, also of what does not fit."""
        node = self._node(steps)
        if node is None or isinstance(node, Scalar | Mapping):
            return ()
        return tuple(item.text for item in node.items if isinstance(item, Scalar))

    def _node(self, steps: Iterable[Step]) -> Node | None:
        node: Node | None = self.root
        for step in steps:
            if isinstance(node, Mapping) and isinstance(step, str):
                entry = node.entries.get(step)
                node = entry.value if entry else None
            elif isinstance(step, int) and not isinstance(node, Scalar | Mapping):
                items = node.items if node is not None else ()
                node = items[step] if step < len(items) else None
        return node
