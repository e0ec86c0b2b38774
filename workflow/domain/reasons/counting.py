"""How a clock counts: day and night, or by which calendar's working time."""

from workflow.domain.case import Clock
from workflow.domain.context import Context
from workflow.domain.reasons.lengths import length
from workflow.domain.reasons.reason import Reason, reason
from workflow.domain.words import Title
from workflow.domain.worktime import Measure

_DAY_AND_NIGHT = Title(
    zh="连续计时，昼夜和节假日都算。",
    en="It counts by the wall clock, day and night, days off included.",
)


def counting(clock: Clock, context: Context) -> Reason:
    """In what a clock counts, and what a work day is there."""
    work_day = context.calendar.rules.work_day
    if clock.measure is Measure.CONTINUOUS:
        said = _DAY_AND_NIGHT
    elif work_day is None:
        said = Title(
            zh=f"只计日历 {clock.calendar} 的工作时间；"
            "若干工作日即若干个工作日之后的同一时刻。",
            en=f"It counts the working time of calendar {clock.calendar}, where so "
            "many work days end at the same time so many working days later.",
        )
    else:
        words = length(work_day, Measure.WORKING)
        said = Title(
            zh=f"只计日历 {clock.calendar} 的工作时间，一个工作日为 {words.zh}。",
            en=f"It counts the working time of calendar {clock.calendar}, where a work "
            f"day has {words.en}.",
        )
    return reason(
        "counting",
        said,
        clock=clock.label,
        calendar=clock.calendar,
        measure=clock.measure.value,
        work_day=work_day,
    )
