"""What the people on a case's way do next, and after how long."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from workflow.domain.answer import Answer
from workflow.domain.case import Case, Json
from workflow.domain.context import Context
from workflow.domain.moves import circumstances
from workflow.domain.timing import STAGE
from workflow.engine.demo.arrivals import Issue

_MINUTE = timedelta(minutes=1)

# Shares of the cases, by temper, in which something out of the ordinary happens.
_DECLINED = 0.03
_CHECKED = 0.07
_REWORKED = 0.13
_RETURNED = (0.1, 0.17)
_RATED = 0.6
_EXTENDED = 0.55
_REFUSED = 0.2
_SILENT = 0.9
_MOST_RETURNS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An action that somebody is about to take, after a while.

    With `answer` it is what somebody decides on an application for it.
    """

    action: str
    after: timedelta
    fields: Mapping[str, Json] = field(default_factory=dict)
    answer: Answer | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A case as the people on its way meet it.

    `photos` are ready to be attached; `original` is the number of the case that
    this one repeats, if it does.
    """

    case: Case
    issue: Issue
    context: Context
    photos: list[Json]
    chance: Random
    original: str = ""

    def minutes(self, low: float, high: float) -> timedelta:
        """Some time between two numbers of minutes."""
        return self.chance.uniform(low, high) * _MINUTE


def next_act(here: Situation) -> Act | None:
    """What happens next to the case by somebody's hand; None if nothing will."""
    if here.case.pending:
        return _judgement(here)
    decide = _HABITS.get(here.case.state)
    return decide(here) if decide else None


def _judgement(here: Situation) -> Act:
    """Most returns are upheld; one in five is not, and is argued about no more."""
    action = next(iter(here.case.pending))
    upheld = here.chance.random() > _REFUSED
    return Act(
        action=action,
        after=here.minutes(3, 15),
        answer=Answer.GRANTED if upheld else Answer.REFUSED,
        reason="" if upheld else "依据职责清单，仍由本部门处置",
    )


def _reported(here: Situation) -> Act:
    issue = here.issue
    wait = here.minutes(2, 20)
    filed: dict[str, Json] = {
        "category": issue.category,
        "condition": issue.condition,
    }
    if here.original:
        original: dict[str, Json] = {"original": here.original}
        return Act(action="merge", after=here.minutes(1, 5), fields=original)
    condition = here.context.condition(here.case)
    if condition is not None and condition.self_handled:
        done: dict[str, Json] = {"result": "当场清理完毕", "photos": here.photos}
        return Act(action="self_handle", after=wait, fields=done)
    if issue.temper < _DECLINED:
        return Act(action="decline", after=wait, fields={"reason": "不属于受理范围"})
    if issue.temper < _CHECKED and here.case.entries["reported"] == 1:
        return Act(action="ask_check", after=wait)
    return Act(action="register", after=wait, fields=filed)


def _checking(here: Situation) -> Act:
    return Act(
        action="checked", after=here.minutes(20, 90), fields={"finding": "found"}
    )


def _registered(here: Situation) -> Act:
    """Nobody was found by rule, or the one who was has returned it."""
    departments = here.context.city.organisation.departments
    assignment = here.case.assignment
    offered = list(assignment.assisting) if assignment else []
    offered += [
        key for key in ("roads", "sanitation", "drainage") if key in departments
    ]
    free = [key for key in offered if key not in here.case.returned_by]
    chosen = (free or list(departments))[0]
    return Act(action="dispatch", after=here.minutes(5, 25), fields={"owner": chosen})


def _assigned(here: Situation) -> Act | None:
    stage = here.case.clocks.get((STAGE, "assigned"))
    left = timedelta(hours=1)
    if stage is not None and stage.due_at is not None:
        left = stage.due_at - here.context.now
    if here.issue.temper > _SILENT:
        return None  # Silence: the rule accepts for them when the time is up.
    first, last = _RETURNED
    asked = here.case.asked > here.case.returns
    action = here.context.definition.state(here.case.state).actions["return"]
    stands = any(circumstances(action, here.case, here.context))
    may = here.case.returns < _MOST_RETURNS and not asked and not stands
    if first < here.issue.temper < last and may:
        ground: dict[str, Json] = {
            "ground": "claim_conflict",
            "reason": "该路段已移交，不属本部门管养",
        }
        return Act(action="return", after=left * 0.6, fields=ground)
    return Act(action="accept", after=min(left * 0.9, here.minutes(4, 60)))


def _handling(here: Situation) -> Act:
    clock = here.case.clocks.get(("promise", ""))
    left = timedelta(hours=4)
    if clock is not None and clock.due_at is not None:
        left = max(clock.due_at - here.context.now, timedelta(hours=1))
    if _EXTENDED < here.issue.temper < _RATED and not here.case.asked:
        why: dict[str, Json] = {"reason": "配件需从外地调运"}
        return Act(action="extend", after=left * 0.3, fields=why)
    done: dict[str, Json] = {"result": "已处理并恢复原状", "photos": here.photos}
    return Act(action="finish", after=left * min(here.issue.pace, 2.5), fields=done)


def _verifying(here: Situation) -> Act:
    again = here.case.entries["verifying"] == 1 and here.issue.temper < _REWORKED
    if again:
        found: dict[str, Json] = {
            "finding": "found",
            "reason": "现场仍有残留",
            "photos": here.photos,
        }
        return Act(action="rework", after=here.minutes(15, 120), fields=found)
    solved: dict[str, Json] = {"finding": "already_solved"}
    return Act(action="pass", after=here.minutes(10, 120), fields=solved)


def _closed(here: Situation) -> Act | None:
    rated = "satisfied" in here.case.facts
    if rated or here.issue.temper > _RATED:
        return None
    words = ("satisfied", "satisfied", "acceptable", "dissatisfied")
    given: dict[str, Json] = {"satisfied": here.chance.choice(words)}
    return Act(action="rate", after=here.minutes(5, 90), fields=given)


_HABITS: Mapping[str, Callable[[Situation], Act | None]] = {
    "reported": _reported,
    "checking": _checking,
    "registered": _registered,
    "assigned": _assigned,
    "handling": _handling,
    "verifying": _verifying,
    "closed": _closed,
}
