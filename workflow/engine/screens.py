"""What people look at: lists, inboxes, and a case with all that surrounds it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from workflow.domain.case import Case, Outcome
from workflow.domain.city import City
from workflow.domain.clocks import Light, light
from workflow.domain.context import Context
from workflow.domain.decision import REPORTER, SYSTEM, Attachment, Entry
from workflow.domain.messages import place_text
from workflow.domain.priority import Priority
from workflow.domain.reasons import Offer, clock_title, offers
from workflow.domain.timing import APPLICATION, PROMISE
from workflow.domain.words import Title
from workflow.engine.reckon import Reckoned, Unwritten, reckon, unwritten
from workflow.engine.runtime import Runtime
from workflow.store import attachments, history, reports, screens, step
from workflow.store.database import Connection
from workflow.store.reports import StoredReport
from workflow.store.screens import CaseLine, Filters

PAGE = 50

_NOTHING = Title(zh="", en="")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskClock:
    """The limit that is up first for whoever has a case on the desk now."""

    label: str
    title: Title
    due_at: datetime
    light: Light
    provisional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case in a list, with the names that people know things by.

    `light` is that of the promise; a case whose promise does not run has none.
    `desk` is who is expected to act next, such as `coordinator@water`, and
    `desk_clock` is the stage's or the owner's own, if one runs; the time that others
    have to decide on an application is none of it. `provisional` says that the
    promise's due instant waits for holidays that are not published. `place_name` is the
    place's own name, `place_title` says what it lies in too. The case is told as
    acting would meet it; `rungs` of that are due and not written yet.
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
    provisional: bool
    desk: str
    desk_clock: DeskClock | None
    rungs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A case with its history, its files, its reports, and what may be done now.

    It is shown as acting would meet it: `pending` are entries of what is due and
    not written yet, and `unwritten` says so in numbers.
    """

    case: Case
    context: Context
    entries: tuple[Entry, ...]
    pending: tuple[Entry, ...]
    unwritten: Unwritten | None
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
        desks = desks_of(runtime.city(connection), person, runtime.now())
        last = screens.case_line(connection, after) if after is not None else None
        found = screens.inbox(connection, desks, after=last, limit=size)
        return rows_of(runtime, connection, found)


def unwritten_in(runtime: Runtime, rows: Sequence[Row]) -> Unwritten | None:
    """What is to be said beside a list: None if all that is due is written."""
    return said_of(runtime, sum(row.rungs for row in rows))


def said_of(runtime: Runtime, rungs: int) -> Unwritten | None:
    """That so many rungs are due and not written, and who was up last."""
    if not rungs:
        return None
    with runtime.database.reading() as connection:
        return Unwritten(rungs=rungs, swept_at=screens.last_swept(connection))


def show(runtime: Runtime, number: int, actor: str) -> Shown | None:
    """A case with everything around it; the offers are the actor's."""
    with runtime.database.reading() as connection:
        found = step.read(connection, number)
        if found is None:
            return None
        context = runtime.context(connection, found.case, found.revision)
        reckoned = reckon(found.case, context)
        case = reckoned.case
        entries = history.entries(connection, number)
        files = attachments.of_case(connection, number)
        told = reports.named(connection, case.reports)
        said = unwritten(connection, reckoned)
    lights = {
        clock.label: light(clock, context.now, context.calendar)
        for clock in case.clocks.values()
    }
    return Shown(
        case=case,
        context=context,
        entries=tuple(entries),
        pending=reckoned.entries,
        unwritten=said,
        offers=offers(case, actor, context),
        lights=lights,
        attachments=tuple(files),
        reports=tuple(told),
    )


def desks_of(city: City, person: str, now: datetime) -> list[str]:
    """The desks of a person, such as `coordinator@water`.

    Posts are held by local days, as a step sees them, not by those of UTC.
    """
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
        rows.append(_row(reckon(found.case, context), context))
    return tuple(rows)


def _row(reckoned: Reckoned, context: Context) -> Row:
    case = reckoned.case
    category = context.category(case)
    owner = context.city.organisation.departments.get(case.owner)
    promise = case.clocks.get((PROMISE, ""))
    lit = light(promise, context.now, context.calendar) if promise else None
    running = promise is not None and promise.outcome is Outcome.RUNNING
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
        opened_at=case.opened_at,
        due_at=promise.due_at if promise is not None and running else None,
        light=lit,
        provisional=promise is not None and running and promise.provisional,
        desk=case.desk,
        desk_clock=_desk_clock(case, context),
        rungs=reckoned.rungs,
    )


def _desk_clock(case: Case, context: Context) -> DeskClock | None:
    """The first to be up of the clocks of the step and its owner."""
    waiting = [
        (clock.due_at, clock.label, clock)
        for clock in case.clocks.values()
        if clock.name not in (PROMISE, APPLICATION)
        and clock.outcome is Outcome.RUNNING
        and clock.due_at is not None
    ]
    if not waiting:
        return None
    due_at, label, clock = min(waiting, key=lambda each: each[:2])
    return DeskClock(
        label=label,
        title=clock_title(clock.name, clock.subject, context),
        due_at=due_at,
        light=light(clock, context.now, context.calendar),
        provisional=clock.provisional,
    )
