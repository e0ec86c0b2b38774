"""What an outage moved: rungs that fired late, put together into outages."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from workflow.domain.case import Clock, Json, Outcome
from workflow.domain.context import Context
from workflow.domain.decision import SYSTEM, Entry, EntryKind, Firing
from workflow.domain.definition import AfterOutage, Rung
from workflow.domain.effects import clock_from_json, instant_from
from workflow.domain.reasons import action_title, clock_title, rung_title
from workflow.domain.timing import APPLICATION, STAGE, stage_rungs
from workflow.domain.words import Title

LATEST = 10
"""So many of the latest cases are named one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenLate:
    """An action that time took late; it counts as taken when it was due.

    `state` is the state that it led to, where it led anywhere.
    """

    case: int
    action: Title
    state: Title | None
    due_at: datetime
    taken_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LateRung:
    """A rung that fired late, with all that came of it.

    `since` is when it should have fired: where earlier repeats were passed over,
    the first of them. `resumes` says that its next repeats count from `fired_at`.
    `on_time` and `late` are the verdicts that were given because of it; `silent` says
    that it is an application which nobody decided in time.
    """

    case: int
    clock: str
    clock_title: Title
    rung: str
    rung_title: Title
    since: datetime
    due_at: datetime
    fired_at: datetime
    passed_over: int = 0
    resumes: bool = False
    taken: tuple[TakenLate, ...] = ()
    messages: int = 0
    on_time: int = 0
    late: int = 0
    silent: bool = False

    @property
    def lateness(self) -> timedelta:
        """How long after its instant it fired."""
        return self.fired_at - self.since


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The same rung of the same clock, over all cases of an outage."""

    clock_title: Title
    rung_title: Title
    rungs: int
    cases: int
    passed_over: int
    resumes: int
    longest: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting:
    """Rungs that have fallen due and are not fired yet: an outage that still lasts.

    `since` is when the first of them was due, `swept_at` when anybody swept last.
    """

    since: datetime
    until: datetime
    cases: int
    swept_at: datetime | None

    @property
    def length(self) -> timedelta:
        """How long it has lasted by now."""
        return self.until - self.since


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A time in which rungs fell due and were not fired, until they were caught up."""

    since: datetime
    until: datetime
    rungs: tuple[LateRung, ...]

    @property
    def length(self) -> timedelta:
        """From the first rung that was not fired to the last that was caught up."""
        return self.until - self.since

    @property
    def cases(self) -> int:
        """How many cases had something due."""
        return len({each.case for each in self.rungs})

    @property
    def taken(self) -> tuple[TakenLate, ...]:
        """The actions that time took late, in the order in which they were due."""
        every = (each for rung in self.rungs for each in rung.taken)
        return tuple(sorted(every, key=lambda each: (each.due_at, each.case)))

    @property
    def lines(self) -> tuple[Line, ...]:
        """By clock and rung, the most frequent first."""
        groups: dict[tuple[str, str], list[LateRung]] = {}
        for each in self.rungs:
            groups.setdefault((_kind(each.clock), each.rung), []).append(each)
        counted = Counter({key: len(rungs) for key, rungs in groups.items()})
        return tuple(_line(groups[key]) for key, _ in counted.most_common())

    @property
    def latest(self) -> tuple[LateRung, ...]:
        """The rung that was latest, of each of the cases that waited longest."""
        worst: dict[int, LateRung] = {}
        for each in sorted(self.rungs, key=lambda each: each.lateness, reverse=True):
            worst.setdefault(each.case, each)
        return tuple(worst.values())[:LATEST]


def outages(late: Iterable[LateRung], longer_than: timedelta) -> tuple[Outage, ...]:
    """The rungs that fired too late, together wherever they waited at the same time."""
    waited = sorted(
        (each for each in late if each.lateness > longer_than),
        key=lambda each: (each.since, each.fired_at, each.case),
    )
    found: list[Outage] = []
    gathered: list[LateRung] = []
    until: datetime | None = None
    for each in waited:
        if until is not None and each.since > until:
            found.append(_outage(gathered, until))
            gathered, until = [], None
        gathered.append(each)
        until = each.fired_at if until is None else max(until, each.fired_at)
    if until is not None:
        found.append(_outage(gathered, until))
    return tuple(found)


def late_rung(
    case: int, firing: Firing, entries: Sequence[Entry], context: Context
) -> LateRung:
    """What became of a firing, read from its entry and those that followed from it.

    `entries` begin with the one of the firing itself.
    """
    own, *behind = entries
    label = f"{firing.clock}:{firing.subject}" if firing.subject else firing.clock
    followed = tuple(_followed(behind, own))
    # Owners come and go; what belongs to each of them is one kind of clock.
    subject = "" if firing.clock in context.definition.clocks else firing.subject
    since = own.request.get("since")
    passed_over = own.request.get("passed_over", 0)
    verdicts = [clock for each in (own, *followed) for clock in _ended(each)]
    late = sum(clock.outcome is Outcome.LATE for clock in verdicts)
    return LateRung(
        case=case,
        clock=label,
        clock_title=clock_title(firing.clock, subject, context),
        rung=firing.rung,
        rung_title=rung_title(firing.clock, firing.subject, firing.rung, context),
        since=instant_from(since) if isinstance(since, str) else firing.due_at,
        due_at=firing.due_at,
        fired_at=own.at,
        passed_over=passed_over if isinstance(passed_over, int) else 0,
        resumes=_resumes(firing, context),
        taken=tuple(_taken(case, firing, followed, context)),
        messages=sum(_told(each) for each in (own, *followed)),
        on_time=len(verdicts) - late,
        late=late,
        silent=firing.clock == APPLICATION,
    )


def _outage(gathered: Sequence[LateRung], until: datetime) -> Outage:
    return Outage(since=gathered[0].since, until=until, rungs=tuple(gathered))


def _kind(clock: str) -> str:
    """One kind for all owners, but one for each state and each action applied for."""
    name, _, _ = clock.partition(":")
    return clock if name in (STAGE, APPLICATION) else name


def _line(rungs: Sequence[LateRung]) -> Line:
    return Line(
        clock_title=rungs[0].clock_title,
        rung_title=rungs[0].rung_title,
        rungs=len(rungs),
        cases=len({each.case for each in rungs}),
        passed_over=sum(each.passed_over for each in rungs),
        resumes=sum(each.resumes for each in rungs),
        longest=max(each.lateness for each in rungs),
    )


def _followed(behind: Sequence[Entry], own: Entry) -> Iterator[Entry]:
    """What the system did at once because of a rung: steps, and a silent answer."""
    for entry in behind:
        silence = entry.kind is EntryKind.ANSWERED
        if not (silence or entry.kind is EntryKind.STEP) or entry.actor != SYSTEM:
            return
        if entry.at != own.at:
            return
        yield entry


def _taken(
    case: int, firing: Firing, followed: Sequence[Entry], context: Context
) -> Iterator[TakenLate]:
    for entry in followed:
        if entry.kind is not EntryKind.STEP:
            continue
        changes = entry.effects.get("case")
        name = changes.get("state") if isinstance(changes, dict) else None
        state = context.definition.states.get(str(name))
        yield TakenLate(
            case=case,
            action=action_title(entry.action, context),
            state=state.title if state else None,
            due_at=firing.due_at,
            taken_at=entry.at,
        )


def _ended(entry: Entry) -> Iterator[Clock]:
    documents = entry.effects.get("clocks", [])
    for document in documents if isinstance(documents, list) else ():
        if isinstance(document, dict):
            clock = clock_from_json(document)
            # A decision that nobody took has no verdict; it is told as silence.
            if clock.has_ended and clock.name != APPLICATION:
                yield clock


def _told(entry: Entry) -> int:
    messages: Json = entry.effects.get("messages", [])
    return len(messages) if isinstance(messages, list) else 0


def _resumes(firing: Firing, context: Context) -> bool:
    """Whether repeats of the rung went on from when it was caught up."""
    rung = _rung(firing, context)
    if rung is None or rung.every is None:
        return False
    return rung.after_outage is AfterOutage.RESUME and firing.occurrence < rung.times


def _rung(firing: Firing, context: Context) -> Rung | None:
    definition = context.definition
    if firing.clock == STAGE:
        state = definition.states.get(firing.subject)
        rungs = stage_rungs(state) if state else ()
    else:
        rule = definition.clocks.get(firing.clock)
        rungs = rule.rungs if rule else ()
    return next((each for each in rungs if each.name == firing.rung), None)
