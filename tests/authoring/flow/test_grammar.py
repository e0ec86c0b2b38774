"""The small languages inside texts are read exactly, or refused with a remedy."""

from collections.abc import Callable

import pytest

from workflow.authoring.flow.grammar import (
    GrammarError,
    parse_addressee,
    parse_file_name,
    parse_flag,
    parse_length,
    parse_name,
    parse_target,
    parse_terms,
    parse_trigger,
    parse_who,
    parse_whole,
)
from workflow.domain.definition import Point, Scope, Standing, TermKind


@pytest.mark.parametrize(
    ("text", "post", "scope", "name"),
    [
        ("coordinator of owner", "coordinator", Scope.OWNER, ""),
        ("head of first_owner", "head", Scope.FIRST_OWNER, ""),
        ("inspector of place", "inspector", Scope.PLACE, ""),
        ("coordinator of proposed", "coordinator", Scope.PROPOSED, ""),
        ("coordinator of parties", "coordinator", Scope.PARTIES, ""),
        ("coordinator of interim", "coordinator", Scope.INTERIM, ""),
        ("arbiter of common_superior", "arbiter", Scope.COMMON_SUPERIOR, ""),
        ("street_leader of street", "street_leader", Scope.LEVEL, "street"),
        ("dispatcher of command_centre", "dispatcher", Scope.KIND, "command_centre"),
        ("  dispatcher  of   centre ", "dispatcher", Scope.KIND, "centre"),
    ],
)
def test_a_post_of_a_unit_is_read(
    text: str, post: str, scope: Scope, name: str
) -> None:
    who = parse_who(text)

    assert (who.post, who.scope, who.name) == (post, scope, name)
    assert who.text == " ".join(text.split())


@pytest.mark.parametrize("standing", list(Standing))
def test_some_need_no_post(standing: Standing) -> None:
    assert parse_who(standing.value).standing is standing


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "reporters",
            '"reporters" is nobody; did you mean "reporter"?',
        ),
        (
            "coordinator",
            (
                '"coordinator" does not say who; write a post and its unit, such as '
                '"coordinator of owner", or one of anyone, concerned, reporter, system'
            ),
        ),
        (
            "Head of owner",
            (
                '"Head" is not a name; begin with a letter and use small letters, '
                'digits and _: "head"'
            ),
        ),
        (
            "head of parent.owner",
            (
                '"parent.owner" is not a unit of a case; write one of owner, '
                "first_owner, place, proposed, parties, interim, common_superior, "
                "lead, member, city, district, street, community, grid, building "
                "or a kind of department"
            ),
        ),
    ],
)
def test_what_says_nobody_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(GrammarError) as refused:
        parse_who(text)

    assert str(refused.value) == sentence


@pytest.mark.parametrize("text", ["anyone", "concerned", "system"])
def test_nobody_in_particular_can_be_told(text: str) -> None:
    with pytest.raises(GrammarError, match="so nobody can be told"):
        parse_addressee(text)


def test_the_reporter_can_be_told() -> None:
    assert parse_addressee("reporter").standing is Standing.REPORTER


def test_a_limit_may_have_alternatives() -> None:
    terms = parse_terms("4 work hours or 20% of promise or until resume_on")

    assert [term.kind for term in terms] == [
        TermKind.DURATION,
        TermKind.SHARE,
        TermKind.UNTIL,
    ]
    assert terms[1].percent == 20
    assert [term.name for term in terms] == ["", "promise", "resume_on"]


def test_the_limit_of_the_condition_is_read() -> None:
    assert parse_terms("condition.limit")[0].kind is TermKind.CONDITION


def test_a_limit_may_be_written_in_chinese() -> None:
    duration = parse_terms("4工作时")[0].duration

    assert duration is not None
    assert duration.en == "4 work hours"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "soon",
            (
                '"soon" is not a limit; write a time such as "4 work hours", '
                '"condition.limit", "20% of CLOCK" or "until FIELD"; '
                'join them with "or"'
            ),
        ),
        (
            "0 days",
            (
                '"0 days" is not longer than zero; write a number above zero, '
                'for example "4 work hours"'
            ),
        ),
        (
            "-1 days",
            (
                '"-1 days" is not longer than zero; write a number above zero, '
                'for example "4 work hours"'
            ),
        ),
        (
            "2000% of promise",
            '"2000% of promise" is more than 1000%; write a smaller share, or a time',
        ),
        ("0% of promise", '"0% of promise" is no time at all; write at least 1%'),
        (
            "20% of Promise",
            (
                '"Promise" is not a name; begin with a letter and use small letters, '
                'digits and _: "promise"'
            ),
        ),
    ],
)
def test_what_is_no_limit_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(GrammarError) as refused:
        parse_terms(text)

    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("text", "point", "percent"),
    [
        ("80%", Point.SHARE, 80),
        ("150 %", Point.SHARE, 150),
        ("due", Point.DUE, 0),
        ("overdue", Point.OVERDUE, 0),
        ("1 work day before", Point.BEFORE, 0),
        ("2 work days  after", Point.AFTER, 0),
    ],
)
def test_a_point_of_a_limit_is_read(text: str, point: Point, percent: int) -> None:
    trigger = parse_trigger(text)

    assert (trigger.point, trigger.percent) == (point, percent)
    assert (trigger.duration is not None) is (point in (Point.BEFORE, Point.AFTER))


@pytest.mark.parametrize("text", ["", "late", "0%", "1001%", "before", "2 before"])
def test_what_is_no_point_is_refused(text: str) -> None:
    with pytest.raises(GrammarError):
        parse_trigger(text)


@pytest.mark.parametrize("text", ["a", "send_back", "step2", "a" * 60])
def test_a_name_is_small_letters_and_digits(text: str) -> None:
    assert parse_name(text) == text


@pytest.mark.parametrize("text", ["", "2nd", "Send", "send-back", "派遣", "a" * 61])
def test_other_letters_make_no_name(text: str) -> None:
    with pytest.raises(GrammarError):
        parse_name(text)


def test_a_document_may_have_hyphens_in_its_name() -> None:
    assert parse_file_name("city-case") == "city-case"


def test_back_is_a_target_of_its_own() -> None:
    assert [parse_target(text) for text in ("back", "closed")] == ["back", "closed"]


@pytest.mark.parametrize(
    ("text", "flag"), [("true", True), ("yes", True), ("false", False), ("no", False)]
)
def test_yes_and_no_are_flags(text: str, flag: bool) -> None:  # noqa: FBT001 - a flag is what is read
    assert parse_flag(text) is flag


@pytest.mark.parametrize(
    ("parse", "value"),
    [
        (parse_flag, "on"),
        (parse_flag, "1"),
        (parse_flag, []),
        (parse_whole, "1_000"),
        (parse_whole, "2.0"),
        (parse_whole, "٣"),
        (parse_whole, ""),
        (parse_whole, "1234567890"),
        (parse_whole, {}),
    ],
)
def test_other_texts_are_no_flag_and_no_number(
    parse: Callable[[object], object], value: object
) -> None:
    with pytest.raises(GrammarError):
        parse(value)


def test_a_whole_number_is_read() -> None:
    assert [parse_whole(text) for text in ("9", "-3", "007")] == [9, -3, 7]


def test_a_duration_keeps_the_words_of_its_error() -> None:
    with pytest.raises(GrammarError) as refused:
        parse_length("2 fortnights")

    assert refused.value.message == '"2 fortnights" has the unknown unit "fortnights"'
    assert refused.value.remedy.startswith("write minutes, hours")
