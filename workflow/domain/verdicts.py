"""Deciding on an application: may this person do it, and what does it do?"""

from collections.abc import Iterator
from dataclasses import dataclass

from workflow.domain.actors import may_act
from workflow.domain.answer import Answer
from workflow.domain.applications import (
    against_granting,
    agree,
    refuse,
)
from workflow.domain.blockers import Blocker, BlockerCode, blocker
from workflow.domain.case import Application, Case
from workflow.domain.context import Context
from workflow.domain.decision import REPORTER, Decision, Refusal
from workflow.domain.draft import Draft
from workflow.domain.escalation import catch_up
from workflow.domain.lifecycle import stale
from workflow.domain.pending import decider_of
from workflow.domain.readers import MAX_TEXT

_TITLE = "理由"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What somebody says of an application for an action of a case.

    `answer` is `GRANTED`, `REFUSED` or `WITHDRAWN`; a refusal needs a reason.
    """

    case: int
    action: str
    actor: str
    answer: Answer
    reason: str = ""
    expected: int | None = None
    via: str = ""


def decide_verdict(
    case: Case, verdict: Verdict, context: Context
) -> Decision | Refusal:
    """Decide on a verdict after all that had become due before it."""
    draft = Draft(case, context)
    catch_up(draft)
    application = draft.case.pending.get(verdict.action)
    blockers = list(stale(draft, verdict.expected))
    if application is None:
        pending = ", ".join(draft.case.pending) or "-"
        missing = blocker(BlockerCode.NOT_ASKED, action=verdict.action, pending=pending)
        return Refusal(blockers=(*blockers, missing))
    blockers += _against(verdict, application, draft.case, context)
    if blockers:
        return Refusal(blockers=tuple(blockers))
    if verdict.answer is Answer.GRANTED:
        agree(draft, application, verdict.actor, verdict.reason)
    else:
        refuse(draft, application, verdict.actor, verdict.answer, verdict.reason)
    return draft.decision()


def may_decide(
    application: Application, actor: str, case: Case, context: Context
) -> list[Blocker]:
    """Every reason why this person cannot decide on an application now."""
    return list(_against_person(application, actor, case, context))


def _against(
    verdict: Verdict, application: Application, case: Case, context: Context
) -> Iterator[Blocker]:
    if verdict.answer is Answer.WITHDRAWN:
        yield from _against_withdrawing(verdict, application, case, context)
    else:
        yield from _against_person(application, verdict.actor, case, context)
    if verdict.answer is Answer.GRANTED:
        yield from against_granting(application, case, context)
    if verdict.answer is Answer.REFUSED and not verdict.reason.strip():
        yield blocker(BlockerCode.MISSING_FIELD, field="reason", title_zh=_TITLE)
    if len(verdict.reason) > MAX_TEXT:
        yield blocker(
            BlockerCode.BAD_FIELD,
            field="reason",
            problem_zh=f"有 {len(verdict.reason)} 个字符，最多 {MAX_TEXT} 个。",
            problem=f"it has {len(verdict.reason)} characters; "
            f"at most {MAX_TEXT} are allowed.",
        )


def _against_person(
    application: Application, actor: str, case: Case, context: Context
) -> Iterator[Blocker]:
    people = context.city.organisation.people
    if actor not in people:
        yield blocker(BlockerCode.NO_SUCH_PERSON, person=actor)
        return
    name = people[actor].name
    who = decider_of(application, case, context)
    if not may_act((who,), actor, case, context):
        yield blocker(BlockerCode.POST_NOT_HELD, person=name, posts=who.text)
    if actor == application.asker:
        yield blocker(BlockerCode.OWN_APPLICATION, person=name)
    if actor in application.agreed:
        yield blocker(BlockerCode.AGREED_ALREADY, person=name)


def _against_withdrawing(
    verdict: Verdict, application: Application, case: Case, context: Context
) -> Iterator[Blocker]:
    """Whoever applied may withdraw, and whoever could have applied in their place."""
    people = context.city.organisation.people
    actor = verdict.actor
    if actor not in people and actor != REPORTER:
        yield blocker(BlockerCode.NO_SUCH_PERSON, person=actor)
        return
    action = context.definition.state(case.state).actions[application.action]
    if actor != application.asker and not may_act(action.by, actor, case, context):
        name = people[actor].name if actor in people else actor
        posts = ", ".join(who.text for who in action.by)
        yield blocker(BlockerCode.POST_NOT_HELD, person=name, posts=posts)
