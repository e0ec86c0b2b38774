"""Precedents in the making: every reason against making or retiring one."""

from collections.abc import Iterable, Iterator
from datetime import date

from workflow.domain import precedence
from workflow.domain.blockers import Blocker, BlockerCode, blocker
from workflow.domain.case import number_text
from workflow.domain.catalogue import (
    Lead,
    Precedent,
    Preference,
    Responsibility,
)
from workflow.domain.city import City
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
    found = [
        *against_matter(new.category, new.condition, new.place, city),
        *_against_words(new),
        *_against_dates(new),
    ]
    if new.place not in city.organisation.places:
        return found
    found += _against_departments(new, city.organisation)
    made = city.responsibilities.precedents
    found += [_conflict(new, other) for other in conflicts(new, made, city)]
    circle = taken_away_by(new, city)
    if circle is not None:
        found.append(_circle(new, circle))
    return found


def against_matter(
    category: str, condition: str, place: str, city: City
) -> list[Blocker]:
    """Every reason why nobody can answer for something: the city does not know it."""
    found = []
    known = city.catalogue.categories.get(category)
    if known is None:
        found.append(blocker(BlockerCode.NO_SUCH_CATEGORY, category=category))
    elif condition and condition not in known.conditions:
        found.append(
            blocker(
                BlockerCode.NO_SUCH_CONDITION,
                category=category,
                condition=condition,
                known=", ".join(known.conditions) or "-",
            )
        )
    if place not in city.organisation.places:
        found.append(blocker(BlockerCode.NO_SUCH_PLACE, place=place))
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
        and new.lead != other.lead
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
    if not others:
        return ""
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
