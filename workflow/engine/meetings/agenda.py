"""The agenda of a meeting fills itself from what waits for one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from workflow.domain.case import number_text
from workflow.domain.city import City
from workflow.domain.meeting import (
    Item,
    ItemKind,
    Meeting,
    MeetingRule,
    Resolution,
    last_day,
    meeting_of,
)
from workflow.domain.patterns import SHARE, Feud
from workflow.domain.words import Title
from workflow.engine.meetings.feeds import expiring_precedents, failed_joint_operations
from workflow.engine.patterns import find_patterns
from workflow.engine.runtime import Runtime
from workflow.store import meetings
from workflow.store.database import Connection
from workflow.store.stories import Period

_LOOKING_AHEAD = timedelta(days=60)
"""A precedent that expires within this time comes before the meeting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What the next meeting of a rule would have before it, were it opened now."""

    rule: MeetingRule
    members: tuple[str, ...]
    items: tuple[Item, ...]


def agenda(runtime: Runtime, name: str) -> Agenda | None:
    """The agenda of the next meeting of this name; None if the city has none such."""
    with runtime.database.reading() as connection:
        city = runtime.city(connection)
        rule = city.meetings.get(name)
        if rule is None:
            return None
        earlier = meetings.newest(connection, name)
        members = _members(rule, city, runtime.now())
        found = [
            *_disputes(connection, rule, city),
            *_overdue(connection, rule, city, runtime.now()),
            *_later(runtime, connection, rule, city),
        ]
    found += _quarrels(runtime, members, city, earlier)
    return Agenda(rule=rule, members=members, items=_numbered(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A meeting of the city: when it was held last, when the next one is to be."""

    rule: MeetingRule
    members: tuple[str, ...]
    last: Meeting | None
    due_by: str
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The meetings that the city has, those that were held, and tasks not done."""

    standing: tuple[Standing, ...]
    held: tuple[Meeting, ...]
    tasks: tuple[Resolution, ...]
    now: datetime


def overview(runtime: Runtime) -> Overview:
    """All about joint meetings; the newest meeting and the first due task first."""
    now = runtime.now()
    with runtime.database.reading() as connection:
        city = runtime.city(connection)
        standing = tuple(
            _standing(connection, rule, city, now) for rule in city.meetings.values()
        )
        return Overview(
            standing=standing,
            held=tuple(meetings.listing(connection)),
            tasks=tuple(meetings.open_tasks(connection)),
            now=now,
        )


def _standing(
    connection: Connection, rule: MeetingRule, city: City, now: datetime
) -> Standing:
    last = meetings.newest(connection, rule.name)
    calendar = city.calendars[rule.calendar]
    today = calendar.local(now).date()
    held = calendar.local(last.opened_at).date() if last else None
    by = last_day(rule.cadence, held, today)
    return Standing(
        rule=rule,
        members=_members(rule, city, now),
        last=last,
        due_by=by.isoformat() if by else "",
        late=by is not None and by < today,
    )


def _members(rule: MeetingRule, city: City, now: datetime) -> tuple[str, ...]:
    today = city.calendars[rule.calendar].local(now).date()
    return rule.members(city.organisation, today)


def _disputes(connection: Connection, rule: MeetingRule, city: City) -> Iterable[Item]:
    organisation = city.organisation
    for case, place, dispute in meetings.unresolved(connection):
        if meeting_of(place, city.meetings, organisation) != rule.name:
            continue
        parties = [organisation.departments.get(each) for each in dispute.parties]
        named = [each.title for each in parties if each]
        where = organisation.places[place].title
        number = number_text(case)
        yield Item(
            number=0,
            kind=ItemKind.DISPUTE,
            says=Title(
                zh=f"案件 {number}（{where.zh}）：{'、'.join(t.zh for t in named)}",
                en=f"Case {number} ({where.en}): {', '.join(t.en for t in named)}",
            ),
            cases=(case,),
            departments=dispute.parties,
            dispute=dispute.number,
        )


def _overdue(
    connection: Connection, rule: MeetingRule, city: City, now: datetime
) -> Iterable[Item]:
    for each in meetings.open_tasks(connection, rule.name):
        if not each.is_overdue(now):
            continue
        known = city.organisation.departments.get(each.department)
        title = known.title if known else Title(zh=each.department, en=each.department)
        yield Item(
            number=0,
            kind=ItemKind.RESOLUTION,
            says=Title(
                zh=f"第 {each.number} 号决议，{title.zh}：{each.text}",
                en=f"Resolution {each.number}, {title.en}: {each.text}",
            ),
            departments=(each.department,),
            resolution=each.number,
        )


def _later(
    runtime: Runtime, connection: Connection, rule: MeetingRule, city: City
) -> Iterable[Item]:
    calendar = city.calendars[rule.calendar]
    today = calendar.local(runtime.now()).date()
    by = calendar.local(runtime.now() + _LOOKING_AHEAD).date()
    yield from expiring_precedents(connection, rule, city, today, by)
    yield from failed_joint_operations(runtime, connection, rule, city)


def _quarrels(
    runtime: Runtime, members: tuple[str, ...], city: City, earlier: Meeting | None
) -> Iterable[Item]:
    """Two members that have quarrelled more than once since the last meeting."""
    since = earlier.opened_at if earlier else None
    for feud in find_patterns(runtime, Period(since=since), SHARE).feuds:
        if set(feud.between) <= set(members):
            yield _quarrel(feud, city)


def _quarrel(feud: Feud, city: City) -> Item:
    departments = city.organisation.departments
    one, other = (departments[each].title for each in feud.between)
    times = len(feud.quarrels)
    return Item(
        number=0,
        kind=ItemKind.QUARREL,
        says=Title(
            zh=f"{one.zh}与{other.zh}争执 {times} 次",
            en=f"{one.en} and {other.en} quarrelled {times} times",
        ),
        cases=feud.cases,
        departments=feud.between,
    )


def _numbered(found: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(replace(each, number=n) for n, each in enumerate(found, start=1))
