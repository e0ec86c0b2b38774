"""A city in which five departments quarrel, and a ladder of three judges above them."""

from dataclasses import replace
from typing import Any

from tests.builders import (
    LONG_AGO,
    Play,
    a_city,
    a_definition,
    a_field,
    a_state,
    an_action,
    an_organisation,
    at,
    title,
    who,
)
from workflow.domain.blockers import Blocker
from workflow.domain.catalogue import RulingScope
from workflow.domain.city import City
from workflow.domain.context import context_at
from workflow.domain.decision import Decision, Refusal
from workflow.domain.definition import (
    Action,
    AnswerRule,
    Definition,
    DisputeRule,
    FieldType,
    Ladder,
    Level,
    Move,
    Outcome,
    RulingRule,
    Scope,
    SilentOwner,
    Who,
)
from workflow.domain.disputes.saying import Saying, Word
from workflow.domain.durations import parse_duration
from workflow.domain.hearings.words import decide_word
from workflow.domain.organisation import Department, Holding, Organisation, Person

QUARRELLERS = ("water", "roads", "lamps", "parks", "rivers")
"""Each has a coordinator of the same name with `_c` behind it."""
GROUNDS = ("claim_conflict", "joint_needed", "other")


def _of(text: str, scope: Scope) -> Who:
    return Who(text=f"{text} of {scope.value}", post=text, scope=scope)


def quarrelling() -> Organisation:
    base = an_organisation()
    departments = {
        key: Department(
            key=key, title=title(key), kind=key, serves="2201", parent="government"
        )
        for key in (*QUARRELLERS, "centre", "shut")
    }
    departments["shut"] = replace(departments["shut"], closed_on=LONG_AGO)
    departments["government"] = Department(
        key="government", title=title("g"), kind="government", serves="2201"
    )
    people = {key: f"{key}_c" for key in QUARRELLERS}
    every = [*people.values(), "arb", "top"]
    holdings = [
        *base.holdings,
        *(
            Holding(person=person, post="coordinator", unit=key, since=LONG_AGO)
            for key, person in people.items()
        ),
        Holding(person="arb", post="arbiter", unit="government", since=LONG_AGO),
        Holding(person="top", post="arbiter", unit="2201", since=LONG_AGO),
    ]
    known = {
        key: Person(key=key, name=key, language="en", addresses={}) for key in every
    }
    return replace(
        base,
        departments=departments,
        people={**base.people, **known},
        holdings=tuple(holdings),
    )


def a_level(name: str, judge: Who, limit: str, **changes: Any) -> Level:
    return Level(
        name=name,
        title=title(name),
        judge=judge,
        limit=parse_duration(limit),
        **changes,
    )


def a_ladder(**changes: Any) -> Ladder:
    ladder = Ladder(
        name="default",
        title=title("default"),
        answer=AnswerRule(
            by=_of("coordinator", Scope.PROPOSED),
            limit=parse_duration("4 work hours"),
            silence=SilentOwner.ACCEPTS,
        ),
        levels=(
            a_level("desk", who("dispatcher of centre"), "4 work hours"),
            a_level(
                "district",
                _of("arbiter", Scope.COMMON_SUPERIOR),
                "3 work days",
                statements=parse_duration("1 work day"),
                site_visit=parse_duration("1 work day"),
            ),
            a_level("city", who("arbiter of city"), "5 work days"),
        ),
        ruling=RulingRule(
            scopes=tuple(RulingScope),
            expires=parse_duration("730 days"),
            review=parse_duration("365 days"),
        ),
        disputes=2,
        returns=2,
        at_the_cap="city",
    )
    return replace(ladder, **changes)


def a_quarrel(*ladders: Ladder, **changes: Any) -> Definition:
    """The small workflow with a disputed state, reached from two others."""
    found = ladders or (a_ladder(),)
    targets = {
        Outcome.ACCEPTED: "handling",
        Outcome.RULED: "handling",
        Outcome.WITHDRAWN: Move.BACK,
        Outcome.UNRESOLVED: "together",
    }
    rule = DisputeRule(
        ladders=tuple(each.name for each in found),
        outcomes={
            outcome: Action(name=f"dispute.{outcome}", title=title(outcome), to=target)
            for outcome, target in targets.items()
        },
    )
    dispute = an_action(
        "dispute", "coordinator of owner", "disputed", needs=("ground", "proposed")
    )
    plain = a_definition()
    assigned, handling = plain.states["assigned"], plain.states["handling"]
    finish = handling.actions["finish"]
    recall = an_action("recall", "dispatcher of centre", "registered")
    offered = {**handling.actions, "dispute": dispute, "recall": recall}
    states = (
        replace(assigned, actions={**assigned.actions, "dispute": dispute}),
        replace(handling, actions=offered),
        a_state("disputed", finish, dispute=rule),
        a_state("together", finish),
    )
    ground = a_field(
        "ground",
        FieldType.CHOICE,
        per_step=True,
        of={each: title(each) for each in GROUNDS},
    )
    proposed = a_field("proposed", FieldType.DEPARTMENTS, per_step=True, high=5)
    return a_definition(
        *states,
        fields={**plain.fields, "ground": ground, "proposed": proposed},
        ladders={each.name: each for each in found},
        **changes,
    )


class Quarrel(Play):
    """One case that departments dispute."""

    def __init__(self, *ladders: Ladder, city: City | None = None) -> None:
        known = city or a_city(organisation=quarrelling())
        super().__init__(a_quarrel(*ladders), known)

    def hear(self, when: str, saying: str, actor: str, **given: Any) -> None:
        """What somebody says, and is heard."""
        self.take(self.answer(when, saying, actor, **given))

    def against(
        self, when: str, saying: str, actor: str, **given: Any
    ) -> tuple[Blocker, ...]:
        """Every reason why something cannot be said."""
        refused = self.answer(when, saying, actor, **given)
        assert isinstance(refused, Refusal), refused
        return refused.blockers

    def answer(
        self, when: str, saying: str, actor: str, **given: Any
    ) -> Decision | Refusal:
        word = Word(case=self.case.number, saying=Saying(saying), actor=actor, **given)
        return decide_word(self.case, word, self.context(when))


def a_disputed_case(
    *ladders: Ladder, ground: str = "claim_conflict", proposed: str = "roads"
) -> Quarrel:
    """Water has it since ten past nine on Monday, and says at ten: theirs."""
    play = Quarrel(*ladders)
    play.report("06-08 09:00")
    play.step("06-08 09:10", "register", "ann", category="C0101", condition="3")
    play.step("06-08 10:00", "dispute", "water_c", ground=ground, proposed=proposed)
    return play


__all__ = [
    "GROUNDS",
    "QUARRELLERS",
    "Quarrel",
    "a_disputed_case",
    "a_ladder",
    "a_level",
    "a_quarrel",
    "at",
    "context_at",
    "quarrelling",
]
