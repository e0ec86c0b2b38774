"""What is wrong with an organisation, said before anybody works in it."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from workflow.domain.organisation.organisation import Organisation
from workflow.domain.organisation.place_problems import place_problems
from workflow.domain.organisation.problem import Problem, Subject, about, in_a_circle
from workflow.domain.organisation.values import Department, Holding, Person

GRID_DIGITS = frozenset({15})
"""The lengths of grid codes that are accepted unless a city says otherwise."""


def problems(
    organisation: Organisation, *, grid_digits: frozenset[int] = GRID_DIGITS
) -> list[Problem]:
    """Everything that is wrong with an organisation; empty when all is well.

    `grid_digits` are the accepted lengths of grid codes: 15 (6 + 3 + 3 + 3), or also
    14 where a city keeps the older codes of CJ/T 213-2005.
    """
    return [
        *place_problems(organisation, grid_digits),
        *_department_problems(organisation),
        *_person_problems(organisation),
        *_holding_problems(organisation),
        *_power_problems(organisation),
    ]


def _department_problems(organisation: Organisation) -> Iterator[Problem]:
    serving: dict[tuple[str, str], str] = {}
    for department in organisation.departments.values():
        yield from _link_problems(department, organisation)
        if not department.is_open(None):
            continue
        first = serving.setdefault((department.kind, department.serves), department.key)
        if first != department.key:
            yield _of_department(
                department.key,
                "second_of_its_kind",
                f"{first} is of the kind {department.kind} and serves "
                f"{department.serves} too, so `nearest {department.kind}` never "
                "means this one",
                "give one of them a kind of its own",
            )
    parents = {d.key: d.parent for d in organisation.departments.values()}
    for key in in_a_circle(parents):
        yield _of_department(
            key,
            "cycle",
            "it stands below itself",
            "correct the parent of one department in this circle",
        )


def _link_problems(
    department: Department, organisation: Organisation
) -> Iterator[Problem]:
    if department.serves not in organisation.places:
        yield _of_department(
            department.key,
            "unknown_place",
            f"it serves {department.serves}, which is no place of this city",
            "give the code of a listed place",
        )
    parent = department.parent
    if parent is not None and parent not in organisation.departments:
        yield _of_department(
            department.key,
            "unknown_parent",
            f"its parent {parent} is no department",
            "list the parent too, or correct its key",
        )
    if department.key in organisation.places:
        yield _of_department(
            department.key,
            "key_is_a_place",
            f"{department.key} is the code of a place as well",
            "give the department a key of letters",
        )


def _person_problems(organisation: Organisation) -> Iterator[Problem]:
    for person in organisation.people.values():
        for first, last in person.away:
            if last < first:
                yield _of_person(person, first, last)


def _holding_problems(organisation: Organisation) -> Iterator[Problem]:
    for holding in organisation.holdings:
        for code, message, remedy in _faults(holding, organisation):
            yield _of_holding(holding, code, message, remedy)
    yield from _overlaps(organisation.holdings)


def _power_problems(organisation: Organisation) -> Iterator[Problem]:
    of_power = about(Subject.POWER)
    for power, desks in organisation.powers.items():
        for post, unit in desks:
            if post not in organisation.posts:
                wrong = f"there is no post {post}"
                yield of_power(power, "unknown_post", wrong, "list the post too")
            if not {unit} & {*organisation.departments, *organisation.places}:
                wrong = f"{unit} is neither a department nor a place"
                remedy = "give the key of a department or the code of a place"
                yield of_power(power, "unknown_unit", wrong, remedy)


def _faults(
    holding: Holding, organisation: Organisation
) -> Iterator[tuple[str, str, str]]:
    unit = holding.unit
    checks: tuple[tuple[bool, str, str, str], ...] = (
        (
            holding.person not in organisation.people,
            "unknown_person",
            f"{holding.person} is nobody's key",
            "list the person too, or correct the key",
        ),
        (
            holding.post not in organisation.posts,
            "unknown_post",
            f"there is no post {holding.post}",
            "list the post too, or correct its key",
        ),
        (
            unit not in organisation.departments and unit not in organisation.places,
            "unknown_unit",
            f"{unit} is neither a department nor a place",
            "give the key of a department or the code of a place",
        ),
        (
            holding.until is not None and holding.until < holding.since,
            "ends_early",
            f"{_what(holding)} ends on {holding.until}, before it begins",
            "put the two dates in order",
        ),
        (
            holding.substitute == holding.person,
            "own_substitute",
            f"{holding.person} is to stand in for themselves as {_what(holding)}",
            "name somebody else, or nobody",
        ),
        (
            holding.substitute is not None
            and holding.substitute not in organisation.people,
            "unknown_substitute",
            f"the substitute {holding.substitute} is nobody's key",
            "list the person too, or correct the key",
        ),
    )
    return ((code, message, remedy) for wrong, code, message, remedy in checks if wrong)


def _overlaps(holdings: Iterable[Holding]) -> Iterator[Problem]:
    """A post held twice by one person on one date: one of the two is a mistake."""
    same: dict[tuple[str, str, str], list[Holding]] = {}
    for holding in holdings:
        same.setdefault((holding.person, holding.post, holding.unit), []).append(
            holding
        )
    for held in same.values():
        held.sort(key=_start_of)
        for one, other in pairwise(held):
            if one.until is None or other.since <= one.until:
                yield _of_holding(
                    other,
                    "overlap",
                    f"{_what(other)} is held from {one.since} already",
                    "end the earlier one first",
                )


def _start_of(holding: Holding) -> date:
    return holding.since


def _what(holding: Holding) -> str:
    return f"{holding.post} of {holding.unit}"


_of_department = about(Subject.DEPARTMENT)


def _of_person(person: Person, first: date, last: date) -> Problem:
    return about(Subject.PERSON)(
        person.key,
        "absence_ends_early",
        f"an absence ends on {last}, before it begins on {first}",
        "put the two dates in order",
    )


def _of_holding(holding: Holding, code: str, message: str, remedy: str) -> Problem:
    return Problem(
        code=code,
        subject=Subject.HOLDING,
        key=holding.person,
        message=message,
        remedy=remedy,
        holding=holding,
    )
