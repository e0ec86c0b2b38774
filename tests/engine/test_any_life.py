"""Whatever people do, and whenever: what is stored is what history tells."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.fixtures import open_hall
from tests.engine.hall import Content, Hall
from tests.engine.stateful.charged import charged
from tests.engine.stateful.compared import stored
from workflow.domain.case import Json, number_text, revised
from workflow.domain.lifecycle import blockers_of
from workflow.engine.advance import advance
from workflow.engine.ledger import case_ledger
from workflow.engine.results import Done, Refused
from workflow.engine.screens import Shown, show
from workflow.engine.verify import verify

PEOPLE = (
    "zhou_min",
    "han_xue",
    "yu_yang",
    "ren_dongmei",
    "sun_lei",
    "song_jia",
    "xu_dongmei",
    "reporter",
    "nobody",
)
MINUTES = (0, 1, 7, 30, 60, 240, 24 * 60, 5 * 24 * 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Somebody does something to one of the cases after some minutes.

    `which` chooses the case and `action` among what its state offers, both counted
    round; somebody who may takes it, unless `freely` has just anybody try.
    """

    who: str
    minutes: int
    which: int
    action: int
    freely: bool
    what: str


MOVES = st.builds(
    Move,
    who=st.sampled_from(PEOPLE),
    minutes=st.sampled_from(MINUTES),
    which=st.integers(0, 2),
    # The first action is the main one; so lives get long enough.
    action=st.sampled_from([0] * 10 + list(range(1, 8))),
    freely=st.sampled_from([False, False, True]),
    what=st.sampled_from(["step"] * 8 + ["report", "sweep", "deliver"]),
)


@pytest.fixture(scope="module")
def template(sqlite_template: Path, city_content: Content) -> tuple[Path, Content]:
    return sqlite_template, city_content


@contextmanager
def _a_city(template: tuple[Path, Content], folder: Path) -> Iterator[Hall]:
    path = folder / "any.db"
    shutil.copy(template[0], path)
    yield from open_hall(f"sqlite:///{path}", template[1], folder)


@settings(max_examples=25, deadline=None)
@given(moves=st.lists(MOVES, min_size=8, max_size=40))
def test_the_stored_case_is_what_history_tells(
    template: tuple[Path, Content],
    tmp_path_factory: pytest.TempPathFactory,
    moves: list[Move],
) -> None:
    with _a_city(template, tmp_path_factory.mktemp("life")) as hall:
        numbers = [hall.report(), hall.report()]
        for move in moves:
            hall.later(minutes=move.minutes)
            _carry_out(hall, numbers, move)

            assert verify(hall.runtime).differences == ()
        for number, kept in stored(hall.runtime).items():
            ledger = case_ledger(hall.runtime, number)
            assert ledger is not None
            definition = ledger.context.definition
            assert list(charged(kept, definition, hall.clock())) == []


def _carry_out(hall: Hall, numbers: list[int], move: Move) -> None:
    hall.number = numbers[move.which % len(numbers)]
    if move.what == "report":
        numbers.append(hall.report())
    elif move.what == "sweep":
        assert hall.sweep().failed == ()
        assert hall.sweep().rungs == 0
    elif move.what == "deliver":
        hall.deliver()
    else:
        _step(hall, numbers, move)


def _step(hall: Hall, numbers: list[int], move: Move) -> None:
    """A step that a screen offers to somebody."""
    case = hall.case()
    shown = show(hall.runtime, hall.number, move.who)
    assert shown is not None
    if not shown.offers:
        return
    offer = shown.offers[move.action % len(shown.offers)]
    person = move.who if move.freely else _who_may(shown, offer.action)
    fields = {name: _value(hall, name, numbers) for name in offer.needs}

    answer = advance(hall.runtime, hall.request(person, offer.action, **fields))

    after = hall.case()
    if isinstance(answer, Done):
        assert answer.case == after
        assert after.version > case.version
    else:
        # What was due is written whoever asks, and nothing else.
        met = revised(shown.case, version=after.version, head=after.head)
        _refused_for_a_reason(answer, met == after)
        assert after.version == case.version + len(shown.pending)


def _who_may(shown: Shown, action: str) -> str:
    """The first person to whom nothing but fields stands in the way."""
    taken = shown.context.definition.state(shown.case.state).actions[action]
    able = (
        person
        for person in PEOPLE
        if not blockers_of(taken, person, shown.case, shown.context)
    )
    return next(able, PEOPLE[0])


def _refused_for_a_reason(answer: Refused, unchanged: bool) -> None:  # noqa: FBT001 - it is what is asserted
    assert answer.blockers
    assert unchanged
    assert all(each.zh and each.en for each in answer.blockers)


def _value(hall: Hall, name: str, numbers: list[int]) -> Json:
    values: dict[str, Json] = {
        "category": "C0101",
        "condition": str(1 + len(hall.entries()) % 4),
        "owner": "roads",
        "ground": "claim_conflict",
        "finding": "already_solved",
        "original": number_text(numbers[0]),
        "satisfied": "acceptable",
        "place": "220104003001002",
    }
    return hall.photos() if name == "photos" else values.get(name, "就这样")
