"""Reads a ruling: is it complete, and does its judge have the power to lay it down?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from workflow.domain.blockers import Blocker, BlockerCode, blocker
from workflow.domain.case import Case
from workflow.domain.catalogue import Lead, Precedent, RulingScope
from workflow.domain.context import Context
from workflow.domain.definition import Ladder, Level
from workflow.domain.dispute import Dispute, Ruling
from workflow.domain.disputes.turns import judge_unit, ladder_of
from workflow.domain.durations import Duration
from workflow.domain.precedents import next_number


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A ruling as a judge wrote it; what is empty follows from the ladder.

    `place` is the code that a ruling with scope counts from; dates are ISO texts.
    """

    lead: str
    assisting: tuple[str, ...] = ()
    basis: str = ""
    scope: str = RulingScope.CASE.value
    place: str = ""
    condition: str = ""
    expires: str = ""
    review: str = ""


def read_ruling(  # noqa: PLR0913, PLR0917 - all that a ruling is read against
    given: Proposal,
    reason: str,
    level: Level,
    dispute: Dispute,
    case: Case,
    context: Context,
) -> tuple[Ruling | None, list[Blocker]]:
    """The ruling, or every reason why it cannot be laid down."""
    ladder = ladder_of(dispute, context)
    wrong = [
        *no_open(given.lead, context),
        *_assisting(given, context),
        *_scope(given, level, ladder, dispute, case, context),
    ]
    if not reason.strip():
        wrong.append(
            blocker(BlockerCode.MISSING_FIELD, field="reason", title_zh="理由")
        )
    dates = _Dates(given=given, ladder=ladder, context=context)
    wrong += dates.wrong()
    if wrong:
        return None, wrong
    scope = RulingScope(given.scope)
    reaches = scope is not RulingScope.CASE
    return (
        Ruling(
            judge="",
            level=level.name,
            lead=given.lead,
            assisting=given.assisting,
            reason=reason,
            basis=given.basis,
            scope=scope.value,
            place=(given.place or case.place) if reaches else "",
            condition=given.condition if reaches else "",
            expires=dates.expires if reaches else None,
            review=dates.review if reaches else None,
        ),
        [],
    )


def precedents_of(
    dispute: Dispute, case: Case, context: Context
) -> tuple[Precedent, ...]:
    """The rule for later cases that a dispute ended with; none if it was about one."""
    ruling = dispute.ruling
    if ruling is None or ruling.scope == RulingScope.CASE:
        return ()
    made = Precedent(
        number=next_number(context.city),
        category=case.category,
        condition=ruling.condition,
        place=ruling.place,
        scope=RulingScope(ruling.scope),
        lead=Lead(department=ruling.lead),
        assisting=tuple(Lead(department=each) for each in ruling.assisting),
        reason=ruling.reason,
        # A judge who names no other basis rests on the reason.
        basis=ruling.basis or ruling.reason,
        case=case.number,
        dispute=dispute.number,
        ruled_by=ruling.judge,
        made_at=context.now,
        made_on=context.today,
        expires=ruling.expires,
        review_on=ruling.review,
    )
    return (made,)


def no_open(department: str, context: Context) -> Iterator[Blocker]:
    """That a department is unknown, or closed."""
    known = context.city.organisation.departments.get(department)
    if known is None or not known.is_open(context.today):
        yield blocker(BlockerCode.NO_SUCH_DEPARTMENT, unit=department or "-")


def _assisting(given: Proposal, context: Context) -> Iterator[Blocker]:
    for each in given.assisting:
        yield from no_open(each, context)
    if given.lead in given.assisting:
        yield _bad(
            f"{given.lead} 不能既牵头又协助。",
            f"{given.lead} cannot both lead and assist.",
        )


def _scope(  # noqa: PLR0913, PLR0917 - all that a scope is read against
    given: Proposal,
    level: Level,
    ladder: Ladder,
    dispute: Dispute,
    case: Case,
    context: Context,
) -> Iterator[Blocker]:
    offered = [each.value for each in ladder.ruling.scopes]
    if given.scope not in offered:
        known = ", ".join(offered)
        yield _bad(f"效力范围只有：{known}。", f"its scope is one of {known}.")
        return
    if given.scope == RulingScope.CASE:
        return
    if not case.category:
        yield _bad(
            "案件没有类别，裁决只能适用于本案。",
            "the case has no category, so it can only be about this case.",
        )
    category = context.category(case)
    if given.condition and category and given.condition not in category.conditions:
        yield _bad(
            f"类别 {case.category} 没有立案条件 {given.condition}。",
            f"category {case.category} has no condition {given.condition}.",
        )
    yield from _place(given, level, dispute, case, context)


def _place(
    given: Proposal, level: Level, dispute: Dispute, case: Case, context: Context
) -> Iterator[Blocker]:
    """A precedent holds where the case lies, and where its judge has power."""
    organisation = context.city.organisation
    at = given.place or case.place
    path = organisation.path(case.place) if case.place in organisation.places else ()
    if at not in path:
        yield _bad(f"案件不在 {at} 范围内。", f"the case does not lie in {at}.")
        return
    if given.scope == RulingScope.PLACE and at != case.place:
        yield _bad(
            f"“此处”指案件所在的 {case.place}。",
            f"the scope place means {case.place}, where the case lies.",
        )
    unit = judge_unit(level, dispute, case, context)
    department = organisation.departments.get(unit)
    serves = department.serves if department else unit
    if serves in organisation.places and serves not in organisation.path(at):
        yield _bad(
            f"裁决人只管辖 {serves}，不能对 {at} 作出裁决。",
            f"its judge has power over {serves}, not over {at}.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dates:
    """Until when a precedent holds, and when it is looked at again."""

    given: Proposal
    ladder: Ladder
    context: Context

    @property
    def expires(self) -> date | None:
        """The last day, as given or as the ladder says."""
        return self._date(self.given.expires, self.ladder.ruling.expires)

    @property
    def review(self) -> date | None:
        """The day of its review, as given or as the ladder says."""
        return self._date(self.given.review, self.ladder.ruling.review)

    def wrong(self) -> Iterator[Blocker]:
        """Dates that cannot be read, or have passed."""
        for name, text in (
            ("expires", self.given.expires),
            ("review", self.given.review),
        ):
            day = _read(text)
            if text and day is None:
                yield _bad(f"{name} 不是日期：{text}。", f"{name} is no date: {text}.")
            elif day is not None and day <= self.context.today:
                yield _bad(f"{name} 已经过去：{text}。", f"{name} has passed: {text}.")

    def _date(self, text: str, length: Duration | None) -> date | None:
        if text:
            return _read(text)
        if length is None:
            return None
        calendar = self.context.calendar
        return calendar.local(calendar.due(self.context.now, length)).date()


def _read(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _bad(zh: str, en: str) -> Blocker:
    return blocker(BlockerCode.BAD_RULING, problem_zh=zh, problem=en)
