"""The verbs of calendars: take over a yearly schedule, show, and look how far it goes.

Clocks that run are another matter: `engine/recount.py`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from workflow.authoring.city.calendars import (
    CalendarDocument,
    CalendarsDocument,
    NoticeDocument,
    dates_of,
    rules_of,
)
from workflow.authoring.city.reference import from_json, to_json
from workflow.authoring.city.schedule import (
    Schedule,
    YearChange,
    changes_between,
    new_warnings,
    take_over,
)
from workflow.domain.blockers import Blocker
from workflow.domain.case import Json
from workflow.domain.city import City
from workflow.domain.organisation import Power
from workflow.domain.powers import against
from workflow.domain.reasons import Edition
from workflow.domain.worktime import Calendar, known_until, runs_out
from workflow.engine.runtime import Runtime
from workflow.errors import (
    AmbiguousCalendarError,
    CalendarMovedOnError,
    UnknownCalendarError,
)
from workflow.store import reference
from workflow.store.database import Connection, Reading
from workflow.store.reference import Revision

CALENDARS = "calendars"
"""The kind of reference data that calendars are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCalendar:
    """A calendar of the database, and the import with which it came."""

    document: CalendarDocument
    revision: Revision
    latest: tuple[YearChange, ...]
    """What changed with the revision, compared with the one before it."""

    @property
    def calendar(self) -> Calendar:
        """The calendar to count by."""
        return Calendar(rules_of(self.document))

    def request(self) -> dict[str, Json]:
        """What history keeps of the calendar by which clocks are counted anew."""
        return _request(self.document, self.latest, self.revision.revision)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A calendar as it will be, before anything is written.

    Without `changes` the calendar has all this already.
    """

    schedule: Schedule
    document: CalendarDocument
    changes: tuple[YearChange, ...]
    warnings: tuple[str, ...]
    base: int
    """The revision on which it was prepared."""

    @property
    def calendar(self) -> Calendar:
        """The calendar to count by."""
        return Calendar(rules_of(self.document))


def calendar_name(runtime: Runtime, name: str | None) -> str:
    """The calendar of this name, or the only one that there is.

    Raises:
        UnknownCalendarError: there is none of this name.
        AmbiguousCalendarError: there are several, and none was named.
    """
    with runtime.database.reading() as connection:
        known = list(_documents(connection).calendars)
    if name is None and len(known) == 1:
        return known[0]
    if name is None:
        raise AmbiguousCalendarError(known=", ".join(known))
    if name not in known:
        raise UnknownCalendarError(calendar=name, known=", ".join(known))
    return name


def kept_calendars(runtime: Runtime) -> dict[str, KeptCalendar]:
    """Every calendar of the database by name."""
    with runtime.database.reading() as connection:
        imports = [
            (each, _document_of(connection, each.revision))
            for each in reference.revisions(connection)
            if each.kind == CALENDARS
        ]
    newest = imports[0][1].calendars if imports else {}
    return {name: _kept(name, imports) for name in newest}


def editions(reading: Reading, name: str) -> Iterator[Edition]:
    """A calendar as every revision of the database has it, the newest first."""
    for each in reference.revisions(reading):
        if each.kind == CALENDARS:
            document = _document_of(reading, each.revision).calendars.get(name)
            if document is not None:
                calendar = Calendar(rules_of(document))
                yield Edition(revision=each.revision, calendar=calendar)


def against_importing(runtime: Runtime, actor: str) -> list[Blocker]:
    """Every reason why a person may not change a calendar; none if they may."""
    with runtime.database.reading() as connection:
        city = runtime.city(connection)
    return against(actor, Power.IMPORT, city, runtime.now())


def prepare(runtime: Runtime, name: str, schedule: Schedule, actor: str) -> Prepared:
    """What a schedule makes of a calendar; nothing is written.

    Raises:
        ScheduleRefusedError: it cannot be taken over.
    """
    with runtime.database.reading() as connection:
        document = _documents(connection).calendars[name]
        base = _revision(connection)
    notice = NoticeDocument(
        papers=list(schedule.papers),
        digest=schedule.digest,
        imported_at=runtime.now(),
        imported_by=actor,
    )
    after = take_over(document, schedule, notice)
    warnings = new_warnings(document, after)
    return Prepared(
        schedule=schedule,
        document=after,
        changes=tuple(changes_between(document, after)),
        warnings=tuple(each.message for each in warnings),
        base=base,
    )


def publish(runtime: Runtime, prepared: Prepared, actor: str) -> dict[str, Json]:
    """Write the prepared calendar as a new revision; clocks stay as they are.

    Gives what history keeps of it where clocks are counted anew.

    Raises:
        CalendarMovedOnError: the calendars are others than when it was prepared.
    """
    name = prepared.document.calendar
    with runtime.database.writing() as connection:
        reference.lock(connection)
        if _revision(connection) != prepared.base:
            raise CalendarMovedOnError(calendar=name)
        calendars = {**_documents(connection).calendars, name: prepared.document}
        text = to_json(CalendarsDocument(calendars=calendars))
        at = runtime.now()
        added = reference.add(connection, {CALENDARS: text}, at=at, by=actor)
        connection.commit()
    return _request(prepared.document, prepared.changes, added[CALENDARS])


def with_imported_years(
    connection: Connection, texts: Mapping[str, str]
) -> dict[str, str]:
    """Reference data of a folder, with the years that its calendars do not know yet.

    A year that was imported into the database is not lost because a folder of
    definitions was written before; a folder that knows the year itself wins.
    """
    _, stored = reference.current(connection)
    if CALENDARS not in stored:
        return dict(texts)
    kept = from_json(CalendarsDocument, stored[CALENDARS]).calendars
    given = from_json(CalendarsDocument, texts[CALENDARS]).calendars
    merged = {
        name: _with_years(document, kept[name]) if name in kept else document
        for name, document in given.items()
    }
    return {**texts, CALENDARS: to_json(CalendarsDocument(calendars=merged))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far the published holidays go: `known` today, `short` of two months more."""

    known: bool
    short: bool
    zh: str
    en: str


def reach(city: City, now: datetime) -> Reach:
    """Until when every calendar's holidays are known, as sentences too."""
    known, short, zh, en = True, False, [], []
    for name, calendar in city.calendars.items():
        today = calendar.local(now).date()
        published = calendar.rules.published
        last = known_until(published, today)
        known = known and last is not None
        short = short or runs_out(published, today)
        zh.append(f"{name} 至 {last}" if last else f"{name} 未公布 {today.year} 年")
        en.append(f"{name} until {last}" if last else f"{name} without {today.year}")
    advice_zh, advice_en = _IMPORT_THE_NEXT if short or not known else ("", "")
    return Reach(
        known=known,
        short=short,
        zh=f"已公布的节假日安排：{'；'.join(zh) or '无'}。{advice_zh}",
        en=f"Holidays are published: {'; '.join(en) or 'none'}.{advice_en}",
    )


_IMPORT_THE_NEXT = ("请用 calendar import 导入。", " Use calendar import.")


def _with_years(given: CalendarDocument, kept: CalendarDocument) -> CalendarDocument:
    holidays, make_up = dict(given.holidays), dict(given.make_up)
    notices, published = dict(given.notices), set(given.published)
    for year, notice in kept.notices.items():
        if not notice.digest or year in given.notices:
            continue
        if year not in given.published:
            published.add(year)
            holidays |= {
                each: kept.holidays[each] for each in {year} & {*kept.holidays}
            }
            make_up |= {each: kept.make_up[each] for each in {year} & {*kept.make_up}}
        elif not _same_days(given, kept, int(year)):
            continue
        notices[year] = notice
    return given.model_copy(
        update={
            "published": sorted(published),
            "holidays": holidays,
            "make_up": make_up,
            "notices": notices,
        }
    )


def _same_days(one: CalendarDocument, other: CalendarDocument, year: int) -> bool:
    return dates_of(one.holidays, year) == dates_of(other.holidays, year) and dates_of(
        one.make_up, year
    ) == dates_of(other.make_up, year)


def _kept(name: str, imports: list[tuple[Revision, CalendarsDocument]]) -> KeptCalendar:
    """The calendar with the import that brought it as it is now."""
    document = imports[0][1].calendars[name]
    revision, before = imports[0][0], None
    for each, documents in imports:
        before = documents.calendars.get(name)
        if before != document:
            break
        revision, before = each, None
    return KeptCalendar(
        document=document,
        revision=revision,
        latest=tuple(changes_between(before, document)),
    )


def _request(
    document: CalendarDocument, changes: tuple[YearChange, ...], revision: int
) -> dict[str, Json]:
    years = [change.year for change in changes]
    papers = [
        paper
        for year in years
        if (notice := document.notices.get(str(year))) is not None
        for paper in notice.papers
    ]
    return {
        "calendar": document.calendar,
        "years": [*years],
        "revision": revision,
        "source": " ".join(dict.fromkeys(papers)) or document.source,
    }


def _documents(reading: Reading) -> CalendarsDocument:
    _, texts = reference.current(reading)
    if CALENDARS not in texts:
        return CalendarsDocument(calendars={})
    return from_json(CalendarsDocument, texts[CALENDARS])


def _document_of(reading: Reading, revision: int) -> CalendarsDocument:
    return from_json(CalendarsDocument, reference.document(reading, revision) or "")


def _revision(reading: Reading) -> int:
    kinds = (each for each in reference.revisions(reading) if each.kind == CALENDARS)
    return next((each.revision for each in kinds), 0)


def changed_city(city: City, calendar: Calendar) -> City:
    """The city with a calendar that is not written yet, for looking ahead."""
    calendars = {**city.calendars, calendar.rules.name: calendar}
    return replace(city, calendars=calendars)
