"""What is wrong with a city's places: codes, levels, and what stands below what."""

from collections.abc import Iterable, Iterator, Mapping

from workflow.domain.organisation.organisation import Organisation
from workflow.domain.organisation.problem import Problem, Subject, about, in_a_circle
from workflow.domain.organisation.values import Level, Place

_DIGITS: Mapping[Level, frozenset[int]] = {
    Level.CITY: frozenset({4, 6}),
    Level.DISTRICT: frozenset({6}),
    Level.STREET: frozenset({9}),
    Level.COMMUNITY: frozenset({12}),
    Level.BUILDING: frozenset({20}),
}
# The first digits that all of a city share, whether its own code has four or six.
_CITY_DIGITS = 4


def place_problems(
    organisation: Organisation, grid_digits: frozenset[int]
) -> Iterator[Problem]:
    """What is wrong with codes, levels and parents of places."""
    digits = {**_DIGITS, Level.GRID: grid_digits}
    for place in organisation.places.values():
        yield from _code_problems(place, digits[place.level])
        parent = organisation.places.get(place.parent or "")
        if parent is not None:
            yield from _step_problems(place, parent)
        elif place.parent is not None:
            yield _of_place(
                place,
                "unknown_parent",
                f"its parent {place.parent} is no place of this city",
                "list the parent too, or correct its code",
            )
        elif place.level is not Level.CITY:
            yield _of_place(
                place,
                "no_parent",
                f"a {place.level} stands below nothing",
                f"name the {_either(place.level.parents)} that it belongs to",
            )
    parents = {p.code: p.parent for p in organisation.places.values()}
    for code in in_a_circle(parents):
        yield _of_place(
            organisation.places[code],
            "cycle",
            "it stands below itself",
            "correct the parent of one place in this circle",
        )


def _code_problems(place: Place, digits: frozenset[int]) -> Iterator[Problem]:
    code = place.code
    if not (code.isascii() and code.isdigit()) or len(code) not in digits:
        yield _of_place(
            place,
            "bad_code",
            f"{code} is not the code of a {place.level}",
            f"a {place.level} has {_either(sorted(digits))} digits",
        )
    elif place.level in (Level.GRID, Level.BUILDING) and not code[12:].strip("0"):
        yield _of_place(
            place,
            "bad_code",
            f"{code} has a sequence of zeros only",
            "number grids and buildings from 1",
        )


def _step_problems(place: Place, parent: Place) -> Iterator[Problem]:
    if parent.level not in place.level.parents:
        allowed = place.level.parents
        yield _of_place(
            place,
            "wrong_level",
            f"a {place.level} stands below {parent.code}, a {parent.level}",
            f"a {place.level} belongs to a {_either(allowed)}"
            if allowed
            else "a city stands below nothing",
        )
        return
    is_city = parent.level is Level.CITY
    prefix = parent.code[:_CITY_DIGITS] if is_city else parent.code
    if not place.code.startswith(prefix):
        yield _of_place(
            place,
            "code_outside_parent",
            f"its code does not begin with {prefix}, as its parent's does",
            "correct the code or the parent",
        )


def _of_place(place: Place, code: str, message: str, remedy: str) -> Problem:
    return about(Subject.PLACE)(place.code, code, message, remedy)


def _either(words: Iterable[object]) -> str:
    return " or ".join(str(word) for word in words)
