"""Which rule wins: for any rules, in any order of the list."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_precedent, a_rule, a_ruled_city, an_organisation
from workflow.domain.catalogue import (
    Lead,
    Precedent,
    Preference,
    Responsibilities,
    Responsibility,
    RuleSource,
    RulingScope,
)
from workflow.domain.precedence import Matter, Standing, applying, standings

PATH = ("220104003", "220104", "2201")
TODAY = date(2026, 6, 8)
MATTER = Matter(category="C0101", condition="3", place=PATH[0], on=TODAY)
ORGANISATION = an_organisation()

days = st.dates(date(2026, 5, 1), date(2026, 6, 30))
leads = st.sampled_from([Lead(department=key) for key in ("water", "roads", "centre")])
rules = st.builds(
    a_rule,
    condition=st.sampled_from([None, "3", "1"]),
    place=st.sampled_from([*PATH, "220104003"]),
    lead=leads,
    since=days,
    until=st.none() | days,
    source=st.sampled_from(RuleSource),
    made_on=days,
    exact=st.booleans(),
)
precedents = st.builds(
    a_precedent,
    place=st.sampled_from(PATH),
    scope=st.sampled_from([RulingScope.PLACE, RulingScope.BELOW]),
    condition=st.sampled_from(["", "3", "1"]),
    lead=leads,
    made_on=days,
    expires=st.none() | days,
    retired_at=st.none() | st.just(a_precedent().made_at),
)
orders = st.permutations(list(Preference))


def found(
    made: Sequence[Responsibility | Precedent],
    prefer: Sequence[Preference] = tuple(Preference),
    matter: Matter = MATTER,
) -> list[Standing]:
    list_rules = tuple(each for each in made if isinstance(each, Responsibility))
    rulings = tuple(each for each in made if isinstance(each, Precedent))
    known = Responsibilities(prefer=tuple(prefer), rules=list_rules, precedents=rulings)
    return standings(matter, known, ORGANISATION)


def winner(standing: Sequence[Standing]) -> Standing | None:
    return next((each for each in standing if each.wins), None)


@given(data=st.data(), made=st.lists(rules, max_size=6), prefer=orders)
def test_the_order_of_the_list_never_matters(
    data: st.DataObject, made: list[Responsibility], prefer: list[Preference]
) -> None:
    numbered = [replace(rule, key=f"r{n}") for n, rule in enumerate(made)]
    shuffled = data.draw(st.permutations(numbered))

    assert found(shuffled, prefer) == found(numbered, prefer)


@given(made=st.lists(precedents, max_size=6), on=days)
def test_what_is_retired_or_expired_never_wins(made: list[Precedent], on: date) -> None:
    numbered = [replace(each, number=n) for n, each in enumerate(made, 1)]
    known = {each.key: each for each in numbered}

    for each in found([*numbered, a_rule()], matter=replace(MATTER, on=on)):
        if each.rule.key in known:
            ruling = known[each.rule.key]
            assert ruling.retired_at is None
            assert ruling.made_on <= on <= (ruling.expires or date.max)


@given(made=st.lists(precedents, max_size=5))
def test_a_newer_ruling_at_a_narrower_place_wins(made: list[Precedent]) -> None:
    numbered = [replace(each, number=n) for n, each in enumerate(made, 2)]
    wider = [each for each in numbered if each.place != PATH[0]]
    newest = a_precedent(
        number=1, place=PATH[0], made_on=TODAY, lead=Lead(department="centre")
    )

    won = winner(found([*wider, a_rule(), newest]))

    assert won is not None
    assert won.rule.key == newest.key


@given(made=st.lists(precedents, min_size=1, max_size=5), prefer=orders)
def test_every_rule_that_lost_says_by_what(
    made: list[Precedent], prefer: list[Preference]
) -> None:
    numbered = [replace(each, number=n) for n, each in enumerate(made, 1)]
    standing = found(numbered, prefer)

    for each in standing[1:]:
        assert each.level is (each.behind_by is None)
        assert [preference for preference, _ in each.steps] == list(
            prefer[: len(each.steps)]
        )
        assert all(level for _, level in each.steps[:-1])


def test_a_ruling_on_the_place_alone_is_narrower() -> None:
    below = a_precedent(number=1, place=PATH[0], made_on=TODAY)
    exact = a_precedent(
        number=2,
        place=PATH[0],
        scope=RulingScope.PLACE,
        made_on=TODAY - timedelta(days=7),
    )

    first, second = found([below, exact])

    assert first.rule.key == exact.key
    assert second.behind_by is Preference.NARROWER_PLACE


def test_a_ruling_on_one_place_says_nothing_below() -> None:
    exact = a_precedent(place="220104", scope=RulingScope.PLACE)
    city = a_ruled_city(exact)

    below = applying(MATTER, city.responsibilities, city.organisation)
    there = replace(MATTER, place="220104")

    assert [rule.key for rule in below] == ["covers"]
    assert exact.rule in applying(there, city.responsibilities, city.organisation)


def test_level_rules_of_one_lead_agree() -> None:
    first, second = found([a_precedent(number=1), a_precedent(number=2)])

    assert first.wins
    assert second.level


def test_level_rules_of_two_leads_choose_nobody() -> None:
    other = a_precedent(number=2, lead=Lead(department="water"))

    standing = found([a_precedent(), other])

    assert winner(standing) is None
    assert [each.level for each in standing] == [True, True]


def test_a_closed_lead_is_told_as_nobody() -> None:
    (first,) = found([a_precedent(lead=Lead(department="moon"))])

    assert (first.wins, first.lead) == (True, "")


def test_nothing_speaks_of_an_unknown_place() -> None:
    assert found([a_rule()], matter=replace(MATTER, place="9")) == []
