"""A case's history as its signs are read from it: each entry with what was before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflow.domain.case import number_text
from workflow.domain.decision import Entry
from workflow.domain.patterns.routes import Route

Document = Mapping[str, Any]
"""A clock, or another part of an effect, as history keeps it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """An entry, with the values and the clocks that the case had before it."""

    entry: Entry
    before: Document
    clocks: Mapping[tuple[str, str], Document]

    @property
    def at(self) -> datetime:
        """When it was."""
        return self.entry.at

    @property
    def changes(self) -> Document:
        """The values that the entry changed."""
        found = self.entry.effects.get("case")
        return found if isinstance(found, dict) else {}

    def documents(self, key: str) -> list[Document]:
        """The whole clocks, applications or disputes that the entry left."""
        found = self.entry.effects.get(key)
        documents = found if isinstance(found, list) else []
        return [each for each in documents if isinstance(each, dict)]

    def was(self, name: str) -> Any:  # noqa: ANN401 - the value of any field
        """A value before the entry; empty where history had not told any."""
        return self.before.get(name, "")

    def became(self, name: str) -> Any:  # noqa: ANN401 - the value of any field
        """A value after the entry."""
        return self.changes.get(name, self.was(name))

    def clock_before(self, document: Document) -> Document | None:
        """The same clock of the same cycle before the entry, if there was one."""
        found = self.clocks.get((document["name"], document["subject"]))
        return found if found and found["cycle"] == document["cycle"] else None

    @property
    def lies_with_owner(self) -> bool:
        """Whether the owner is expected to act next, after the entry."""
        owner = self.became("owner")
        return bool(owner) and _unit(self.became("desk")) == owner

    @property
    def is_return(self) -> bool:
        """Whether the entry counts a return: its action says `back: true`."""
        return "returns" in self.changes and bool(self.before)

    @property
    def returner(self) -> str:
        """The unit that passed the case back, if the entry is a return.

        It is the owner where history names it as a returner for the first time, and
        otherwise the unit on whose desk the case lay.
        """
        if not self.is_return:
            return ""
        owner: str = self.was("owner")
        named = owner in (self.changes.get("returned_by") or ())
        if named and owner not in self.was("returned_by"):
            return owner
        return _unit(self.was("desk"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """A department that became the owner of a case, by which entry and when."""

    owner: str
    entry: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The history of one case, from its first entry on."""

    case: int
    moments: tuple[Moment, ...]

    @property
    def hands(self) -> tuple[Hand, ...]:
        """The owners one after the other; none twice in a row."""
        found: list[Hand] = []
        for each in self.moments:
            owner = each.changes.get("owner")
            if owner and (not found or found[-1].owner != owner):
                found.append(Hand(owner=owner, entry=each.entry.number, at=each.at))
        return tuple(found)


def told(case: int, entries: Iterable[Entry]) -> Story:
    """The story that the entries of a case tell, in their order."""
    moments: list[Moment] = []
    values: dict[str, Any] = {}
    clocks: dict[tuple[str, str], Document] = {}
    for entry in entries:
        moment = Moment(entry=entry, before=values, clocks=clocks)
        moments.append(moment)
        values = {**values, **moment.changes}
        changed = {
            (each["name"], each["subject"]): each for each in moment.documents("clocks")
        }
        clocks = {**clocks, **changed}
    return Story(case=case, moments=tuple(moments))


def route_of(story: Story, since: datetime | None = None) -> Route:
    """The owners as a route; only hand-overs from an instant on count, if one is given.

    Sorted by entry is sorted by time: history never runs backwards.
    """
    hands = story.hands
    before = sum(each.at < since for each in hands) if since else 0
    return Route(
        case=number_text(story.case),
        groups=tuple(each.owner for each in hands),
        since=max(before, 1),
    )


def _unit(desk: str) -> str:
    """The unit of a desk such as `coordinator@water`; empty if there is none."""
    return desk.partition("@")[2]
