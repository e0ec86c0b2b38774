"""What people are told: recipients found and facts frozen when it is decided."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from workflow.domain.actors import desk_text, people_of
from workflow.domain.answer import Answer
from workflow.domain.case import Case, Clock, Json, number_text
from workflow.domain.context import Context
from workflow.domain.decision import Message
from workflow.domain.definition import Field, FieldType, Notify, Standing, Who
from workflow.domain.dispute import Dispute
from workflow.domain.given import given_text, given_values
from workflow.domain.timing import PROMISE, STAGE
from workflow.domain.words import Title

DEPARTMENT = "department"
"""The clock of an owner's own time, where a workflow declares one of this name."""

_SHOWN_FIELDS = ("reason", "result", "finding", "resume_on")
_TO_THE_MINUTE = len("2026-06-09 14:30")


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Why people are told: who did what, with which values.

    `answer` and `decide_by` are those of an application that it is about.
    """

    title: Title
    actor: str
    values: Mapping[str, Json]
    answer: Answer | None = None
    decide_by: datetime | None = None


def messages_for(
    notify: tuple[Notify, ...],
    occasion: Occasion,
    case: Case,
    position: tuple[int, int],
    context: Context,
) -> tuple[Message, ...]:
    """One message for each person on duty; a vacant post leaves one for nobody.

    `position` is the entry, and how many messages it has already.
    """
    found: list[Message] = []
    entry, before = position
    for rule in notify:
        post = _post_text(rule.who, case, context)
        told: dict[str, dict[str, str]] = {}
        for recipient, language in _recipients(rule.who, case, context):
            if language not in told:
                told[language] = _facts(occasion, case, rule.who, language, context)
            found.append(
                Message(
                    id=f"{number_text(case.number)}/{entry}/{before + len(found) + 1}",
                    template=rule.template,
                    recipient=recipient,
                    to_reporter=rule.who.standing is Standing.REPORTER,
                    post=post,
                    language=language,
                    facts=told[language],
                )
            )
    return tuple(found)


def _recipients(who: Who, case: Case, context: Context) -> Iterator[tuple[str, str]]:
    """Keys and languages; reports speak the first language of the city."""
    if who.standing is Standing.REPORTER:
        yield from ((report, "zh") for report in case.reports)
        return
    if who.person:
        known = context.city.organisation.people.get(who.person)
        yield who.person, known.language if known else "zh"
        return
    people = people_of(who, case, context)
    if not people:
        yield "", "zh"
    yield from ((person.key, person.language) for person in people)


def _post_text(who: Who, case: Case, context: Context) -> str:
    if who.standing is not None or who.person:
        return who.text
    return desk_text(who, case, context)


def _facts(
    occasion: Occasion, case: Case, who: Who, language: str, context: Context
) -> dict[str, str]:
    definition = context.definition
    category = context.category(case)
    condition = context.condition(case)
    public = who.standing is Standing.REPORTER
    return {
        "case.number": number_text(case.number),
        "case.title": definition.title.in_language(language),
        "case.state": definition.state(case.state).title.in_language(language),
        "case.category": _in(category.title if category else None, language),
        "case.condition": _in(condition.title if condition else None, language),
        "case.place": place_text(case.place, language, context),
        "case.owner": owner_text(case.owner, language, context),
        "case.priority": case.priority.title.in_language(language),
        "case.promise_due": _due(case.clocks.get((PROMISE, "")), context),
        "case.stage_due": _due(case.clocks.get((STAGE, case.state)), context),
        "case.department_due": _due(case.clocks.get((DEPARTMENT, case.owner)), context),
        "action": occasion.title.in_language(language),
        "actor": "" if public else _actor(occasion.actor, context),
        "answer": _answer(occasion.answer, language),
        "decide_by": (
            local_text(occasion.decide_by, context) if occasion.decide_by else ""
        ),
        **_of_dispute(case.dispute, language, context),
        "asked": _asked(occasion, language, context, public=public),
        "at": local_text(context.now, context),
        **{
            name: _shown(name, occasion, language, context, public=public)
            for name in _SHOWN_FIELDS
        },
    }


def _of_dispute(
    dispute: Dispute | None, language: str, context: Context
) -> dict[str, str]:
    """What there is to tell of a dispute; nothing where there is none."""
    if dispute is None:
        return {}
    ground = context.definition.fields.get("ground")
    named = ground.of.get(dispute.ground) if ground else None
    join = "、" if language == "zh" else ", "
    proposed = [owner_text(each, language, context) for each in dispute.proposed]
    return {
        "dispute.by": owner_text(dispute.disputer, language, context),
        "dispute.due": _local(dispute.due_at, context),
        "dispute.ground": _in(named, language) or dispute.ground,
        "dispute.lead": owner_text(dispute.lead, language, context),
        "dispute.proposed": join.join(proposed),
        "dispute.statements_by": _local(dispute.statements_by, context),
        "dispute.status": (
            dispute.status.zh if language == "zh" else dispute.status.en
        ),
        "dispute.visit": _local(dispute.visit_at, context),
    }


def _local(instant: datetime | None, context: Context) -> str:
    return local_text(instant, context) if instant else ""


def place_text(code: str, language: str, context: Context) -> str:
    """The place and what it lies in, the widest first, without the city itself.

    A place that is no longer in the city is told by its code.
    """
    organisation = context.city.organisation
    if code not in organisation.places:
        return code
    path = organisation.path(code)
    parts = [organisation.place(each).title.in_language(language) for each in path]
    shown = parts[:-1] or parts
    # A grid is often called by the name of its community and a number of its own.
    shown = [
        part
        for part, within in zip(shown, ("", *shown), strict=False)
        if not within.startswith(part)
    ]
    return "".join(reversed(shown)) if language == "zh" else ", ".join(shown)


def owner_text(owner: str, language: str, context: Context) -> str:
    """The title of the owner; empty before the case is dispatched."""
    department = context.city.organisation.departments.get(owner)
    return _in(department.title if department else None, language)


def _shown(
    name: str, occasion: Occasion, language: str, context: Context, *, public: bool
) -> str:
    field = context.definition.fields.get(name)
    value = occasion.values.get(name)
    if field is None or value is None or field.personal:
        return ""
    if public and field.staff_only:
        return ""
    return _value_text(field, value, language)


def _value_text(field: Field, value: Json, language: str) -> str:
    if field.type is FieldType.CHOICE and str(value) in field.of:
        return field.of[str(value)].in_language(language)
    return str(value)


def _asked(occasion: Occasion, language: str, context: Context, *, public: bool) -> str:
    """What is applied for, value by value, while somebody has yet to decide."""
    if occasion.answer is not Answer.PENDING:
        return ""
    return given_text(given_values(occasion.values, context, public=public), language)


def _actor(key: str, context: Context) -> str:
    person = context.city.organisation.people.get(key)
    return person.name if person else key


def _answer(answer: Answer | None, language: str) -> str:
    if answer is None:
        return ""
    return answer.zh if language == "zh" else answer.en


def _in(title: Title | None, language: str) -> str:
    return title.in_language(language) if title else ""


def _due(clock: Clock | None, context: Context) -> str:
    if clock is None or clock.due_at is None:
        return ""
    return local_text(clock.due_at, context)


def local_text(instant: datetime, context: Context) -> str:
    """The instant by the clock on the wall, to the minute: 2026-06-09 14:30."""
    return context.calendar.local(instant).isoformat(" ")[:_TO_THE_MINUTE]
