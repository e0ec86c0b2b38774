"""Why a clock is due when it is: every step from its start to its due instant."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from workflow.domain.case import Case, Clock, Json, Outcome
from workflow.domain.clocks import consumed_at, is_late
from workflow.domain.context import Context
from workflow.domain.decision import Entry
from workflow.domain.effects import instant_text
from workflow.domain.reasons.counting import counting
from workflow.domain.reasons.lengths import length
from workflow.domain.reasons.life import Event, Turn, life_of
from workflow.domain.reasons.reason import Reason, reason
from workflow.domain.reasons.skipped import skipped
from workflow.domain.reasons.titles import clock_title, wall_time
from workflow.domain.reasons.turns import told
from workflow.domain.words import Title
from workflow.domain.worktime import Budget


def explained_by_due(case: Case, entries: Sequence[Entry]) -> tuple[Clock, ...]:
    """The clocks that the question `due` is about.

    Those that go on, the first due first and what is paused last; of a case that
    has ended, those of its last cycle in the order of their beginnings.
    """
    ongoing = [clock for clock in case.clocks.values() if not clock.has_ended]
    if ongoing or case.is_open:
        return tuple(sorted(ongoing, key=_by_due))
    begun = [
        entry.at
        for entry in entries
        if isinstance(changes := entry.effects.get("case"), dict) and "cycle" in changes
    ]
    since = begun[-1] if begun else case.opened_at
    last = (each for each in case.clocks.values() if each.started_at >= since)
    return tuple(sorted(last, key=lambda clock: (clock.started_at, clock.label)))


def _by_due(clock: Clock) -> tuple[bool, datetime, str]:
    return clock.due_at is None, clock.due_at or clock.started_at, clock.label


def why_due(
    clock: Clock, entries: Sequence[Entry], context: Context
) -> tuple[Reason, ...]:
    """How the due instant of a clock came about, step by step.

    The steps add up: from the start, the limit is used up while the clock runs, by
    the calendar that is named, and what is left of it at the last turn ends at the
    due instant.
    """
    events = life_of(clock, entries)
    return tuple(_steps(clock, events, entries, context))


def _steps(
    clock: Clock, events: Sequence[Event], entries: Sequence[Entry], context: Context
) -> Iterator[Reason]:
    # The verdict tells the end that led to it, and what came of the verdict follows.
    exempted = [event for event in events if event.turn is Turn.EXEMPTED]
    turns = [event for event in events if event.turn is not Turn.EXEMPTED]
    if turns and turns[-1].turn is Turn.ENDED:
        turns.pop()
    for event in turns:
        yield from told(event, entries, context)
        if event.turn is Turn.BEGAN:
            yield counting(event.after, context)
    yield from skipped(clock, events, context)
    yield _used(clock, context)
    if clock.has_ended:
        yield _verdict(clock, context)
    elif clock.due_at is not None:
        yield _due(clock, context)
    else:
        yield _would_be_due(clock, context)
    for event in exempted:
        yield from told(event, entries, context)


def due_of(clock: Clock, context: Context) -> datetime | None:
    """When a clock is due; of one that ended while it was paused, when it was to be.

    One that is only paused is due at no instant, until it runs on.
    """
    if clock.due_at is not None or not clock.has_ended or clock.stopped_at is None:
        return clock.due_at
    left = Budget(measure=clock.measure, micros=clock.budget - clock.consumed)
    return context.calendar.add(clock.stopped_at, left)


def _used(clock: Clock, context: Context) -> Reason:
    used = consumed_at(clock, context.now, context.calendar)
    left = clock.budget - used
    words, rest = length(used, clock.measure), length(abs(left), clock.measure)
    said = (
        Title(
            zh=f"已用 {words.zh}，余 {rest.zh}。",
            en=f"{words.en} used, {rest.en} left.",
        )
        if left >= 0
        else Title(
            zh=f"已用 {words.zh}，超出 {rest.zh}。",
            en=f"{words.en} used, {rest.en} over.",
        )
    )
    return reason("used", said, **_known(clock), consumed=used, left=left)


def _due(clock: Clock, context: Context) -> Reason:
    due = wall_time(clock.due_at or context.now, context)
    late = is_late(clock, context.now)
    title = clock_title(clock.name, clock.subject, context)
    said = (
        Title(
            zh=f"“{title.zh}”应于 {due} 到期，已超时。",
            en=f"“{title.en}” was due at {due} and is late.",
        )
        if late
        else Title(
            zh=f"“{title.zh}”于 {due} 到期。", en=f"“{title.en}” is due at {due}."
        )
    )
    return reason("due", said, **_known(clock), late=late)


def _would_be_due(clock: Clock, context: Context) -> Reason:
    """A clock that is paused has no due instant, but what is left of its limit."""
    left = Budget(measure=clock.measure, micros=clock.budget - clock.consumed)
    would_be = context.calendar.add(context.now, left)
    when = wall_time(would_be, context)
    said = Title(
        zh=f"暂停期间没有截止时间；若现在恢复，将于 {when} 到期。",
        en=f"While it is paused nothing is due; if it went on now, it would be due "
        f"at {when}.",
    )
    return reason("on_hold", said, **_known(clock), would_be_due=instant_text(would_be))


def _verdict(clock: Clock, context: Context) -> Reason:
    stopped = wall_time(clock.stopped_at or context.now, context)
    late = clock.outcome is Outcome.LATE
    zh, en = ("超时", "late") if late else ("按时", "on time")
    due = Title(zh="", en="")
    due_at = due_of(clock, context)
    if due_at is not None:
        at = wall_time(due_at, context)
        due = Title(zh=f"，截止 {at}", en=f", due at {at}")
    said = Title(
        zh=f"{stopped} 停止计时{due.zh}：{zh}。",
        en=f"It stopped at {stopped}{due.en}: {en}.",
    )
    stopped_at = instant_text(clock.stopped_at) if clock.stopped_at else None
    return reason(
        "verdict",
        said,
        **_known(clock),
        outcome=clock.outcome.value,
        stopped_at=stopped_at,
    )


def _known(clock: Clock) -> dict[str, Json]:
    due_at = instant_text(clock.due_at) if clock.due_at else None
    return {
        "clock": clock.label,
        "measure": clock.measure.value,
        "budget": clock.budget,
        "due_at": due_at,
    }
