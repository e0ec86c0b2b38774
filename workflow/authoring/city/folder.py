"""Reads the reference data of a city from a folder of definitions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from workflow.authoring.city.calendars import (
    CalendarDocument,
    CalendarsDocument,
    calendar_problems,
    day_faults,
    steps_to,
)
from workflow.authoring.city.catalogue import (
    CatalogueDocument,
    ConditionRow,
    SourcesDocument,
    build_catalogue,
    row_faults,
)
from workflow.authoring.city.meetings import (
    MeetingDocument,
    MeetingsDocument,
    meeting_faults,
)
from workflow.authoring.city.organisation import build_organisation, organisation_faults
from workflow.authoring.city.organisation_documents import (
    CodesDocument,
    DepartmentsDocument,
    OrganisationDocument,
    PeopleDocument,
    PlaceRow,
    PlacesDocument,
    PostsDocument,
)
from workflow.authoring.city.reference import CityDocuments
from workflow.authoring.city.responsibilities import (
    ResponsibilitiesDocument,
    responsibility_faults,
)
from workflow.authoring.city.shape import START, Loaded, load, load_rows
from workflow.authoring.text.findings import Collector, Finding, has_errors, in_order
from workflow.authoring.text.table import Table
from workflow.domain.organisation import Subject
from workflow.domain.worktime import Severity

PLACES = "organisation/places.csv"
CODES = "organisation/codes.yaml"
DEPARTMENTS = "organisation/departments.yaml"
POSTS = "organisation/posts.yaml"
PEOPLE = "organisation/people.yaml"
RESPONSIBILITIES = "organisation/responsibilities.yaml"
SOURCES = "categories/sources.yaml"
CATEGORIES = "categories"
CALENDARS = "calendars"
MEETINGS = "meetings"
REFUSED = "refused.csv"
"""Rows that an import refused: a record for people, never read."""

_PLACE_COLUMNS = ("code", "level", "parent", "name_zh", "name_en")
_CONDITION_COLUMNS = tuple(
    field.alias or name for name, field in ConditionRow.model_fields.items()
)


def read_city(folder: Path) -> tuple[CityDocuments | None, list[Finding]]:
    """Read all reference data of a folder, and find all that is wrong with it.

    The documents are None where a finding is an error. Files are named in findings
    by their path inside the folder.
    """
    findings: list[Finding] = []
    places = _read_places(folder, findings)
    staff = _read_organisation(folder, findings)
    catalogue = _read_catalogue(folder, findings)
    calendars = _read_calendars(folder, findings)
    meetings = _read_meetings(folder, findings)
    rules = load(ResponsibilitiesDocument, folder, RESPONSIBILITIES)
    findings.extend(rules.findings)
    documents = None
    if places and staff and catalogue and calendars and rules.document:
        documents = CityDocuments(
            places=places.document,
            organisation=staff.document,
            responsibilities=rules.document,
            catalogue=catalogue,
            calendars=calendars,
            meetings=_meetings_of(meetings),
        )
        findings.extend(_organisation_findings(places, staff))
        findings.extend(_responsibility_findings(documents, rules))
        findings.extend(_meeting_findings(documents, meetings))
    return (None if has_errors(findings) else documents), in_order(findings)


def read_calendars(folder: Path) -> tuple[CalendarsDocument | None, list[Finding]]:
    """Read the calendars of a folder alone; None where none can be used."""
    findings: list[Finding] = []
    documents = _read_calendars(folder, findings)
    return (None if has_errors(findings) else documents), in_order(findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Places:
    """The places as read; `lines` says on which line of the table each code stands."""

    document: PlacesDocument
    table: Table
    lines: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Staff:
    """The files of the organisation, and the one document that they make."""

    document: OrganisationDocument
    departments: Loaded[DepartmentsDocument]
    posts: Loaded[PostsDocument]
    people: Loaded[PeopleDocument]


def _read_places(folder: Path, findings: list[Finding]) -> _Places | None:
    codes = load(CodesDocument, folder, CODES)
    table, rows, wrong = load_rows(PlaceRow, folder, PLACES, (_PLACE_COLUMNS, ()))
    findings.extend([*codes.findings, *wrong])
    found = Collector(file=PLACES)
    lines: dict[str, int] = {}
    for line, row in rows:
        if table is not None and row.code in lines:
            message = f"{row.code} stands on line {lines[row.code]} already"
            place = table.place(line, "code")
            found.error("csv-duplicate-row", place, message, "keep one of the two")
        lines.setdefault(row.code, line)
    findings.extend(found.findings)
    if table is None or codes.document is None or has_errors(wrong):
        return None
    document = PlacesDocument(
        grid_digits=codes.document.grid_digits, places=[row for _, row in rows]
    )
    return _Places(document=document, table=table, lines=lines)


def _read_organisation(folder: Path, findings: list[Finding]) -> _Staff | None:
    departments = load(DepartmentsDocument, folder, DEPARTMENTS)
    posts = load(PostsDocument, folder, POSTS)
    people = load(PeopleDocument, folder, PEOPLE)
    findings.extend([*departments.findings, *posts.findings, *people.findings])
    if not (departments.document and posts.document and people.document):
        return None
    document = OrganisationDocument(
        departments=departments.document.departments,
        patterns=departments.document.patterns,
        posts=posts.document.posts,
        powers=posts.document.powers,
        people=people.document.people,
        rosters=people.document.rosters,
    )
    return _Staff(
        document=document, departments=departments, posts=posts, people=people
    )


def _read_catalogue(folder: Path, findings: list[Finding]) -> CatalogueDocument | None:
    sources = load(SourcesDocument, folder, SOURCES)
    findings.extend(sources.findings)
    files = [
        path.relative_to(folder).as_posix()
        for path in sorted((folder / CATEGORIES).glob("*.csv"))
        if path.name != REFUSED
    ]
    if not files:
        findings.extend(_nothing_in(CATEGORIES, "csv"))
    where: list[tuple[Table, int]] = []
    conditions: list[ConditionRow] = []
    for file in files:
        table, rows, wrong = load_rows(
            ConditionRow, folder, file, (_CONDITION_COLUMNS, ())
        )
        findings.extend(wrong)
        if table is not None:
            where.extend((table, line) for line, _ in rows)
            conditions.extend(row for _, row in rows)
    if sources.document is None:
        return None
    document = CatalogueDocument(
        sources=sources.document.sources, conditions=conditions
    )
    for number, column, rule, message, remedy in row_faults(document):
        table, line = where[number]
        found = Collector(file=table.file)
        place = table.place(line, column)
        found.error(f"catalogue-{rule}", place, message, remedy)
        findings.extend(found.findings)
    return document


def _read_calendars(folder: Path, findings: list[Finding]) -> CalendarsDocument | None:
    calendars: dict[str, CalendarDocument] = {}
    files = sorted((folder / CALENDARS).glob("*.yaml"))
    if not files:
        findings.extend(_nothing_in(CALENDARS, "yaml"))
    for path in files:
        file = path.relative_to(folder).as_posix()
        loaded = load(CalendarDocument, folder, file)
        findings.extend(loaded.findings)
        if loaded.document is None:
            continue
        findings.extend(_calendar_findings(loaded, loaded.document, calendars))
        calendars.setdefault(loaded.document.calendar, loaded.document)
    return CalendarsDocument(calendars=calendars) if calendars else None


def _read_meetings(
    folder: Path, findings: list[Finding]
) -> list[Loaded[MeetingDocument]]:
    """Every meeting that can be read; a city may have none."""
    files = sorted((folder / MEETINGS).glob("*.yaml"))
    read = [load(MeetingDocument, folder, f"{MEETINGS}/{path.name}") for path in files]
    for each in read:
        findings.extend(each.findings)
    return [each for each in read if each.document is not None]


def _meetings_of(read: list[Loaded[MeetingDocument]]) -> MeetingsDocument:
    named = {each.document.meeting: each.document for each in read if each.document}
    return MeetingsDocument(meetings=named)


def _meeting_findings(
    documents: CityDocuments, read: list[Loaded[MeetingDocument]]
) -> Iterator[Finding]:
    organisation = build_organisation(documents.places, documents.organisation)
    earlier: set[str] = set()
    for loaded in read:
        document = loaded.document
        if document is None:
            continue
        found = Collector(file=loaded.file)
        if document.meeting in earlier:
            message = f"there is another meeting {document.meeting}"
            place, remedy = loaded.place(("meeting",)), "give it a name of its own"
            found.error("meeting-duplicate", place, message, remedy)
        earlier.add(document.meeting)
        calendars = documents.calendars.calendars
        for fault in meeting_faults(document, organisation, calendars):
            place = loaded.place(fault.steps)
            found.error(fault.rule, place, fault.message, fault.remedy)
        yield from found.findings


def _calendar_findings(
    loaded: Loaded[CalendarDocument],
    document: CalendarDocument,
    earlier: Mapping[str, CalendarDocument],
) -> list[Finding]:
    found = Collector(file=loaded.file)
    name = loaded.place(("calendar",))
    if document.calendar in earlier:
        message = f"there is another calendar {document.calendar}"
        found.error("calendar-duplicate", name, message, "give it a name of its own")
    faults = day_faults(document)
    for steps, message in faults:
        place = loaded.place(steps)
        found.error("calendar-bad-days", place, message.rstrip("."), "correct the day")
    for year in sorted({*document.holidays, *document.make_up}):
        if year not in document.published:
            place = loaded.place(("published",))
            message = f"{year} has holidays, but does not count as published"
            remedy = "add it, or what falls due in it stays provisional"
            found.warning("calendar-not-published", place, message, remedy)
    for year in sorted(document.notices):
        if year not in document.published:
            place = loaded.place(("notices", year))
            message = f"there is a notice for {year}, which does not count as published"
            remedy = "add the year to published, or take the notice away"
            found.error("calendar-notice-alone", place, message, remedy)
    for problem in [] if faults else calendar_problems(document):
        rule = f"calendar-{problem.code.replace('_', '-')}"
        report = found.error if problem.severity is Severity.ERROR else found.warning
        place = loaded.place(steps_to(document, problem.spot))
        report(rule, place, problem.message.rstrip("."), "")
    return found.findings


def _organisation_findings(places: _Places, staff: _Staff) -> Iterator[Finding]:
    for fault in organisation_faults(places.document, staff.document):
        match fault.subject:
            case Subject.PLACE:
                file = PLACES
                line = places.lines.get(str(fault.steps[0]), 1)
                place = places.table.place(line, "code")
            case Subject.DEPARTMENT:
                file, place = DEPARTMENTS, staff.departments.place(fault.steps)
            case Subject.POWER:
                file, place = POSTS, staff.posts.place(fault.steps)
            case _:
                file, place = PEOPLE, staff.people.place(fault.steps)
        found = Collector(file=file)
        found.error(fault.rule, place, fault.message, fault.remedy)
        yield from found.findings


def _responsibility_findings(
    documents: CityDocuments, loaded: Loaded[ResponsibilitiesDocument]
) -> list[Finding]:
    found = Collector(file=RESPONSIBILITIES)
    organisation = build_organisation(documents.places, documents.organisation)
    catalogue = build_catalogue(documents.catalogue)
    faults = responsibility_faults(documents.responsibilities, organisation, catalogue)
    for fault in faults:
        place = loaded.place(fault.steps)
        found.error(fault.rule, place, fault.message, fault.remedy)
    return found.findings


def _nothing_in(folder: str, ending: str) -> list[Finding]:
    found = Collector(file=folder)
    message = f"there is no file *.{ending} in this folder"
    found.error("unreadable-file", START, message, "add at least one")
    return found.findings
