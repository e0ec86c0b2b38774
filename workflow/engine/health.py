"""What is wrong with an installation: late clocks, stuck messages, nobody sweeping."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from workflow.domain.city import City
from workflow.domain.incidents import IncidentKind
from workflow.domain.reasons import length
from workflow.domain.worktime import Measure
from workflow.engine.beat import MAX_DRIFT
from workflow.engine.calendars import Reach, reach
from workflow.engine.figures import WINDOW, Backlog, Figures, figures_of
from workflow.engine.runtime import Runtime
from workflow.store import audit, outbox, screens, unwatched, workers
from workflow.store.outbox import MessageStatus

_MICRO = timedelta(microseconds=1)

SILENCE = timedelta(minutes=5)
"""A rung this late, with nobody having swept since, is an alarm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at, with a sentence in both languages.

    One that `warns` is no alarm yet, but will be if nobody does anything.
    """

    name: str
    ok: bool
    zh: str
    en: str
    warns: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Everything that was looked at, how much there is of what, and how it fares."""

    checks: tuple[Check, ...]
    counts: Mapping[str, int]
    figures: Figures

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return all(check.ok for check in self.checks)


def examine(runtime: Runtime, window: timedelta = WINDOW) -> Health:
    """Look at the clock, the sweeping, the outbox, the incidents and the calendars.

    `window` is how far back the punctuality of rungs is looked at.
    """
    with runtime.database.reading() as connection:
        cases, entries = audit.count(connection)
        messages = outbox.counts(connection)
        city = runtime.city(connection)
        figures = figures_of(connection, runtime.now(), window)
        stuck = messages[MessageStatus.FAILED] + outbox.vacant_posts(connection)
        checks = (
            _clock(runtime, workers.database_time(connection)),
            _sweeping(figures, screens.last_swept(connection), city),
            _watched(unwatched.count(connection)),
            _outbox(figures.backlog, stuck),
            _incidents(figures.backlog),
            _calendars(reach(city, runtime.now())),
        )
    counts = {"cases": cases, "history_entries": entries}
    counts |= {f"messages_{status}": count for status, count in messages.items()}
    return Health(checks=checks, counts=counts, figures=figures)


def _clock(runtime: Runtime, there: datetime) -> Check:
    drift = abs(runtime.now() - there)
    seconds = f"{drift.total_seconds():.1f}"
    return _check(
        "clock",
        drift <= MAX_DRIFT,
        f"本机时钟与数据库相差 {seconds} 秒。",
        f"This machine's clock is {seconds} s off the database.",
    )


def _sweeping(figures: Figures, swept: datetime | None, city: City) -> Check:
    now, due = figures.backlog.at, figures.backlog.oldest_due
    late = figures.backlog.overdue > SILENCE
    silent = swept is None or now - swept > SILENCE
    return _check(
        "sweeping",
        not (late and silent),
        f"最早到期的时钟：{_told(due, city) or '无'}；"
        f"上次扫描：{_told(swept, city) or '从未'}；"
        f"在运行的进程：{figures.at_work}。",
        f"The first due instant is {_told(due, city) or 'none'}; "
        f"last swept {_told(swept, city) or 'never'}; "
        f"workers up: {figures.at_work}.",
    )


def _watched(missed: int) -> Check:
    return _check(
        "watched",
        missed == 0,
        f"{missed} 个时钟到期时不会被扫描到，见 verify；运行中的进程每天会修复。",
        f"{missed} clocks would not be swept when they are due; see verify. "
        "A worker mends them once a day.",
    )


def _outbox(backlog: Backlog, stuck: int) -> Check:
    unsent = backlog.at - (backlog.send_due or backlog.at)
    late = length(max(unsent, timedelta()) // _MICRO, Measure.CONTINUOUS)
    return _check(
        "outbox",
        stuck == 0 and unsent <= SILENCE,
        f"{stuck} 条消息无法送达，见 outbox list；"
        f"{backlog.waiting} 条待发送，最久已超时 {late.zh}。",
        f"{stuck} messages could not be delivered; see outbox list. "
        f"{backlog.waiting} wait, the first overdue for {late.en}.",
    )


def _incidents(backlog: Backlog) -> Check:
    total, rungs = backlog.open_incidents, backlog.incidents[IncidentKind.RUNG]
    return _check(
        "incidents",
        total == 0,
        f"{total} 个未了结的异常，其中梯级 {rungs} 个，见 incident list。",
        f"{total} incidents are open, {rungs} of them rungs; see incident list.",
    )


def _calendars(reaches: Reach) -> Check:
    """An alarm where this very year is not published, a warning two months before."""
    return Check(
        name="calendars",
        ok=reaches.known,
        zh=reaches.zh,
        en=reaches.en,
        warns=reaches.known and reaches.short,
    )


def _check(name: str, ok: bool, zh: str, en: str) -> Check:  # noqa: FBT001 - it is what is checked
    return Check(name=name, ok=ok, zh=zh, en=en)


def _told(instant: datetime | None, city: City) -> str:
    """An instant by the wall clock of the city; empty for none."""
    if instant is None:
        return ""
    calendar = next(iter(city.calendars.values()), None)
    local = calendar.local(instant) if calendar else instant
    return local.strftime("%Y-%m-%d %H:%M:%S")
