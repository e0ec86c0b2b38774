"""The days that a limit passes over, as steps of an explanation."""

from collections.abc import Iterator, Sequence

from workflow.domain.case import Clock, Json
from workflow.domain.context import Context
from workflow.domain.reasons.days import DayOff, DaysOff, Passed, days_passed
from workflow.domain.reasons.life import Event, stretches_of
from workflow.domain.reasons.reason import Reason, reason
from workflow.domain.words import Title
from workflow.domain.worktime import Measure

_WHY = {
    DayOff.HOLIDAY: Title(zh="节假日", en="holiday"),
    DayOff.WEEKEND: Title(zh="周末", en="weekend"),
    DayOff.CLOSED: Title(zh="不办公", en="closed"),
}
_TOLD = 8
"""So many rows of days fit into a sentence; the facts hold all of them."""


def skipped(
    clock: Clock, events: Sequence[Event], context: Context
) -> Iterator[Reason]:
    """Days off, make-up days and unpublished years on the way to the due instant."""
    passed = days_passed(stretches_of(events), context.calendar)
    if clock.measure is Measure.WORKING:
        if passed.off:
            yield _days_off(clock, passed)
        if passed.made_up:
            yield _made_up(clock, passed)
        years = passed.unpublished
    else:
        # Holidays are nothing to a clock that runs day and night.
        years = ()
    if years or clock.provisional:
        yield _unpublished(clock, years)


def _days_off(clock: Clock, passed: Passed) -> Reason:
    days = sum(each.days for each in passed.off)
    told = passed.off[:_TOLD]
    zh = "、".join(f"{_row(each)}({_WHY[each.why].zh})" for each in told)
    en = ", ".join(f"{_row(each)} ({_WHY[each.why].en})" for each in told)
    more = len(passed.off) - len(told)
    if more:
        zh, en = f"{zh}等，另有 {more} 段", f"{en} and {more} more"
    said = Title(
        zh=f"其间跳过 {days} 天：{zh}。",
        en=f"{days} {'day' if days == 1 else 'days'} off do not count: {en}.",
    )
    off: list[Json] = [
        {
            "first": each.first.isoformat(),
            "last": each.last.isoformat(),
            "why": each.why.value,
        }
        for each in passed.off
    ]
    return reason("skipped", said, clock=clock.label, days=days, off=off)


def _row(days: DaysOff) -> str:
    if days.first == days.last:
        return days.first.isoformat()
    return f"{days.first.isoformat()}…{days.last.isoformat()}"


def _made_up(clock: Clock, passed: Passed) -> Reason:
    days = [day.isoformat() for day in passed.made_up]
    zh, en = "、".join(days[:_TOLD]), ", ".join(days[:_TOLD])
    if len(days) > _TOLD:
        zh, en = f"{zh}等", f"{en} and {len(days) - _TOLD} more"
    said = Title(
        zh=f"调休上班，计入：{zh}。", en=f"Days off that are worked and count: {en}."
    )
    return reason("made_up", said, clock=clock.label, days=[*days])


def _unpublished(clock: Clock, years: tuple[int, ...]) -> Reason:
    listed = "、".join(map(str, years)), ", ".join(map(str, years))
    said = (
        Title(
            zh=f"{listed[0]} 年的节假日安排尚未公布，截止时间为暂定。",
            en=f"The holidays of {listed[1]} are not published: "
            "the date is provisional.",
        )
        if years
        else Title(
            zh="该年度节假日安排尚未公布，截止时间为暂定。",
            en="The holidays of that year are not published: the date is provisional.",
        )
    )
    return reason("unpublished", said, clock=clock.label, years=[*years])
