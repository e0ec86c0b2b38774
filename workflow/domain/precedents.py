"""Precedents in the making: every reason against one, and how history tells it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from workflow.domain import precedence
from workflow.domain.blockers import Blocker, BlockerCode, blocker
from workflow.domain.case import Json, number_text
from workflow.domain.catalogue import (
    Lead,
    Precedent,
    Preference,
    Responsibility,
    RulingScope,
    parse_lead,
)
from workflow.domain.city import City
from workflow.domain.effects import instant_from, instant_text
from workflow.domain.organisation import Organisation
from workflow.domain.precedence import Matter, open_department


def next_number(city: City) -> int:
    """The number that the next precedent gets."""
    made = city.responsibilities.precedents
    return 1 + max((each.number for each in made), default=0)


def against_making(new: Precedent, city: City) -> list[Blocker]:
    """Every reason why a precedent cannot be made; none if it can.

    What a definition, a date or a name has wrong comes first. Whether it fits with
    the other precedents is asked only of one that speaks about something.
    """
    found = [*_against_subject(new, city), *_against_words(new), *_against_dates(new)]
    if new.place not in city.organisation.places:
        return found
    found += _against_departments(new, city.organisation)
    made = city.responsibilities.precedents
    found += [_conflict(new, other) for other in conflicts(new, made, city)]
    circle = taken_away_by(new, city)
    if circle is not None:
        found.append(_circle(new, circle))
    return found


def against_retiring(number: int, reason: str, city: City) -> list[Blocker]:
    """Every reason why a precedent cannot be retired; none if it can."""
    made = {each.number: each for each in city.responsibilities.precedents}
    found = [] if reason.strip() else [_missing("reason", "理由")]
    known = made.get(number)
    if known is None:
        found.append(blocker(BlockerCode.NO_SUCH_PRECEDENT, precedent=number))
    elif known.is_retired:
        found.append(
            blocker(
                BlockerCode.PRECEDENT_RETIRED,
                precedent=number,
                by=known.retired_by,
                reason=known.retired_reason,
            )
        )
    return found


def conflicts(
    new: Precedent, existing: Iterable[Precedent], city: City
) -> list[Precedent]:
    """Those that name another lead and would stand level with a new precedent.

    Level means that no preference of the city tells the two apart in a case about
    which both speak. A narrower place, a condition or a newer date tells them apart,
    so that an overlap alone is no conflict.
    """
    return [
        other
        for other in existing
        if not other.is_retired
        and _overlap(new.rule, other.rule, city.organisation)
        and _level(new.rule, other.rule, city.responsibilities.prefer)
        and not _same_lead(new, other, city.organisation)
    ]


def taken_away_by(new: Precedent, city: City) -> Precedent | None:
    """The standing precedent that took away what a new one would give back, or None.

    This is what a circle is: of precedents about the same category, condition, place
    and scope, a new one names the department that had the duty before a standing one,
    by the list or by a precedent, and lost it by that. Going back is done by retiring
    the standing one. The last that took it away is told.
    """
    organisation = city.organisation
    standing = sorted(
        (
            each
            for each in city.responsibilities.precedents
            if each.subject == new.subject and each.stands(new.made_on)
        ),
        key=lambda each: (each.made_on, each.number),
    )

    def department(lead: Lead) -> str:
        return open_department(lead, new.place, new.made_on, organisation)

    had = [_before(new, standing, city), *(department(each.lead) for each in standing)]
    lead = department(new.lead)
    if not lead or lead == had[-1] or lead not in had:
        return None
    last = max(place for place, each in enumerate(had) if each == lead)
    return standing[last]


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


def _against_subject(new: Precedent, city: City) -> Iterator[Blocker]:
    category = city.catalogue.categories.get(new.category)
    if category is None:
        yield blocker(BlockerCode.NO_SUCH_CATEGORY, category=new.category)
    elif new.condition and new.condition not in category.conditions:
        yield blocker(
            BlockerCode.NO_SUCH_CONDITION,
            category=new.category,
            condition=new.condition,
            known=", ".join(category.conditions) or "-",
        )
    if new.place not in city.organisation.places:
        yield blocker(BlockerCode.NO_SUCH_PLACE, place=new.place)


def _against_words(new: Precedent) -> Iterator[Blocker]:
    if not new.reason.strip():
        yield _missing("reason", "理由")
    if not new.basis.strip():
        yield _missing("basis", "依据")


def _missing(field: str, title: str) -> Blocker:
    return blocker(BlockerCode.MISSING_FIELD, field=field, title_zh=title)


def _against_dates(new: Precedent) -> Iterator[Blocker]:
    made_on, expires, review_on = new.made_on, new.expires, new.review_on
    if expires is not None and expires < made_on:
        yield blocker(
            BlockerCode.EXPIRED_ALREADY,
            expires=expires.isoformat(),
            today=made_on.isoformat(),
        )
    if review_on is None:
        return
    if review_on < made_on or (expires is not None and review_on > expires):
        yield blocker(
            BlockerCode.REVIEW_MISPLACED,
            review_on=review_on.isoformat(),
            today=made_on.isoformat(),
            expires=expires.isoformat() if expires else "-",
        )


def _against_departments(
    new: Precedent, organisation: Organisation
) -> Iterator[Blocker]:
    def department(each: Lead) -> str:
        return open_department(each, new.place, new.made_on, organisation)

    for each in (new.lead, *new.assisting):
        if not department(each):
            yield blocker(BlockerCode.DEPARTMENT_NOT_OPEN, unit=each.text)
    lead = department(new.lead)
    if lead and any(department(each) == lead for each in new.assisting):
        yield blocker(BlockerCode.LEAD_ASSISTS, unit=lead)


def _overlap(
    one: Responsibility, other: Responsibility, organisation: Organisation
) -> bool:
    """Whether there is a case about which both rules speak."""
    return (
        one.category == other.category
        and (one.condition is None or other.condition in (None, one.condition))
        and max(one.since, other.since)
        <= min(one.until or date.max, other.until or date.max)
        and (_reaches(one, other, organisation) or _reaches(other, one, organisation))
    )


def _reaches(
    one: Responsibility, other: Responsibility, organisation: Organisation
) -> bool:
    """Whether a rule speaks about the place of another."""
    if one.exact or other.place not in organisation.places:
        return one.place == other.place
    return one.place in organisation.path(other.place)


def _level(
    one: Responsibility, other: Responsibility, prefer: tuple[Preference, ...]
) -> bool:
    """Whether no preference tells two rulings apart where both speak."""
    tells = {
        Preference.NARROWER_PLACE: (one.place, one.exact) != (other.place, other.exact),
        Preference.CONDITION: (one.condition is None) is not (other.condition is None),
        Preference.RULING: False,
        Preference.NEWEST: one.made_on != other.made_on,
    }
    return not any(tells[each] for each in prefer)


def _same_lead(new: Precedent, other: Precedent, organisation: Organisation) -> bool:
    """Whether two precedents come to the same department.

    The nearest of a kind differs from place to place, so one that reaches below is
    the same only if it is worded the same.
    """
    if new.lead == other.lead or new.place != other.place:
        return new.lead == other.lead
    named = RulingScope.PLACE in (new.scope, other.scope)
    if not named and (new.lead.kind or other.lead.kind):
        return False
    found = [
        open_department(each.lead, new.place, new.made_on, organisation)
        for each in (new, other)
    ]
    return found[0] == found[1] != ""


def _before(new: Precedent, standing: list[Precedent], city: City) -> str:
    """Who would have the duty if there were no precedent about just this."""
    matter = Matter(
        category=new.category,
        condition=new.condition,
        place=new.place,
        on=new.made_on,
    )
    organisation, rules = city.organisation, city.responsibilities
    left_out = {each.key for each in standing}
    others = [
        rule
        for rule in precedence.applying(matter, rules, organisation)
        if rule.key not in left_out
    ]
    found = precedence.winner(
        precedence.ranked(others, new.place, rules.prefer, organisation)
    )
    if found is None:
        return ""
    return open_department(found.lead, new.place, new.made_on, organisation)


def _conflict(new: Precedent, other: Precedent) -> Blocker:
    return blocker(
        BlockerCode.PRECEDENT_CONFLICTS, lead=new.lead.text, **_told(new, other)
    )


def _circle(new: Precedent, other: Precedent) -> Blocker:
    return blocker(
        BlockerCode.PRECEDENT_CIRCULAR, lead=new.lead.text, **_told(new, other)
    )


def _told(new: Precedent, other: Precedent) -> dict[str, str | int]:
    """What the sentences about another precedent name."""
    return {
        "precedent": other.number,
        "case": number_text(other.case) if other.case else "-",
        "made_on": other.made_on.isoformat(),
        "place": other.place,
        "category": new.category,
        "other_lead": other.lead.text,
    }
