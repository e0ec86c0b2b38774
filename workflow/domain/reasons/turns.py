"""The turns in the life of a clock, as steps of an explanation."""

from collections.abc import Iterator, Sequence

from workflow.domain.case import Clock, Json, Outcome
from workflow.domain.clocks import consumed_at
from workflow.domain.context import Context
from workflow.domain.decision import Entry
from workflow.domain.effects import instant_text
from workflow.domain.limits import Alternative
from workflow.domain.reasons.lengths import is_exact, length
from workflow.domain.reasons.life import Event, Turn
from workflow.domain.reasons.origin import (
    Origin,
    alternative_title,
    limit_title,
    origin_of,
    source_title,
)
from workflow.domain.reasons.reason import Reason, reason
from workflow.domain.reasons.titles import clock_title, doing, wall_time
from workflow.domain.timing import APPLICATION, STAGE
from workflow.domain.words import Title


def told(event: Event, entries: Sequence[Entry], context: Context) -> Iterator[Reason]:
    """The steps that tell one turn: what happened, when, and by whom."""
    match event.turn:
        case Turn.BEGAN:
            yield _began(event, context)
            yield from _limit("limit", event, entries, context)
        case Turn.LIMITED:
            yield from _limit("limit_again", event, entries, context)
        case Turn.EXTENDED | Turn.CUT:
            yield _budget(event, context)
        case Turn.RECOUNTED:
            yield _recounted(event, context)
        case Turn.ENDED:
            yield _stopped(event, context)
        case Turn.PAUSED:
            yield _paused(event, context)
        case Turn.EXEMPTED:
            yield _exempted(event, context)
        case _:
            yield _resumed(event, context)


def _began(event: Event, context: Context) -> Reason:
    clock = event.after
    title = clock_title(clock.name, clock.subject, context)
    who, when = doing(event.entry, context), wall_time(clock.started_at, context)
    time = _which_time(clock)
    said = Title(
        zh=f"“{title.zh}”自 {when} 起算：{who.zh}。{time.zh}",
        en=f"“{title.en}” began at {when}: {who.en}.{time.en}",
    )
    return reason(
        "began",
        said,
        **_facts(event),
        title={"zh": title.zh, "en": title.en},
        cycle=clock.cycle,
        started_at=instant_text(clock.started_at),
    )


def _which_time(clock: Clock) -> Title:
    """Which cycle it is, or which entry into a state, where it is not the first."""
    if clock.cycle == 1:
        return Title(zh="", en="")
    if clock.name == STAGE:
        return Title(
            zh=f"这是第 {clock.cycle} 次进入该环节，每次另有时限。",
            en=f" The case is here for the {_nth(clock.cycle)} time, "
            "and each time has a limit of its own.",
        )
    if clock.name == APPLICATION:
        return Title(
            zh=f"这是本案的第 {clock.cycle} 项申请。",
            en=f" It is the {_nth(clock.cycle)} application in this case.",
        )
    return Title(
        zh=f"案件重新立案，这是第 {clock.cycle} 轮，时限重新计算。",
        en=f" The case was reopened: this is cycle {clock.cycle}, "
        "with a limit of its own.",
    )


def _nth(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _limit(
    code: str, event: Event, entries: Sequence[Entry], context: Context
) -> Iterator[Reason]:
    """The limit as it was settled, then the alternatives that would have been later."""
    clock = event.after
    upto = [entry for entry in entries if entry.number <= event.entry.number]
    origin = origin_of(clock, upto, context)
    limit = limit_title(clock, origin)
    source = source_title(clock, origin, context)
    zh, en = f"时限为{limit.zh}，{source.zh}", f"Its limit is {limit.en}, {source.en}"
    if clock.extended < 0:
        zh = f"{zh}，但所延时限届时已到期"
        en = f"{en}, but what it would extend is due before"
    if clock.extended < 0 or not is_exact(clock.limit):
        words = length(clock.budget, clock.measure)
        zh, en = f"{zh}，共 {words.zh}", f"{en}: {words.en} in all"
    if code != "limit":
        who, when = doing(event.entry, context), wall_time(event.at, context)
        zh = f"{when} {who.zh}，时限从原起点重新确定：{zh}"
        en = f"{when}: {who.en}, set the limit anew from the original start. {en}"
    yield reason(
        code,
        Title(zh=f"{zh}。", en=f"{en}."),
        **_facts(event),
        limit=clock.limit,
        source=clock.source,
        alternatives=_alternatives(origin),
    )
    if origin is not None:
        for each in origin.lost:
            yield _lost(each, origin, event, context)


def _lost(each: Alternative, origin: Origin, event: Event, context: Context) -> Reason:
    title, when = (
        alternative_title(each, origin),
        wall_time(each.settled.due_at, context),
    )
    won = wall_time(origin.won.settled.due_at, context)
    same = each.settled.due_at == origin.won.settled.due_at
    said = (
        Title(
            zh=f"另一选项{title.zh}同样到 {when}，不更早。",
            en=f"The alternative {title.en} would have ended at {when} as well.",
        )
        if same
        else Title(
            zh=f"另一选项{title.zh}到 {when} 才到期，取较早的 {won}。",
            en=f"The alternative {title.en} would have ended at {when}; "
            f"the earlier counts, {won}.",
        )
    )
    return reason(
        "alternative",
        said,
        clock=event.after.label,
        term=each.term.text,
        due_at=instant_text(each.settled.due_at),
    )


def _alternatives(origin: Origin | None) -> Json:
    if origin is None:
        return []
    return [
        {
            "term": each.term.text,
            "budget": each.settled.budget.micros,
            "measure": each.settled.budget.measure.value,
            "due_at": instant_text(each.settled.due_at),
        }
        for each in origin.ranked
    ]


def _paused(event: Event, context: Context) -> Reason:
    clock = event.after
    consumed = _consumed(event, context)
    used = length(consumed, event.before.measure)
    when, who = wall_time(event.at, context), doing(event.entry, context)
    now = clock.outcome is Outcome.PAUSED and event.before is clock
    zh, en = ("起算即暂停", "it began paused") if now else ("暂停", "it was paused")
    said = Title(
        zh=f"{when} {zh}：{who.zh}。已用 {used.zh}。",
        en=f"{when}: {en}: {who.en}. {used.en} were used by then.",
    )
    return reason("paused", said, **{**_facts(event), "consumed": consumed})


def _stopped(event: Event, context: Context) -> Reason:
    used = length(event.after.consumed, event.after.measure)
    when, who = wall_time(event.at, context), doing(event.entry, context)
    said = Title(
        zh=f"{when} 停止计时：{who.zh}。已用 {used.zh}。",
        en=f"{when}: it stopped: {who.en}. {used.en} were used by then.",
    )
    return reason("stopped", said, **_facts(event))


def _exempted(event: Event, context: Context) -> Reason:
    when, who = wall_time(event.entry.at, context), doing(event.entry, context)
    said = Title(
        zh=f"{when} 起不计入考核：{who.zh}。超时的事实不变。",
        en=f"{when}: it is not counted any more: {who.en}. That it was late remains.",
    )
    return reason("exempted", said, **_facts(event))


def _resumed(event: Event, context: Context) -> Reason:
    left = event.after.budget - event.after.consumed
    rest = length(abs(left), event.after.measure)
    when, who = wall_time(event.at, context), doing(event.entry, context)
    zh, en = (
        (f"余 {rest.zh}", f"{rest.en} left")
        if left >= 0
        else (f"已超 {rest.zh}", f"{rest.en} over")
    )
    said = Title(
        zh=f"{when} 恢复计时：{who.zh}。{zh}。",
        en=f"{when}: it went on: {who.en}. {en[0].upper()}{en[1:]}.",
    )
    return reason("resumed", said, **_facts(event))


def _budget(event: Event, context: Context) -> Reason:
    by = event.after.budget - event.before.budget
    words = length(abs(by), event.after.measure)
    when, who = wall_time(event.at, context), doing(event.entry, context)
    zh, en = ("延长", "extended") if by > 0 else ("缩短", "shortened")
    due = _new_due(event.after, context)
    said = Title(
        zh=f"{when} 时限{zh} {words.zh}：{who.zh}。{due.zh}",
        en=f"{when}: the limit was {en} by {words.en}: {who.en}.{due.en}",
    )
    return reason("extended" if by > 0 else "cut", said, **_facts(event), by=by)


def _recounted(event: Event, context: Context) -> Reason:
    when, who = wall_time(event.at, context), doing(event.entry, context)
    before = event.before.due_at
    was = wall_time(before, context) if before else "-"
    due = _new_due(event.after, context)
    said = Title(
        zh=f"{when} 截止时间重新计算：{who.zh}。原为 {was}。{due.zh}",
        en=f"{when}: the due instant was counted again: {who.en}. "
        f"It was {was}.{due.en}",
    )
    was_due_at = instant_text(before) if before else None
    return reason("recounted", said, **_facts(event), was_due_at=was_due_at)


def _new_due(clock: Clock, context: Context) -> Title:
    if clock.due_at is None:
        return Title(zh="", en="")
    due = wall_time(clock.due_at, context)
    return Title(zh=f"现于 {due} 到期。", en=f" It is due at {due} now.")


def _consumed(event: Event, context: Context) -> int:
    """What was used when the clock stopped, in the measure in which it ran then."""
    if event.before.measure is event.after.measure:
        return event.after.consumed
    # The limit was set anew by the same step, in another measure.
    return consumed_at(event.before, event.at, context.calendar)


def _facts(event: Event) -> dict[str, Json]:
    clock, entry = event.after, event.entry
    return {
        "clock": clock.label,
        "at": instant_text(event.at),
        "entry": entry.number,
        "actor": entry.actor,
        "action": entry.action,
        "measure": clock.measure.value,
        "budget": clock.budget,
        "consumed": clock.consumed,
        "due_at": instant_text(clock.due_at) if clock.due_at else None,
    }
