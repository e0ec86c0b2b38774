"""What is given with an action is read by type; everything wrong is said at once."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.builders import Play, a_city, a_definition, a_field, an_organisation, title
from workflow.domain.blockers import BlockerCode
from workflow.domain.case import Json
from workflow.domain.catalogue import Catalogue, Category, CategoryKind, Condition
from workflow.domain.definition import FieldType
from workflow.domain.durations import parse_duration
from workflow.domain.fields import Given, Wanted, read_fields, seal
from workflow.domain.organisation import Department
from workflow.domain.readers import MAX_TEXT

PHOTO: dict[str, Json] = {
    "digest": "ab" * 32,
    "media_type": "image/png",
    "size": 4,
    "name": "zhang.png",
}
SCAN: dict[str, Json] = {**PHOTO, "media_type": "application/pdf", "name": "scan.pdf"}

MORE = (
    a_field("count", FieldType.INTEGER, low=1, high=5),
    a_field("short", high=3),
    a_field("moment", FieldType.INSTANT),
    a_field("kind", FieldType.CHOICE, of={"a": title("a"), "b": title("b")}),
    a_field("photos", FieldType.FILES, accept=("image",), high=2, per_step=True),
    a_field("papers", FieldType.FILES, accept=("pdf",)),
)


def a_world() -> Play:
    definition = a_definition()
    fields = {**definition.fields, **{field.name: field for field in MORE}}
    condition = Condition(
        number="1",
        title=title("1"),
        limit=parse_duration("1 day"),
        urgent=False,
        self_handled=False,
        closing="",
        source="",
    )
    other = Category(
        code="C0202",
        title=title("lamp"),
        kind=CategoryKind.COMPONENT,
        conditions={"1": condition},
    )
    city = a_city()
    categories = {**city.catalogue.categories, "C0202": other}
    gone = Department(
        key="gas",
        title=title("gas"),
        kind="gas",
        serves="2201",
        parent=None,
        closed_on=a_day(),
    )
    organisation = city.organisation
    staff = an_organisation(departments={**organisation.departments, "gas": gone})
    play = Play(
        a_definition(fields=fields),
        a_city(catalogue=Catalogue(categories=categories), organisation=staff),
    )
    play.report("06-08 09:00")
    return play


def a_day() -> Any:
    return Play().context("06-01 09:00").today


def read(
    given: Mapping[str, Json], needs: tuple[str, ...] = (), play: Play | None = None
) -> tuple[Given, list[tuple[BlockerCode, str]]]:
    here = play or a_world()
    wanted = Wanted(needs=needs, may=tuple(given), values={})
    found, blockers = read_fields(
        wanted, given, "salt", here.case, here.context("06-08 10:00")
    )
    return found, [(each.code, each.en) for each in blockers]


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("reason", "  a cover is gone ", "a cover is gone"),
        ("count", "3", 3),
        ("until_day", "2026-06-09", "2026-06-09"),
        ("moment", "2026-06-09T02:00+08:00", "2026-06-08T18:00:00.000000Z"),
        ("kind", "b", "b"),
        ("photos", [PHOTO], [PHOTO]),
        ("papers", [SCAN], [SCAN]),
        ("original", "20260608-000007", 20260608000007),
        ("place", "220104", "220104"),
        ("category", "C0202", "C0202"),
        ("owner", "roads", "roads"),
    ],
)
def test_a_value_is_read_by_its_type(name: str, raw: Json, value: Json) -> None:
    given, blockers = read({name: raw})

    assert given.values == {name: value}
    assert blockers == []


@pytest.mark.parametrize(
    ("name", "raw", "why"),
    [
        ("reason", 7, "it must be given as text."),
        ("reason", "x" * (MAX_TEXT + 1), "it has 4001 characters; at most 4000"),
        ("short", "abcd", "it has 4 characters; at most 3 are allowed."),
        ("count", "two", "'two' is not a whole number."),
        ("count", "2.5", "'2.5' is not a whole number."),
        ("count", "6", "6 is not between 1 and 5."),
        ("count", "0", "0 is not between 1 and 5."),
        ("until_day", "9.6.2026", "'9.6.2026' is not a date such as 2026-06-09."),
        ("until_day", "9999-12-31", "the year 9999 is not between 1900 and 2999."),
        ("moment", "2026-06-09T02:00", "is not an instant such as"),
        ("moment", "soon", "'soon' is not an instant such as"),
        ("moment", "0001-01-01T00:00+08:00", "the year 1 is not between"),
        ("kind", "c", "'c' is none of a, b."),
        ("photos", "a.png", "it must be given as files."),
        ("photos", ["a.png"], "it must be given as files."),
        ("photos", [PHOTO] * 3, "3 files were given; at most 2 are allowed."),
        ("photos", [SCAN], "scan.pdf contains application/pdf; only image"),
        ("papers", [PHOTO], "zhang.png contains image/png; only pdf"),
        ("original", "7", "'7' is not a case number."),
        ("place", "9", "there is no place 9."),
        ("category", "X1", "the catalogue has no category X1."),
        ("condition", "1", "give the category first."),
        ("owner", "moon", "there is no department moon."),
        ("owner", "gas", "department gas was closed on 2026-06-01."),
    ],
)
def test_a_bad_value_gets_its_sentence(name: str, raw: Json, why: str) -> None:
    given, blockers = read({name: raw})

    assert given.values == {}
    assert [code for code, _ in blockers] == [BlockerCode.BAD_FIELD]
    assert why in blockers[0][1]


@pytest.mark.parametrize(("value", "taken"), [("a", True), ("b", False)])
def test_a_narrowed_choice_takes_some_values(value: str, *, taken: bool) -> None:
    here = a_world()
    wanted = Wanted(needs=("kind",), may=(), values={}, only={"kind": ("a",)})

    given, blockers = read_fields(
        wanted, {"kind": value}, "salt", here.case, here.context("06-08 10:00")
    )

    assert given.values == ({"kind": value} if taken else {})
    assert [each.code for each in blockers] == (
        [] if taken else [BlockerCode.BAD_FIELD]
    )


def test_every_fault_is_said_at_once() -> None:
    play = a_world()
    wanted = Wanted(needs=("result",), may=("count",), values={})

    _, blockers = read_fields(
        wanted,
        {"count": "x", "colour": "red", "size": "big"},
        "salt",
        play.case,
        play.context("06-08 10:00"),
    )

    assert [(each.code, each.details["field"]) for each in blockers] == [
        (BlockerCode.NO_SUCH_FIELD, "colour"),
        (BlockerCode.NO_SUCH_FIELD, "size"),
        (BlockerCode.MISSING_FIELD, "result"),
        (BlockerCode.BAD_FIELD, "count"),
    ]


@pytest.mark.parametrize("nothing", [None, "", [], "   ", "\n"])
def test_nothing_does_not_satisfy_a_need(nothing: Json) -> None:
    _, blockers = read({"result": nothing}, needs=("result",))

    assert [code for code, _ in blockers] == [BlockerCode.MISSING_FIELD]


def test_the_value_of_the_case_satisfies_a_need() -> None:
    _, blockers = read({}, needs=("place", "description"))

    assert blockers == []


def test_an_owner_is_asked_for_anew() -> None:
    play = a_world()
    play.step("06-08 09:10", "register", "ann", category="C0101", condition="2")
    assert play.case.owner == "water"

    _, blockers = read({}, needs=("owner",), play=play)

    assert [code for code, _ in blockers] == [BlockerCode.MISSING_FIELD]


def test_a_field_per_step_is_asked_anew() -> None:
    play = a_world()
    play.step("06-08 09:10", "register", "ann", category="C0101", condition="2")
    play.step("06-08 09:20", "return", "wei", reason="not ours")
    assert play.case.facts["reason"] == "not ours"

    _, blockers = read({}, needs=("reason",), play=play)

    assert [code for code, _ in blockers] == [BlockerCode.MISSING_FIELD]


@pytest.mark.parametrize(
    "order", [("category", "condition"), ("condition", "category")]
)
def test_a_condition_belongs_to_the_category_given_with_it(
    order: tuple[str, ...],
) -> None:
    values: dict[str, Json] = {"category": "C0202", "condition": "3"}

    _, blockers = read({name: values[name] for name in order})

    assert [text for _, text in blockers] == [
        "The field condition is wrong: category C0202 has no condition 3, only 1."
    ]


def test_another_category_asks_for_its_own_condition() -> None:
    play = a_world()
    play.step("06-08 09:10", "register", "ann", category="C0101", condition="3")

    _, same = read({"category": "C0101"}, needs=("condition",), play=play)
    _, other = read({"category": "C0202"}, needs=("condition",), play=play)

    assert same == []
    assert [code for code, _ in other] == [BlockerCode.MISSING_FIELD]


def test_a_preset_stands_where_nothing_is_given() -> None:
    play = a_world()
    wanted = Wanted(needs=("reason",), may=(), values={"reason": "preset"})
    context = play.context("06-08 10:00")

    preset, _ = read_fields(wanted, {}, "salt", play.case, context)
    own, _ = read_fields(wanted, {"reason": "own"}, "salt", play.case, context)

    assert (preset.values, own.values) == ({"reason": "preset"}, {"reason": "own"})


def test_history_keeps_digests_of_personal_values() -> None:
    given, _ = read({"description": "call 139"})

    assert given.values == {"description": "call 139"}
    assert given.recorded() == {"description": seal("salt", "description", "call 139")}


def test_a_digest_depends_on_salt_and_field() -> None:
    digests = {seal("a", "x", "1"), seal("b", "x", "1"), seal("a", "y", "1")}

    assert len(digests) == 3


def test_history_keeps_no_names_of_files() -> None:
    given, _ = read({"photos": [PHOTO]})

    assert given.recorded() == {
        "photos": [{"digest": "ab" * 32, "media_type": "image/png", "size": 4}]
    }
