"""Where the limit of a clock came from, and which alternatives it was chosen from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from workflow.domain.case import Application, Case, Clock
from workflow.domain.context import Context
from workflow.domain.decision import Entry
from workflow.domain.definition import NO_LIMIT, Limit, Term, TermKind
from workflow.domain.effects import fold
from workflow.domain.limits import Alternative, alternatives, choice_of
from workflow.domain.reasons.lengths import limit_words
from workflow.domain.reasons.titles import clock_title, plain
from workflow.domain.timing import APPLICATION, STAGE, is_overdue
from workflow.domain.words import Title

_OF_CONDITION = "condition "


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The alternatives of a limit when it was set; the first one won.

    `case` is the case as it was then, and `guard` what had to hold for them.
    """

    case: Case
    context: Context
    guard: str
    ranked: tuple[Alternative, ...]

    @property
    def won(self) -> Alternative:
        """The alternative by which the clock runs."""
        return self.ranked[0]

    @property
    def lost(self) -> tuple[Alternative, ...]:
        """The alternatives that would have ended later."""
        return self.ranked[1:]


def origin_of(
    clock: Clock, entries: Sequence[Entry], context: Context
) -> Origin | None:
    """How the limit was settled by the last of these entries, or None.

    It is settled again on the case as it was. Where that gives another limit than
    the one that history keeps (the catalogue has changed since), nothing more can be
    told about it.
    """
    if not entries:
        return None
    at = entries[-1].at
    then = replace(context, now=at, today=context.calendar.local(at).date())
    # Which case it is does not matter to its limits.
    rebuilt = fold(0, [(entry, "") for entry in entries])
    case, overdue = rebuilt.case, is_overdue(rebuilt.case, then)
    limit = _limit_of(clock, rebuilt.applications, context)
    choice = choice_of(limit, case, then, overdue=overdue)
    if choice is None:
        return None
    found = alternatives(choice, case, clock.started_at, then)
    ranked = sorted(found, key=lambda each: each.settled.due_at)
    if not ranked or not _is_of(clock, ranked[0]):
        return None
    return Origin(
        case=case,
        context=then,
        guard=choice.when.text if choice.when.reads else "",
        ranked=tuple(ranked),
    )


def _limit_of(
    clock: Clock, applications: Mapping[int, Application], context: Context
) -> Limit:
    if clock.name == APPLICATION:
        made = applications.get(clock.cycle)
        rules = context.definition.approvals.get(made.approval if made else "")
        return rules.limit if rules else NO_LIMIT
    if clock.name == STAGE:
        state = context.definition.states.get(clock.subject)
        return state.limit if state else NO_LIMIT
    rule = context.definition.clocks.get(clock.name)
    return rule.limit if rule else NO_LIMIT


def _is_of(clock: Clock, won: Alternative) -> bool:
    settled = won.settled
    return (settled.source, settled.budget.measure, settled.budget.micros) == (
        clock.source,
        clock.measure,
        clock.budget,
    )


def limit_title(clock: Clock, origin: Origin | None) -> Title:
    """How the limit reads: `4 work hours`, `20% of the promise`."""
    if origin is None:
        return limit_words(clock.limit)
    return alternative_title(origin.won, origin)


def alternative_title(alternative: Alternative, origin: Origin) -> Title:
    """How one alternative of a limit reads."""
    term, settled = alternative
    if term.kind is TermKind.SHARE:
        named = _shared(term, origin)
        return Title(
            zh=f"“{named.zh}”的 {term.percent}%",
            en=f"{term.percent}% of “{named.en}”",
        )
    if term.kind is TermKind.UNTIL:
        field = _field_title(term, origin.context)
        value = origin.case.facts.get(term.name)
        return Title(
            zh=f"至“{field.zh}”所填的 {value}",
            en=f"until the “{field.en}” given, {value}",
        )
    return limit_words(settled.text)


def _shared(term: Term, origin: Origin) -> Title:
    subject = "" if (term.name, "") in origin.case.clocks else origin.case.owner
    return clock_title(term.name, subject, origin.context)


def _field_title(term: Term, context: Context) -> Title:
    field = context.definition.fields.get(term.name)
    return field.title if field else plain(term.name)


def source_title(clock: Clock, origin: Origin | None, context: Context) -> Title:
    """Which rule the limit rests on, in a few words."""
    if clock.source.startswith(_OF_CONDITION):
        return _condition_title(clock.source.removeprefix(_OF_CONDITION), context)
    if clock.name == APPLICATION:
        return _approval_title(clock, origin, context)
    if origin is None:
        return Title(zh=f"依据 {clock.source}", en=f"by {clock.source}")
    words = "；".join(_grounds(origin, "zh")), ", ".join(_grounds(origin, "en"))
    return Title(zh=words[0], en=words[1])


def _approval_title(clock: Clock, origin: Origin | None, context: Context) -> Title:
    """The rules of the approval, and of what its time is a share."""
    rules = _rules_of(clock, context)
    by = Title(
        zh=f"依据“{rules.zh}”的规定", en=f"by the rules of approval “{rules.en}”"
    )
    if origin is not None and origin.won.term.kind is TermKind.SHARE:
        words = "，".join((by.zh, *_grounds(origin, "zh")))
        return Title(zh=words, en=", ".join((by.en, *_grounds(origin, "en"))))
    return by


def _rules_of(clock: Clock, context: Context) -> Title:
    """What the approval is called by which the action of a clock is applied for."""
    for state in context.definition.states.values():
        action = state.actions.get(clock.subject)
        rules = context.definition.approvals.get(action.approval) if action else None
        if rules is not None:
            return rules.title
    return plain(clock.subject)


def _grounds(origin: Origin, language: str) -> Iterator[str]:
    chinese = language == "zh"
    term = origin.won.term
    if term.kind is TermKind.SHARE:
        shared = origin.case.clocks.get((term.name, "")) or origin.case.clocks.get(
            (term.name, origin.case.owner)
        )
        words = limit_words(shared.limit if shared else "").in_language(language)
        yield f"那个时限为 {words}" if chinese else f"whose limit is {words}"
    elif term.kind is TermKind.UNTIL:
        yield "依据案件所填的日期" if chinese else "by a value of the case"
    else:
        yield "依据流程规定" if chinese else "by the workflow"
    if origin.guard:
        yield f"因为 {origin.guard}" if chinese else f"because {origin.guard}"


def _condition_title(source: str, context: Context) -> Title:
    """What the catalogue calls a category and its condition, and its standard."""
    code, _, number = source.partition("/")
    category = context.city.catalogue.categories.get(code)
    condition = category.conditions.get(number) if category else None
    if category is None or condition is None:
        return Title(zh=f"依据立案条件 {source}", en=f"by condition {source}")
    standard = f", {condition.source}" if condition.source else ""
    return Title(
        zh=f"依据“{category.title.zh}”的立案条件“{condition.title.zh}”"
        f"({source}{standard})",
        en=f"by the condition “{condition.title.en}” of “{category.title.en}” "
        f"({source}{standard})",
    )
