"""What became of an application: its answer, by whom and when, or that nobody spoke."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from workflow.domain.answer import Answer
from workflow.domain.case import Application
from workflow.domain.context import Context
from workflow.domain.decision import SYSTEM, Entry, EntryKind
from workflow.domain.reasons.titles import actor_title, wall_time
from workflow.domain.words import Title

_TO_THE_MINUTE = len("2026-06-09 14:30")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How an application ended.

    `silent` says that nobody decided in time, and `actor` is the system then. One that
    lapsed was ended by whoever took the case out of the state in which it was made.
    """

    answer: Answer
    at: datetime
    actor: str
    reason: str = ""
    silent: bool = False

    def told(self, context: Context) -> Title:
        """The answer, who gave it, when and why, in a few words."""
        at = wall_time(self.at, context)[:_TO_THE_MINUTE]
        answer = self.answer
        if self.silent:
            return Title(
                zh=f"期限内无人审批，于 {at} 视为{answer.zh}",
                en=f"nobody decided in time, so it was {answer.en} at {at}",
            )
        who = actor_title(self.actor, context)
        if answer is Answer.LAPSED:
            zh, en = "案件离开了申请时的环节", "the case left the state of the request"
            return Title(
                zh=f"已于 {at} 失效：{zh}({who.zh})",
                en=f"it lapsed at {at}: {en} ({who.en})",
            )
        why = f"({self.reason})" if self.reason else ""
        return Title(
            zh=f"{who.zh} 于 {at} {_DID.get(answer, answer.zh)}{why}",
            en=f"{answer.en} by {who.en} at {at}{' ' if why else ''}{why}",
        )


_DID = {Answer.WITHDRAWN: "撤回"}


def ending_of(application: Application, entries: Iterable[Entry]) -> Ending | None:
    """How an application ended, as history tells it; None while it waits."""
    for entry in entries:
        found = _answered(application, entry) or _lapsed(application, entry)
        if found is not None:
            return found
    return None


def _answered(application: Application, entry: Entry) -> Ending | None:
    request = entry.request
    if (
        entry.kind is not EntryKind.ANSWERED
        or request.get("application") != application.number
        or request.get("answer") not in _FINAL
    ):
        return None
    silent = entry.actor == SYSTEM
    return Ending(
        answer=Answer(str(request["answer"])),
        # Silence answers when the time is up, whenever somebody writes that down.
        at=(application.due_at or entry.at) if silent else entry.at,
        actor=entry.actor,
        reason=str(request.get("reason", "")),
        silent=silent,
    )


_FINAL = (Answer.GRANTED.value, Answer.REFUSED.value, Answer.WITHDRAWN.value)


def _lapsed(application: Application, entry: Entry) -> Ending | None:
    lapsed = entry.request.get("lapsed")
    if not isinstance(lapsed, list) or application.number not in lapsed:
        return None
    return Ending(answer=Answer.LAPSED, at=entry.at, actor=entry.actor)
