"""Minutes: drafted once, signed by every member, and then issued."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from workflow.domain.blockers import Blocker
from workflow.domain.city import City
from workflow.domain.meeting import Desk, Meeting, Resolution
from workflow.domain.meetings import sitting
from workflow.domain.notices import LANGUAGES
from workflow.engine.meetings.conduct import calendar_of, no_such_meeting, today_of
from workflow.engine.results import Refused
from workflow.engine.runtime import Runtime
from workflow.rendering.minutes import Format, minutes_text
from workflow.store import meetings
from workflow.store.database import Connection
from workflow.store.meetings import Fact

_Against = Callable[[Meeting, City], Sequence[Blocker]]


def show_minutes(
    runtime: Runtime, number: int, language: str, kind: Format
) -> str | Refused:
    """The minutes as they stand: a preview before they are drafted.

    Raises:
        RenderingError: they grow beyond all bounds.
    """
    with runtime.database.reading() as connection:
        city = runtime.city(connection)
        meeting = meetings.find(connection, number)
        if meeting is None:
            return no_such_meeting(city, str(number))
        drafted = meetings.draft(connection, number) or _draft(meeting, city)
    facts = dict(drafted[language])
    facts["signatures"] = _signatures(meeting, facts.pop("members"), city)
    facts["stage"] = meeting.stage.called.in_language(language)
    return minutes_text(facts, language, kind)


def draft(runtime: Runtime, number: int, actor: str) -> Meeting | Refused:
    """Write the minutes down; the meeting resolves nothing from then on.

    What they say is kept as it is, so that every member signs the same.
    """

    def against(meeting: Meeting, city: City) -> list[Blocker]:
        today = today_of(city, meeting.rule, runtime.now())
        rule = meeting.rule
        return [
            *sitting.against_writing(rule, actor, city.organisation, today),
            *sitting.against_drafting(meeting),
        ]

    def write(connection: Connection, meeting: Meeting, city: City) -> None:
        body, now = _draft(meeting, city), runtime.now()
        meetings.add_fact(
            connection, number, Fact.DRAFTED, at=now, actor=actor, body=body
        )

    return _changed(runtime, number, against, write)


def sign(
    runtime: Runtime, number: int, actor: str, department: str = ""
) -> Meeting | Refused:
    """Sign the minutes for every member that one speaks for, or for the one named."""

    def spoken_for(meeting: Meeting, city: City) -> tuple[str, ...]:
        today = today_of(city, meeting.rule, runtime.now())
        return sitting.represents(meeting, actor, department, city.organisation, today)

    def against(meeting: Meeting, city: City) -> list[Blocker]:
        members = spoken_for(meeting, city)
        early_or_late = list(sitting.against_signing(meeting))
        stranger = list(sitting.against_signatory(meeting, actor, members))
        return early_or_late + stranger

    def write(connection: Connection, meeting: Meeting, city: City) -> None:
        for each in spoken_for(meeting, city):
            if each in meeting.unsigned:
                meetings.add_fact(
                    connection,
                    number,
                    Fact.SIGNED,
                    subject=each,
                    at=runtime.now(),
                    actor=actor,
                )

    return _changed(runtime, number, against, write)


def issue(runtime: Runtime, number: int, actor: str) -> Meeting | Refused:
    """Issue the minutes, once every member has signed them."""

    def against(meeting: Meeting, city: City) -> list[Blocker]:
        today = today_of(city, meeting.rule, runtime.now())
        rule = meeting.rule
        return [
            *sitting.against_writing(rule, actor, city.organisation, today),
            *sitting.against_issuing(meeting),
        ]

    def write(connection: Connection, meeting: Meeting, city: City) -> None:
        del meeting, city
        at = runtime.now()
        meetings.add_fact(connection, number, Fact.ISSUED, at=at, actor=actor)

    return _changed(runtime, number, against, write)


def _changed(
    runtime: Runtime,
    number: int,
    against: _Against,
    write: Callable[[Connection, Meeting, City], None],
) -> Meeting | Refused:
    """Add to a meeting that nobody else adds to meanwhile; it, as it is then."""
    with runtime.database.writing() as connection:
        city = runtime.city(connection)
        meeting = meetings.find(connection, number, lock=True)
        if meeting is None:
            return no_such_meeting(city, str(number))
        blockers = against(meeting, city)
        if blockers:
            return Refused(blockers=tuple(blockers))
        write(connection, meeting, city)
        changed = meetings.find(connection, number)
        connection.commit()
    return changed or meeting


def _draft(meeting: Meeting, city: City) -> dict[str, dict[str, Any]]:
    """What the minutes say, in every language; signatures come later."""
    return {language: _facts(meeting, city, language) for language in LANGUAGES}


def _facts(meeting: Meeting, city: City, language: str) -> dict[str, Any]:
    rule = meeting.rule
    return {
        "title": rule.title.in_language(language),
        "number": str(meeting.number),
        "held": _local(meeting.opened_at, meeting, city),
        "convenor": _desk(rule.convenor, meeting, city, language),
        "secretary": _desk(rule.secretary, meeting, city, language),
        "attendees": [_person(each, city) for each in meeting.attendees],
        "items": [
            {
                "number": str(each.number),
                "kind": each.kind.called.in_language(language),
                "says": each.says.in_language(language),
            }
            for each in meeting.items
        ],
        "resolutions": [
            _resolution(each, meeting, city, language) for each in meeting.resolutions
        ],
        "members": {each: _unit(each, city, language) for each in meeting.members},
    }


def _resolution(
    made: Resolution, meeting: Meeting, city: City, language: str
) -> dict[str, str]:
    return {
        "number": str(made.number),
        "item": str(made.item),
        "department": _unit(made.department, city, language),
        "text": made.text,
        "assisting": ", ".join(_unit(each, city, language) for each in made.assisting),
        "due": _local(made.due_at, meeting, city) if made.due_at else "",
    }


def _signatures(
    meeting: Meeting, titles: Mapping[str, str], city: City
) -> list[dict[str, str]]:
    """Who has signed and who has not, by the titles that the draft gives members."""
    signed = {each.department: each for each in meeting.signatures}
    rows = []
    for key, title in titles.items():
        found = signed.get(key)
        at = _local(found.at, meeting, city) if found else ""
        person = _person(found.person, city) if found else ""
        rows.append({"member": title, "person": person, "at": at})
    return rows


def _desk(desk: Desk, meeting: Meeting, city: City, language: str) -> str:
    """A post with its unit, and who was on duty in it on the day of the meeting."""
    organisation = city.organisation
    post = organisation.posts.get(desk.post)
    title = post.title.in_language(language) if post else desk.post
    on = today_of(city, meeting.rule, meeting.opened_at)
    held = organisation.holders(desk.post, desk.unit, on)
    names = ", ".join(each.name for each in held)
    return f"{_unit(desk.unit, city, language)} {title} {names}".strip()


def _unit(key: str, city: City, language: str) -> str:
    organisation = city.organisation
    known = organisation.departments.get(key) or organisation.places.get(key)
    return known.title.in_language(language) if known else key


def _person(key: str, city: City) -> str:
    known = city.organisation.people.get(key)
    return known.name if known else key


def _local(instant: datetime, meeting: Meeting, city: City) -> str:
    local = calendar_of(city, meeting.rule).local(instant)
    return local.strftime("%Y-%m-%d %H:%M")
