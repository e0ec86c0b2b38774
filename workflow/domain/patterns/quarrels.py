"""Which two departments quarrel over whose case it is, and which of them again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from workflow.domain.patterns.story import Moment, Story

_AGAIN = 2
"""So many quarrels of the same two make a feud."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarrel:
    """That two departments did not agree whose a case is; by which entry, and when."""

    between: tuple[str, str]
    case: int
    entry: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Feud:
    """The same two departments, quarrelling again; the quarrels in order of time."""

    between: tuple[str, str]
    quarrels: tuple[Quarrel, ...]

    @property
    def cases(self) -> tuple[int, ...]:
        """The cases that they quarrelled over, each once."""
        return tuple(dict.fromkeys(each.case for each in self.quarrels))


def quarrels(story: Story) -> Iterator[Quarrel]:
    """Every quarrel in the history of a case.

    Two departments quarrel where one of them returned the case as its owner and the
    other is the next owner, and where one of them disputes the case and proposes the
    other. Once a returned case lies with the same owner again, its return led to nobody
    else. A dispute counts once, when it is opened.
    """
    returner = ""
    known: set[object] = set()
    for moment in story.moments:
        owner = moment.changes.get("owner", "")
        if returner and owner and owner != returner:
            yield _quarrel(story, moment, returner, owner)
        for first, second in _disputed(moment, known):
            yield _quarrel(story, moment, first, second)
        # Others pass back what is not theirs, and quarrel with nobody.
        if moment.is_return and moment.returner == moment.was("owner"):
            returner = moment.returner
        elif moment.lies_with_owner:
            returner = ""


def feuds(found: Iterable[Quarrel]) -> tuple[Feud, ...]:
    """The pairs with two quarrels or more, in one case or several.

    Those with the most come first.
    """
    by_pair: dict[tuple[str, str], list[Quarrel]] = {}
    for each in found:
        by_pair.setdefault(each.between, []).append(each)
    again = [
        Feud(
            between=between,
            quarrels=tuple(sorted(pair, key=lambda q: (q.at, q.case, q.entry))),
        )
        for between, pair in by_pair.items()
        if len(pair) >= _AGAIN
    ]
    return tuple(sorted(again, key=lambda each: (-len(each.quarrels), each.between)))


def _disputed(moment: Moment, known: set[object]) -> Iterator[tuple[str, str]]:
    """Who disputed the case, and each that they proposed, of disputes seen first."""
    for each in moment.documents("disputes"):
        if each.get("number") in known:
            continue
        known.add(each.get("number"))
        if each["disputer"]:
            yield from ((each["disputer"], other) for other in each["proposed"])


def _quarrel(story: Story, moment: Moment, one: str, other: str) -> Quarrel:
    first, second = sorted((one, other))
    return Quarrel(
        between=(first, second),
        case=story.case,
        entry=moment.entry.number,
        at=moment.at,
    )
