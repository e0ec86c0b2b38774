"""What an outage moved, in plain words: parts with sentences and tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from workflow.commands.times import span
from workflow.domain.case import number_text
from workflow.domain.outages import Lasting, Outage
from workflow.domain.worktime import Calendar, Measure

_SHOWN = 50
"""So many actions are named one by one; the answer in JSON has all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table with what it is about."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One outage: a heading, what is to be said, and the figures."""

    heading: str
    sentences: tuple[str, ...]
    sheets: tuple[Sheet, ...]


def part(outage: Outage, calendar: Calendar, language: str) -> Part:
    """All that there is to tell of one outage."""
    chinese = language == "zh"
    tell = _Telling(calendar=calendar, language=language)
    since, until = tell.instant(outage.since), tell.instant(outage.until)
    lasted = tell.length(outage.length)
    heading = (
        f"停机 {since} 至 {until}({lasted})"
        if chinese
        else f"Outage from {since} to {until} ({lasted})"
    )
    sentences = _chinese(outage, tell) if chinese else _english(outage, tell)
    sheets = (_lines(outage, tell), *_taken(outage, tell), _latest(outage, tell))
    return Part(heading=heading, sentences=tuple(sentences), sheets=sheets)


def lasting_part(lasting: Lasting, calendar: Calendar, language: str) -> Part:
    """What there is to tell of an outage while it lasts."""
    tell = _Telling(calendar=calendar, language=language)
    since, lasted = tell.instant(lasting.since), tell.length(lasting.length)
    swept = tell.instant(lasting.swept_at) if lasting.swept_at else ""
    sentences = (
        tell.words(
            f"{lasting.cases} 件案件有到期而未触发的梯级；下一次扫描会补发。",
            f"{_count(lasting.cases, 'case')} with rungs that are due and not fired; "
            "the next sweep catches them up.",
        ),
        tell.words(
            f"上次扫描：{swept or '从未'}。", f"Last swept: {swept or 'never'}."
        ),
    )
    heading = tell.words(
        f"停机自 {since} 起，仍在持续(已 {lasted})",
        f"Outage since {since}, which still lasts ({lasted} so far)",
    )
    return Part(heading=heading, sentences=sentences, sheets=())


def markdown(title: str, said: Sequence[str], parts: Sequence[Part]) -> str:
    """A report as a page of Markdown."""
    lines = [f"# {title}", "", *said, ""]
    for each in parts:
        lines += [f"## {each.heading}", ""]
        lines += [f"- {sentence}" for sentence in each.sentences]
        for sheet in each.sheets:
            lines += ["", f"### {sheet.title}", "", _row(sheet.heads)]
            lines.append(_row(["---"] * len(sheet.heads)))
            lines += [_row(row) for row in sheet.rows]
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _row(cells: Sequence[str]) -> str:
    # A bar or a line of its own would end the cell.
    safe = (" ".join(cell.split()).replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(safe)} |"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Telling:
    """In which language, and by whose clock on the wall."""

    calendar: Calendar
    language: str

    def instant(self, at: datetime) -> str:
        return self.calendar.local(at).strftime("%Y-%m-%d %H:%M:%S")

    def length(self, length: timedelta) -> str:
        micros = length // timedelta(microseconds=1)
        return span(micros, Measure.CONTINUOUS, self.language)

    def words(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en


def _english(outage: Outage, tell: _Telling) -> Iterator[str]:
    rungs, longest = len(outage.rungs), max(each.lateness for each in outage.rungs)
    yield (
        f"{_count(rungs, 'rung')} of {_count(outage.cases, 'case')} fell due and "
        f"fired afterwards, the latest {tell.length(longest)} late."
    )
    if passed := sum(each.passed_over for each in outage.rungs):
        yield f"Passed over: {_count(passed, 'repeat')}; only the last of a row fired."
    if resumed := sum(each.resumes for each in outage.rungs):
        yield (
            f"Fired once and counted anew from then: "
            f"{_count(resumed, 'repeating rung')}."
        )
    if taken := len(outage.taken):
        yield (
            f"Taken late by the system: {_count(taken, 'action')}; each counts from "
            "when it was due, so the state was left then."
        )
    if messages := sum(each.messages for each in outage.rungs):
        yield f"Sent late because of it: {_count(messages, 'message')}."
    if silent := sum(each.silent for each in outage.rungs):
        yield f"Time ran out undecided for {_count(silent, 'request')}."
    yield "Late is judged by the due instant, not by when somebody looked."
    on_time = sum(each.on_time for each in outage.rungs)
    late = sum(each.late for each in outage.rungs)
    if on_time or late:
        yield f"Limits that ended in the catch-up: {on_time} on time, {late} late."


def _chinese(outage: Outage, tell: _Telling) -> Iterator[str]:
    longest = max(each.lateness for each in outage.rungs)
    yield (
        f"{outage.cases} 件案件的 {len(outage.rungs)} 个梯级在此期间到期、事后补发，"
        f"最迟的晚 {tell.length(longest)}。"
    )
    if passed := sum(each.passed_over for each in outage.rungs):
        yield f"略过 {passed} 次重复，只补发最后一次。"
    if resumed := sum(each.resumes for each in outage.rungs):
        yield f"{resumed} 个重复的梯级补发一次，以后从补发时起重计。"
    if taken := len(outage.taken):
        yield f"系统补办 {taken} 项操作；均视为在到期时办理，环节在那时离开。"
    if messages := sum(each.messages for each in outage.rungs):
        yield f"{messages} 条消息因此晚发。"
    if silent := sum(each.silent for each in outage.rungs):
        yield f"{silent} 项申请期限内无人审批。"
    yield "是否超时按截止时间判定，与何时处理无关。"
    on_time = sum(each.on_time for each in outage.rungs)
    late = sum(each.late for each in outage.rungs)
    if on_time or late:
        yield f"补发中结束的时限：{on_time} 个按时，{late} 个超时。"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _lines(outage: Outage, tell: _Telling) -> Sheet:
    rows = tuple(
        (
            line.clock_title.in_language(tell.language),
            line.rung_title.in_language(tell.language),
            str(line.rungs),
            str(line.cases),
            str(line.passed_over or ""),
            str(line.resumes or ""),
            tell.length(line.longest),
        )
        for line in outage.lines
    )
    heads = (
        ("时限", "梯级", "次数", "案件", "略过", "重计", "最长延误")
        if tell.language == "zh"
        else ("Clock", "Rung", "Fired", "Cases", "Passed over", "Resumed", "Longest")
    )
    title = tell.words("按时限和梯级", "By clock and rung")
    return Sheet(title=title, heads=heads, rows=rows)


def _taken(outage: Outage, tell: _Telling) -> Iterator[Sheet]:
    if not outage.taken:
        return
    rows = tuple(
        (
            number_text(each.case),
            each.action.in_language(tell.language),
            each.state.in_language(tell.language) if each.state else "",
            tell.instant(each.due_at),
            tell.instant(each.taken_at),
        )
        for each in outage.taken[:_SHOWN]
    )
    heads = (
        ("编号", "操作", "进入", "到期", "补办")
        if tell.language == "zh"
        else ("Case", "Action", "Into", "Was due", "Taken")
    )
    more = len(outage.taken) - len(rows)
    title = tell.words("系统补办的操作", "Actions taken late")
    if more:
        title += tell.words(f"(另有 {more} 项)", f" (and {more} more)")
    yield Sheet(title=title, heads=heads, rows=rows)


def _latest(outage: Outage, tell: _Telling) -> Sheet:
    rows = tuple(
        (
            number_text(each.case),
            each.clock_title.in_language(tell.language),
            each.rung_title.in_language(tell.language),
            tell.instant(each.since),
            tell.instant(each.fired_at),
            tell.length(each.lateness),
        )
        for each in outage.latest
    )
    heads = (
        ("编号", "时限", "梯级", "到期", "触发", "延误")
        if tell.language == "zh"
        else ("Case", "Clock", "Rung", "Was due", "Fired", "Late by")
    )
    title = tell.words("延误最久的案件", "The cases that waited longest")
    return Sheet(title=title, heads=heads, rows=rows)
