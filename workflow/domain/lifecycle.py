"""The heart: may this be done to this case now, and what would it do?

`decide` answers for a step and `decide_report` for a new case. Each returns a
decision or every reason against it, and changes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from workflow.domain.actors import may_act
from workflow.domain.applications import against_asking, ask
from workflow.domain.blockers import Blocker, BlockerCode, blocker
from workflow.domain.case import Case, Json, number_text
from workflow.domain.context import Context
from workflow.domain.decision import (
    REPORTER,
    SYSTEM,
    Decision,
    Refusal,
    Report,
    Request,
)
from workflow.domain.definition import Action
from workflow.domain.disputes.passage import against_proposal
from workflow.domain.draft import Draft
from workflow.domain.fields import Given, Wanted, read_fields
from workflow.domain.joining.passage import against_calling
from workflow.domain.moves import (
    Taking,
    circumstances,
    no_such_action,
    open_case,
    settle,
    take,
    wanted_by,
)

REPORT = "report"
"""The name of the action that opens a case."""


def decide(case: Case, request: Request, context: Context) -> Decision | Refusal:
    """Decide on a step: what it does, or every reason why it cannot be done."""
    draft = Draft(case, context)
    refusal = step(draft, request)
    return refusal or draft.decision()


def step(draft: Draft, request: Request) -> Refusal | None:
    """Carry out a step on a draft, unless there are reasons against it."""
    case, context = draft.case, draft.context
    offered = context.definition.state(case.state).actions
    action = offered.get(request.action)
    blockers = list(stale(draft, request.expected))
    if action is None:
        blockers.append(no_such_action(request.action, case, context))
        return Refusal(blockers=tuple(blockers))
    if request.asks and not action.approval:
        blockers.append(blocker(BlockerCode.NEEDS_NO_APPROVAL, action=action.name))
    blockers += blockers_of(action, request.actor, case, context)
    given, wrong = read_fields(
        wanted_by(action), request.fields, request.salt, case, context
    )
    blockers += wrong
    blockers += against_proposal(action, given.values, case, context)
    blockers += against_calling(action, given.values, case, context)
    if blockers:
        return Refusal(blockers=tuple(blockers))
    record = _record(request, given)
    taking = Taking(
        action=action,
        actor=request.actor,
        given=given,
        request=record,
        salt=request.salt,
    )
    if action.approval:
        ask(draft, taking)
    else:
        take(draft, taking)
    return None


def blockers_of(
    action: Action, actor: str, case: Case, context: Context
) -> list[Blocker]:
    """Every reason why this actor cannot take this action now, fields aside.

    A greyed button, the list of a case's actions and a refusal all ask here.
    """
    return [
        *_person(action, actor, case, context),
        *_separation(action, actor, case),
        *circumstances(action, case, context),
        *against_asking(action, case, context),
    ]


def stale(draft: Draft, expected: int | None) -> Iterator[Blocker]:
    """That the case has moved on since the asker saw it, if a version was named."""
    # What time did to the draft since it was read is no other writer's doing.
    if expected is not None and expected != draft.version:
        yield blocker(
            BlockerCode.STALE_VERSION,
            expected=expected,
            # What was due is written with the refusal, so this is the next to name.
            version=draft.case.version,
            state=draft.case.state,
        )


def _person(
    action: Action, actor: str, case: Case, context: Context
) -> Iterator[Blocker]:
    people = context.city.organisation.people
    if actor not in (REPORTER, SYSTEM) and actor not in people:
        yield blocker(BlockerCode.NO_SUCH_PERSON, person=actor)
    elif not may_act(action.by, actor, case, context):
        name = people[actor].name if actor in people else actor
        posts = ", ".join(who.text for who in action.by)
        yield blocker(BlockerCode.POST_NOT_HELD, person=name, posts=posts)


def _separation(action: Action, actor: str, case: Case) -> Iterator[Blocker]:
    for earlier in action.not_by:
        if actor in case.taken.get(earlier, ()):
            yield blocker(BlockerCode.DID_IT_ONESELF, person=actor, earlier=earlier)


def _record(request: Request, given: Given) -> dict[str, Json]:
    """What history keeps of a request."""
    record: dict[str, Json] = {"fields": given.recorded()}
    if request.expected is not None:
        record["expected"] = request.expected
    if request.via:
        record["via"] = request.via
    return record


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a new case is called, and through which channel it came."""

    number: int
    channel: str


def decide_report(
    request: Request, opening: Opening, context: Context
) -> Decision | Refusal:
    """Decide on a report: the case that it opens, or every reason against it."""
    definition = context.definition
    rule = definition.report
    blank = _blank(opening, request, context)
    report_action = Action(
        name=REPORT, title=definition.title, by=rule.by, needs=rule.needs, may=rule.may
    )
    blockers = blockers_of(report_action, request.actor, blank, context)
    wanted = Wanted(needs=rule.needs, may=rule.may, values={})
    given, wrong = read_fields(wanted, request.fields, request.salt, blank, context)
    if blockers or wrong:
        return Refusal(blockers=(*blockers, *wrong))
    report = Report(
        id=f"{number_text(opening.number)}/1",
        opened=opening.number,
        channel=opening.channel,
        at=context.now,
    )
    draft = Draft(blank, context)
    taking = Taking(
        action=report_action,
        actor=request.actor,
        given=given,
        request=_record(request, given),
        salt=request.salt,
    )
    open_case(draft, taking, report)
    settle(draft)
    return draft.decision(reports=(report,))


def _blank(opening: Opening, request: Request, context: Context) -> Case:
    """The case before its first entry; its place decides who may report there."""
    definition = context.definition
    place = str(request.fields.get("place", ""))
    known = place in context.city.organisation.places
    return Case(
        number=opening.number,
        version=0,
        head="",
        definition=definition.digest,
        workflow=definition.name,
        state=definition.start,
        place=place if known else "",
        opened_at=context.now,
        entered_at=context.now,
        changed_at=context.now,
        channel=opening.channel,
    )
