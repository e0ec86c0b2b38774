"""Judges: whether there is one wherever a case can lie, and for whoever quarrels."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from workflow.authoring.flow.checks.subject import Subject
from workflow.authoring.flow.ladder_documents import LadderDocument, LevelDocument
from workflow.authoring.flow.pages import Page, Steps
from workflow.authoring.flow.sites import named_ladders
from workflow.domain.definition import Scope, Who
from workflow.domain.organisation import Level, Organisation

_SHOWN = 3
"""So many places or units are named; the others are only counted."""
_ALWAYS_PARTIES = frozenset({Scope.OWNER, Scope.PROPOSED, Scope.PARTIES})
_BY_PLACE = frozenset({Scope.PLACE, Scope.LEVEL, Scope.KIND})


def check_judges(subject: Subject) -> None:
    """Report levels of which some place, or some quarrel, would find no judge."""
    for name in named_ladders(subject.workflow):
        found = subject.ladders.get(name)
        if found is not None:
            _check_ladder(*found, subject)


def _check_ladder(document: LadderDocument, page: Page, subject: Subject) -> None:
    for index, level in enumerate(document.levels):
        steps: Steps = ("levels", index, "judge")
        if document.judge_is_party == "next" and level.judge.scope in _ALWAYS_PARTIES:
            message = f'"{level.judge.text}" is a party itself, and never judges'
            remedy = "name a post of somebody who is none, or judge_is_party: judges"
            page.error("judge-is-party", steps, message, remedy)
        organisation = subject.known.organisation
        if organisation is not None and level.judge.post in organisation.posts:
            _check_level(level, organisation, (page, steps))


def _check_level(
    level: LevelDocument, organisation: Organisation, at: tuple[Page, Steps]
) -> None:
    who = level.judge
    if who.scope in _BY_PLACE:
        _check_by_place(who, organisation, at)
    elif who.scope is Scope.COMMON_SUPERIOR:
        _check_superiors(who, organisation, at)


def _check_by_place(
    who: Who, organisation: Organisation, at: tuple[Page, Steps]
) -> None:
    page, steps = at
    held = _held(who, organisation)
    nowhere: list[str] = []
    empty: dict[str, None] = {}
    for place in _lowest(organisation):
        unit = _unit(who, place, held, organisation)
        if unit is None:
            nowhere.append(place)
        elif unit not in held:
            empty[unit] = None
    if nowhere:
        listed = _listed(_highest(nowhere, organisation))
        message = f'"{who.text}" is nobody in {listed}: there is no such unit'
        remedy = "give it one, or name a judge whom every place has"
        page.error("no-judge", steps, message, remedy)
    if empty:
        message = f"nobody was ever appointed {who.post} of {_listed(list(empty))}"
        page.error("no-judge", steps, message, "appoint somebody in people.yaml")


def _unit(
    who: Who, place: str, held: frozenset[str], organisation: Organisation
) -> str | None:
    """The unit whose post judges a case at this place; None if there is none."""
    if who.scope is Scope.LEVEL:
        return organisation.at_level(place, Level(who.name))
    if who.scope is Scope.KIND:
        department = organisation.nearest(who.name, place)
        return department.key if department else None
    return next((code for code in organisation.path(place) if code in held), None)


def _held(who: Who, organisation: Organisation) -> frozenset[str]:
    """The units in which somebody holds the post, has held it, or will."""
    return frozenset(
        each.unit for each in organisation.holdings if each.post == who.post
    )


def _lowest(organisation: Organisation) -> list[str]:
    """The places that have no other below them."""
    above = {place.parent for place in organisation.places.values()}
    return [code for code in organisation.places if code not in above]


def _highest(bare: Iterable[str], organisation: Organisation) -> list[str]:
    """The highest places below which nothing but these lies."""
    without = set(bare)
    whole = {
        code
        for place in _lowest(organisation)
        if place not in without
        for code in organisation.path(place)
    }
    found: dict[str, None] = {}
    for place in without:
        found[[c for c in organisation.path(place) if c not in whole][-1]] = None
    return sorted(found)


def _check_superiors(
    who: Who, organisation: Organisation, at: tuple[Page, Steps]
) -> None:
    """Two departments meet at the lowest one above both, which must have a judge."""
    page, steps = at
    lines = dict(_lines(organisation))
    tops = sorted({line[-1] for line in lines.values()})
    if len(tops) > 1:
        message = f"{_listed(tops)} have no superior in common, so no judge here"
        remedy = "the next level judges between them; give them a parent, if not meant"
        page.warning("no-superior", steps, message, remedy)
    held = _held(who, organisation)
    empty = [unit for unit in _meeting(lines) if unit not in held]
    if empty:
        message = f"nobody was ever appointed {who.post} of {_listed(empty)}"
        page.error("no-judge", steps, message, "appoint somebody in people.yaml")


def _lines(organisation: Organisation) -> Iterator[tuple[str, list[str]]]:
    """Each open department with itself and those above it, the nearest first."""
    for key, department in organisation.departments.items():
        if department.closed_on is not None:
            continue
        line = [key]
        above = department.parent
        while above and above in organisation.departments and above not in line:
            line.append(above)
            above = organisation.departments[above].parent
        yield key, line


def _meeting(lines: Mapping[str, list[str]]) -> list[str]:
    """The departments that are the lowest common superior of two others."""
    below: dict[str, set[str]] = {}
    for line in lines.values():
        for lower, upper in pairwise(line):
            below.setdefault(upper, set()).add(lower)
    return sorted(unit for unit, branches in below.items() if len(branches) > 1)


def _listed(names: list[str]) -> str:
    named = ", ".join(names[:_SHOWN])
    more = len(names) - _SHOWN
    return f"{named} and {more} more" if more > 0 else named
