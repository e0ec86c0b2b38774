"""A city's joint meetings: what their files may say, and what is wrong with them."""

from pathlib import Path

import pytest

from tests.authoring.small_city import a_folder
from workflow.authoring.city.folder import read_city
from workflow.authoring.city.reference import (
    build_city,
    documents_from_json,
    documents_to_json,
)

TOWN = (
    "meeting: town\n"
    "title: {zh: 联席会议, en: Joint meeting}\n"
    'place: "2201"\n'
    "cadence: monthly\n"
    "calendar: small\n"
    "convenor: head of water\n"
    "secretary: head of water\n"
    "members: {departments: [water], kinds: [order]}\n"
    "represented_by: head\n"
    "limit: 2 work days\n"
)


def test_a_meeting_is_part_of_the_city(tmp_path: Path) -> None:
    documents, findings = read_city(a_folder(tmp_path, {"meetings/town.yaml": TOWN}))

    assert findings == []
    assert documents is not None
    stored = documents_from_json(documents_to_json(documents))
    rule = build_city(stored, 1).meetings["town"]
    assert str(rule.convenor) == "head of water"
    assert (rule.departments, rule.kinds) == (("water",), ("order",))
    assert rule.limit.en == "2 work days"


def test_a_city_stored_before_meetings_has_none(tmp_path: Path) -> None:
    documents, _ = read_city(a_folder(tmp_path))
    assert documents is not None
    texts = documents_to_json(documents)
    del texts["meetings"]

    assert build_city(documents_from_json(texts), 1).meetings == {}


@pytest.mark.parametrize(
    ("old", "new", "rule", "line"),
    [
        ('"2201"', '"9901"', "meeting-unknown-place", 3),
        ("cadence: monthly", "cadence: often", "shape-bad-value", 4),
        ("calendar: small", "calendar: large", "meeting-unknown-calendar", 5),
        ("convenor: head of", "convenor: boss of", "meeting-unknown-post", 6),
        ("secretary: head of water", "secretary: head of x", "meeting-vacant", 7),
        ("[water]", "[waters]", "meeting-unknown-department", 8),
        ("[water]", "[water, order_220105]", "meeting-no-voice", 8),
        ("[order]", "[orders]", "meeting-unknown-kind", 8),
        (
            "{departments: [water], kinds: [order]}",
            "{departments: []}",
            "meeting-no-members",
            8,
        ),
        ("represented_by: head", "represented_by: boss", "meeting-unknown-post", 9),
        ("2 work days", "soon", "shape-bad-value", 10),
    ],
)
def test_a_wrong_meeting_is_found_at_its_line(
    tmp_path: Path, old: str, new: str, rule: str, line: int
) -> None:
    text = TOWN.replace(old, new, 1)
    documents, findings = read_city(a_folder(tmp_path, {"meetings/town.yaml": text}))

    assert documents is None
    assert (rule, "meetings/town.yaml", line) in [
        (each.rule, each.file, each.line) for each in findings
    ]


def test_two_meetings_of_one_name_are_found(tmp_path: Path) -> None:
    changes: dict[str, str | None] = {
        "meetings/town.yaml": TOWN,
        "meetings/village.yaml": TOWN,
    }
    _, findings = read_city(a_folder(tmp_path, changes))

    assert [(each.rule, each.file) for each in findings] == [
        ("meeting-duplicate", "meetings/village.yaml")
    ]
