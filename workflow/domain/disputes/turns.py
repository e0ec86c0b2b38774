"""Whose turn it is in a dispute: the proposed owners, and then level after level."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from workflow.domain import clocks, limits
from workflow.domain.actors import desk_text, unit_of
from workflow.domain.case import Case, Clock, revised
from workflow.domain.context import Context, facts_of
from workflow.domain.decision import SYSTEM
from workflow.domain.definition import DisputeRule, Ladder, Level, Notify, Who
from workflow.domain.dispute import ANSWER, DISPUTE, Dispute
from workflow.domain.draft import Told
from workflow.domain.durations import Duration
from workflow.domain.messages import Occasion
from workflow.domain.timing import DISPUTE_RUNGS, is_overdue
from workflow.domain.words import Title

LEAD = "lead"
"""The subject of the clock by which a provisional lead is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A dispute at one instant: its ladder, its case, and what the city is like.

    Time may have brought it here late: then `at` lies before the context's own now.
    """

    dispute: Dispute
    ladder: Ladder
    case: Case
    at: datetime
    context: Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What becomes of a dispute when its turn passes on."""

    dispute: Dispute
    clocks: tuple[Clock, ...] = ()
    told: tuple[Told, ...] = ()


def ladder_for(rule: DisputeRule, case: Case, context: Context) -> Ladder | None:
    """The first ladder of a state whose condition holds for this case."""
    facts = facts_of(case, context, overdue=is_overdue(case, context))
    ladders = (context.definition.ladders[name] for name in rule.ladders)
    return next((each for each in ladders if each.when.holds(facts)), None)


def ladder_of(dispute: Dispute, context: Context) -> Ladder:
    """The ladder by which a dispute is settled."""
    return context.definition.ladders[dispute.ladder]


def is_capped(ladder: Ladder, case: Case) -> bool:
    """Whether the next dispute of a case begins at a higher judge."""
    by_disputes = ladder.disputes and case.disputes >= ladder.disputes
    by_returns = ladder.returns and case.returns >= ladder.returns
    return bool(by_disputes or by_returns)


def first_turn(scene: Scene) -> Turn | None:
    """Who speaks first: the proposed owners, or a judge where a cap is reached.

    None where no level has a judge.
    """
    ladder = scene.ladder
    if is_capped(ladder, scene.case):
        names = [each.name for each in ladder.levels]
        start = names.index(ladder.at_the_cap) if ladder.at_the_cap else 0
        turn = _to_level(_first_judged(ladder.levels[start:], scene), scene)
    else:
        turn = _to_owners(scene)
    return turn and _with_lead(turn, scene)


def next_turn(scene: Scene) -> Turn | None:
    """The next level that has a judge who is no party; None after the last one."""
    names = [each.name for each in scene.ladder.levels]
    level = scene.dispute.level
    start = names.index(level) + 1 if level else 0
    return _to_level(_first_judged(scene.ladder.levels[start:], scene), scene)


def judge_unit(level: Level, dispute: Dispute, case: Case, context: Context) -> str:
    """The unit in which the judge of a level holds the post; empty if there is none."""
    return unit_of(level.judge, revised(case, dispute=dispute), context)


def ended(dispute: Dispute, case: Case, at: datetime, context: Context) -> list[Clock]:
    """The clocks of a dispute that still run, ended at this instant."""
    return [
        clocks.end(clock, max(at, clock.started_at), context.calendar)
        for clock in running(dispute, case)
    ]


def running(dispute: Dispute, case: Case) -> Iterator[Clock]:
    """The clocks of a dispute that have not ended."""
    for clock in case.clocks.values():
        mine = clock.name == DISPUTE and clock.cycle == dispute.number
        if mine and not clock.has_ended:
            yield clock


def tell(template: str, who: Who, title: Title, ladder: Ladder, actor: str) -> Told:
    """That somebody is to be told of a dispute, if its ladder has words for it."""
    named = ladder.templates.get(template)
    notify = (Notify(who=who, template=named),) if named else ()
    return notify, Occasion(title=title, actor=actor, values={})


def clock_subject(dispute: Dispute) -> str:
    """The subject of the clock that runs for whoever's turn it is."""
    return dispute.level or ANSWER


def _to_owners(scene: Scene) -> Turn:
    dispute, ladder = scene.dispute, scene.ladder
    clock = _clock(ANSWER, ladder.answer.limit, scene)
    then = revised(scene.case, dispute=dispute)
    asked = replace(
        dispute,
        desk=desk_text(ladder.answer.by, then, scene.context),
        due_at=clock.due_at,
    )
    told = tell("asked", ladder.answer.by, ladder.title, ladder, dispute.opened_by)
    return Turn(dispute=asked, clocks=(clock,), told=(told,))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The level that comes next, and those that were passed over on the way."""

    level: Level | None
    passed_over: tuple[str, ...]


def _first_judged(levels: tuple[Level, ...], scene: Scene) -> _Found:
    passed: list[str] = []
    dispute = scene.dispute
    for level in levels:
        unit = judge_unit(level, dispute, scene.case, scene.context)
        if unit and (scene.ladder.parties_judge or unit not in dispute.parties):
            return _Found(level=level, passed_over=tuple(passed))
        passed.append(level.name)
    return _Found(level=None, passed_over=tuple(passed))


def _to_level(found: _Found, scene: Scene) -> Turn | None:
    level, dispute = found.level, scene.dispute
    if level is None:
        return None
    stopped = [
        each
        for each in ended(dispute, scene.case, scene.at, scene.context)
        if each.subject == clock_subject(dispute)
    ]
    clock = _clock(level.name, level.limit, scene)
    then = revised(scene.case, dispute=dispute)
    risen = replace(
        dispute,
        level=level.name,
        due_at=clock.due_at,
        desk=desk_text(level.judge, then, scene.context),
        passed_over=(*dispute.passed_over, *found.passed_over),
        stated=(),
        statements_by=None,
        visit_at=None,
    )
    told = tell("judge", level.judge, level.title, scene.ladder, dispute.opened_by)
    return Turn(dispute=risen, clocks=(*stopped, clock), told=(told,))


def _with_lead(turn: Turn, scene: Scene) -> Turn:
    """The same with the time in which somebody names who makes safe meanwhile."""
    rule = scene.ladder.provisional
    if rule is None:
        return turn
    clock = _clock(LEAD, rule.limit, scene)
    told = tell("lead", rule.by, scene.ladder.title, scene.ladder, SYSTEM)
    return replace(turn, clocks=(*turn.clocks, clock), told=(*turn.told, told))


def _clock(subject: str, limit: Duration, scene: Scene) -> Clock:
    source = f"ladder {scene.ladder.name}"
    settled = limits.of_duration(limit, source, scene.at, scene.context)
    start = clocks.Start(name=DISPUTE, subject=subject, cycle=scene.dispute.number)
    calendar = scene.context.calendar
    return clocks.start(start, settled, scene.at, DISPUTE_RUNGS, calendar)
