"""The verb of the beginning: a database with its schema, workflows and city."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from workflow.authoring.city.folder import read_city
from workflow.authoring.city.reference import build_city, documents_to_json
from workflow.authoring.flow.checks import NOTHING_KNOWN, known_of
from workflow.authoring.flow.load import load
from workflow.authoring.text.findings import Finding, has_errors, in_order, line_of
from workflow.engine.calendars import with_imported_years
from workflow.errors import DefinitionsRefusedError
from workflow.now import Now
from workflow.store import definitions, reference
from workflow.store.database import Connection, open_database
from workflow.store.definitions import DefinitionStatus, Publication
from workflow.store.migrate import upgrade


@dataclass(frozen=True, slots=True, kw_only=True)
class Initialised:
    """What was new: workflows by name, kinds of reference data, and the findings."""

    published: tuple[str, ...]
    imported: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Content:
    """What a folder of definitions holds, in canonical form."""

    workflows: Mapping[str, tuple[str, str]]
    reference: Mapping[str, str]
    findings: tuple[Finding, ...]


def initialise(address: str, folder: Path, actor: str, now: Now) -> Initialised:
    """Create the schema or bring it up to date, and take over a folder.

    Everything is checked before anything is written. What is there already, known
    by its digest, is left alone, so a repeat changes nothing.

    Raises:
        DefinitionsRefusedError: the folder has errors; nothing was changed.
        DatabaseError: the database cannot be used.
    """
    content = _read(folder)
    database = open_database(address, must_exist=False)
    try:
        upgrade(database)
        with database.writing() as connection:
            published = _publish(connection, content, actor, now)
            texts = with_imported_years(connection, content.reference)
            imported = reference.add(connection, texts, at=now(), by=actor)
            connection.commit()
    finally:
        database.close()
    return Initialised(
        published=published, imported=tuple(imported), findings=content.findings
    )


def _read(folder: Path) -> _Content:
    documents, city_findings = read_city(folder)
    city = build_city(documents, revision=0) if documents else None
    loaded = load(folder, known_of(city) if city else NOTHING_KNOWN)
    findings = in_order([*city_findings, *loaded.findings])
    if documents is None or has_errors(findings):
        lines = tuple(line_of(finding) for finding in findings)
        raise DefinitionsRefusedError(folder=str(folder), findings=lines)
    workflows = {
        name: (definition.digest, loaded.canonical[name])
        for name, definition in loaded.definitions.items()
    }
    return _Content(
        workflows=workflows,
        reference=documents_to_json(documents),
        findings=tuple(findings),
    )


def _publish(
    connection: Connection, content: _Content, actor: str, now: Now
) -> tuple[str, ...]:
    """Publish what is not the newest of its name already."""
    published = []
    for name, (digest, document) in content.workflows.items():
        if definitions.newest(connection, name) == digest:
            continue
        publication = Publication(
            digest=digest,
            name=name,
            status=DefinitionStatus.PUBLISHED,
            published_at=now(),
            published_by=actor,
            reason="init",
        )
        definitions.publish(connection, publication, document)
        published.append(name)
    return tuple(published)
