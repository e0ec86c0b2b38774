"""Who may say what in a dispute, and what is wrong with what they say."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from workflow.domain.actors import may_act, units_of
from workflow.domain.blockers import Blocker, BlockerCode, blocker
from workflow.domain.case import Case
from workflow.domain.context import Context
from workflow.domain.definition import Ladder, Level, Who
from workflow.domain.dispute import Dispute, Reply, Ruling
from workflow.domain.disputes.rulings import (
    Proposal,
    no_open,
    precedents_of,
    read_ruling,
)
from workflow.domain.disputes.saying import Saying, Word
from workflow.domain.disputes.turns import LEAD, ladder_of, running
from workflow.domain.draft import Draft
from workflow.domain.durations import Duration
from workflow.domain.messages import local_text
from workflow.domain.precedents import against_making


class Hearing:
    """One word in one dispute."""

    def __init__(self, draft: Draft, word: Word, dispute: Dispute) -> None:
        self.draft = draft
        self.word = word
        self.dispute = dispute
        self.ladder: Ladder = ladder_of(dispute, draft.context)

    @property
    def context(self) -> Context:
        """The context of the decision."""
        return self.draft.context

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return self.draft.case

    @property
    def level(self) -> Level | None:
        """The level whose judge has the dispute; None while the owners answer."""
        name = self.dispute.level
        return self.ladder.level(name) if name else None

    # Who may speak.

    def party(self) -> Iterator[Blocker]:
        """Somebody who speaks for a party."""
        if not self.speaks_for(self.dispute.parties):
            yield self._stranger(self.dispute.parties)

    def proposed(self) -> Iterator[Blocker]:
        """Somebody who speaks for a proposed owner."""
        if not self.speaks_for(self.dispute.proposed):
            yield self._stranger(self.dispute.proposed)

    def disputer(self) -> Iterator[Blocker]:
        """Somebody who speaks for the department that disputed."""
        if not self.speaks_for((self.dispute.disputer,)):
            yield self._stranger((self.dispute.disputer,))

    def judge(self) -> Iterator[Blocker]:
        """Whoever judges on the present level."""
        level = self.level
        if level is None:
            due = self.dispute.due_at
            until = local_text(due, self.context) if due else "-"
            yield blocker(BlockerCode.NOT_BEFORE_JUDGE, due=until)
        elif not may_act((level.judge,), self.word.actor, self.case, self.context):
            yield self._not_held(level.judge)

    def leader(self) -> Iterator[Blocker]:
        """Whoever names the provisional lead, or judges by now."""
        rule = self.ladder.provisional
        waits = any(each.subject == LEAD for each in running(self.dispute, self.case))
        if rule is None or not waits:
            yield blocker(BlockerCode.NO_PROVISIONAL_LEAD)
        elif not may_act((rule.by,), self.word.actor, self.case, self.context):
            yield self._not_held(rule.by)

    def speaks_for(self, departments: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the departments that the actor speaks for, as named if any is."""
        organisation, today = self.context.city.organisation, self.context.today
        post = self.ladder.answer.by.post
        wanted = self.word.department
        return tuple(
            each
            for each in departments
            if wanted in ("", each)
            and organisation.holds(self.word.actor, post, each, today)
        )

    # What they say.

    def reply(self) -> Iterator[Blocker]:
        """An answer is given once, on a ground where it declines."""
        for each in self.speaks_for(self.dispute.proposed)[:1]:
            earlier = self.dispute.replies.get(each)
            if earlier is Reply.DECLINES and self.word.saying is Saying.DECLINE:
                yield blocker(
                    BlockerCode.REPLIED_ALREADY, department=each, reply=earlier.value
                )
        if self.word.saying is Saying.DECLINE:
            yield from self._ground()

    def _ground(self) -> Iterator[Blocker]:
        field_ = self.context.definition.fields.get("ground")
        if field_ is None:
            return
        if not self.word.ground:
            yield blocker(
                BlockerCode.MISSING_FIELD, field="ground", title_zh=field_.title.zh
            )
        elif self.word.ground not in field_.of:
            known = ", ".join(field_.of)
            yield blocker(
                BlockerCode.BAD_FIELD,
                field="ground",
                problem_zh=f"没有 {self.word.ground}，只有：{known}。",
                problem=f"there is no {self.word.ground}, only {known}.",
            )

    def nothing(self) -> Iterator[Blocker]:
        """Nothing more is needed."""
        yield from ()

    def why(self) -> Iterator[Blocker]:
        """A reason is needed."""
        if not self.word.reason.strip():
            yield blocker(BlockerCode.MISSING_FIELD, field="reason", title_zh="理由")

    def named(self) -> Iterator[Blocker]:
        """An open department is needed."""
        yield from no_open(self.word.department, self.context)

    def statements(self) -> Iterator[Blocker]:
        """The level must have time for statements."""
        if self.level is not None and self.level.statements is None:
            yield _not_asked("书面陈述", "statement")

    def statement(self) -> Iterator[Blocker]:
        """A statement was asked for, and its time is not over."""
        until = self.dispute.statements_by
        if until is None or self.context.now > until:
            yield _not_asked("书面陈述", "statement")
        yield from self.why()

    def visit(self) -> Iterator[Blocker]:
        """A visit lies within the time that the level has for it."""
        level, at = self.level, self.word.visit_at
        if level is None:
            return
        if level.site_visit is None:
            yield _not_asked("现场勘查", "site visit")
        elif at is None:
            yield blocker(BlockerCode.MISSING_FIELD, field="on", title_zh="勘查时间")
        else:
            last = self.until(level.site_visit)
            if not self.context.now <= at <= last:
                latest = local_text(last, self.context)
                yield blocker(
                    BlockerCode.BAD_FIELD,
                    field="on",
                    problem_zh=f"应在现在与 {latest} 之间。",
                    problem=f"it has to lie between now and {latest}.",
                )

    def ruling(self) -> Iterator[Blocker]:
        """A ruling is complete, and the judge has the power to lay it down."""
        if self.level is not None:
            given = self.word.ruling or Proposal(lead="")
            found, wrong = read_ruling(
                given,
                self.word.reason,
                self.level,
                self.dispute,
                self.case,
                self.context,
            )
            yield from wrong
            if found is not None:
                yield from self._precedents(found)

    def _precedents(self, ruling: Ruling) -> Iterator[Blocker]:
        """What stands against the rule that a ruling with scope would make."""
        laid_down = replace(ruling, judge=self.word.actor)
        ruled = replace(self.dispute, ruling=laid_down)
        for each in precedents_of(ruled, self.case, self.context):
            yield from against_making(each, self.context.city)

    def until(self, length: Duration) -> datetime:
        """The end of a time inside the level's own, never on top of it."""
        end = self.context.calendar.due(self.context.now, length)
        due = self.dispute.due_at
        return min(end, due) if due else end

    def _stranger(self, departments: tuple[str, ...]) -> Blocker:
        organisation = self.context.city.organisation
        names = ", ".join(departments)
        person = organisation.people[self.word.actor].name
        return blocker(BlockerCode.NO_PARTY, person=person, parties=names or "-")

    def _not_held(self, who: Who) -> Blocker:
        person = self.context.city.organisation.people[self.word.actor].name
        units = units_of(who, self.case, self.context)
        posts = ", ".join(f"{who.post}@{unit}" for unit in units) or who.text
        return blocker(BlockerCode.POST_NOT_HELD, person=person, posts=posts)


def _not_asked(zh: str, en: str) -> Blocker:
    return blocker(BlockerCode.NOT_ASKED_FOR, what_zh=zh, what=en)
