"""Steps: what goes through, and every reason against what does not."""

from datetime import datetime, timedelta

import pytest

from tests.engine.hall import Hall
from workflow.domain.blockers import BlockerCode
from workflow.domain.case import Json, number_text
from workflow.engine.advance import TRIES, advance
from workflow.engine.results import Done, Refused
from workflow.engine.runtime import Runtime
from workflow.store import refusals

UNKNOWN = 20260608000999


@pytest.fixture
def handling(hall: Hall) -> Hall:
    """A broken cover that water has accepted."""
    return _accepted(hall)


@pytest.fixture
def contested(postgresql_hall: Hall) -> Hall:
    """The same where writers overtake each other: SQLite has one writer at a time."""
    return _accepted(postgresql_hall)


def _accepted(hall: Hall) -> Hall:
    hall.report()
    hall.later(minutes=5)
    hall.register()
    hall.later(minutes=5)
    hall.does("于洋", "accept")
    return hall


def test_a_step_moves_the_case_on(handling: Hall) -> None:
    case = handling.finish()

    assert case.state == "verifying"
    assert case == handling.case()


@pytest.mark.parametrize(
    ("who", "action", "fields", "reasons"),
    [
        pytest.param(
            "于洋", "finish", {"case": UNKNOWN}, ["no_such_case"], id="unknown case"
        ),
        pytest.param("于洋", "explode", {}, ["no_such_action"], id="unknown action"),
        pytest.param(
            "于洋", "accept", {}, ["no_such_action"], id="action of another state"
        ),
        pytest.param(
            "nobody",
            "note",
            {"reason": "?"},
            ["no_such_person"],
            id="unknown person",
        ),
        pytest.param(
            "周敏",
            "note",
            {"reason": "?", "colour": "red"},
            ["no_such_field"],
            id="unknown field",
        ),
        pytest.param(
            "于洋", "finish", {}, ["missing_field", "missing_field"], id="nothing given"
        ),
        pytest.param(
            "孙磊",
            "finish",
            {"result": "好"},
            ["post_not_held", "missing_field"],
            id="post of another department, and no photo",
        ),
        pytest.param(
            "周敏",
            "recategorise",
            {"category": "C9999", "condition": "1", "reason": "x"},
            ["bad_field"],
            id="unknown category",
        ),
    ],
)
def test_a_refusal_names_every_reason(
    handling: Hall,
    who: str,
    action: str,
    fields: dict[str, Json],
    reasons: list[str],
) -> None:
    before = handling.case()

    codes = handling.blockers(who, action, **fields)

    assert [code.value for code in codes] == reasons
    assert handling.case() == before


def test_a_refusal_is_recorded_apart(handling: Hall) -> None:
    handling.blockers("孙磊", "finish", via="cli:root", result="好")

    with handling.runtime.database.reading() as connection:
        kept = refusals.of_case(connection, handling.number)
    assert [(each.actor, each.action, each.via) for each in kept] == [
        ("sun_lei", "finish", "cli:root")
    ]
    assert [each.code for each in kept[0].blockers] == [
        BlockerCode.POST_NOT_HELD,
        BlockerCode.MISSING_FIELD,
    ]
    assert len(handling.entries()) == 4
    assert handling.differences() == ()


def test_a_refusal_of_an_unknown_case_is_recorded_too(hall: Hall) -> None:
    hall.blockers("于洋", "accept", case=UNKNOWN)

    with hall.runtime.database.reading() as connection:
        kept = refusals.of_case(connection, UNKNOWN)
    assert [each.blockers[0].code for each in kept] == [BlockerCode.NO_SUCH_CASE]


def test_a_stale_version_tells_what_changed_since(handling: Hall) -> None:
    answer = handling.tries("周敏", "note", expected=2, reason="?")

    assert isinstance(answer, Refused)
    assert [each.code for each in answer.blockers] == [BlockerCode.STALE_VERSION]
    assert [entry.action for entry in answer.since] == ["dispatch", "accept"]


def test_the_version_that_was_seen_goes_through(handling: Hall) -> None:
    case = handling.does("周敏", "note", expected=4, reason="现场有人")

    assert case.version == 5


def test_time_makes_nobody_s_version_stale(handling: Hall) -> None:
    handling.later(hours=12)

    case = handling.does("周敏", "note", expected=4, reason="还没修好")

    assert case.version > 5
    assert "overdue" in case.marks


def test_a_refused_step_writes_what_was_due(handling: Hall) -> None:
    handling.later(hours=12)

    refused = handling.tries("于洋", "pass", finding="already_solved")

    assert isinstance(refused, Refused)
    assert "overdue" in handling.case().marks
    assert handling.fired()[-1] == "promise.far_overdue"
    assert handling.sweep().rungs == 0
    assert handling.asked("SELECT count(*) FROM refusal") == [(1,)]
    assert handling.differences() == ()


def test_a_refusal_outlives_rungs_that_cannot_be_written(handling: Hall) -> None:
    handling.later(hours=12)
    handling.tamper(
        "INSERT INTO firing SELECT number, 'promise', '', 1, 'overdue', 1,"
        " changed_at, changed_at, 1 FROM cases"
    )

    refused = handling.tries("于洋", "pass", finding="already_solved")

    assert isinstance(refused, Refused)
    assert handling.case().version == 4
    assert handling.asked("SELECT count(*) FROM refusal") == [(1,)]


def test_a_refusal_of_nothing_due_writes_nothing(handling: Hall) -> None:
    before = handling.case()

    handling.tries("于洋", "pass", finding="already_solved")

    assert handling.case() == before


def test_a_stale_version_is_named_as_it_was_seen(handling: Hall) -> None:
    handling.later(hours=12)

    answer = handling.tries("周敏", "note", expected=3, reason="?")

    assert isinstance(answer, Refused)
    assert answer.blockers[0].details["expected"] == 3
    assert answer.blockers[0].details["version"] == handling.case().version
    assert [entry.action for entry in answer.since][:2] == [
        "accept",
        "department:water.remind",
    ]
    named = handling.case().version
    assert handling.does("周敏", "note", expected=named, reason="!").version > named


def test_a_repeated_key_gets_the_first_answer(hall: Hall) -> None:
    hall.report()
    request = hall.request(
        "周敏", "register", key="k-1", category="C0101", condition="2"
    )
    first = advance(hall.runtime, request)
    hall.later(minutes=3)
    hall.does("于洋", "accept")

    again = advance(hall.runtime, request)

    assert isinstance(first, Done)
    assert isinstance(again, Done)
    assert again.repeated
    assert again.entries == first.entries
    assert again.case == hall.case()
    assert again.case.version == 4


def test_a_repeat_tells_what_time_had_done_too(handling: Hall) -> None:
    handling.later(hours=30)
    request = handling.request("周敏", "note", key="k-6", reason="还没修好")
    first = advance(handling.runtime, request)
    handling.later(minutes=3)
    handling.does("周敏", "note", reason="催了一次")

    again = advance(handling.runtime, request)

    assert isinstance(first, Done)
    assert isinstance(again, Done)
    assert [each.kind.value for each in first.entries][-2:] == ["rung", "step"]
    assert again.entries == first.entries


def test_a_repeat_tells_only_what_belonged_to_it(handling: Hall) -> None:
    handling.later(hours=30)
    handling.sweep()
    asked = {"key": "k-7", "reason": "还没修好"}
    request = handling.request("周敏", "note", **asked)
    # On a machine whose clock is behind, the entry stands at the last instant.
    behind = Runtime(
        database=handling.runtime.database,
        files=handling.runtime.files,
        now=lambda: handling.clock() - timedelta(hours=1),
    )
    first = advance(behind, request)

    again = advance(handling.runtime, request)

    assert isinstance(first, Done)
    assert isinstance(again, Done)
    assert [each.action for each in first.entries] == ["note"]
    assert first.entries[0].at == handling.entries()[-2].at
    assert again.entries == first.entries


def test_a_key_with_other_content_is_refused(handling: Hall) -> None:
    handling.does("周敏", "note", key="k-2", reason="一")

    codes = handling.blockers("周敏", "note", key="k-2", reason="二")

    assert codes == [BlockerCode.KEY_REUSED]
    assert handling.case().version == 5


def test_a_refused_request_leaves_its_key_free(handling: Hall) -> None:
    handling.blockers("于洋", "finish", key="k-3", result="好")

    case = handling.finish(key="k-3")

    assert case.state == "verifying"


class _Interrupting:
    """A clock in whose tick another writer gets in, so many times."""

    def __init__(self, hall: Hall, times: int, asked: dict[str, Json]) -> None:
        self.hall = hall
        self.left = times
        self.asked = asked

    def __call__(self) -> datetime:
        if self.left:
            self.left -= 1
            self.hall.does("周敏", "note", **{"reason": "插话", **self.asked})
        return self.hall.clock()


def _interrupted(hall: Hall, times: int, **asked: Json) -> Runtime:
    """Another process, of whose decisions somebody gets ahead with a note."""
    clock = _Interrupting(hall, times, asked)
    return Runtime(database=hall.runtime.database, files=hall.runtime.files, now=clock)


def test_a_writer_without_a_version_is_tried_again(contested: Hall) -> None:
    slow = _interrupted(contested, TRIES - 1)

    answer = advance(slow, contested.request("周敏", "note", reason="慢"))

    assert isinstance(answer, Done)
    assert answer.case.version == 4 + TRIES
    assert contested.differences() == ()


def test_a_writer_who_is_always_late_is_told(contested: Hall) -> None:
    slow = _interrupted(contested, TRIES)

    answer = advance(slow, contested.request("周敏", "note", reason="慢"))

    assert isinstance(answer, Refused)
    assert [each.code for each in answer.blockers] == [BlockerCode.TOO_BUSY]


def test_a_writer_with_a_version_loses_to_a_faster_one(contested: Hall) -> None:
    slow = _interrupted(contested, 1)

    answer = advance(slow, contested.request("周敏", "note", expected=4, reason="慢"))

    assert isinstance(answer, Refused)
    assert [each.code for each in answer.blockers] == [BlockerCode.STALE_VERSION]
    assert [entry.request["fields"] for entry in answer.since] == [{"reason": "插话"}]


def test_a_key_sent_twice_at_once_is_one_step(contested: Hall) -> None:
    asked = {"key": "k-4", "reason": "插话"}
    request = contested.request("周敏", "note", **asked)
    slow = _interrupted(contested, 1, **asked)

    answer = advance(slow, request)

    assert isinstance(answer, Done)
    assert answer.repeated
    assert contested.case().version == 5


def test_a_key_used_on_two_cases_at_once_is_refused(contested: Hall) -> None:
    other = contested.number
    contested.report()
    slow = _interrupted(contested, 1, case=other, key="k-5", reason="插话")

    answer = advance(slow, contested.request("周敏", "note", key="k-5", reason="慢"))

    assert isinstance(answer, Refused)
    assert [each.code for each in answer.blockers] == [BlockerCode.KEY_REUSED]


def test_a_merge_moves_the_reports_to_the_original(hall: Hall) -> None:
    original = hall.report()
    duplicate = hall.report()

    case = hall.does("周敏", "merge", original=number_text(original))

    assert case.state == "duplicate"
    assert hall.case(original).reports == (
        f"{number_text(original)}/1",
        f"{number_text(duplicate)}/1",
    )
    assert [each.action for each in hall.entries(original)] == ["report", "joined"]
    assert hall.differences() == ()


def test_reporters_of_a_duplicate_hear_of_the_end(hall: Hall) -> None:
    original = hall.report()
    duplicate = hall.report()
    hall.does("周敏", "merge", original=number_text(original))
    hall.number = original
    hall.register()
    hall.does("于洋", "accept")
    hall.finish()

    hall.does("宋佳", "pass", finding="already_solved")

    closing = [each for each in hall.messages() if "solved" in each.template]
    assert [each.recipient for each in closing] == [
        f"{number_text(original)}/1",
        f"{number_text(duplicate)}/1",
    ]


@pytest.mark.parametrize(
    ("original", "reason"),
    [
        (number_text(UNKNOWN), "no_such_case"),
        ("20260608-000001", "original_is_self"),
        ("00000000-000000", "bad_field"),
        ("the other one", "bad_field"),
    ],
    ids=["unknown", "itself", "no number of a case", "no number"],
)
def test_a_merge_into_nothing_is_refused(
    hall: Hall, original: str, reason: str
) -> None:
    hall.report()
    before = hall.case()

    codes = hall.blockers("周敏", "merge", original=original)

    assert [code.value for code in codes] == [reason]
    assert hall.case() == before


def test_a_merge_into_a_closed_case_is_refused(hall: Hall) -> None:
    original = hall.report()
    hall.does("周敏", "decline", reason="不属受理范围")
    hall.report()
    before = hall.case(), hall.case(original)

    codes = hall.blockers("周敏", "merge", original=number_text(original))

    assert codes == [BlockerCode.ORIGINAL_NOT_OPEN]
    assert (hall.case(), hall.case(original)) == before


def test_a_merge_that_loses_a_race_leaves_both_cases(
    postgresql_hall: Hall,
) -> None:
    original = postgresql_hall.report()
    postgresql_hall.later(minutes=1)
    duplicate = postgresql_hall.report()
    asked = postgresql_hall.request("周敏", "merge", original=number_text(original))
    postgresql_hall.number = original
    slow = _interrupted(postgresql_hall, 3 * TRIES)

    answer = advance(slow, asked)

    # Somebody writes to the original at every look at the time: never both cases.
    assert isinstance(answer, Refused)
    assert [each.code for each in answer.blockers] == [BlockerCode.TOO_BUSY]
    assert postgresql_hall.case(duplicate).state == "reported"
    assert postgresql_hall.case(original).reports == (f"{number_text(original)}/1",)
    assert postgresql_hall.differences() == ()


def test_a_salt_is_drawn_for_every_request(hall: Hall) -> None:
    first = hall.case(hall.report()).facts["description"]
    second = hall.case(hall.report()).facts["description"]

    assert str(first).startswith("sha256:")
    assert first != second


def test_history_never_runs_backwards(handling: Hall) -> None:
    slow = Runtime(
        database=handling.runtime.database,
        files=handling.runtime.files,
        now=lambda: handling.case().opened_at,
    )
    handling.later(minutes=1)

    answer = advance(slow, handling.request("周敏", "note", reason="钟慢了"))

    assert isinstance(answer, Done)
    instants = [entry.at for entry in handling.entries()]
    assert instants == sorted(instants)
