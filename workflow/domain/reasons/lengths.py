"""How long something is, in the words of people."""

from workflow.domain.durations import TimeUnit, parse_duration
from workflow.domain.words import Title
from workflow.domain.worktime import Measure

_MINUTE = 60 * 1_000_000
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR


def length(micros: int, measure: Measure) -> Title:
    """A length of time in its two largest units, such as `1 h 48 min`.

    Working time is never given in days, because their length is the calendar's.
    """
    if measure is Measure.CONTINUOUS and micros >= _DAY:
        large, small = (_DAY, "天", "d"), (_HOUR, "小时", "h")
    else:
        working = measure is Measure.WORKING
        hour = ("工作时", "work h") if working else ("小时", "h")
        large, small = (_HOUR, *hour), (_MINUTE, "分钟", "min")
    whole, rest = divmod(micros, large[0])
    parts = ((whole, large), (rest // small[0], small))
    return Title(
        zh=" ".join(f"{n} {unit[1]}" for n, unit in parts if n) or f"0 {small[1]}",
        en=" ".join(f"{n} {unit[2]}" for n, unit in parts if n) or f"0 {small[2]}",
    )


def is_exact(text: str) -> bool:
    """Whether a limit says by itself how long it is, without any calendar."""
    try:
        return parse_duration(text).unit is not TimeUnit.WORK_DAY
    except ValueError:
        return False


def limit_words(text: str) -> Title:
    """A limit in both languages where it is a plain duration, else as it stands."""
    try:
        duration = parse_duration(text)
    except ValueError:
        return Title(zh=text, en=text)
    return Title(zh=duration.zh, en=duration.en)
