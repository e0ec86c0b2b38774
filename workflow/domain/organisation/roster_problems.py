"""What is wrong with duty rosters, said before anybody relies on them."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from workflow.domain.organisation.organisation import Organisation
from workflow.domain.organisation.problem import Problem, Subject
from workflow.domain.organisation.rosters import Roster

_LAST = date.max


def roster_problems(organisation: Organisation) -> list[Problem]:
    """Everything that is wrong with the rosters; `key` is the number of the roster."""
    return [
        *(
            problem
            for number, roster in enumerate(organisation.rosters)
            for problem in _faults(number, roster, organisation)
        ),
        *_overlaps(organisation.rosters),
    ]


def _faults(
    number: int, roster: Roster, organisation: Organisation
) -> Iterator[Problem]:
    unit = roster.unit
    if roster.post not in organisation.posts:
        message = f"there is no post {roster.post}"
        remedy = "list the post too, or correct its key"
        yield _of(number, "post", "unknown_post", (message, remedy))
    if unit not in organisation.departments and unit not in organisation.places:
        message = f"{unit} is neither a department nor a place"
        remedy = "give the key of a department or the code of a place"
        yield _of(number, "of", "unknown_unit", (message, remedy))
    if roster.until is not None and roster.until < roster.since:
        message = f"the roster ends on {roster.until}, before it begins"
        yield _of(
            number, "until", "ends_early", (message, "put the two dates in order")
        )
    if not roster.order:
        message = "a roster of nobody leaves the post empty"
        remedy = "name those who take turns"
        yield _of(number, "order", "roster_empty", (message, remedy))
    for person in dict.fromkeys(roster.order):
        yield from _person_faults(number, person, roster, organisation)
    yield from _swap_faults(number, roster)


def _person_faults(
    number: int, person: str, roster: Roster, organisation: Organisation
) -> Iterator[Problem]:
    where = (number, "order", roster.order.index(person))
    if person not in organisation.people:
        message = f"{person} is nobody's key"
        remedy = "list the person too, or correct the key"
        yield _at(where, "unknown_person", (message, remedy))
        return
    until = roster.until or _LAST
    held = any(
        (holding.person, holding.post, holding.unit)
        == (person, roster.post, roster.unit)
        and holding.since <= until
        and (holding.until or _LAST) >= roster.since
        for holding in organisation.holdings
    )
    if not held:
        message = f"{person} is not {roster.post} of {roster.unit} in that time"
        remedy = "add the post to what they hold, or take them out of the order"
        yield _at(where, "roster_not_held", (message, remedy))


def _swap_faults(number: int, roster: Roster) -> Iterator[Problem]:
    for day, person in sorted(roster.swaps.items()):
        where = (number, "swaps", day.isoformat())
        if not roster.covers(day):
            message = f"the roster says nothing about {day}"
            remedy = "correct the day, or the period of the roster"
            yield _at(where, "swap_out_of_range", (message, remedy))
        elif person not in roster.order:
            message = f"{person} takes no turns in this roster"
            remedy = f"name one of {', '.join(dict.fromkeys(roster.order))}"
            yield _at(where, "swap_with_nobody", (message, remedy))
        elif roster.order[roster.turn(day)] == person:
            message = f"{day} is a day of {person} anyway"
            yield _at(where, "swap_of_nothing", (message, "take it away"))


def _overlaps(rosters: tuple[Roster, ...]) -> Iterator[Problem]:
    """Two rosters for one post in one unit at one time: nobody knows which counts."""
    for (_, one), (number, other) in combinations(enumerate(rosters), 2):
        if (one.post, one.unit) != (other.post, other.unit):
            continue
        if one.since <= (other.until or _LAST) and other.since <= (one.until or _LAST):
            message = (
                f"{other.post} of {other.unit} has a roster from {one.since} already"
            )
            remedy = "end the earlier one first"
            yield _at((number, "since"), "roster_overlap", (message, remedy))


def _of(number: int, key: str, code: str, words: tuple[str, str]) -> Problem:
    return _at((number, key), code, words)


def _at(where: tuple[int | str, ...], code: str, words: tuple[str, str]) -> Problem:
    message, remedy = words
    return Problem(
        code=code,
        subject=Subject.ROSTER,
        key=str(where[0]),
        message=message,
        remedy=remedy,
        part=where[1:],
    )
