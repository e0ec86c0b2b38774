"""What one process holds: the database, the files, the clock and what it has read."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from workflow.authoring.city.reference import build_city, documents_from_json
from workflow.authoring.flow.canonical import definition_from_canonical
from workflow.domain.case import Case
from workflow.domain.catalogue import Precedent
from workflow.domain.city import City
from workflow.domain.context import Context, context_at
from workflow.domain.machine import Workflow, ready
from workflow.errors import (
    UnknownCalendarError,
    UnknownWorkflowError,
    UnreadableDefinitionError,
)
from workflow.now import Now, now
from workflow.settings import Settings
from workflow.store import definitions, precedents, reference
from workflow.store.attachments import FileStore
from workflow.store.database import Database, Reading, open_database

_CITIES_KEPT = 2
"""The current snapshot and the one before it, for steps that are under way."""


class Runtime:
    """The engine's hands: where it reads, writes and looks at the clock.

    Definitions are immutable, so they are kept for good once read; the city is
    kept by its revision, which every read of a case tells again.
    """

    def __init__(self, *, database: Database, files: FileStore, now: Now) -> None:
        self.database = database
        self.files = files
        self.now = now
        self._workflows: dict[str, Workflow] = {}
        self._cities: dict[int, City] = {}
        self._imported: tuple[Mapping[str, str], City] | None = None

    def workflow(self, reading: Reading, digest: str) -> Workflow:
        """The workflow that a case is pinned to.

        Raises:
            UnknownWorkflowError: it is not in this database.
            UnreadableDefinitionError: it is there, but it was altered.
        """
        known = self._workflows.get(digest)
        if known is None:
            text = definitions.document(reading, digest)
            if text is None:
                raise UnknownWorkflowError(workflow=digest)
            definition = definition_from_canonical(text)
            if definition.digest != digest:
                problem = "its content is not what was published"
                raise UnreadableDefinitionError(digest=digest, problem=problem)
            known = self._workflows[digest] = ready(definition)
        return known

    def workflow_named(self, reading: Reading, name: str) -> Workflow:
        """The newest published workflow of this name.

        Raises:
            UnknownWorkflowError: there is none.
        """
        digest = definitions.newest(reading, name)
        if digest is None:
            raise UnknownWorkflowError(workflow=name)
        return self.workflow(reading, digest)

    def city(self, reading: Reading, revision: int | None = None) -> City:
        """The reference data as it is now, or as a case that was read said it is."""
        newest = reference.newest(reading) if revision is None else revision
        known = self._cities.get(newest)
        if known is None:
            # Rulings come after the revision: one made in between is then known too
            # early, never too late.
            newest, texts = reference.current(reading)
            made = tuple(precedents.every(reading))
            known = _with_precedents(self._built(texts), newest, made)
            while len(self._cities) >= _CITIES_KEPT:
                del self._cities[min(self._cities)]
            self._cities[newest] = known
        return known

    def _built(self, texts: Mapping[str, str]) -> City:
        """The city of the imported documents; a ruling alone builds nothing anew."""
        imported = {kind: texts[kind] for kind in texts if kind != precedents.KIND}
        if self._imported is None or self._imported[0] != imported:
            city = build_city(documents_from_json(imported), revision=0)
            self._imported = (imported, city)
        return self._imported[1]

    def context(self, reading: Reading, case: Case, revision: int) -> Context:
        """What a decision on this case is made in, at this instant.

        On a machine whose clock is behind, it is the instant at which the case was
        changed last, because history never runs backwards.

        Raises:
            UnknownCalendarError: the city lacks the calendar of the workflow.
        """
        workflow = self.workflow(reading, case.definition)
        city = self.city(reading, revision)
        return self._context(workflow, city, max(self.now(), case.changed_at))

    def context_of(self, workflow: Workflow, city: City) -> Context:
        """What a decision under this workflow is made in, at this instant."""
        return self._context(workflow, city, self.now())

    def _context(self, workflow: Workflow, city: City, at: datetime) -> Context:
        name = workflow.definition.calendar
        if name not in city.calendars:
            known = ", ".join(city.calendars)
            raise UnknownCalendarError(calendar=name, known=known)
        return context_at(workflow, city, at)


def _with_precedents(city: City, revision: int, made: tuple[Precedent, ...]) -> City:
    rules = replace(city.responsibilities, precedents=made)
    return replace(city, revision=revision, responsibilities=rules)


@contextmanager
def open_runtime(settings: Settings, clock: Now = now) -> Iterator[Runtime]:
    """The engine on the database of these settings, closed at the end of the block.

    Raises:
        DatabaseError: it is missing, older, newer or out of reach.
    """
    database = open_database(settings.database)
    files = FileStore(settings.files_folder)
    try:
        yield Runtime(database=database, files=files, now=clock)
    finally:
        database.close()
