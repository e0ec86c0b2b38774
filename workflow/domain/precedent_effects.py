"""A precedent as JSON, as history and the revisions of the city keep it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from workflow.domain.case import Json
from workflow.domain.catalogue import Precedent, RulingScope, parse_lead
from workflow.domain.effects import instant_from, instant_text


def precedent_json(precedent: Precedent) -> dict[str, Json]:
    """A whole precedent as JSON, as history keeps it under `precedents`."""
    found: dict[str, Json] = {
        "number": precedent.number,
        "category": precedent.category,
        "condition": precedent.condition,
        "place": precedent.place,
        "scope": precedent.scope.value,
        "lead": precedent.lead.text,
        "assisting": [each.text for each in precedent.assisting],
        "reason": precedent.reason,
        "basis": precedent.basis,
        "case": precedent.case,
        "dispute": precedent.dispute,
        "ruled_by": precedent.ruled_by,
        "made_at": instant_text(precedent.made_at),
        "made_on": precedent.made_on.isoformat(),
        "expires": _day_text(precedent.expires),
        "review_on": _day_text(precedent.review_on),
    }
    if precedent.retired_at is None:
        return found
    return {
        **found,
        "retired_at": instant_text(precedent.retired_at),
        "retired_by": precedent.retired_by,
        "retired_reason": precedent.retired_reason,
    }


def precedent_from(document: Mapping[str, Any]) -> Precedent:
    """The way back from `precedent_json`."""
    retired_at = document.get("retired_at")
    return Precedent(
        number=document["number"],
        category=document["category"],
        condition=document["condition"],
        place=document["place"],
        scope=RulingScope(document["scope"]),
        lead=parse_lead(document["lead"]),
        assisting=tuple(parse_lead(each) for each in document["assisting"]),
        reason=document["reason"],
        basis=document["basis"],
        case=document["case"],
        dispute=document["dispute"],
        ruled_by=document["ruled_by"],
        made_at=instant_from(document["made_at"]),
        made_on=date.fromisoformat(document["made_on"]),
        expires=_day_from(document["expires"]),
        review_on=_day_from(document["review_on"]),
        retired_at=None if retired_at is None else instant_from(retired_at),
        retired_by=document.get("retired_by", ""),
        retired_reason=document.get("retired_reason", ""),
    )


def _day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day_from(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
