"""A path leads to the position of what stands there, or of what comes nearest."""

import pytest

from workflow.authoring.text.source import read
from workflow.authoring.text.tree import (
    Mapping,
    Position,
    key_place_of,
    path_of,
    place_of,
    position_of,
    shown,
)

TEXT = """\
states:
  assigned:
    limit: 4 hours
    by: [one, two]
adaptable:
  states.*.limit: shorter
"""


def a_tree() -> Mapping:
    root, findings = read(TEXT, "f.yaml")
    assert isinstance(root, Mapping)
    assert findings == []
    return root


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        ((), 1, 1),
        (("states",), 2, 3),
        (("states", "assigned", "limit"), 3, 12),
        (("states", "assigned", "by"), 4, 9),
        (("states", "assigned", "by", 1), 4, 15),
        (("states", "assigned", "by", 2), 4, 9),
        (("states", "assigned", "stage"), 3, 5),
        (("states", "State", "assigned", "limit", "str"), 3, 12),
        (("states", "assigned", "limit", "[key]"), 3, 5),
        ((0, "nothing"), 1, 1),
    ],
)
def test_a_path_leads_to_the_deepest_node(
    path: tuple[str | int, ...], line: int, column: int
) -> None:
    assert position_of(a_tree(), path) == Position(line=line, column=column)


def test_a_key_has_a_place_of_its_own() -> None:
    place = key_place_of(a_tree(), ("states", "assigned", "stage"))

    assert place.position == Position(line=2, column=3)
    assert place.path == "states.assigned"
    assert place.below("stage").path == "states.assigned.stage"
    assert place.below("stage").position == place.position


def test_an_item_gives_its_own_position_as_key() -> None:
    place = key_place_of(a_tree(), ("states", "assigned", "by", 1))

    assert place.position == Position(line=4, column=15)
    assert place.path == "states.assigned.by[1]"


def test_the_path_leaves_out_steps_that_do_not_exist() -> None:
    place = place_of(a_tree(), ("states", "State", "assigned", "limit", "str"))

    assert place.steps == ("states", "assigned", "limit")


@pytest.mark.parametrize(
    ("steps", "path"),
    [
        ((), ""),
        (("states", "assigned", "by", 0), "states.assigned.by[0]"),
        ((0, "a"), "[0].a"),
        (("notify", "head of owner"), "notify.head of owner"),
        (("adaptable", "states.*.limit"), 'adaptable["states.*.limit"]'),
        (("a", ""), 'a[""]'),
        (("a", " b"), 'a[" b"]'),
        (("a\x1b",), "a\\x1b"),
    ],
)
def test_steps_are_written_as_one_path(steps: tuple[str | int, ...], path: str) -> None:
    assert path_of(steps) == path


def test_a_text_is_shown_short_and_printable() -> None:
    assert shown("标题 a") == "标题 a"
    assert shown("a\u3000b\nc\ud800") == "a\\u3000b\\nc\\ud800"
    assert shown("x" * 100) == "x" * 59 + "…"
