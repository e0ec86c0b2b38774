"""Joint meetings as they are stored: facts that are added and never changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, insert, select, text

from workflow.domain.dispute import Dispute, DisputeStatus
from workflow.domain.durations import parse_duration
from workflow.domain.meeting import (
    Cadence,
    Desk,
    Item,
    ItemKind,
    Meeting,
    MeetingRule,
    Resolution,
    Resolved,
    Signature,
)
from workflow.domain.words import Title
from workflow.store.disputes import dispute_from_row
from workflow.store.encoding import canonical, decode
from workflow.store.tables import (
    agenda_item,
    cases,
    dispute,
    meeting,
    meeting_fact,
    resolution,
)

PAGE = 200
"""Rows of one list."""

_ONE_AT_A_TIME = text("LOCK TABLE meeting IN SHARE ROW EXCLUSIVE MODE")


class Fact(StrEnum):
    """What happens to a meeting after it was opened."""

    DRAFTED = "drafted"
    SIGNED = "signed"
    ISSUED = "issued"
    DONE = "done"
    """A resolution of it was carried out."""


def lock(connection: Connection) -> None:
    """Keep others from opening a meeting until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(_ONE_AT_A_TIME)


def add(connection: Connection, opened: Meeting) -> int:
    """Store a meeting with its agenda; its number, which is new."""
    row = insert(meeting).values(
        name=opened.rule.name,
        opened_at=opened.opened_at,
        opened_by=opened.opened_by,
        body=canonical(
            {
                "rule": _rule_json(opened.rule),
                "members": list(opened.members),
                "attendees": list(opened.attendees),
            }
        ),
    )
    number = int(connection.execute(row.returning(meeting.c.number)).scalar_one())
    for each in opened.items:
        connection.execute(
            insert(agenda_item).values(
                meeting=number,
                number=each.number,
                kind=each.kind.value,
                body=canonical(_item_json(each)),
            )
        )
    return number


def add_resolution(connection: Connection, made: Resolution) -> int:
    """Store what a meeting resolved; its number, which is new."""
    row = insert(resolution).values(
        meeting=made.meeting,
        item=made.item,
        kind=made.kind.value,
        department=made.department,
        case_number=made.case or None,
        due_at=made.due_at,
        made_at=made.made_at,
        made_by=made.made_by,
        body=canonical({"text": made.text, "assisting": list(made.assisting)}),
    )
    return int(connection.execute(row.returning(resolution.c.number)).scalar_one())


def add_fact(  # noqa: PLR0913 - all that a fact says
    connection: Connection,
    number: int,
    kind: Fact,
    *,
    subject: str = "",
    at: datetime,
    actor: str,
    body: Mapping[str, Any] | None = None,
) -> None:
    """Store that something happened to a meeting, which it does once."""
    values = {"meeting": number, "kind": kind.value, "subject": subject, "at": at}
    row = insert(meeting_fact).values(
        **values, actor=actor, body=canonical(dict(body or {}))
    )
    connection.execute(row)


def find(connection: Connection, number: int, *, lock: bool = False) -> Meeting | None:
    """A meeting with all that is known of it; with `lock` nobody else adds to it."""
    query = select(meeting).where(meeting.c.number == number)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else _meeting(connection, row)


def newest(connection: Connection, name: str) -> Meeting | None:
    """The last meeting of this name, if one was held."""
    query = select(meeting).where(meeting.c.name == name)
    query = query.order_by(meeting.c.number.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return None if row is None else _meeting(connection, row)


def listing(connection: Connection, *, limit: int = PAGE) -> list[Meeting]:
    """The meetings that were held, the newest first."""
    query = select(meeting).order_by(meeting.c.number.desc()).limit(limit)
    return [_meeting(connection, row) for row in connection.execute(query).all()]


def meeting_of_resolution(connection: Connection, number: int) -> int | None:
    """The meeting that made a resolution, if there is one."""
    query = select(resolution.c.meeting).where(resolution.c.number == number)
    return connection.execute(query).scalar_one_or_none()


def open_tasks(connection: Connection, name: str = "") -> list[Resolution]:
    """The tasks that nobody has done, of a meeting or of all; the first due first."""
    done = select(meeting_fact.c.subject).where(
        meeting_fact.c.kind == Fact.DONE.value,
        meeting_fact.c.meeting == resolution.c.meeting,
    )
    query = select(resolution).join(meeting).order_by(resolution.c.due_at)
    query = query.where(
        resolution.c.kind == Resolved.TASK.value,
        resolution.c.number.cast(meeting_fact.c.subject.type).not_in(done),
    )
    if name:
        query = query.where(meeting.c.name == name)
    return [_resolution(row, {}) for row in connection.execute(query)]


def unresolved(connection: Connection) -> list[tuple[int, str, Dispute]]:
    """The disputes that no level settled, of cases that are open, the oldest first.

    Each with the number and the place of its case.
    """
    query = (
        select(dispute, cases.c.place)
        .join(cases, cases.c.number == dispute.c.case_number)
        .where(dispute.c.status == DisputeStatus.UNRESOLVED.value, cases.c.final == "")
        .order_by(dispute.c.closed_at, dispute.c.case_number)
    )
    return [
        (row.case_number, row.place, dispute_from_row(row))
        for row in connection.execute(query)
    ]


def in_joint_work(connection: Connection) -> list[int]:
    """The open cases that are or were in joint work, by number.

    It reads every open case, which an agenda may do that is made a few times a month.
    """
    query = select(cases.c.number).where(
        cases.c.final == "", cases.c.body.like('%"joint":{%')
    )
    return list(connection.scalars(query.order_by(cases.c.number)))


def draft(connection: Connection, number: int) -> Mapping[str, Any]:
    """What the minutes of a meeting were drafted of; empty before they are."""
    query = select(meeting_fact.c.body).where(
        meeting_fact.c.meeting == number, meeting_fact.c.kind == Fact.DRAFTED.value
    )
    found = connection.execute(query).scalar_one_or_none()
    return {} if found is None else decode(found)


def _meeting(connection: Connection, row: Row[Any]) -> Meeting:
    body = decode(row.body)
    query = select(meeting_fact).where(meeting_fact.c.meeting == row.number)
    facts = connection.execute(query.order_by(meeting_fact.c.at)).all()
    ends = {
        each.kind: each
        for each in facts
        if each.kind in (Fact.DRAFTED.value, Fact.ISSUED.value)
    }
    drafted, issued = ends.get(Fact.DRAFTED.value), ends.get(Fact.ISSUED.value)
    return Meeting(
        number=row.number,
        rule=_rule_from(body["rule"]),
        members=tuple(body["members"]),
        attendees=tuple(body["attendees"]),
        opened_at=row.opened_at,
        opened_by=row.opened_by,
        items=_items(connection, row.number),
        resolutions=_resolutions(connection, row.number, facts),
        signatures=tuple(
            Signature(department=each.subject, person=each.actor, at=each.at)
            for each in facts
            if each.kind == Fact.SIGNED.value
        ),
        drafted_at=drafted.at if drafted else None,
        drafted_by=drafted.actor if drafted else "",
        issued_at=issued.at if issued else None,
        issued_by=issued.actor if issued else "",
    )


def _items(connection: Connection, number: int) -> tuple[Item, ...]:
    query = select(agenda_item).where(agenda_item.c.meeting == number)
    rows = connection.execute(query.order_by(agenda_item.c.number))
    return tuple(_item(row) for row in rows)


def _item(row: Row[Any]) -> Item:
    body = decode(row.body)
    return Item(
        number=row.number,
        kind=ItemKind(row.kind),
        says=Title(zh=body["zh"], en=body["en"]),
        cases=tuple(body["cases"]),
        departments=tuple(body["departments"]),
        dispute=body["dispute"],
        resolution=body["resolution"],
    )


def _resolutions(
    connection: Connection, number: int, facts: Sequence[Row[Any]]
) -> tuple[Resolution, ...]:
    query = select(resolution).where(resolution.c.meeting == number)
    rows = connection.execute(query.order_by(resolution.c.number))
    done = {each.subject: each for each in facts if each.kind == Fact.DONE.value}
    return tuple(_resolution(row, done) for row in rows)


def _resolution(row: Row[Any], done: Mapping[str, Row[Any]]) -> Resolution:
    body = decode(row.body)
    end = done.get(str(row.number))
    return Resolution(
        number=row.number,
        meeting=row.meeting,
        item=row.item,
        kind=Resolved(row.kind),
        department=row.department,
        text=body["text"],
        made_at=row.made_at,
        made_by=row.made_by,
        due_at=row.due_at,
        assisting=tuple(body["assisting"]),
        case=row.case_number or 0,
        done_at=end.at if end else None,
        done_by=end.actor if end else "",
        note=decode(end.body)["note"] if end else "",
    )


def _item_json(item: Item) -> dict[str, object]:
    return {
        "zh": item.says.zh,
        "en": item.says.en,
        "cases": list(item.cases),
        "departments": list(item.departments),
        "dispute": item.dispute,
        "resolution": item.resolution,
    }


def _rule_json(rule: MeetingRule) -> dict[str, object]:
    return {
        "name": rule.name,
        "zh": rule.title.zh,
        "en": rule.title.en,
        "place": rule.place,
        "cadence": rule.cadence.value,
        "calendar": rule.calendar,
        "convenor": [rule.convenor.post, rule.convenor.unit],
        "secretary": [rule.secretary.post, rule.secretary.unit],
        "represented_by": rule.represented_by,
        "limit": rule.limit.en,
        "departments": list(rule.departments),
        "kinds": list(rule.kinds),
    }


def _rule_from(body: Mapping[str, Any]) -> MeetingRule:
    return MeetingRule(
        name=body["name"],
        title=Title(zh=body["zh"], en=body["en"]),
        place=body["place"],
        cadence=Cadence(body["cadence"]),
        calendar=body["calendar"],
        convenor=Desk(post=body["convenor"][0], unit=body["convenor"][1]),
        secretary=Desk(post=body["secretary"][0], unit=body["secretary"][1]),
        represented_by=body["represented_by"],
        limit=parse_duration(body["limit"]),
        departments=tuple(body["departments"]),
        kinds=tuple(body["kinds"]),
    )
