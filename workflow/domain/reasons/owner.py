"""Why a case belongs to whom it belongs."""

from collections.abc import Iterable, Iterator

from workflow.domain.case import Assignment, Case
from workflow.domain.catalogue import Responsibility, RuleSource
from workflow.domain.context import Context
from workflow.domain.decision import Entry
from workflow.domain.effects import instant_text
from workflow.domain.reasons.reason import Reason, reason
from workflow.domain.reasons.titles import department_title, doing, wall_time
from workflow.domain.words import Title

_NO_OWNER = Title(zh="案件尚未派遣，没有责任部门。", en="The case has no owner yet.")
_SOURCES = {
    RuleSource.LIST: Title(zh="责任清单", en="the responsibility list"),
    RuleSource.RULING: Title(zh="裁决", en="a ruling"),
}


def why_owner(
    case: Case, entries: Iterable[Entry], context: Context
) -> tuple[Reason, ...]:
    """Who owns the case and by which rule, and which rules were passed over."""
    return tuple(_owner_reasons(case, entries, context))


def _owner_reasons(
    case: Case, entries: Iterable[Entry], context: Context
) -> Iterator[Reason]:
    if not case.owner:
        yield reason("no_owner", _NO_OWNER)
    for entry in entries:
        changes = entry.effects.get("case", {})
        if isinstance(changes, dict) and changes.get("owner"):
            yield _given(entry, str(changes["owner"]), context)
    if case.assignment is not None and case.owner:
        yield from _rules(case.assignment, case, context)
    for owner in case.returned_by:
        title = department_title(owner, context)
        said = Title(
            zh=f"{title.zh}在本轮已退回过，不会再自动派遣给它。",
            en=f"{title.en} returned it in this cycle, "
            "so no rule sends it there again.",
        )
        yield reason("returned_by", said, owner=owner)


def _given(entry: Entry, owner: str, context: Context) -> Reason:
    when, who = wall_time(entry.at, context), doing(entry, context)
    title = department_title(owner, context)
    source, _, rule = str(entry.request.get("cause", "")).partition(" ")
    zh = en = ""
    if rule and source in tuple(RuleSource):
        named = _SOURCES[RuleSource(source)]
        zh, en = f"，按{named.zh}的规则 {rule}", f", by rule {rule} of {named.en}"
    return reason(
        "given",
        Title(
            zh=f"{when} {who.zh}，交给{title.zh}{zh}。",
            en=f"{when}: {who.en}, gave it to {title.en}{en}.",
        ),
        at=instant_text(entry.at),
        entry=entry.number,
        actor=entry.actor,
        action=entry.action,
        owner=owner,
        cause=entry.request.get("cause", ""),
    )


def _rules(rule: Assignment, case: Case, context: Context) -> Iterator[Reason]:
    lead = department_title(rule.lead, context)
    named = _SOURCES[RuleSource(rule.source)]
    known = {each.key: each for each in context.city.responsibilities.of(case.category)}
    basis = _basis(known.get(rule.rule))
    said = Title(
        zh=f"{named.zh}的规则 {rule.rule}{basis.zh}指定{lead.zh}牵头。",
        en=f"Rule {rule.rule} of {named.en}{basis.en} names {lead.en} as the lead.",
    )
    yield reason("rule", said, rule=rule.rule, source=rule.source, lead=rule.lead)
    for key in rule.shadowed:
        basis = _basis(known.get(key))
        said = Title(
            zh=f"规则 {key}{basis.zh}也适用，但优先级较低。",
            en=f"Rule {key}{basis.en} applies too, but ranks behind it.",
        )
        yield reason("shadowed", said, rule=key)


def _basis(rule: Responsibility | None) -> Title:
    """What a rule rests on, where it is still in the list."""
    if rule is None or not rule.basis:
        return Title(zh="", en="")
    return Title(zh=f"(依据：{rule.basis})", en=f" (based on {rule.basis})")
