"""A city's reference data: one document per kind, its JSON, and what it builds."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from workflow.authoring.city.calendars import CalendarsDocument, build_calendars
from workflow.authoring.city.catalogue import CatalogueDocument, build_catalogue
from workflow.authoring.city.meetings import MeetingsDocument, build_meetings
from workflow.authoring.city.organisation import build_organisation
from workflow.authoring.city.organisation_documents import (
    OrganisationDocument,
    PlacesDocument,
)
from workflow.authoring.city.responsibilities import (
    ResponsibilitiesDocument,
    build_responsibilities,
)
from workflow.authoring.city.shape import Document
from workflow.domain.city import City

_Kind = TypeVar("_Kind", bound=Document)


@dataclass(frozen=True, slots=True, kw_only=True)
class CityDocuments:
    """The reference data of a city, one document per kind."""

    places: PlacesDocument
    organisation: OrganisationDocument
    responsibilities: ResponsibilitiesDocument
    catalogue: CatalogueDocument
    calendars: CalendarsDocument
    meetings: MeetingsDocument


KINDS: Mapping[str, type[Document]] = {
    "places": PlacesDocument,
    "organisation": OrganisationDocument,
    "responsibilities": ResponsibilitiesDocument,
    "catalogue": CatalogueDocument,
    "calendars": CalendarsDocument,
    "meetings": MeetingsDocument,
}
"""The kinds of reference data that are stored, and their documents."""


def to_json(document: Document) -> str:
    """The canonical JSON of a document: sorted keys, no spaces, nothing escaped."""
    values = document.model_dump(mode="json", by_alias=True)
    return json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def from_json(model: type[_Kind], text: str) -> _Kind:
    """The document of a JSON that `to_json` wrote.

    Raises:
        ValueError: the text is not such a document.
    """
    return model.model_validate_json(text)


def documents_from_json(texts: Mapping[str, str]) -> CityDocuments:
    """All documents of a city from their JSON by kind.

    Raises:
        KeyError: a kind is missing.
        ValueError: a text is not the document of its kind.
    """
    return CityDocuments(
        places=from_json(PlacesDocument, texts["places"]),
        organisation=from_json(OrganisationDocument, texts["organisation"]),
        responsibilities=from_json(ResponsibilitiesDocument, texts["responsibilities"]),
        catalogue=from_json(CatalogueDocument, texts["catalogue"]),
        calendars=from_json(CalendarsDocument, texts["calendars"]),
        # A city that was stored before there were meetings has none.
        meetings=from_json(MeetingsDocument, texts.get("meetings", "{}")),
    )


def documents_to_json(documents: CityDocuments) -> dict[str, str]:
    """The canonical JSON of every document by its kind."""
    return {kind: to_json(getattr(documents, kind)) for kind in KINDS}


def build_city(documents: CityDocuments, revision: int) -> City:
    """The snapshot of a city that decisions are made in."""
    return City(
        revision=revision,
        organisation=build_organisation(documents.places, documents.organisation),
        responsibilities=build_responsibilities(documents.responsibilities),
        catalogue=build_catalogue(documents.catalogue),
        calendars=build_calendars(documents.calendars),
        meetings=build_meetings(documents.meetings),
    )
