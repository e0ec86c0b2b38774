"""What people look at: lists, inboxes, and a case with all that surrounds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from workflow.domain.case import Case
from workflow.domain.city import City
from workflow.domain.clocks import Light, light
from workflow.domain.context import Context
from workflow.domain.decision import REPORTER, SYSTEM, Attachment, Entry
from workflow.domain.messages import place_text
from workflow.domain.priority import Priority
from workflow.domain.reasons import Offer, offers
from workflow.domain.words import Title
from workflow.engine.runtime import Runtime
from workflow.store import attachments, history, reports, screens, step
from workflow.store.database import Connection
from workflow.store.reports import StoredReport
from workflow.store.screens import CaseLine, Filters

PAGE = 50

_NOTHING = Title(zh="", en="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case in a list, with the names that people know things by.

    `light` is that of the promise; a case whose promise does not run has none.
    `place_name` is the place's own name, `place_title` says what it lies in too.
    """

    number: int
    state: str
    state_title: Title
    category_title: Title
    place_title: Title
    place_name: Title
    owner_title: Title
    priority: Priority
    opened_at: datetime
    due_at: datetime | None
    light: Light | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A case with its history, its files, its reports, and what may be done now."""

    case: Case
    context: Context
    entries: tuple[Entry, ...]
    offers: tuple[Offer, ...]
    lights: Mapping[str, Light]
    attachments: tuple[Attachment, ...]
    reports: tuple[StoredReport, ...]


def person_key(runtime: Runtime, text: str) -> str:
    """The key of the person whom a key or a unique name means.

    A text that means nobody comes back as it is; the verbs then refuse it.
    """
    if text in (REPORTER, SYSTEM):
        return text
    with runtime.database.reading() as connection:
        organisation = runtime.city(connection).organisation
    try:
        return organisation.person(text).key
    except KeyError:
        return text


def list_cases(
    runtime: Runtime, filters: Filters, *, below: int | None = None, size: int = PAGE
) -> tuple[Row, ...]:
    """The cases that pass the filters: urgent ones that are open, then the newest.

    `below` is the last number seen.
    """
    with runtime.database.reading() as connection:
        found = screens.case_lines(connection, filters, below=below, limit=size)
        return rows_of(runtime, connection, found)


def inbox(
    runtime: Runtime, person: str, *, after: int | None = None, size: int = PAGE
) -> tuple[Row, ...]:
    """The open cases on a person's desks, the most urgent and first due first."""
    with runtime.database.reading() as connection:
        desks = _desks(runtime.city(connection), person, runtime.now())
        last = screens.case_line(connection, after) if after is not None else None
        found = screens.inbox(connection, desks, after=last, limit=size)
        return rows_of(runtime, connection, found)


def show(runtime: Runtime, number: int, actor: str) -> Shown | None:
    """A case with everything around it; the offers are the actor's."""
    with runtime.database.reading() as connection:
        found = step.read(connection, number)
        if found is None:
            return None
        case = found.case
        context = runtime.context(connection, case, found.revision)
        entries = history.entries(connection, number)
        files = attachments.of_case(connection, number)
        told = reports.named(connection, case.reports)
    lights = {
        clock.label: light(clock, context.now, context.calendar)
        for clock in case.clocks.values()
    }
    return Shown(
        case=case,
        context=context,
        entries=tuple(entries),
        offers=offers(case, actor, context),
        lights=lights,
        attachments=tuple(files),
        reports=tuple(told),
    )


def _desks(city: City, person: str, now: datetime) -> list[str]:
    """Posts are held by local days, as a step sees them, not by those of UTC."""
    days = {calendar.local(now).date() for calendar in city.calendars.values()}
    held = {desk for day in days for desk in city.organisation.desks(person, day)}
    return sorted(f"{post}@{unit}" for post, unit in held)


def rows_of(
    runtime: Runtime, connection: Connection, lines: list[CaseLine]
) -> tuple[Row, ...]:
    """Lines of cases, in their order, with the names that people know things by."""
    by_number = {
        found.case.number: found
        for found in step.read_many(connection, [line.number for line in lines])
    }
    rows = []
    for line in lines:
        found = by_number[line.number]
        context = runtime.context(connection, found.case, found.revision)
        rows.append(_row(found.case, line, context))
    return tuple(rows)


def _row(case: Case, line: CaseLine, context: Context) -> Row:
    category = context.category(case)
    owner = context.city.organisation.departments.get(case.owner)
    promise = case.clocks.get(("promise", ""))
    lit = light(promise, context.now, context.calendar) if promise else None
    known = context.city.organisation.places.get(case.place)
    place = Title(
        zh=place_text(case.place, "zh", context),
        en=place_text(case.place, "en", context),
    )
    return Row(
        number=case.number,
        state=case.state,
        state_title=context.definition.state(case.state).title,
        category_title=category.title if category else _NOTHING,
        place_title=place,
        place_name=known.title if known else place,
        owner_title=owner.title if owner else _NOTHING,
        priority=case.priority,
        opened_at=line.opened_at,
        due_at=line.due_at,
        light=lit,
    )
