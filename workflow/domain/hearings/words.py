"""What people say in a dispute: may this person say it now, and what does it do?"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from workflow.domain.blockers import Blocker, BlockerCode, blocker
from workflow.domain.case import Case, Json
from workflow.domain.context import Context
from workflow.domain.decision import Decision, EntryKind, Refusal
from workflow.domain.definition import Outcome, Scope, Who
from workflow.domain.dispute import Dispute, Reply
from workflow.domain.disputes.rulings import read_ruling
from workflow.domain.disputes.saying import Saying, Word
from workflow.domain.disputes.turns import LEAD, tell
from workflow.domain.draft import Draft, Event, Told
from workflow.domain.escalation import catch_up
from workflow.domain.hearings.hearing import Hearing
from workflow.domain.lifecycle import stale
from workflow.domain.messages import local_text
from workflow.domain.readers import MAX_TEXT
from workflow.domain.settlement import (
    after_reply,
    all_declined,
    desk_after,
    rise,
    settle,
    stop,
)


def decide_word(case: Case, word: Word, context: Context) -> Decision | Refusal:
    """Decide on what somebody says, after all that had become due before it."""
    draft = Draft(case, context)
    catch_up(draft)
    blockers = list(stale(draft, word.expected))
    dispute = draft.case.dispute
    if dispute is None or not dispute.is_open:
        return Refusal(blockers=(*blockers, blocker(BlockerCode.NOT_DISPUTED)))
    hearing = Hearing(draft, word, dispute)
    blockers += _against(hearing)
    if blockers:
        return Refusal(blockers=tuple(blockers))
    _SPOKEN[word.saying].do(hearing)
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
        hearing = Hearing(draft, word, dispute)
        there = {each.code for each in _SPOKEN[saying].what(hearing)}
        if not any(_against_person(hearing)) and not there & _NOT_NOW:
            found.append(saying)
    return tuple(found)


_NOT_NOW = frozenset({BlockerCode.NOT_ASKED_FOR, BlockerCode.REPLIED_ALREADY})
"""Reasons that do not go away by saying more."""


def _against_person(hearing: Hearing) -> Iterator[Blocker]:
    """Why this person cannot say it, or not now."""
    actor = hearing.word.actor
    if actor not in hearing.context.city.organisation.people:
        yield blocker(BlockerCode.NO_SUCH_PERSON, person=actor)
        return
    yield from _SPOKEN[hearing.word.saying].who(hearing)


def _against(hearing: Hearing) -> list[Blocker]:
    """Every reason why it cannot be said."""
    found = list(_against_person(hearing))
    if len(hearing.word.reason) > MAX_TEXT:
        found.append(_too_long(len(hearing.word.reason)))
    return [*found, *_SPOKEN[hearing.word.saying].what(hearing)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spoken:
    """Who may say something, what stands against it, and what it does."""

    who: Callable[[Hearing], Iterator[Blocker]]
    what: Callable[[Hearing], Iterator[Blocker]]
    do: Callable[[Hearing], None]


def _accept(hearing: Hearing) -> None:
    """The case goes to the department that accepts."""
    department = hearing.speaks_for(hearing.dispute.proposed)[0]
    heard = after_reply(hearing.dispute, department, Reply.ACCEPTS)
    _settle(hearing, heard, Outcome.ACCEPTED, department)


def _decline(hearing: Hearing) -> None:
    """The next judge has it once every proposed owner has declined."""
    department = hearing.speaks_for(hearing.dispute.proposed)[0]
    heard = after_reply(hearing.dispute, department, Reply.DECLINES)
    event = _event(hearing, department=department, ground=hearing.word.ground)
    if not heard.level and all_declined(heard):
        rise(hearing.draft, heard, event, hearing.context.now, None)
        return
    heard = (
        heard if heard.level else replace(heard, desk=desk_after(heard, hearing.ladder))
    )
    hearing.draft.record(event, {}, dispute=heard)


def _take_back(hearing: Hearing) -> None:
    """The department that disputed keeps the case."""
    _settle(hearing, hearing.dispute, Outcome.WITHDRAWN, "")


def _let_rise(hearing: Hearing) -> None:
    """The next level has it, or nobody any more."""
    rise(hearing.draft, hearing.dispute, _event(hearing), hearing.context.now, None)


def _lead(hearing: Hearing) -> None:
    """Another department makes safe meanwhile."""
    led = replace(hearing.dispute, lead=hearing.word.department)
    stopped = stop(hearing.dispute, LEAD, hearing.case, hearing.context)
    event = _event(hearing, department=hearing.word.department)
    post = hearing.ladder.answer.by.post
    whoever = Who(text=f"{post} of interim", post=post, scope=Scope.INTERIM)
    told = _tell(hearing, "make_safe", whoever)
    hearing.draft.record(event, {}, stopped, (told,), dispute=led)


def _ask_statements(hearing: Hearing) -> None:
    """The parties have so long for their statements."""
    if hearing.level is None or hearing.level.statements is None:
        return
    until = hearing.until(hearing.level.statements)
    asked = replace(hearing.dispute, statements_by=until)
    _note(hearing, asked, until=local_text(until, hearing.context))


def _make_statement(hearing: Hearing) -> None:
    """What a party says is kept with its entry."""
    department = hearing.speaks_for(hearing.dispute.parties)[0]
    stated = tuple(dict.fromkeys((*hearing.dispute.stated, department)))
    event = _event(hearing, department=department)
    hearing.draft.record(event, {}, dispute=replace(hearing.dispute, stated=stated))


def _call_on_site(hearing: Hearing) -> None:
    """The parties are called on site."""
    at = hearing.word.visit_at
    visited = replace(hearing.dispute, visit_at=at)
    _note(hearing, visited, on=local_text(at, hearing.context) if at else "")


def _rule(hearing: Hearing) -> None:
    """The case goes where the judge says."""
    if hearing.level is None or hearing.word.ruling is None:
        return
    ruling, _ = read_ruling(
        hearing.word.ruling,
        hearing.word.reason,
        hearing.level,
        hearing.dispute,
        hearing.case,
        hearing.context,
    )
    if ruling is None:
        return
    ruling = replace(ruling, judge=hearing.word.actor)
    record = _record(hearing)
    settle(
        hearing.draft,
        hearing.dispute,
        Outcome.RULED,
        hearing.word.actor,
        record,
        owner=ruling.lead,
        ruling=ruling,
    )


def _settle(hearing: Hearing, dispute: Dispute, outcome: Outcome, owner: str) -> None:
    record = _record(hearing)
    settle(hearing.draft, dispute, outcome, hearing.word.actor, record, owner=owner)


def _note(hearing: Hearing, dispute: Dispute, **more: str) -> None:
    parties = Who(
        text=f"{hearing.ladder.answer.by.post} of parties",
        post=hearing.ladder.answer.by.post,
        scope=Scope.PARTIES,
    )
    told = _tell(hearing, hearing.word.saying.value, parties)
    hearing.draft.record(_event(hearing, **more), {}, (), (told,), dispute=dispute)


def _tell(hearing: Hearing, template: str, who: Who) -> Told:
    return tell(template, who, hearing.ladder.title, hearing.ladder, hearing.word.actor)


def _event(hearing: Hearing, **more: str) -> Event:
    return Event(
        kind=EntryKind.DISPUTED,
        actor=hearing.word.actor,
        action=f"dispute.{hearing.word.saying.value}",
        request=_record(hearing, **more),
    )


def _record(hearing: Hearing, **more: str) -> dict[str, Json]:
    said: dict[str, Json] = {
        "dispute": hearing.dispute.number,
        "level": hearing.dispute.level,
        "reason": hearing.word.reason,
        "via": hearing.word.via,
        **more,
    }
    return {name: value for name, value in said.items() if value}


def _too_long(characters: int) -> Blocker:
    return blocker(
        BlockerCode.BAD_FIELD,
        field="reason",
        problem_zh=f"有 {characters} 个字符，最多 {MAX_TEXT} 个。",
        problem=f"it has {characters} characters; at most {MAX_TEXT} are allowed.",
    )


_SPOKEN: Mapping[Saying, _Spoken] = {
    Saying.ACCEPT: _Spoken(who=Hearing.proposed, what=Hearing.reply, do=_accept),
    Saying.DECLINE: _Spoken(who=Hearing.proposed, what=Hearing.reply, do=_decline),
    Saying.WITHDRAW: _Spoken(who=Hearing.disputer, what=Hearing.why, do=_take_back),
    Saying.LEAD: _Spoken(who=Hearing.leader, what=Hearing.named, do=_lead),
    Saying.ASK: _Spoken(who=Hearing.judge, what=Hearing.statements, do=_ask_statements),
    Saying.STATE: _Spoken(
        who=Hearing.party, what=Hearing.statement, do=_make_statement
    ),
    Saying.VISIT: _Spoken(who=Hearing.judge, what=Hearing.visit, do=_call_on_site),
    Saying.RULE: _Spoken(who=Hearing.judge, what=Hearing.ruling, do=_rule),
    Saying.RISE: _Spoken(who=Hearing.judge, what=Hearing.why, do=_let_rise),
}
