"""A meeting's ruling on a dispute that no level of its ladder has settled."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from workflow.domain import timing
from workflow.domain.blockers import Blocker, BlockerCode, blocker
from workflow.domain.case import Case, Json, number_text, revised
from workflow.domain.context import Context
from workflow.domain.decision import Decision, EntryKind, Refusal
from workflow.domain.definition import Level, Outcome, Scope, Who
from workflow.domain.dispute import Dispute, DisputeStatus, Ruling
from workflow.domain.disputes.passage import given_back
from workflow.domain.disputes.rulings import (
    Proposal,
    precedents_of,
    read_ruling,
)
from workflow.domain.disputes.turns import ladder_of, tell
from workflow.domain.draft import Draft, Event, Told
from workflow.domain.escalation import catch_up
from workflow.domain.meeting import MeetingRule
from workflow.domain.precedents import against_making
from workflow.domain.readers import MAX_TEXT
from workflow.domain.reassignment import given_to
from workflow.domain.settlement import lost_by

LEVEL = "meeting"
"""The level that a ruling of a meeting names: it stands above every ladder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolving:
    """Which meeting rules on which dispute of a case; `actor` speaks for it."""

    meeting: int
    rule: MeetingRule
    dispute: int
    actor: str
    reason: str
    proposal: Proposal
    via: str = ""


def decide_ruling(
    case: Case, resolving: Resolving, context: Context
) -> Decision | Refusal:
    """Decide who owns a case, after all that had become due on it.

    The case stays in its state: its dispute ended long ago, and somebody has worked
    on it meanwhile. What changes is the owner, and whose the time of the dispute was.
    Where departments act jointly meanwhile, one of them has to be named: it leads.
    """
    draft = Draft(case, context)
    catch_up(draft)
    case, dispute = draft.case, draft.case.dispute
    if not _is_unresolved(dispute, resolving.dispute) or dispute is None:
        return Refusal(blockers=(_settled(case),))
    blockers = list(_against(case, resolving))
    level = _level(resolving.rule, context)
    ruling, wrong = read_ruling(
        resolving.proposal, resolving.reason, level, dispute, case, context
    )
    if ruling is None or blockers:
        return Refusal(blockers=(*blockers, *wrong))
    laid_down = replace(ruling, judge=resolving.actor)
    ruled = replace(dispute, ruling=laid_down)
    standing = [
        against
        for each in precedents_of(ruled, case, context)
        for against in against_making(each, context.city)
    ]
    if standing:
        return Refusal(blockers=tuple(standing))
    _rule(draft, dispute, laid_down, resolving)
    return draft.decision()


def _is_unresolved(dispute: Dispute | None, number: int) -> bool:
    return (
        dispute is not None
        and dispute.number == number
        and dispute.status is DisputeStatus.UNRESOLVED
    )


def _settled(case: Case) -> Blocker:
    number = number_text(case.number)
    return blocker(
        BlockerCode.SETTLED_ALREADY,
        what_zh=f"案件 {number} 的权属争议已不是未决",
        what=f"the dispute of case {number} is not unsettled any more",
    )


def _against(case: Case, resolving: Resolving) -> Iterator[Blocker]:
    if not case.is_open:
        yield _settled(case)
    joint, lead = case.joint, resolving.proposal.lead
    if joint is not None and joint.is_open:
        members = [each.department for each in joint.counted]
        if lead and lead not in members:
            yield blocker(
                BlockerCode.NO_MEMBER, department=lead, members=", ".join(members)
            )
    if len(resolving.reason) > MAX_TEXT:
        yield blocker(
            BlockerCode.BAD_FIELD,
            field="reason",
            problem_zh=f"超过 {MAX_TEXT} 个字符。",
            problem=f"it has more than {MAX_TEXT} characters.",
        )


def _level(rule: MeetingRule, context: Context) -> Level:
    """A level above all others, whose judge is the meeting at its own place."""
    place = context.city.organisation.places.get(rule.place)
    named = place.level.value if place else "city"
    text = f"{rule.convenor.post} of {named}"
    judge = Who(text=text, post=rule.convenor.post, scope=Scope.LEVEL, name=named)
    return Level(name=LEVEL, title=rule.title, judge=judge, limit=rule.limit)


def _rule(draft: Draft, dispute: Dispute, ruling: Ruling, resolving: Resolving) -> None:
    case, context = draft.case, draft.context
    settled = replace(
        dispute,
        status=DisputeStatus.RULED,
        owner=ruling.lead,
        lost_by=lost_by(dispute, Outcome.RULED, ruling.lead),
        ruling=ruling,
    )
    changes = given_to(ruling.lead, case) if ruling.lead != case.owner else {}
    if ruling.lead not in case.ruled:
        changes["ruled"] = (*case.ruled, ruling.lead)
    if case.joint is not None and case.joint.is_open:
        # Whoever owns a case leads the joint work on it.
        changes["joint"] = replace(case.joint, lead=ruling.lead)
    arrived = revised(case, **changes)
    moved = timing.Moved(
        entered=False, back=False, recategorised=False, dispatched="owner" in changes
    )
    clocks = tuple(timing.follow(arrived, moved, context))
    clocks += tuple(given_back(case, settled, clocks, context))
    request: dict[str, Json] = {
        "dispute": dispute.number,
        "level": LEVEL,
        "meeting": resolving.meeting,
        "department": ruling.lead,
        "reason": ruling.reason,
        "via": resolving.via,
    }
    event = Event(
        kind=EntryKind.DISPUTED,
        actor=resolving.actor,
        action="dispute.rule",
        request={name: value for name, value in request.items() if value},
    )
    told = _to_parties(settled, resolving, context)
    draft.record(
        event,
        changes,
        clocks,
        (told,),
        dispute=settled,
        precedents=precedents_of(settled, case, context),
    )


def _to_parties(settled: Dispute, resolving: Resolving, context: Context) -> Told:
    """The parties hear of it as they hear of every other end."""
    ladder = ladder_of(settled, context)
    post = ladder.answer.by.post
    parties = Who(text=f"{post} of parties", post=post, scope=Scope.PARTIES)
    notify, occasion = tell(
        "settled", parties, resolving.rule.title, ladder, resolving.actor
    )
    return notify, replace(occasion, values={"reason": resolving.reason})
