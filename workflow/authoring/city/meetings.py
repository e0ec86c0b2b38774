"""The documents of joint meetings, what is wrong with them, and what they build."""

from collections.abc import Collection, Iterator
from typing import Annotated

from pydantic import AfterValidator, Field

from workflow.authoring.city.organisation_documents import Desk as DeskText
from workflow.authoring.city.organisation_documents import Key
from workflow.authoring.city.responsibilities import RuleFault
from workflow.authoring.city.shape import Document, TitleDocument
from workflow.authoring.text.suggest import did_you_mean
from workflow.authoring.text.tree import Step
from workflow.domain.durations import parse_duration
from workflow.domain.meeting import Cadence, Desk, MeetingRule
from workflow.domain.organisation import Organisation


def _limit(text: str) -> str:
    parse_duration(text)
    return text


class MembersDocument(Document):
    """The departments that are members: by their keys, and by their kinds."""

    departments: list[Key] = Field(default_factory=list)
    kinds: list[Key] = Field(default_factory=list)


class MeetingDocument(Document):
    """`meetings/NAME.yaml`: a joint meeting of departments."""

    meeting: Key
    title: TitleDocument
    place: str
    cadence: Cadence
    calendar: Key
    convenor: DeskText
    secretary: DeskText
    members: MembersDocument
    represented_by: Key
    limit: Annotated[str, AfterValidator(_limit)]

    def build(self) -> MeetingRule:
        """The domain's value."""
        return MeetingRule(
            name=self.meeting,
            title=self.title.build(),
            place=self.place,
            cadence=self.cadence,
            calendar=self.calendar,
            convenor=_desk(self.convenor),
            secretary=_desk(self.secretary),
            represented_by=self.represented_by,
            limit=parse_duration(self.limit),
            departments=tuple(self.members.departments),
            kinds=tuple(self.members.kinds),
        )


class MeetingsDocument(Document):
    """All joint meetings of a city by their names."""

    meetings: dict[Key, MeetingDocument] = Field(default_factory=dict)


def build_meetings(document: MeetingsDocument) -> dict[str, MeetingRule]:
    """The rules of a city's meetings by their names."""
    return {key: each.build() for key, each in sorted(document.meetings.items())}


def meeting_faults(
    document: MeetingDocument, organisation: Organisation, calendars: Collection[str]
) -> Iterator[RuleFault]:
    """What a meeting names that does not exist, and members without a voice."""
    rule = document.build()
    if rule.place not in organisation.places:
        message = f"{rule.place} is no place of this city"
        yield _fault("unknown-place", ("place",), message, "give a listed code")
    if rule.calendar not in calendars:
        message = f"there is no calendar {rule.calendar}"
        remedy = did_you_mean(rule.calendar, calendars)
        yield _fault("unknown-calendar", ("calendar",), message, remedy)
    yield from _desk_faults("convenor", rule.convenor, organisation)
    yield from _desk_faults("secretary", rule.secretary, organisation)
    if rule.represented_by not in organisation.posts:
        message = f"there is no post {rule.represented_by}"
        remedy = did_you_mean(rule.represented_by, organisation.posts)
        yield _fault("unknown-post", ("represented_by",), message, remedy)
    yield from _member_faults(rule, organisation)


def _desk_faults(
    name: str, desk: Desk, organisation: Organisation
) -> Iterator[RuleFault]:
    if desk.post not in organisation.posts:
        remedy = did_you_mean(desk.post, organisation.posts)
        message = f"there is no post {desk.post}"
        yield _fault("unknown-post", (name,), message, remedy)
    elif not _is_held(desk.post, desk.unit, organisation):
        message = f"nobody holds the post {desk}"
        yield _fault("vacant", (name,), message, "name a post that somebody holds")


def _member_faults(
    rule: MeetingRule, organisation: Organisation
) -> Iterator[RuleFault]:
    departments = organisation.departments
    if not rule.departments and not rule.kinds:
        message = "the meeting has no members"
        yield _fault("no-members", ("members",), message, "name departments or kinds")
    for number, key in enumerate(rule.departments):
        where = ("members", "departments", number)
        if key not in departments:
            remedy = did_you_mean(key, departments)
            yield _fault("unknown-department", where, f"there is no {key}", remedy)
        elif not _is_held(rule.represented_by, key, organisation):
            message = f"nobody is {rule.represented_by} of {key}, so it cannot sign"
            remedy = "name a post that every member has"
            yield _fault("no-voice", where, message, remedy)
    kinds = {each.kind for each in departments.values()}
    for number, kind in enumerate(rule.kinds):
        if kind not in kinds:
            message = f"no department is of the kind {kind}"
            remedy = did_you_mean(kind, sorted(kinds))
            where = ("members", "kinds", number)
            yield _fault("unknown-kind", where, message, remedy)


def _is_held(post: str, unit: str, organisation: Organisation) -> bool:
    return any(
        each.post == post and each.unit == unit and each.until is None
        for each in organisation.holdings
    )


def _desk(text: str) -> Desk:
    post, _, unit = text.partition(" of ")
    return Desk(post=post, unit=unit)


def _fault(rule: str, steps: tuple[Step, ...], message: str, remedy: str) -> RuleFault:
    return RuleFault(
        rule=f"meeting-{rule}", steps=steps, message=message, remedy=remedy
    )
