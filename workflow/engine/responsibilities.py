"""The verbs of who answers for what: list the rules, explain, settle, retire."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from workflow.domain.catalogue import (
    Lead,
    Precedent,
    Responsibility,
    RuleSource,
    RulingScope,
)
from workflow.domain.city import City
from workflow.domain.organisation import Organisation, Power
from workflow.domain.powers import against
from workflow.domain.precedence import Matter, Standing, standings
from workflow.domain.precedents import (
    against_making,
    against_matter,
    against_retiring,
    next_number,
)
from workflow.engine.results import Refused
from workflow.engine.runtime import Runtime
from workflow.store import precedents, reference


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedRules:
    """Which rules a list shows; what is empty says nothing.

    At a `place` those that speak about it, `expiring` in so many days those that end
    or are to be reviewed. Without `ended` only what is in force today.
    """

    category: str = ""
    place: str = ""
    department: str = ""
    source: RuleSource | None = None
    expiring: int | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Rules of a list with the precedents behind some, by key, and their city."""

    rules: tuple[Responsibility, ...]
    city: City
    today: date

    def precedent(self, rule: Responsibility) -> Precedent | None:
        """The precedent that a rule comes from, or None where it stands in the list."""
        return self.city.responsibilities.precedent(rule.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Which rules speak about a matter, the first in rank first, or why none can."""

    matter: Matter
    standings: tuple[Standing, ...]
    city: City


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A precedent that somebody wants to make without a dispute."""

    category: str
    condition: str
    place: str
    scope: RulingScope
    lead: Lead
    assisting: tuple[Lead, ...]
    reason: str
    basis: str
    expires: date | None = None
    review_on: date | None = None


def list_rules(runtime: Runtime, wanted: WantedRules) -> Rules:
    """The rules of the responsibility list and the precedents that are wanted."""
    with runtime.database.reading() as connection:
        city = runtime.city(connection)
    today = today_in(city, runtime)
    known = city.responsibilities
    every = known.every
    if wanted.ended:
        gone = (each.rule for each in known.precedents if each.is_retired)
        every = (*every, *gone)
    found = tuple(rule for rule in every if _is_wanted(rule, wanted, city, today))
    return Rules(rules=found, city=city, today=today)


def explain(
    runtime: Runtime, category: str, condition: str, place: str, on: date | None
) -> Explained | Refused:
    """Which rule would give such a case to whom, and which rules it would shadow."""
    with runtime.database.reading() as connection:
        city = runtime.city(connection)
    unknown = against_matter(category, condition, place, city)
    if unknown:
        return Refused(blockers=tuple(unknown))
    matter = Matter(
        category=category,
        condition=condition,
        place=place,
        on=on or today_in(city, runtime),
    )
    found = standings(matter, city.responsibilities, city.organisation)
    return Explained(matter=matter, standings=tuple(found), city=city)


def propose(runtime: Runtime, proposal: Proposal, actor: str) -> Precedent | Refused:
    """Make a precedent without a dispute, or say every reason against it.

    It takes a power that is tied to posts. From the next case on it is followed.
    """
    with runtime.database.writing() as connection:
        reference.lock(connection)
        city, now = runtime.city(connection), runtime.now()
        made = Precedent(
            number=next_number(city),
            category=proposal.category,
            condition=proposal.condition,
            place=proposal.place,
            scope=proposal.scope,
            lead=proposal.lead,
            assisting=proposal.assisting,
            reason=proposal.reason,
            basis=proposal.basis,
            case=0,
            dispute=0,
            ruled_by=actor,
            made_at=now,
            made_on=today_in(city, runtime),
            expires=proposal.expires,
            review_on=proposal.review_on,
        )
        blockers = against(actor, Power.SETTLE, city, now) + against_making(made, city)
        if blockers:
            return Refused(blockers=tuple(blockers))
        precedents.add(connection, [made])
        connection.commit()
    return made


def retire(
    runtime: Runtime, number: int, reason: str, actor: str
) -> Precedent | Refused:
    """Take a precedent out of force for a reason, or say every reason against it.

    It takes the same power; the precedent stays on record.
    """
    with runtime.database.writing() as connection:
        reference.lock(connection)
        city, now = runtime.city(connection), runtime.now()
        blockers = [
            *against(actor, Power.SETTLE, city, now),
            *against_retiring(number, reason, city),
        ]
        if blockers:
            return Refused(blockers=tuple(blockers))
        made = city.responsibilities.precedents
        known = next(each for each in made if each.number == number)
        retired = replace(
            known, retired_at=now, retired_by=actor, retired_reason=reason.strip()
        )
        precedents.retire(connection, retired)
        connection.commit()
    return retired


def today_in(city: City, runtime: Runtime) -> date:
    """The local day, by which rules are in force."""
    calendar = next(iter(city.calendars.values()))
    return calendar.local(runtime.now()).date()


def _is_wanted(
    rule: Responsibility, wanted: WantedRules, city: City, today: date
) -> bool:
    made = city.responsibilities.precedent(rule.key)
    stands = rule.covers(today) and not (made is not None and made.is_retired)
    return (
        (wanted.ended or stands)
        and wanted.category in ("", rule.category)
        and wanted.source in (None, rule.source)
        and (not wanted.place or _speaks_of(rule, wanted.place, city.organisation))
        and (
            not wanted.department or _names(rule, wanted.department, city.organisation)
        )
        and (wanted.expiring is None or _ends_in(rule, made, wanted.expiring, today))
    )


def _speaks_of(rule: Responsibility, place: str, organisation: Organisation) -> bool:
    if rule.exact or place not in organisation.places:
        return rule.place == place
    return rule.place in organisation.path(place)


def _names(rule: Responsibility, key: str, organisation: Organisation) -> bool:
    """Whether a rule names a department, as itself or as one of a kind there."""
    known = organisation.departments.get(key)
    for lead in (rule.lead, *rule.assisting):
        if lead.department == key:
            return True
        if known is None or lead.kind != known.kind:
            continue
        nearest = organisation.nearest(lead.kind, rule.place)
        serves = known.serves in organisation.places
        if nearest == known or (
            serves and rule.place in organisation.path(known.serves)
        ):
            return True
    return False


def _ends_in(
    rule: Responsibility, made: Precedent | None, days: int, today: date
) -> bool:
    last = today + timedelta(days=days)
    if made is not None:
        return made.next_look <= last
    return rule.until is not None and rule.until <= last
