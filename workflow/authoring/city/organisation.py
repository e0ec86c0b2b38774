"""Builds and checks an organisation from its documents."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from workflow.authoring.city.organisation_documents import (
    HoldingDocument,
    OrganisationDocument,
    PatternDocument,
    PersonDocument,
    PlacesDocument,
)
from workflow.authoring.city.ranges import date_range
from workflow.authoring.city.units import Units, parse_units
from workflow.authoring.text.tree import Step
from workflow.domain.organisation import (
    Department,
    Holding,
    Level,
    Organisation,
    Person,
    Place,
    Post,
    Problem,
    Subject,
    problems,
    roster_problems,
)
from workflow.domain.words import Title

Steps = tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something wrong with the parts of an organisation: about whom, and where."""

    subject: Subject
    rule: str
    steps: Steps
    message: str
    remedy: str


@dataclass(slots=True, kw_only=True)
class Expansion:
    """All departments and holdings written out, each with where it comes from."""

    departments: dict[str, Department] = field(default_factory=dict)
    department_steps: dict[str, Steps] = field(default_factory=dict)
    holdings: list[Holding] = field(default_factory=list)
    holding_steps: dict[Holding, Steps] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, rule: str, steps: Steps, message: str, remedy: str) -> None:
        """Remember something wrong in a pattern or in what a person holds."""
        of_people = steps[0] == "people"
        self.faults.append(
            Fault(
                subject=Subject.HOLDING if of_people else Subject.DEPARTMENT,
                rule=rule,
                steps=steps,
                message=message,
                remedy=remedy,
            )
        )


def build_organisation(
    places: PlacesDocument, document: OrganisationDocument
) -> Organisation:
    """The organisation of two documents; faulty parts of them are left out."""
    return _built(places, document, expand(places, document))


def expand(places: PlacesDocument, document: OrganisationDocument) -> Expansion:
    """Write out patterns of departments and posts that are held in every unit.

    Everything is taken in the order of its key, so that a document that was stored
    and read back builds the same organisation.
    """
    tree = Organisation(places=_places(places))
    expansion = Expansion()
    for key, department in sorted(document.departments.items()):
        expansion.department_steps[key] = ("departments", key)
        expansion.departments[key] = Department(
            key=key,
            title=department.title.build(),
            kind=department.kind,
            serves=department.serves,
            parent=department.parent,
            closed_on=department.closed_on,
        )
    for number, pattern in enumerate(document.patterns):
        _write_out(pattern, ("patterns", number), tree, expansion)
    for key, person in sorted(document.people.items()):
        for number, holding in enumerate(person.holds):
            steps = ("people", key, "holds", number)
            _hold(key, holding, steps, (tree, expansion))
    return expansion


def organisation_faults(
    places: PlacesDocument, document: OrganisationDocument
) -> list[Fault]:
    """Everything that is wrong with an organisation whose documents have their shape.

    The steps of a fault about a place are the code of the place; all others lead
    through the file of their subject.
    """
    expansion = expand(places, document)
    organisation = _built(places, document, expansion)
    found = problems(organisation, grid_digits=_digits(places))
    return [
        *expansion.faults,
        *(
            Fault(
                subject=problem.subject,
                rule=f"organisation-{problem.code.replace('_', '-')}",
                steps=_steps_of(problem, expansion),
                message=problem.message,
                remedy=problem.remedy,
            )
            for problem in (*found, *roster_problems(organisation))
        ),
    ]


def _digits(places: PlacesDocument) -> frozenset[int]:
    return frozenset(int(length) for length in places.grid_digits)


def _steps_of(problem: Problem, expansion: Expansion) -> Steps:
    if problem.holding is not None:
        return expansion.holding_steps.get(problem.holding, ("people", problem.key))
    match problem.subject:
        case Subject.DEPARTMENT:
            return expansion.department_steps.get(problem.key, ())
        case Subject.ROSTER:
            return ("rosters", int(problem.key), *problem.part)
        case Subject.PERSON:
            return ("people", problem.key, "away")
        case _:
            above = ("powers",) if problem.subject is Subject.POWER else ()
            return (*above, problem.key)


def _built(
    places: PlacesDocument, document: OrganisationDocument, expansion: Expansion
) -> Organisation:
    return Organisation(
        places=_places(places),
        departments=expansion.departments,
        posts={
            key: Post(key=key, title=title.build())
            for key, title in sorted(document.posts.items())
        },
        people={
            key: _person(key, person) for key, person in sorted(document.people.items())
        },
        holdings=tuple(expansion.holdings),
        powers={
            power: tuple(desks) for power, desks in document.powers.desks().items()
        },
        rosters=tuple(roster.build() for roster in document.rosters),
    )


def _places(document: PlacesDocument) -> dict[str, Place]:
    return {row.code: row.build() for row in document.places}


def _person(key: str, document: PersonDocument) -> Person:
    return Person(
        key=key,
        name=document.name,
        language=document.language,
        addresses=dict(document.addresses),
        away=tuple(date_range(text) for text in document.away),
    )


def _write_out(
    pattern: PatternDocument, steps: Steps, tree: Organisation, expansion: Expansion
) -> None:
    """Add the departments of a pattern, one for each place of its level."""
    for code in pattern.but:
        if code not in tree.places:
            message = f"{code} is no place of this city"
            where = (*steps, "but")
            expansion.fault(
                "organisation-unknown-place", where, message, "take it away"
            )
    meant = (place for place in tree.places.values() if place.level is pattern.for_each)
    for place in meant:
        if place.code in pattern.but:
            continue
        department = _from_pattern(pattern, place, tree)
        if department is None:
            message = f"a placeholder names a level that is not above {place.code}"
            remedy = f"write {{{pattern.for_each}}} or a level above it"
            expansion.fault("organisation-no-such-level", steps, message, remedy)
            return
        if department.key in expansion.departments:
            message = f"there is a department {department.key} already"
            remedy = f"write {{{pattern.for_each}}} in the key, or leave a place out"
            expansion.fault("organisation-duplicate-key", steps, message, remedy)
            continue
        expansion.departments[department.key] = department
        expansion.department_steps[department.key] = steps


def _from_pattern(
    pattern: PatternDocument, place: Place, tree: Organisation
) -> Department | None:
    """The pattern's department for a place; None if a placeholder has no level."""
    codes = {str(tree.places[code].level): code for code in tree.path(place.code)}
    try:
        return Department(
            key=pattern.key.format_map(codes),
            title=Title(
                zh=pattern.title.zh.format_map({**codes, "place": place.title.zh}),
                en=pattern.title.en.format_map({**codes, "place": place.title.en}),
            ),
            kind=pattern.kind,
            serves=place.code,
            parent=pattern.parent.format_map(codes) if pattern.parent else None,
        )
    except KeyError:
        return None


def _hold(
    person: str,
    document: HoldingDocument,
    steps: Steps,
    into: tuple[Organisation, Expansion],
) -> None:
    """Add a person's holding in each unit that it means."""
    tree, expansion = into
    units = parse_units(document.of)
    meant = [units.unit] if units.unit else list(_every(units, tree, expansion))
    left = [unit for unit in meant if unit not in document.but]
    if not left:
        expansion.fault(
            "organisation-no-such-unit",
            (*steps, "of"),
            f'"{document.of}" means no unit of this city',
            "name a level of places, a kind of departments, or `department`",
        )
    for unit in left:
        holding = Holding(
            person=person,
            post=document.post,
            unit=unit,
            since=document.since,
            until=document.until,
            substitute=document.substitute,
        )
        expansion.holdings.append(holding)
        expansion.holding_steps.setdefault(holding, steps)


def _every(units: Units, tree: Organisation, expansion: Expansion) -> Iterator[str]:
    if units.sort in tuple(Level):
        for place in tree.places.values():
            if place.level == units.sort and _lies_in(place.code, units, tree):
                yield place.code
        return
    for department in expansion.departments.values():
        of_sort = units.is_any_department or department.kind == units.sort
        if of_sort and _lies_in(department.serves, units, tree):
            yield department.key


def _lies_in(code: str, units: Units, tree: Organisation) -> bool:
    if not units.within:
        return True
    return code in tree.places and units.within in tree.path(code)
