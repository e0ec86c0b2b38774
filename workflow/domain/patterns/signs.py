"""The signs of ping-pong and gaming in one case's history, each by an exact rule.

A sign is a reason to look, not a verdict: every one names the entries that make it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from workflow.domain.case import Outcome
from workflow.domain.clocks import consumed_at
from workflow.domain.decision import EntryKind
from workflow.domain.effects import clock_from_json
from workflow.domain.patterns.story import Document, Moment, Story
from workflow.domain.timing import APPLICATION, STAGE
from workflow.domain.worktime import Calendar
from workflow.errors import UnknownCalendarError

SHARE = 10
"""Percent of a stage's limit: a return in the last so many is just before the limit."""

_FULL = 100
_SPAN = 3
"""Owners that make an A-B-A."""


class Sign(StrEnum):
    """What history gives away."""

    CAME_BACK = "came_back"
    """A-B-A: the case is with an owner who had it before the last one."""
    LATE_RETURN = "late_return"
    """Returned when the limit of the stage was nearly used up."""
    SUSPEND_EXTEND = "suspend_extend"
    """Suspended and extended under one owner: time bought in two ways."""
    CLOSE_REOPEN = "close_reopen"
    """Closed, and taken up again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the signs go by: the share in percent, and calendars by name."""

    share: int = SHARE
    calendars: Mapping[str, Calendar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A sign in a case: the entries that make it, from `since` to `at`.

    `units` are the departments that it is about. `percent` is the share of the limit
    that was used at a late return, rounded down; 0 for other signs.
    """

    sign: Sign
    case: int
    entries: tuple[int, ...]
    since: datetime
    at: datetime
    units: tuple[str, ...]
    percent: int = 0


def sightings(story: Story, rules: Rules) -> Iterator[Sighting]:
    """Every sign in the history of a case."""
    yield from came_back(story)
    yield from late_returns(story, rules)
    yield from suspend_extend(story)
    yield from close_reopen(story)


def came_back(story: Story) -> Iterator[Sighting]:
    """A-B-A returns, by the owners over the entries of history.

    Empty owners are left out and equal neighbours are one; the sign is each place i
    with s[i] == s[i-2]. Its entries are the three that made these the owners.
    """
    hands = story.hands
    for last in range(_SPAN - 1, len(hands)):
        first, between, again = hands[last - 2 : last + 1]
        if first.owner == again.owner:
            yield Sighting(
                sign=Sign.CAME_BACK,
                case=story.case,
                entries=(first.entry, between.entry, again.entry),
                since=first.at,
                at=again.at,
                units=(again.owner, between.owner),
            )


def late_returns(story: Story, rules: Rules) -> Iterator[Sighting]:
    """Returns in the last `share` percent of the stage's limit, and not after it.

    The return is an entry that counts one (its action says `back: true`). It is judged
    at the instant at which it was asked for: that of the application where it needed
    an approval, otherwise its own. With b the budget of the stage's clock as it stood
    then, extensions included, and u what of it was used then, counted by the clock's
    own calendar, the sign is b * (100 - share) <= u * 100 and u <= b. A stage without
    a limit gives no sign. The unit is the one that returned, an owner or a desk's.
    """
    asked: dict[object, Moment] = {}
    for moment in story.moments:
        number = moment.entry.request.get("application")
        if moment.entry.kind is EntryKind.ASKED:
            asked[number] = moment
        if not moment.is_return:
            continue
        act = asked.get(number, moment)
        percent = _used(act, rules)
        if percent is None:
            continue
        yield Sighting(
            sign=Sign.LATE_RETURN,
            case=story.case,
            entries=tuple(dict.fromkeys((act.entry.number, moment.entry.number))),
            since=act.at,
            at=moment.at,
            units=(moment.returner,),
            percent=percent,
        )


def _used(act: Moment, rules: Rules) -> int | None:
    """Percent of the stage's limit that an act came at, if that is nearly all of it."""
    document = act.clocks.get((STAGE, act.was("state")))
    if document is None or not document["budget"]:
        return None
    clock = clock_from_json(document)
    calendar = rules.calendars.get(clock.calendar)
    if calendar is None:
        known = ", ".join(rules.calendars)
        raise UnknownCalendarError(calendar=clock.calendar, known=known)
    used = consumed_at(clock, act.at, calendar)
    if used > clock.budget or used * _FULL < clock.budget * (_FULL - rules.share):
        return None
    return used * _FULL // clock.budget


def suspend_extend(story: Story) -> Iterator[Sighting]:
    """Runs of suspensions and extensions with at least one of each.

    A run is broken by another owner and by a new cycle, by nothing else. An extension
    is an entry by which more time was granted on top of a clock's limit. A suspension
    is an entry by which a running clock, other than a stage's or an application's, was
    paused although the owner stayed and is the one expected to act next: a check by
    somebody else pauses clocks as well, and is none. The entries are those of the run.
    """
    run: list[tuple[Moment, str]] = []
    for moment in story.moments:
        if "cycle" in moment.changes or "owner" in moment.changes:
            yield from _chain(story, run)
            run = []
        kind = _bought(moment)
        if kind:
            run.append((moment, kind))
    yield from _chain(story, run)


def _chain(story: Story, run: list[tuple[Moment, str]]) -> Iterator[Sighting]:
    if {kind for _, kind in run} < {_EXTENDED, _SUSPENDED}:
        return
    moments = [moment for moment, _ in run]
    yield Sighting(
        sign=Sign.SUSPEND_EXTEND,
        case=story.case,
        entries=tuple(each.entry.number for each in moments),
        since=moments[0].at,
        at=moments[-1].at,
        units=(moments[-1].became("owner"),),
    )


_EXTENDED = "extended"
_SUSPENDED = "suspended"


def _bought(moment: Moment) -> str:
    """How an entry bought its owner time, or nothing."""
    clocks = [
        (before, each)
        for each in moment.documents("clocks")
        if (before := moment.clock_before(each)) is not None
    ]
    if any(after.get("extended", 0) > was.get("extended", 0) for was, after in clocks):
        return _EXTENDED
    stays = moment.became("owner") == moment.was("owner") and moment.lies_with_owner
    stopped = any(_was_paused(before, after) for before, after in clocks)
    return _SUSPENDED if stays and stopped else ""


def _was_paused(before: Document, after: Document) -> bool:
    return (
        after["name"] not in (STAGE, APPLICATION)
        and before["outcome"] == Outcome.RUNNING.value
        and after["outcome"] == Outcome.PAUSED.value
    )


def close_reopen(story: Story) -> Iterator[Sighting]:
    """Pairs of an entry that ended the case and the one that took it up again.

    Ended means that a final state was entered, of whatever kind. The unit is the owner
    at the close; a case that never had one names none.
    """
    closed: Moment | None = None
    for moment in story.moments:
        if closed is not None and moment.was("final") and not moment.became("final"):
            owner = closed.became("owner")
            yield Sighting(
                sign=Sign.CLOSE_REOPEN,
                case=story.case,
                entries=(closed.entry.number, moment.entry.number),
                since=closed.at,
                at=moment.at,
                units=(owner,) if owner else (),
            )
        if moment.became("final") and not moment.was("final"):
            closed = moment
