"""Routes of cases on the screen and in JSON: figures, pairs, and the cases behind."""

from collections.abc import Mapping, Sequence

import click

from workflow.commands.output import note, print_heading, print_table
from workflow.commands.shared import in_words
from workflow.domain.patterns import Figures, Route


def routes_json(found: Figures) -> dict[str, object]:
    """The figures, and the cases that they can be followed down to."""
    return {
        "cases": found.cases,
        "hand_overs": found.hand_overs,
        "cases_aba": len(found.returned),
        "cases_abab": len(found.repeated),
        "max_hand_overs": found.max_hand_overs,
        "pairs": [
            {
                "between": list(each.between),
                "returns": each.returns,
                "cases": list(each.cases),
            }
            for each in found.pairs
        ],
        "aba": [_route_json(each) for each in found.returned],
        "most": [_route_json(each) for each in found.longest],
    }


def _route_json(route: Route) -> dict[str, object]:
    return {
        "case": route.case,
        "hand_overs": route.hand_overs,
        "returns": len(route.returns),
        "abab": route.is_repeated,
        "route": list(route.groups),
    }


def print_figures(found: Figures, titles: Mapping[str, str], top: int) -> None:
    """Figures, the pairs that quarrel most, and the routes with the most returns."""
    rows = (
        (in_words(zh="案件", en="Cases"), found.cases),
        (in_words(zh="移交次数", en="Hand-overs"), found.hand_overs),
        (in_words(zh="有 A-B-A 的案件", en="Cases with A-B-A"), len(found.returned)),
        (
            in_words(zh="有 A-B-A-B 的案件", en="Cases with A-B-A-B"),
            len(found.repeated),
        ),
        (
            in_words(zh="一案最多移交次数", en="Most hand-overs of one case"),
            found.max_hand_overs,
        ),
    )
    print_table((), rows)
    pairs = [
        (*_named(each.between, titles), each.returns, _listed(each.cases))
        for each in found.pairs
    ]
    print_part(
        in_words(zh="来回最多的双方", en="Pairs that hand back most"),
        _words(zh="一方 另一方 折返 案件", en="One Other Returns Cases"),
        pairs,
        top,
    )
    most = sorted(found.returned, key=lambda each: -len(each.returns))
    routes = [
        (each.case, len(each.returns), " → ".join(_named(each.groups, titles)))
        for each in most
    ]
    print_part(
        in_words(zh="折返最多的案件", en="Cases that came back most"),
        _words(zh="案件 折返 经过", en="Case Returns Route"),
        routes,
        top,
    )


def print_part(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[object]], top: int
) -> None:
    """A table under its heading, no more of it than wanted; nothing if it is empty."""
    if not rows:
        return
    click.echo()
    print_heading(f"{title} ({len(rows)})")
    print_table(heads, rows[:top])
    more = len(rows) - top
    if more > 0:
        note(in_words(zh=f"… 另有 {more} 行", en=f"… and {more} more lines"))


def _words(*, zh: str, en: str) -> list[str]:
    return in_words(zh=zh, en=en).split()


def _named(groups: Sequence[str], titles: Mapping[str, str]) -> list[str]:
    return [titles.get(each, each) for each in groups]


_CASES = 5
"""So many cases of a pair are named in its line."""


def _listed(cases: Sequence[str]) -> str:
    named = ", ".join(cases[:_CASES])
    more = len(cases) - _CASES
    return f"{named} … +{more}" if more > 0 else named
