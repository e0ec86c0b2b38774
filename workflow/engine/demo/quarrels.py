"""A quarrel told in three cases: passed around, ruled on, and remembered.

It happens on the working day before the busy one, at instants of its own, so that the
day itself stays the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from workflow.domain.answer import Answer
from workflow.domain.case import Case, Json
from workflow.domain.decision import REPORTER, Request
from workflow.domain.disputes.rulings import Proposal
from workflow.domain.disputes.saying import Saying, Word
from workflow.domain.verdicts import Verdict
from workflow.engine.advance import advance
from workflow.engine.dispute import say
from workflow.engine.judge import judge
from workflow.engine.report import ReportRequest, report
from workflow.engine.results import Done, Refused
from workflow.engine.runtime import Runtime
from workflow.engine.screens import person_key
from workflow.now import VirtualClock
from workflow.store import step

_PASSED_AROUND, _RULED, _REMEMBERED = (
    "220104003001001",
    "220104003001002",
    "220104003002001",
)
"""Three grids of one street: what is ruled there holds below the street."""
_STREET = "220104003"
_MINUTES = timedelta(minutes=5)
"""Between two steps; an urgent dispute leaves a quarter of an hour for an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarrel:
    """Three cases: one that nobody wants, one that is ruled on, one that follows."""

    passed_around: int
    ruled: int
    remembered: int


def quarrel(
    runtime: Runtime, clock: VirtualClock, begins: datetime, photo: Json
) -> Quarrel:
    """Play the quarrel from this instant on, in the hours of one working day.

    Raises:
        ValueError: a step was refused, so the shipped city no longer tells this story.
    """
    clock.set(begins)
    play = _Play(runtime, clock, photo)
    first = play.opens(_PASSED_AROUND, "4")
    play.returned(first, "于洋", "属道路附属设施")
    play.does(first, "韩雪", "dispatch", owner="roads")
    play.returned(first, "孙磊", "属排水设施")
    play.does(first, "韩雪", "dispatch", owner="drainage")
    # Two returns are all there are: it goes to the city's arbiter at once.
    play.disputes(first, "陈卫东", "roads")
    play.says(first, "江金凤", Saying.RISE, reason="图纸与移交清单不符")
    second = play.opens(_RULED, "1")
    play.disputes(second, "于洋", "roads")
    play.says(second, "孙磊", Saying.DECLINE, ground="claim_conflict")
    ruling = Proposal(lead="roads", scope="below", place=_STREET, basis="移交清单")
    judging = play.whose_turn(second)
    play.says(second, judging, Saying.RULE, reason="移交清单已载明", ruling=ruling)
    third = play.opens(_REMEMBERED, "1")
    return Quarrel(passed_around=first, ruled=second, remembered=third)


class _Play:
    """One actor after the other, a few minutes apart."""

    def __init__(self, runtime: Runtime, clock: VirtualClock, photo: Json) -> None:
        self.runtime = runtime
        self.clock = clock
        self.photo = photo

    def opens(self, place: str, condition: str) -> int:
        """A resident reports a cover there, and it is registered."""
        asked = ReportRequest(
            workflow="city-case",
            actor=REPORTER,
            fields={"place": place, "description": "井盖缺失"},
            via="demo",
        )
        number = self._done(report(self.runtime, asked)).number
        self.does(number, "周敏", "register", category="C0101", condition=condition)
        return number

    def does(self, number: int, who: str, action: str, **fields: Json) -> Case:
        """Somebody takes a step."""
        request = Request(
            case=number,
            action=action,
            actor=person_key(self.runtime, who),
            fields=fields,
            via="demo",
        )
        return self._done(advance(self.runtime, request))

    def returned(self, number: int, who: str, reason: str) -> None:
        """A department returns it, and the dispatcher agrees."""
        self.does(number, who, "return", ground="claim_conflict", reason=reason)
        verdict = Verdict(
            case=number,
            action="return",
            actor=person_key(self.runtime, "韩雪"),
            answer=Answer.GRANTED,
            via="demo",
        )
        self._done(judge(self.runtime, verdict))

    def disputes(self, number: int, who: str, proposed: str) -> None:
        """The owner says whose it is instead."""
        given: Mapping[str, Json] = {
            "ground": "claim_conflict",
            "proposed": [proposed],
            "evidence": [self.photo],
        }
        self.does(number, who, "dispute", **given)

    def says(
        self,
        number: int,
        who: str,
        saying: Saying,
        **given: Any,  # noqa: ANN401 - what a word may say
    ) -> Case:
        """Somebody says something in the dispute."""
        actor = person_key(self.runtime, who)
        word = Word(case=number, saying=saying, actor=actor, via="demo", **given)
        return self._done(say(self.runtime, word))

    def whose_turn(self, number: int) -> str:
        """Whoever is on duty in the post whose turn it is in the dispute."""
        with self.runtime.database.reading() as connection:
            found = step.read(connection, number)
            city = self.runtime.city(connection)
        dispute = found.case.dispute if found else None
        post, _, unit = (dispute.desk if dispute else "").partition("@")
        calendar = next(iter(city.calendars.values()))
        today = calendar.local(self.clock()).date()
        return next(
            (each.key for each in city.organisation.holders(post, unit, today)), ""
        )

    def _done(self, answer: Done | Refused) -> Case:
        if isinstance(answer, Refused):
            said = " ".join(each.en for each in answer.blockers)
            raise ValueError(said)  # noqa: TRY004 - it is what was said that is wrong
        self.clock.set(self.clock() + _MINUTES)
        return answer.case
