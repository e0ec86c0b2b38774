"""Why a case is as it is: its owner, its due instants, and what may be done to it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from workflow.domain.blockers import Blocker
from workflow.domain.case import Case, Clock, Outcome
from workflow.domain.clocks import consumed_at
from workflow.domain.context import Context
from workflow.domain.decision import Entry, EntryKind
from workflow.domain.lifecycle import blockers_of
from workflow.domain.worktime import Measure

_HOUR = 3600 * 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One step of an explanation, in both languages."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The sentence in `zh` or `en`."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An action of the case's state, and what stands between an actor and it."""

    action: str
    zh: str
    en: str
    needs: tuple[str, ...]
    may: tuple[str, ...]
    blockers: tuple[Blocker, ...]


def offers(case: Case, actor: str, context: Context) -> tuple[Offer, ...]:
    """Every action of the state, each with the reasons why this actor cannot take it.

    Fields are left out: they are asked for when the action is taken.
    """
    state = context.definition.state(case.state)
    return tuple(
        Offer(
            action=action.name,
            zh=action.title.zh,
            en=action.title.en,
            needs=action.needs,
            may=action.may,
            blockers=tuple(blockers_of(action, actor, case, context)),
        )
        for action in state.actions.values()
    )


def why_owner(
    case: Case, entries: Iterable[Entry], context: Context
) -> tuple[Reason, ...]:
    """Who owns the case and by which rule, and which rules were passed over."""
    return tuple(_owner_reasons(case, entries, context))


def _owner_reasons(
    case: Case, entries: Iterable[Entry], context: Context
) -> Iterator[Reason]:
    if not case.owner:
        yield Reason(zh="案件尚未派遣，没有责任部门。", en="The case has no owner yet.")
    title = context.city.organisation.departments.get(case.owner)
    for entry in entries:
        changes = entry.effects.get("case", {})
        if isinstance(changes, dict) and changes.get("owner"):
            at = context.calendar.local(entry.at).strftime("%Y-%m-%d %H:%M")
            rung = entry.action if entry.kind is EntryKind.RUNG else ""
            owner, cause = changes["owner"], entry.request.get("cause", rung)
            by = f"{entry.actor} ({cause})" if cause else entry.actor
            yield Reason(
                zh=f"{at} 由 {by} 派遣给 {owner}。",
                en=f"{at}: {by} gave it to {owner}.",
            )
    if case.assignment is not None and title is not None:
        rule = case.assignment
        yield Reason(
            zh=f"责任清单规则 {rule.rule}({rule.source})指定 {rule.lead} 牵头。",
            en=f"Rule {rule.rule} ({rule.source}) names {rule.lead} as the lead.",
        )
        for shadowed in rule.shadowed:
            yield Reason(
                zh=f"规则 {shadowed} 也适用，但优先级较低。",
                en=f"Rule {shadowed} applies too, but ranks behind it.",
            )
    for owner in case.returned_by:
        yield Reason(
            zh=f"{owner} 在本轮已退回过，不会再自动派遣给它。",
            en=f"{owner} returned it in this cycle, so no rule sends it there again.",
        )


def why_due(clock: Clock, context: Context) -> tuple[Reason, ...]:
    """How the due instant of a clock came about, step by step."""
    return tuple(_due_reasons(clock, context))


def _due_reasons(clock: Clock, context: Context) -> Iterator[Reason]:
    calendar = context.calendar
    started = _local(clock.started_at, context)
    yield Reason(
        zh=f"{clock.label}:{started} 开始，第 {clock.cycle} 轮。",
        en=f"{clock.label} began at {started}, in cycle {clock.cycle}.",
    )
    working = clock.measure is Measure.WORKING
    zh, en = ("工作时间", "working") if working else ("连续时间", "continuous")
    hours = _hours(clock.budget)
    yield Reason(
        zh=f"时限 {clock.limit}，依据：{clock.source}；按{zh}计算，共 {hours} 小时。",
        en=f"Its limit is {clock.limit}, by {clock.source}: "
        f"{hours} hours of {en} time in calendar {clock.calendar}.",
    )
    used = consumed_at(clock, context.now, calendar)
    yield Reason(
        zh=f"已用 {_hours(used)} 小时，余 {_hours(clock.budget - used)} 小时。",
        en=f"{_hours(used)} hours are used, {_hours(clock.budget - used)} are left.",
    )
    if clock.outcome is Outcome.PAUSED and clock.stopped_at is not None:
        since = _local(clock.stopped_at, context)
        yield Reason(zh=f"自 {since} 起暂停。", en=f"It has been paused since {since}.")
    if clock.due_at is not None:
        due = _local(clock.due_at, context)
        yield Reason(zh=f"截止 {due}。", en=f"It is due at {due}.")
    if clock.provisional:
        yield Reason(
            zh="该年度节假日安排尚未公布，截止时间为暂定。",
            en="The holidays of that year are not published: the date is provisional.",
        )


def _hours(micros: int) -> str:
    return f"{micros / _HOUR:.2f}"


def _local(instant: datetime, context: Context) -> str:
    return context.calendar.local(instant).strftime("%Y-%m-%d %H:%M:%S")
