"""Who may do what in a joint meeting, and how far it must have come for that."""

from collections.abc import Iterator
from datetime import date, datetime

from workflow.domain.blockers import Blocker, BlockerCode, blocker
from workflow.domain.meeting import Desk, Meeting, MeetingRule, Resolution, Stage
from workflow.domain.organisation import Organisation
from workflow.domain.readers import MAX_TEXT


def against_running(
    rule: MeetingRule, actor: str, organisation: Organisation, today: date
) -> Iterator[Blocker]:
    """Only who convenes a meeting, or keeps its minutes, runs it."""
    yield from _against_desks(
        (rule.convenor, rule.secretary), actor, organisation, today
    )


def against_writing(
    rule: MeetingRule, actor: str, organisation: Organisation, today: date
) -> Iterator[Blocker]:
    """Only who keeps the minutes writes and issues them."""
    yield from _against_desks((rule.secretary,), actor, organisation, today)


def against_opening(earlier: Meeting | None) -> Iterator[Blocker]:
    """One meeting after the other: what is open must be written down first."""
    if earlier is not None and earlier.stage is Stage.OPEN:
        yield _not_now(
            earlier, "尚未形成纪要，不能再次召开。", "it still sits; draft its minutes."
        )


def against_resolving(meeting: Meeting) -> Iterator[Blocker]:
    """What members sign must not change any more."""
    if meeting.stage is not Stage.OPEN:
        yield _not_now(
            meeting,
            "纪要已起草，不能再作出决议。",
            "its minutes are drafted, so it resolves nothing more.",
        )


def against_drafting(meeting: Meeting) -> Iterator[Blocker]:
    """Minutes are drafted once."""
    if meeting.stage is not Stage.OPEN:
        yield _not_now(
            meeting, "纪要已经起草。", "its minutes have been drafted already."
        )


def against_signing(meeting: Meeting) -> Iterator[Blocker]:
    """Members sign what is drafted and not issued."""
    if meeting.stage is Stage.OPEN:
        yield _not_now(
            meeting, "纪要尚未起草，不能会签。", "its minutes are not drafted yet."
        )
    elif meeting.stage is Stage.ISSUED:
        yield _not_now(
            meeting, "纪要已经印发，不能再会签。", "its minutes are issued already."
        )


def against_issuing(meeting: Meeting) -> Iterator[Blocker]:
    """Minutes are issued once, after every member has signed."""
    yield from against_signing(meeting)
    if meeting.stage is Stage.DRAFTED and meeting.unsigned:
        missing = ", ".join(meeting.unsigned)
        yield blocker(BlockerCode.NOT_ALL_SIGNED, missing=missing)


def represents(
    meeting: Meeting,
    actor: str,
    department: str,
    organisation: Organisation,
    today: date,
) -> tuple[str, ...]:
    """The members that somebody speaks for, or the one named if it is among them."""
    return tuple(
        each
        for each in meeting.members
        if department in ("", each)
        and organisation.holds(actor, meeting.rule.represented_by, each, today)
    )


def against_signatory(
    meeting: Meeting, actor: str, spoken_for: tuple[str, ...]
) -> Iterator[Blocker]:
    """Somebody who speaks for a member that has not signed."""
    if not spoken_for:
        yield blocker(
            BlockerCode.NO_REPRESENTATIVE,
            person=actor,
            post=meeting.rule.represented_by,
            members=", ".join(meeting.members),
        )
    elif not set(spoken_for) & set(meeting.unsigned):
        yield blocker(BlockerCode.SIGNED_ALREADY, members=", ".join(spoken_for))


def against_due(due_at: datetime, now: datetime) -> Iterator[Blocker]:
    """Time for a task must lie ahead."""
    if due_at <= now:
        yield blocker(
            BlockerCode.BAD_FIELD,
            field="due",
            problem_zh="期限已经过去。",
            problem="that time has passed.",
        )


def against_text(name: str, title_zh: str, text: str) -> Iterator[Blocker]:
    """A text must stand there, and may not be endless."""
    if not text.strip():
        yield blocker(BlockerCode.MISSING_FIELD, field=name, title_zh=title_zh)
    elif len(text) > MAX_TEXT:
        yield blocker(
            BlockerCode.BAD_FIELD,
            field=name,
            problem_zh=f"有 {len(text)} 个字符，最多 {MAX_TEXT} 个。",
            problem=f"it has {len(text)} characters; at most {MAX_TEXT} are allowed.",
        )


def against_doing(
    meeting: Meeting,
    resolution: Resolution,
    actor: str,
    organisation: Organisation,
    today: date,
) -> Iterator[Blocker]:
    """A task is done once, by its department; who keeps the minutes may say so too."""
    if not resolution.is_open:
        yield blocker(
            BlockerCode.SETTLED_ALREADY,
            what_zh=f"第 {resolution.number} 号决议已办结",
            what=f"resolution {resolution.number} is done",
        )
    voice = Desk(post=meeting.rule.represented_by, unit=resolution.department)
    desks = (voice, meeting.rule.secretary)
    yield from _against_desks(desks, actor, organisation, today)


def _against_desks(
    desks: tuple[Desk, ...], actor: str, organisation: Organisation, today: date
) -> Iterator[Blocker]:
    if actor not in organisation.people:
        yield blocker(BlockerCode.NO_SUCH_PERSON, person=actor)
    elif not any(organisation.holds(actor, d.post, d.unit, today) for d in desks):
        posts = ", ".join(map(str, desks))
        yield blocker(BlockerCode.POST_NOT_HELD, person=actor, posts=posts)


def _not_now(meeting: Meeting, zh: str, en: str) -> Blocker:
    return blocker(
        BlockerCode.MEETING_NOT_NOW,
        meeting=meeting.number,
        problem_zh=zh,
        problem=en,
    )
