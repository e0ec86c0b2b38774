"""What is said beside an answer: that part of it is due and not written yet."""

from workflow.commands.output import note
from workflow.domain.worktime import Calendar
from workflow.engine.reckon import Unwritten


def say_unwritten(found: Unwritten | None, calendar: Calendar, language: str) -> None:
    """One line on standard error, where time has done more than is written."""
    if found is not None:
        chinese = language == "zh"
        note(_chinese(found, calendar) if chinese else _english(found, calendar))


def _chinese(found: Unwritten, calendar: Calendar) -> str:
    if found.problem:
        return f"到期事项无法判定，案件按存储的样子显示：{found.problem}"
    since = _swept(found, calendar)
    silent = f"自 {since} 起没有工作进程扫描过" if since else "没有工作进程在运行"
    return f"另有 {found.rungs} 个到期的梯级尚未写入；{silent}。"


def _english(found: Unwritten, calendar: Calendar) -> str:
    if found.problem:
        return (
            "What is due cannot be decided, so the case is shown as it is stored: "
            f"{found.problem}"
        )
    since = _swept(found, calendar)
    silent = f"no worker has swept since {since}" if since else "no worker is up"
    one = found.rungs == 1
    due = "1 due rung is" if one else f"{found.rungs} due rungs are"
    return f"{due} not written yet; {silent}."


def _swept(found: Unwritten, calendar: Calendar) -> str:
    if found.swept_at is None:
        return ""
    return calendar.local(found.swept_at).strftime("%Y-%m-%d %H:%M:%S")
