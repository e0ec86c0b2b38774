"""Routes: how often a case is handed over, and how often it comes back."""

import pytest

from workflow.domain.patterns import Pair, Route, collapsed, figures


def a_route(letters: str, case: str = "1", since: int = 1) -> Route:
    return Route(case=case, groups=tuple(letters), since=since)


@pytest.mark.parametrize(
    ("groups", "route"),
    [
        pytest.param([], "", id="none"),
        pytest.param(["", ""], "", id="nobody"),
        pytest.param(["A", "A", "A"], "A", id="one"),
        pytest.param(["A", "", "A", "B"], "AB", id="a-gap-between-equals"),
        pytest.param(["A", "B", "A"], "ABA", id="there-and-back"),
    ],
)
def test_neighbours_collapse_once_gaps_are_gone(groups: list[str], route: str) -> None:
    assert collapsed(groups) == tuple(route)


@pytest.mark.parametrize(
    ("route", "hand_overs", "returns", "again"),
    [
        pytest.param("", 0, (), False, id="nobody"),
        pytest.param("A", 0, (), False, id="one"),
        pytest.param("AB", 1, (), False, id="handed-over"),
        pytest.param("ABA", 2, (2,), False, id="A-B-A"),
        pytest.param("ABAB", 3, (2, 3), True, id="A-B-A-B"),
        pytest.param("ABCA", 3, (), False, id="round-about"),
        pytest.param("ABACA", 4, (2, 4), False, id="back-from-two"),
        pytest.param("CABAB", 4, (3, 4), True, id="later"),
    ],
)
def test_a_route_counts_by_its_places(
    route: str, hand_overs: int, returns: tuple[int, ...], *, again: bool
) -> None:
    found = a_route(route)

    assert (found.hand_overs, found.returns) == (hand_overs, returns)
    assert found.is_repeated is again


def test_what_lies_before_counts_for_recognising_only() -> None:
    found = a_route("ABAB", since=3)

    assert (found.hand_overs, found.returns) == (1, (3,))
    assert found.is_repeated
    assert a_route("ABA", since=3).hand_overs == 0


def test_figures_name_the_cases_behind_them() -> None:
    ping, pong, round_about = a_route("ABAB"), a_route("ACA", "2"), a_route("ABCA", "3")

    found = figures([a_route("", "0"), ping, pong, round_about])

    assert (found.cases, found.hand_overs, found.max_hand_overs) == (4, 8, 3)
    assert found.returned == (ping, pong)
    assert found.repeated == (ping,)
    assert found.longest == (ping, round_about)


def test_pairs_with_the_most_returns_come_first() -> None:
    routes = [a_route("ACA"), a_route("BABA", "2"), a_route("ABA", "3")]

    found = figures(routes)

    assert found.pairs == (
        Pair(between=("A", "B"), returns=3, cases=("2", "3")),
        Pair(between=("A", "C"), returns=1, cases=("1",)),
    )


def test_no_case_at_all_counts_nothing() -> None:
    found = figures([])

    assert (found.cases, found.max_hand_overs, found.pairs) == (0, 0, ())
