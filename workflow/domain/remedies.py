"""What a person does about an incident that becomes part of a case's history."""

from collections.abc import Mapping
from dataclasses import dataclass

from workflow.domain import timing
from workflow.domain.blockers import BlockerCode, blocker
from workflow.domain.case import Case, Json, number_text
from workflow.domain.context import Context
from workflow.domain.decision import Decision, EntryKind, Message, Refusal
from workflow.domain.definition import Point, Rung, Trigger
from workflow.domain.draft import Draft, Event
from workflow.domain.effects import instant_text
from workflow.domain.incidents import DueRung
from workflow.domain.organisation import Person
from workflow.domain.rungs import fire, schedule
from workflow.errors import GridcaseError


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who asks for something to be done about which incident, why, and from where."""

    actor: str
    incident: int
    reason: str = ""
    via: str = ""

    def record(self) -> dict[str, Json]:
        """What history keeps of it."""
        given = {"reason": self.reason, "via": self.via}
        kept: dict[str, Json] = {name: text for name, text in given.items() if text}
        return {"incident": self.incident, **kept}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A message that nobody got, as it was frozen; `post` is such as `head@water`."""

    id: str
    template: str
    post: str
    language: str
    facts: Mapping[str, str]


def decide_pass_over(
    case: Case, due: DueRung, asking: Asking, context: Context
) -> Decision | Refusal:
    """Decide to go on without a rung that is due: it counts, and does nothing.

    What else is due is left to the next sweep.
    """
    clock = case.clocks.get((due.clock, due.subject))
    now = None if clock is None else (clock.cycle, clock.next_rung, clock.next_at)
    if clock is None or now != (due.cycle, due.rung, due.due_at):
        label = f"{due.label}.{due.rung}"
        why = blocker(BlockerCode.NO_LONGER_DUE, rung=label)
        return Refusal(blockers=(why,))
    # The workflow may not know them, and that may be what is the matter.
    try:
        rungs = timing.rungs_of(clock, context)
    except (GridcaseError, LookupError):
        rungs = ()
    unknown = Rung(name=due.rung, trigger=Trigger(point=Point.DUE, text="due"))
    rung = next((each for each in rungs if each.name == due.rung), unknown)
    fired = fire(clock, rung, 1, due.due_at)
    passed = schedule(fired, rungs, context.calendar)
    request = {"due": instant_text(due.due_at), **asking.record()}
    event = Event(
        kind=EntryKind.PASSED_OVER,
        actor=asking.actor,
        action=f"{clock.label}.{due.rung}",
        request=request,
    )
    draft = Draft(case, context)
    draft.record(event, {}, (passed,))
    return draft.decision()


def decide_tell_again(
    case: Case, unread: Unread, asking: Asking, context: Context
) -> Decision | Refusal:
    """Decide to tell whoever is on duty in a post by now what nobody was told then.

    The words are those of then.
    """
    people = _on_duty(unread.post, case, context)
    if not people:
        why = blocker(BlockerCode.STILL_VACANT, post=unread.post)
        return Refusal(blockers=(why,))
    draft = Draft(case, context)
    entry = f"{number_text(case.number)}/{draft.next_entry}"
    messages = tuple(
        Message(
            id=f"{entry}/{position}",
            template=unread.template,
            recipient=person.key,
            to_reporter=False,
            post=unread.post,
            language=unread.language,
            facts=unread.facts,
        )
        for position, person in enumerate(people, 1)
    )
    event = Event(
        kind=EntryKind.TOLD_AGAIN,
        actor=asking.actor,
        action="told_again",
        request={"message": unread.id, **asking.record()},
    )
    draft.record(event, {}, messages=messages)
    return draft.decision()


def _on_duty(desk: str, case: Case, context: Context) -> tuple[Person, ...]:
    """Who is on duty at a desk; a post of places is looked for upward again."""
    organisation = context.city.organisation
    post, _, unit = desk.partition("@")
    unit = unit or organisation.filled_upward(post, case.place, context.today) or ""
    return organisation.holders(post, unit, context.today)
