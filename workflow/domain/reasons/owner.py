"""Why a case belongs to whom it belongs."""

from collections.abc import Iterable, Iterator, Mapping

from workflow.domain import precedence
from workflow.domain.case import Assignment, Case, Json, number_text
from workflow.domain.catalogue import Precedent, Responsibility, RuleSource
from workflow.domain.context import Context
from workflow.domain.decision import Entry
from workflow.domain.effects import instant_text
from workflow.domain.ownership import department_of, ranked
from workflow.domain.reasons.reason import Reason, reason
from workflow.domain.reasons.titles import (
    actor_title,
    department_title,
    doing,
    wall_time,
)
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
        yield from _no_winner(case, context)
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
        named = _named(rule, source, context)
        zh, en = f"，按{named.zh}", f", by {named.en}"
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
    known = {each.key: each for each in context.city.responsibilities.of(case.category)}
    named = _named(rule.rule, rule.source, context)
    rests = _rests_on(rule.rule, known, context)
    said = Title(
        zh=f"{named.zh}{rests.zh}指定{lead.zh}牵头。",
        en=f"{_sentence(named.en)}{rests.en} names {lead.en} as the lead.",
    )
    details = _details(rule.rule, context)
    yield reason(
        "rule", said, rule=rule.rule, source=rule.source, lead=rule.lead, **details
    )
    for key in rule.shadowed:
        named, rests = _shadow(key, context), _rests_on(key, known, context)
        said = Title(
            zh=f"{named.zh}{rests.zh}也适用，但优先级较低。",
            en=f"{_sentence(named.en)}{rests.en} applies too, but ranks behind it.",
        )
        yield reason("shadowed", said, rule=key, **_details(key, context))


def _no_winner(case: Case, context: Context) -> Iterator[Reason]:
    """Why the rules that speak about a case without owner give it to nobody."""
    rules = ranked(case, context)
    first = precedence.winner(rules)
    if rules and first is None:
        keys = [rule.key for found, rule in rules if found == rules[0][0]]
        said = Title(
            zh=f"规则 {'、'.join(keys)} 优先级相同，由派遣员决定。",
            en=f"The rules {', '.join(keys)} stand level, so a dispatcher decides.",
        )
        yield reason("level", said, rules=[*keys])
    if first is None or department_of(first.lead, case, context):
        return
    named = _named(first.key, first.source.value, context)
    said = Title(
        zh=f"{named.zh}所指的“{first.lead.text}”不存在或已撤销，由派遣员决定。",
        en=f"{_sentence(named.en)} names {first.lead.text}, which is unknown or "
        "closed, so a dispatcher decides.",
    )
    yield reason("lead_closed", said, rule=first.key, lead=first.lead.text)


def _named(key: str, source: str, context: Context) -> Title:
    """A rule with where it comes from; a precedent by its number."""
    made = context.city.responsibilities.precedent(key)
    if made is not None:
        return Title(zh=f"先例 {made.number}", en=f"precedent {made.number}")
    named = _SOURCES[RuleSource(source)]
    return Title(zh=f"{named.zh}的规则 {key}", en=f"rule {key} of {named.en}")


def _shadow(key: str, context: Context) -> Title:
    """A rule whose source history does not tell."""
    if context.city.responsibilities.precedent(key) is not None:
        return _named(key, RuleSource.RULING.value, context)
    return Title(zh=f"规则 {key}", en=f"rule {key}")


def _rests_on(key: str, known: Mapping[str, Responsibility], context: Context) -> Title:
    """What a rule rests on: where a precedent was made and by whom, and its basis."""
    made = context.city.responsibilities.precedent(key)
    if made is not None:
        return _ruling(made, context)
    rule = known.get(key)
    if rule is None or not rule.basis:
        return Title(zh="", en="")
    return Title(zh=f"(依据：{rule.basis})", en=f" (based on {rule.basis})")


def _ruling(made: Precedent, context: Context) -> Title:
    judge = actor_title(made.ruled_by, context)
    case = number_text(made.case) if made.case else ""
    zh = f"案件 {case}，{made.made_on}，{judge.zh}裁决"
    en = f"case {case}, {made.made_on}, ruled by {judge.en}"
    if not case:
        zh = f"{made.made_on}，{judge.zh}制定"
        en = f"{made.made_on}, made by {judge.en}"
    zh, en = f"{zh}；依据：{made.basis}", f"{en}; based on {made.basis}"
    if made.retired_at is not None:
        day = context.calendar.local(made.retired_at).date()
        zh, en = f"{zh}；{day} 已废止", f"{en}; retired on {day}"
    return Title(zh=f"({zh})", en=f" ({en})")


def _details(key: str, context: Context) -> dict[str, Json]:
    """Case, date and judge of a precedent, for programs."""
    made = context.city.responsibilities.precedent(key)
    if made is None:
        return {}
    return {
        "precedent": made.number,
        "case": number_text(made.case) if made.case else "",
        "made_on": made.made_on.isoformat(),
        "ruled_by": made.ruled_by,
    }


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
