"""No department, whatever it does, keeps an ownership unsettled beyond the bound."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, note, settings
from hypothesis import strategies as st

from tests.builders import who
from tests.domain.disputes.world import (
    GROUNDS,
    QUARRELLERS,
    Quarrel,
    a_ladder,
    a_level,
    at,
)
from workflow.domain.case import Case
from workflow.domain.context import context_at
from workflow.domain.decision import Decision, Request
from workflow.domain.definition import Ladder, SilentOwner
from workflow.domain.dispute import Dispute
from workflow.domain.disputes.bound import bound_of, settled_by
from workflow.domain.disputes.rulings import Proposal
from workflow.domain.disputes.saying import Saying, Word
from workflow.domain.durations import MICROS_PER_HOUR, parse_duration
from workflow.domain.escalation import decide_due, decide_step
from workflow.domain.hearings.words import decide_word

WORK_DAY = 8 * MICROS_PER_HOUR
TIMES = ("30 minutes", "4 work hours", "2 work days", "1 day", "90 work minutes")

times = st.sampled_from(TIMES)
departments = st.sampled_from(QUARRELLERS)


@st.composite
def ladders(draw: st.DrawFn) -> Ladder:
    """Any ladder: its times, what silence means, and what is capped where."""
    ladder = a_ladder()
    levels = tuple(
        replace(each, limit=parse_duration(draw(times))) for each in ladder.levels
    )
    levels = levels[: draw(st.integers(1, 3))]
    return replace(
        ladder,
        answer=replace(
            ladder.answer,
            limit=parse_duration(draw(times)),
            silence=draw(st.sampled_from(SilentOwner)),
        ),
        levels=levels,
        disputes=draw(st.integers(1, 2)),
        returns=draw(st.integers(0, 2)),
        at_the_cap=levels[-1].name,
    )


class Stubborn:
    """Departments that refuse, wait or do anything at all; judges who may be silent."""

    def __init__(self, ladder: Ladder, draw: st.DataObject) -> None:
        self.play = Quarrel(ladder)
        self.ladder = ladder
        self.draw = draw
        self.now = at("06-08 09:00")
        self.ended: dict[int, Dispute] = {}
        self.play.report("06-08 09:00")
        self.play.step(
            "06-08 09:00", "register", "ann", category="C0101", condition="3"
        )

    @property
    def case(self) -> Case:
        return self.play.case

    def pick(self, *choices: str) -> str:
        return self.draw.draw(st.sampled_from(choices))

    def later(self, hours: float) -> None:
        """Time goes by, and a worker may or may not have looked."""
        self.now += timedelta(hours=hours)
        context = context_at(self.play.workflow, self.play.city, self.now)
        self._take(decide_due(self.case, context))

    def goes_on(self) -> None:
        """Somebody does something, or nobody does."""
        self.later(self.draw.draw(st.sampled_from((0.0, 0.4, 3.0, 20.0, 100.0))))
        dispute = self.case.dispute
        if self.case.state == "disputed" and dispute is not None:
            self._speak(dispute)
        elif self.case.state == "registered":
            self._step("dispatch", "dan", owner=self.pick(*QUARRELLERS))
        elif self.case.state == "handling" and self.case.owner in self.case.ruled:
            # A dispatcher may start all over with a case that was settled.
            self._step("recall", "dan")
        elif self.case.state in ("assigned", "handling"):
            self._refuse()

    def _refuse(self) -> None:
        """The owner always says that it is not its case."""
        coordinator = f"{self.case.owner}_c"
        if self.case.state == "assigned" and self.pick("return", "dispute") == "return":
            self._step("return", coordinator, reason="no")
        others = [each for each in QUARRELLERS if each != self.case.owner]
        self._step(
            "dispute",
            coordinator,
            ground=self.pick(*GROUNDS),
            proposed=self.pick(*others),
        )

    def _speak(self, dispute: Dispute) -> None:
        said = self.pick("silent", "decline", "accept", "rule", "rise", "withdraw")
        judge = {"desk": "dan", "district": "arb", "city": "top"}.get(
            dispute.level, "dan"
        )
        actors = {
            "decline": f"{dispute.proposed[0]}_c",
            "accept": f"{dispute.proposed[0]}_c",
            "withdraw": f"{dispute.disputer}_c",
            "rule": judge,
            "rise": judge,
        }
        if said == "silent":
            return
        word = Word(
            case=self.case.number,
            saying=Saying(said),
            actor=actors[said],
            ground="other",
            reason="so",
            ruling=Proposal(lead=self.pick(*QUARRELLERS)) if said == "rule" else None,
        )
        context = context_at(self.play.workflow, self.play.city, self.now)
        self._take(decide_word(self.case, word, context))

    def _step(self, action: str, actor: str, **fields: str) -> None:
        request = Request(
            case=self.case.number, action=action, actor=actor, fields=fields, salt="s"
        )
        context = context_at(self.play.workflow, self.play.city, self.now)
        self._take(decide_step(self.case, request, context))

    def _take(self, decided: object) -> None:
        if not isinstance(decided, Decision):
            return
        self.play.take(decided)
        for dispute in decided.disputes:
            self.ended[dispute.number] = dispute
            note(
                f"{dispute.number} {dispute.level} {dispute.status} {dispute.closed_at}"
            )


@settings(max_examples=150, deadline=None)
@given(ladder=ladders(), draw=st.data(), turns=st.integers(1, 40))
def test_no_quarrel_outlasts_its_bound(
    ladder: Ladder, draw: st.DataObject, turns: int
) -> None:
    stubborn = Stubborn(ladder, draw)
    for _ in range(turns):
        stubborn.goes_on()
    # In the end everybody is silent.
    stubborn.later(24 * 60)

    bound = bound_of(ladder, WORK_DAY)
    calendar = stubborn.play.city.calendars["changchun"]
    assert stubborn.case.state != "disputed"
    assert len(stubborn.ended) <= bound.disputes
    for dispute in stubborn.ended.values():
        assert dispute.closed_at is not None
        assert dispute.closed_at <= settled_by(ladder, dispute.opened_at, calendar)
        assert stubborn.case.owner


@given(ladder=ladders())
def test_statements_and_visits_add_nothing_to_a_bound(ladder: Ladder) -> None:
    heard = replace(
        ladder,
        levels=tuple(
            a_level(
                each.name,
                who("dispatcher of centre"),
                each.limit.en,
                statements=each.limit,
                site_visit=each.limit,
            )
            for each in ladder.levels
        ),
    )

    assert bound_of(heard, WORK_DAY) == bound_of(ladder, WORK_DAY)
