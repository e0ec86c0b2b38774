"""What a step does to a dispute: it opens one, or leaves one behind."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from workflow.domain import clocks, timing
from workflow.domain.blockers import Blocker, BlockerCode, blocker
from workflow.domain.case import Case, Clock, Json
from workflow.domain.context import Context
from workflow.domain.definition import Action, DisputeRule, Scope, State, Who
from workflow.domain.dispute import Dispute, DisputeStatus
from workflow.domain.disputes.turns import (
    Scene,
    ended,
    first_turn,
    ladder_for,
    ladder_of,
    tell,
)
from workflow.domain.draft import Told

GROUND = "ground"
"""The field in which a party says why it is not the owner."""
PROPOSED = "proposed"
"""The field in which it names those who are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What becomes of the dispute of a case that goes from one state to another."""

    dispute: Dispute | None = None
    changes: Mapping[str, Any]
    clocks: tuple[Clock, ...] = ()
    told: tuple[Told, ...] = ()


NO_PASSAGE = Passage(changes={})


def rule_of(action: Action, case: Case, context: Context) -> DisputeRule | None:
    """The rule of disputes in the state that an action leads to, if it opens one."""
    target = context.definition.states.get(action.to)
    if target is None or target.dispute is None or target.name == case.state:
        return None
    return target.dispute


def against_disputing(
    action: Action, case: Case, context: Context
) -> Iterator[Blocker]:
    """Every reason why a case cannot be disputed, or returned, any more."""
    rule = rule_of(action, case, context)
    if rule is not None:
        yield from _against_opening(rule, case, context)
    elif action.back and any(who.scope is Scope.OWNER for who in action.by):
        yield from _against_returning(case, context)


def _against_opening(
    rule: DisputeRule, case: Case, context: Context
) -> Iterator[Blocker]:
    if case.owner in case.ruled:
        yield blocker(BlockerCode.OWNERSHIP_SETTLED, department=case.owner)
    ladder = ladder_for(rule, case, context)
    if ladder is None:
        yield blocker(BlockerCode.NO_LADDER, ladders=", ".join(rule.ladders))
    elif ladder.disputes and case.disputes > ladder.disputes:
        yield blocker(BlockerCode.DISPUTES_USED_UP, disputes=case.disputes)


def _against_returning(case: Case, context: Context) -> Iterator[Blocker]:
    """A department that may dispute has only so many returns, and none once bound."""
    rules = [each.dispute for each in context.definition.states.values()]
    ladders = [ladder_for(each, case, context) for each in rules if each is not None]
    if not ladders:
        return
    if case.owner in case.ruled:
        yield blocker(BlockerCode.OWNERSHIP_SETTLED, department=case.owner)
    caps = [each.returns for each in ladders if each is not None and each.returns]
    if caps and case.returns >= min(caps):
        yield blocker(BlockerCode.RETURNS_USED_UP, returns=case.returns)


def against_proposal(
    action: Action, values: Mapping[str, Json], case: Case, context: Context
) -> Iterator[Blocker]:
    """What is wrong with the ground or the owners that a dispute names."""
    rule = rule_of(action, case, context)
    if rule is None:
        return
    proposed = _proposed(values)
    if case.owner in proposed:
        yield blocker(BlockerCode.PROPOSED_ITSELF, department=case.owner)
    ladder = ladder_for(rule, case, context)
    ground = f"{case.owner}:{values.get(GROUND, '')}"
    if ladder is not None and not ladder.same_ground and ground in case.grounds:
        yield blocker(BlockerCode.SAME_GROUND, ground=str(values.get(GROUND, "")))


def pass_over(  # noqa: PLR0913, PLR0917 - all that a step knows when it arrives
    actor: str,
    values: Mapping[str, Json],
    before: Case,
    arrived: Case,
    context: Context,
    at: datetime,
    closed: Dispute | None,
) -> Passage:
    """The dispute that a case leaves behind, and the one that it enters.

    `closed` is the dispute as it was settled; one that is left in any other way is
    moot. `at` is the instant from which it counts.
    """
    left = _left(before, closed, at, actor, values, context)
    state = context.definition.state(arrived.state)
    if state.dispute is None:
        return left
    opened = _opened(state, actor, values, arrived, at, context)
    return replace(
        opened,
        clocks=(*left.clocks, *opened.clocks),
        told=(*left.told, *opened.told),
    )


def _left(  # noqa: PLR0913, PLR0917 - all that the end of a dispute says
    before: Case,
    closed: Dispute | None,
    at: datetime,
    actor: str,
    values: Mapping[str, Json],
    context: Context,
) -> Passage:
    dispute = before.dispute
    if dispute is None or not dispute.is_open:
        return NO_PASSAGE
    if closed is None:
        # Whoever owned the case meanwhile has solved it, so nobody lost.
        closed = replace(
            dispute,
            status=DisputeStatus.MOOT,
            owner=before.owner,
            lost_by=before.owner,
        )
    closed = replace(closed, desk="", due_at=None, closed_at=at)
    bound = closed.owner if closed.status in _BINDING else ""
    changes: dict[str, Any] = {}
    if bound and bound not in before.ruled:
        changes["ruled"] = (*before.ruled, bound)
    return Passage(
        dispute=closed,
        changes=changes,
        clocks=tuple(ended(dispute, before, at, context)),
        told=(_to_parties(closed, actor, values, context),),
    )


def _to_parties(
    closed: Dispute,
    actor: str,
    values: Mapping[str, Json],
    context: Context,
) -> Told:
    """How the dispute ended, to everybody who was a party."""
    ladder = ladder_of(closed, context)
    told = dict(values)
    if closed.ruling is not None:
        told["reason"] = closed.ruling.reason
    post = ladder.answer.by.post
    parties = Who(text=f"{post} of parties", post=post, scope=Scope.PARTIES)
    notify, occasion = tell("settled", parties, ladder.title, ladder, actor)
    return notify, replace(occasion, values=told)


_BINDING = frozenset(
    {DisputeStatus.RULED, DisputeStatus.ACCEPTED, DisputeStatus.WITHDRAWN}
)
"""Ends that bind whoever owns the case then: it cannot dispute this case again."""


def given_back(
    before: Case, closed: Dispute | None, moved: tuple[Clock, ...], context: Context
) -> list[Clock]:
    """The clocks of a department that disputed and was right, without what it used.

    `moved` are the clocks as the step leaves them.
    """
    if closed is None or closed.disputer in ("", closed.lost_by):
        return []
    names = [rule.name for rule in context.definition.clocks.values() if rule.per_owner]
    now = {**before.clocks, **{clock.key: clock for clock in moved}}
    found = [now.get((name, closed.disputer)) for name in names]
    return [
        clocks.give_back(
            clock, context.now, timing.rungs_of(clock, context), context.calendar
        )
        for clock in found
        if clock is not None and clock.cycle == before.cycle and not clock.has_ended
    ]


def _opened(  # noqa: PLR0913, PLR0917 - all that a new dispute says
    state: State,
    actor: str,
    values: Mapping[str, Json],
    arrived: Case,
    at: datetime,
    context: Context,
) -> Passage:
    rule = state.dispute
    ladder = ladder_for(rule, arrived, context) if rule else None
    if ladder is None:
        return NO_PASSAGE
    ground = str(values.get(GROUND, ""))
    dispute = Dispute(
        number=arrived.disputes + 1,
        ladder=ladder.name,
        state=state.name,
        ground=ground,
        disputer=arrived.owner,
        opened_by=actor,
        proposed=_proposed(values),
        opened_at=at,
        lead=arrived.owner,
    )
    turn = first_turn(
        Scene(dispute=dispute, ladder=ladder, case=arrived, at=at, context=context)
    )
    if turn is None:
        return NO_PASSAGE
    named = f"{arrived.owner}:{ground}"
    grounds = arrived.grounds if named in arrived.grounds else (*arrived.grounds, named)
    return Passage(
        dispute=turn.dispute,
        changes={"disputes": dispute.number, "grounds": grounds},
        clocks=turn.clocks,
        told=turn.told,
    )


def _proposed(values: Mapping[str, Json]) -> tuple[str, ...]:
    given = values.get(PROPOSED)
    return tuple(str(each) for each in given) if isinstance(given, list) else ()
