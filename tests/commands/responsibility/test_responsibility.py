"""`responsibility`: the rules of a city, and the precedents among them."""

from dataclasses import replace
from typing import Any

import pytest

from tests.commands.conftest import Terminal
from tests.commands.test_bad_input import DONE, REFUSED, USAGE, heard
from tests.engine.hall import GRID

STREET = "220104003"
ARBITER = ("--as", "江金凤")
WORDS = ("--reason", "井盖在车行道上", "--basis", "会议纪要第3号")
TO_ROADS = ("propose", "C0101", STREET, "--scope", "below", "--lead", "roads", *WORDS)
POSTS = "arbiter of 2201"


@pytest.fixture
def ruled(terminal: Terminal) -> Terminal:
    """Covers on this street are for roads, as the arbiter says."""
    terminal.asks("responsibility", *TO_ROADS, *ARBITER)
    return terminal


def rules(terminal: Terminal, *words: str) -> list[str]:
    return [each["rule"] for each in terminal.asks("responsibility", "list", *words)]


def test_the_next_case_follows_a_proposed_precedent(ruled: Terminal) -> None:
    number = ruled.reports()

    given = ("--with", "category=C0101", "--with", "condition=1")
    ruled.asks("case", "act", number, "register", "--as", "周敏", *given)

    told = ruled.asks("why", number, "owner")
    assert "gave it to Roads and bridges, by precedent 1." in str(told)


def test_making_one_is_said_in_both_languages(terminal: Terminal) -> None:
    english = terminal.types("responsibility", *TO_ROADS, *ARBITER)
    elsewhere = [*TO_ROADS]
    elsewhere[2] = "220105"
    chinese = replace(terminal, language="zh").types(
        "responsibility", *elsewhere, *ARBITER
    )

    assert english.exit_code == chinese.exit_code == DONE
    assert english.stderr == "Precedent 1 is made: roads leads in C0101.\n"
    assert chinese.stderr == "已立先例 2：C0101 由 roads 牵头。\n"


def test_programs_get_the_precedent_whole(terminal: Terminal) -> None:
    more = ("--assisting", "water", "--assisting", "nearest sanitation")
    days = ("--condition", "1", "--expires", "2099-01-01", "--review", "2098-01-01")
    made = terminal.asks("responsibility", *TO_ROADS, *more, *days, *ARBITER)

    (listed,) = terminal.asks("responsibility", "list", "--source", "ruling")
    assert listed["precedent"] == made
    assert made["assisting"] == ["water", "nearest sanitation"]
    assert (made["number"], made["rule"], made["case"]) == (1, "precedent-1", None)
    assert (made["expires"], made["review_on"]) == ("2099-01-01", "2098-01-01")
    assert (listed["condition"], listed["source"]) == ("1", "ruling")


def test_people_read_the_rules_with_their_titles(ruled: Terminal) -> None:
    words = ("responsibility", "list", "--category", "C0101")
    english = ruled.types(*words).stdout.splitlines()
    chinese = replace(ruled, language="zh").types(*words).stdout.splitlines()

    assert english[0].split("\t") == [
        *("Rule", "Category", "Place", "Lead", "Assisting", "Source", "In force"),
        *("Review", "Basis"),
    ]
    cells = english[2].split("\t")
    assert cells[:4] == [
        "precedent-1",
        "C0101 Water supply manhole cover",
        "Nanhu Subdistrict 220104003",
        "Roads and bridges",
    ]
    assert (cells[5], cells[8]) == ("ruling", "会议纪要第3号")
    assert "上水井盖" in chinese[2]
    assert "\t裁决\t" in chinese[2]


def test_a_list_is_narrowed_down(ruled: Terminal) -> None:
    both = ["water-supply:C0101", "precedent-1"]

    assert rules(ruled, "--category", "C0101") == both
    assert rules(ruled, "--category", "C0101", "--place", "220105") == both[:1]
    assert rules(ruled, "--category", "C0101", "--department", "roads") == both[1:]
    assert rules(ruled, "--category", "C0101", "--source", "list") == both[:1]
    assert rules(ruled, "--expiring", "30") == []


def test_an_explanation_names_the_winner_and_why(ruled: Terminal) -> None:
    words = ("responsibility", "explain", "C0101", GRID, "--condition", "1")
    english = ruled.types(*words)
    chinese = replace(ruled, language="zh").types(*words)

    assert english.stderr == "By rule precedent-1, Roads and bridges leads.\n"
    assert chinese.stderr == "按规则 precedent-1，由市政道路桥梁管理处牵头。\n"
    lines = [line.split("\t") for line in english.stdout.splitlines()]
    assert [line[-1] for line in lines] == [
        "Outcome",
        "wins",
        "shadowed by: narrower place",
    ]
    assert "被遮蔽：地点更小" in chinese.stdout


def test_programs_get_each_step_of_the_order(ruled: Terminal) -> None:
    told = ruled.asks("responsibility", "explain", "C0101", GRID)

    assert (told["winner"], told["lead"]) == ("precedent-1", "roads")
    first, second = told["rules"]
    assert (first["wins"], first["steps"]) == (True, [])
    assert second["steps"] == [{"prefer": "narrower place", "level": False}]
    assert second["behind_by"] == "narrower place"


def test_an_explanation_may_be_for_another_day(ruled: Terminal) -> None:
    told: Any = ruled.asks(
        "responsibility", "explain", "C0101", GRID, "--on", "2024-01-01"
    )

    assert told["winner"] == "water-supply:C0101"


def test_a_day_without_rules_is_told(terminal: Terminal) -> None:
    answer = terminal.types(
        "responsibility", "explain", "C0101", GRID, "--on", "1999-01-01"
    )

    assert answer.exit_code == DONE
    assert answer.stderr == "No rule speaks about it, so a dispatcher decides.\n"


def test_a_retired_precedent_stays_on_record(ruled: Terminal) -> None:
    answer = ruled.types(
        "responsibility", "retire", "1", "--reason", "已移交", *ARBITER
    )

    assert (answer.exit_code, answer.stderr) == (DONE, "Precedent 1 is retired.\n")
    assert rules(ruled, "--source", "ruling") == []
    (kept,) = ruled.asks("responsibility", "list", "--source", "ruling", "--all")
    assert kept["precedent"]["retired_reason"] == "已移交"
    assert kept["precedent"]["retired_by"] == "jiang_jinfeng"
    shown = ruled.types("responsibility", "list", "--source", "ruling", "--all")
    assert "\tretired (" in shown.stdout


@pytest.mark.parametrize(
    ("words", "en", "zh"),
    [
        (
            (*TO_ROADS, "--as", "于洋"),
            f"于洋 has no power to settle; the posts that have it: {POSTS}.\n",
            "于洋 没有“settle”的权限；",
        ),
        (
            (*TO_ROADS[:6], "drainage", *WORDS, *ARBITER),
            "It conflicts with precedent 1 (case -, ",
            "与先例 1(案件 -,",
        ),
        (
            (*TO_ROADS, "--expires", "2020-01-01", *ARBITER),
            "It would expire on 2020-01-01, which is before today, ",
            "有效期至 2020-01-01，早于今天 ",
        ),
        (
            (*TO_ROADS, "--assisting", "moon", *ARBITER),
            "moon is unknown or closed, so it can answer for nothing.\n",
            "“moon”不存在或已撤销，不能承担责任。\n",
        ),
        (
            ("retire", "9", "--reason", "?", *ARBITER),
            "There is no precedent 9.\n",
            "没有编号为 9 的先例。\n",
        ),
        (
            ("explain", "C9999", GRID),
            "There is no category C9999.\n",
            "没有类别 C9999。\n",
        ),
        (
            ("explain", "C0101", GRID, "--condition", "9"),
            "C0101 has no condition 9; it has: 1, 2, 3, 4.\n",
            "C0101 没有立案条件 9；现有：1, 2, 3, 4。\n",
        ),
    ],
    ids=[
        "without the power",
        "a conflict",
        "expired already",
        "an unknown department",
        "an unknown precedent",
        "an unknown category",
        "an unknown condition",
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    ruled: Terminal, words: tuple[str, ...], en: str, zh: str
) -> None:
    code, english, chinese = heard(ruled, "responsibility", *words)

    assert code == REFUSED
    assert english.startswith(en)
    assert chinese.startswith(zh)
    assert rules(ruled, "--source", "ruling", "--all") == ["precedent-1"]


@pytest.mark.parametrize(
    ("words", "en", "zh"),
    [
        (
            (*TO_ROADS[:6], "nearest", *WORDS, *ARBITER),
            '"nearest" names no department',
            "“nearest”不是部门",
        ),
        (TO_ROADS, "Say who acts: --as PERSON", "请用 --as 说明由谁办理。"),
        (("list", "--category", "C9999"), "there is no 'C9999'", "没有 C9999。"),
        (("list", "--place", "9"), "there is no '9'", "没有 9。"),
        (("list", "--department", "moon"), "there is no 'moon'", "没有 moon。"),
    ],
    ids=[
        "no department",
        "nobody acts",
        "an unknown category",
        "an unknown place",
        "an unknown department",
    ],
)
def test_a_slip_of_the_pen_is_a_usage_error(
    terminal: Terminal, words: tuple[str, ...], en: str, zh: str
) -> None:
    code, english, chinese = heard(terminal, "responsibility", *words)

    assert code == USAGE
    assert en in english
    assert zh in chinese
    assert rules(terminal, "--source", "ruling", "--all") == []
