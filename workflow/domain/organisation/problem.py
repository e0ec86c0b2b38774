"""One finding about an organisation, and what findings of every sort are made with."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from workflow.domain.organisation.values import Holding


class Subject(StrEnum):
    """What a problem is about."""

    PLACE = "place"
    DEPARTMENT = "department"
    PERSON = "person"
    HOLDING = "holding"
    POWER = "power"
    ROSTER = "roster"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One finding about an organisation: a stable code, whom it concerns, what helps.

    `key` is a place's code, a department's or a person's key, or a power; of a
    holding it is that of the person, and `holding` is the holding itself. Of a
    roster it is its number from 0, and `part` leads to what is meant in it.
    """

    code: str
    subject: Subject
    key: str
    message: str
    remedy: str
    holding: Holding | None = None
    part: tuple[int | str, ...] = ()


def about(subject: Subject) -> Callable[[str, str, str, str], Problem]:
    """Makes problems of one subject from key, code, message and remedy."""

    def made(key: str, code: str, message: str, remedy: str) -> Problem:
        return Problem(
            code=code, subject=subject, key=key, message=message, remedy=remedy
        )

    return made


def in_a_circle(parents: Mapping[str, str | None]) -> Iterator[str]:
    """Every key that meets itself on the way up."""
    for key in parents:
        above, passed = parents[key], {key}
        while above is not None and above not in passed:
            passed.add(above)
            above = parents.get(above)
        if above == key:
            yield key
