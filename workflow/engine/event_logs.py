"""The routes of cases in somebody's event log, read from a table without a database."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from pathlib import Path
from sys import intern

from workflow.domain.patterns import Figures, Route, collapsed, figures
from workflow.engine.replaying.log import UTF_8, Log, LogRow, Progress, unheard
from workflow.errors import UnreadableLogError

_ZERO = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)
_STEP = 1000
"""After so many rows people hear how far it has come."""

_Event = tuple[int, str]
"""When it was, in microseconds, and which group had the case then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLog:
    """A log, a CSV or .csv.gz, with the columns that count.

    An event whose group is empty, or among those to `ignore`, says nothing about hands.
    """

    path: Path
    case: str
    group: str
    time: str
    ignore: frozenset[str] = frozenset()
    encoding: str = UTF_8


def log_figures(asked: EventLog, progress: Progress = unheard) -> Figures:
    """Count how cases were handed over in a log; the cases stand as in the log.

    The events that name a group are held in memory until all are read, because a log
    need not be in any order.

    Raises:
        UnreadableLogError: it cannot be read, lacks a column, or a row has no case, no
            readable time, or more or fewer cells than the header.
    """
    columns = (asked.case, asked.group, asked.time)
    events: dict[str, list[_Event]] = {}
    with Log(asked.path, columns, asked.encoding) as log:
        reading = _Reading(asked)
        for count, row in enumerate(log.rows(), start=1):
            if count % _STEP == 0:
                progress(log.position)
            case, event = reading.event(row)
            of_case = events.setdefault(case, [])
            if event is not None:
                of_case.append(event)
    return figures(_routes(events.items()))


def _routes(events: Iterable[tuple[str, Sequence[_Event]]]) -> Iterator[Route]:
    for case, of_case in events:
        # Sorting is stable: events of the same instant stay as they were told.
        in_order = sorted(of_case, key=itemgetter(0))
        yield Route(case=case, groups=collapsed(group for _, group in in_order))


class _Reading:
    """Makes events of rows; remembers whether the log tells offsets."""

    def __init__(self, asked: EventLog) -> None:
        self._asked = asked
        self._ignored = {"", *(each.strip() for each in asked.ignore)}
        self._with_offset: bool | None = None

    def event(self, row: LogRow) -> tuple[str, _Event | None]:
        """The case of a row, and its event unless it names no group."""
        cells = row.cells
        if cells is None:
            raise self._refused(
                row.line,
                zh=f"有 {row.found} 列，与标题行不符。",
                en=f"it has {row.found} cells, not as many as the header.",
            )
        case, group = cells[self._asked.case], cells[self._asked.group]
        if not case:
            raise self._refused(row.line, zh="没有案件编号。", en="it names no case.")
        at = self._instant(cells[self._asked.time], row.line)
        # A log names the same few groups again and again.
        return case, None if group in self._ignored else (at, intern(group))

    def _instant(self, text: str, line: int) -> int:
        try:
            at = datetime.fromisoformat(text)
        except ValueError as error:
            raise self._refused(
                line,
                zh=f"“{text}”不是 ISO 8601 时间。",
                en=f"{text!r} is no time in ISO 8601.",
            ) from error
        with_offset = at.tzinfo is not None
        if self._with_offset not in (None, with_offset):
            raise self._refused(
                line,
                zh=f"“{text}”与前面的时间不能比较：有的带时区，有的不带。",
                en=f"{text!r} cannot be compared with the times before it: "
                "some have an offset and some have none.",
            )
        self._with_offset = with_offset
        known = at if with_offset else at.replace(tzinfo=UTC)
        return (known - _ZERO) // _MICRO

    def _refused(self, line: int, *, zh: str, en: str) -> UnreadableLogError:
        return UnreadableLogError(
            file=self._asked.path.name,
            zh=f"第 {line} 行：{zh}",
            en=f"line {line}: {en}",
        )
