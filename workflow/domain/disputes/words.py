"""What people say in a dispute: may this person say it now, and what does it do?"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from workflow.domain.actors import may_act, units_of
from workflow.domain.blockers import Blocker, BlockerCode, blocker
from workflow.domain.case import Case, Json
from workflow.domain.context import Context
from workflow.domain.decision import Decision, EntryKind, Refusal
from workflow.domain.definition import Ladder, Level, Outcome, Scope, Who
from workflow.domain.dispute import Dispute, Reply
from workflow.domain.disputes.endings import (
    after_reply,
    all_declined,
    desk_after,
    rise,
    settle,
    stop,
)
from workflow.domain.disputes.rulings import Proposal, no_open, read_ruling
from workflow.domain.disputes.turns import LEAD, ladder_of, running, tell
from workflow.domain.draft import Draft, Event, Told
from workflow.domain.durations import Duration
from workflow.domain.escalation import catch_up
from workflow.domain.lifecycle import stale
from workflow.domain.messages import local_text
from workflow.domain.readers import MAX_TEXT


class Saying(StrEnum):
    """The closed list of what somebody may say in a dispute."""

    ACCEPT = "accept"
    """A proposed owner takes the case."""
    DECLINE = "decline"
    """A proposed owner says that it is not the one, on a ground."""
    WITHDRAW = "withdraw"
    """The department that disputed takes it back."""
    LEAD = "lead"
    """Somebody names who makes safe meanwhile."""
    ASK = "ask"
    """The judge asks the parties for statements."""
    STATE = "state"
    """A party makes its statement."""
    VISIT = "visit"
    """The judge calls the parties on site."""
    RULE = "rule"
    """The judge rules."""
    RISE = "rise"
    """The judge lets it rise to the next level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What one person says in the open dispute of a case.

    `department` is the one that somebody speaks for, or names. `reason` is free text;
    `ground` is one of the declared grounds; `ruling` goes with `RULE` and `visit_at`
    with `VISIT`.
    """

    case: int
    saying: Saying
    actor: str
    department: str = ""
    ground: str = ""
    reason: str = ""
    ruling: Proposal | None = None
    visit_at: datetime | None = None
    expected: int | None = None
    via: str = ""


def decide_word(case: Case, word: Word, context: Context) -> Decision | Refusal:
    """Decide on what somebody says, after all that had become due before it."""
    draft = Draft(case, context)
    catch_up(draft)
    blockers = list(stale(draft, word.expected))
    dispute = draft.case.dispute
    if dispute is None or not dispute.is_open:
        return Refusal(blockers=(*blockers, blocker(BlockerCode.NOT_DISPUTED)))
    hearing = _Hearing(draft, word, dispute)
    blockers += hearing.against()
    if blockers:
        return Refusal(blockers=tuple(blockers))
    hearing.hear()
    return draft.decision()


def offered(case: Case, actor: str, context: Context) -> tuple[Saying, ...]:
    """What this person could say in the dispute of a case now."""
    dispute = case.dispute
    if dispute is None or not dispute.is_open:
        return ()
    draft = Draft(case, context)
    found = []
    for saying in Saying:
        word = Word(case=case.number, saying=saying, actor=actor)
        if not any(_Hearing(draft, word, dispute).against_person()):
            found.append(saying)
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spoken:
    """Who may say something, what stands against it, and what it does."""

    who: Callable[["_Hearing"], Iterator[Blocker]]
    what: Callable[["_Hearing"], Iterator[Blocker]]
    do: Callable[["_Hearing"], None]


class _Hearing:
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

    def against_person(self) -> Iterator[Blocker]:
        """Why this person cannot say it, or not now."""
        people = self.context.city.organisation.people
        if self.word.actor not in people:
            yield blocker(BlockerCode.NO_SUCH_PERSON, person=self.word.actor)
            return
        yield from _SPOKEN[self.word.saying].who(self)

    def against(self) -> list[Blocker]:
        """Every reason why it cannot be said."""
        person = list(self.against_person())
        if len(self.word.reason) > MAX_TEXT:
            person.append(_too_long(len(self.word.reason)))
        return [*person, *_SPOKEN[self.word.saying].what(self)]

    def hear(self) -> None:
        """Carry it out."""
        _SPOKEN[self.word.saying].do(self)

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
            last = self._until(level.site_visit)
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
            _, wrong = read_ruling(
                given,
                self.word.reason,
                self.level,
                self.dispute,
                self.case,
                self.context,
            )
            yield from wrong

    # What it does.

    def accept(self) -> None:
        """The case goes to the department that accepts."""
        department = self.speaks_for(self.dispute.proposed)[0]
        heard = after_reply(self.dispute, department, Reply.ACCEPTS)
        self._settle(heard, Outcome.ACCEPTED, department)

    def decline(self) -> None:
        """The next judge has it once every proposed owner has declined."""
        department = self.speaks_for(self.dispute.proposed)[0]
        heard = after_reply(self.dispute, department, Reply.DECLINES)
        event = self._event(department=department, ground=self.word.ground)
        if not heard.level and all_declined(heard):
            rise(self.draft, heard, event, self.context.now, None)
            return
        heard = (
            heard
            if heard.level
            else replace(heard, desk=desk_after(heard, self.ladder))
        )
        self.draft.record(event, {}, dispute=heard)

    def take_back(self) -> None:
        """The department that disputed keeps the case."""
        self._settle(self.dispute, Outcome.WITHDRAWN, "")

    def let_rise(self) -> None:
        """The next level has it, or nobody any more."""
        rise(self.draft, self.dispute, self._event(), self.context.now, None)

    def lead(self) -> None:
        """Another department makes safe meanwhile."""
        led = replace(self.dispute, lead=self.word.department)
        stopped = stop(self.dispute, LEAD, self.case, self.context)
        event = self._event(department=self.word.department)
        told = self._tell("make_safe", self.ladder.answer.by)
        self.draft.record(event, {}, stopped, (told,), dispute=led)

    def ask_statements(self) -> None:
        """The parties have so long for their statements."""
        if self.level is None or self.level.statements is None:
            return
        until = self._until(self.level.statements)
        asked = replace(self.dispute, statements_by=until)
        self._note(asked, until=local_text(until, self.context))

    def make_statement(self) -> None:
        """What a party says is kept with its entry."""
        department = self.speaks_for(self.dispute.parties)[0]
        stated = tuple(dict.fromkeys((*self.dispute.stated, department)))
        event = self._event(department=department)
        self.draft.record(event, {}, dispute=replace(self.dispute, stated=stated))

    def call_on_site(self) -> None:
        """The parties are called on site."""
        at = self.word.visit_at
        visited = replace(self.dispute, visit_at=at)
        self._note(visited, on=local_text(at, self.context) if at else "")

    def rule(self) -> None:
        """The case goes where the judge says."""
        if self.level is None or self.word.ruling is None:
            return
        ruling, _ = read_ruling(
            self.word.ruling,
            self.word.reason,
            self.level,
            self.dispute,
            self.case,
            self.context,
        )
        if ruling is None:
            return
        ruling = replace(ruling, judge=self.word.actor)
        record = self._record()
        settle(
            self.draft,
            self.dispute,
            Outcome.RULED,
            self.word.actor,
            record,
            owner=ruling.lead,
            ruling=ruling,
        )

    def _settle(self, dispute: Dispute, outcome: Outcome, owner: str) -> None:
        record = self._record()
        settle(self.draft, dispute, outcome, self.word.actor, record, owner=owner)

    def _note(self, dispute: Dispute, **more: str) -> None:
        parties = Who(
            text=f"{self.ladder.answer.by.post} of parties",
            post=self.ladder.answer.by.post,
            scope=Scope.PARTIES,
        )
        told = self._tell(self.word.saying.value, parties)
        self.draft.record(self._event(**more), {}, (), (told,), dispute=dispute)

    def _tell(self, template: str, who: Who) -> Told:
        return tell(template, who, self.ladder.title, self.ladder, self.word.actor)

    def _until(self, length: Duration) -> datetime:
        """The end of a time inside the level's own, never on top of it."""
        end = self.context.calendar.due(self.context.now, length)
        due = self.dispute.due_at
        return min(end, due) if due else end

    def _event(self, **more: str) -> Event:
        return Event(
            kind=EntryKind.DISPUTED,
            actor=self.word.actor,
            action=f"dispute.{self.word.saying.value}",
            request=self._record(**more),
        )

    def _record(self, **more: str) -> dict[str, Json]:
        said: dict[str, Json] = {
            "dispute": self.dispute.number,
            "level": self.dispute.level,
            "reason": self.word.reason,
            "via": self.word.via,
            **more,
        }
        return {name: value for name, value in said.items() if value}

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


def _too_long(characters: int) -> Blocker:
    return blocker(
        BlockerCode.BAD_FIELD,
        field="reason",
        problem_zh=f"有 {characters} 个字符，最多 {MAX_TEXT} 个。",
        problem=f"it has {characters} characters; at most {MAX_TEXT} are allowed.",
    )


_SPOKEN: Mapping[Saying, _Spoken] = {
    Saying.ACCEPT: _Spoken(
        who=_Hearing.proposed, what=_Hearing.reply, do=_Hearing.accept
    ),
    Saying.DECLINE: _Spoken(
        who=_Hearing.proposed, what=_Hearing.reply, do=_Hearing.decline
    ),
    Saying.WITHDRAW: _Spoken(
        who=_Hearing.disputer, what=_Hearing.why, do=_Hearing.take_back
    ),
    Saying.LEAD: _Spoken(who=_Hearing.leader, what=_Hearing.named, do=_Hearing.lead),
    Saying.ASK: _Spoken(
        who=_Hearing.judge, what=_Hearing.statements, do=_Hearing.ask_statements
    ),
    Saying.STATE: _Spoken(
        who=_Hearing.party, what=_Hearing.statement, do=_Hearing.make_statement
    ),
    Saying.VISIT: _Spoken(
        who=_Hearing.judge, what=_Hearing.visit, do=_Hearing.call_on_site
    ),
    Saying.RULE: _Spoken(who=_Hearing.judge, what=_Hearing.ruling, do=_Hearing.rule),
    Saying.RISE: _Spoken(who=_Hearing.judge, what=_Hearing.why, do=_Hearing.let_rise),
}
