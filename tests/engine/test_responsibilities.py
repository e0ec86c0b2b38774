"""A precedent is followed by the next case, in every process at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.builders import at
from tests.engine.hall import GRID, Hall
from workflow.domain.blockers import BlockerCode
from workflow.domain.catalogue import Lead, Precedent, RuleSource, RulingScope
from workflow.domain.decision import EntryKind
from workflow.domain.draft import Draft, Event
from workflow.domain.precedents import against_making, next_number
from workflow.engine.responsibilities import (
    Explained,
    Proposal,
    Rules,
    WantedRules,
    explain,
    list_rules,
    propose,
    retire,
)
from workflow.engine.results import Refused
from workflow.engine.runtime import Runtime, open_runtime
from workflow.engine.why import why
from workflow.settings import SHIPPED, Settings
from workflow.store import precedents, reference, step

STREET = "220104003"
ARBITER = "jiang_jinfeng"
PROPOSAL = Proposal(
    category="C0101",
    condition="",
    place=STREET,
    scope=RulingScope.BELOW,
    lead=Lead(department="roads"),
    assisting=(Lead(department="water"),),
    reason="井盖在车行道上",
    basis="会议纪要第3号",
    expires=date(2027, 6, 8),
)


@pytest.fixture
def other(hall: Hall) -> Iterator[Runtime]:
    """Another process at the same database, which has read the city already."""
    with open_runtime(Settings(database=hall.address), hall.clock) as runtime:
        with runtime.database.reading() as connection:
            runtime.city(connection)
        yield runtime


def proposed(runtime: Runtime, **changes: Any) -> Precedent:
    answer = propose(runtime, replace(PROPOSAL, **changes), ARBITER)
    assert isinstance(answer, Precedent), answer
    return answer


def refused(answer: Precedent | Explained | Refused) -> list[BlockerCode]:
    assert isinstance(answer, Refused), answer
    return [each.code for each in answer.blockers]


def rule(hall: Hall) -> Precedent:
    """The arbiter rules on the case, for all cases of the street as well."""
    runtime = hall.runtime
    with runtime.database.writing() as connection:
        reference.lock(connection)
        found = step.read(connection, hall.number)
        assert found is not None
        context = runtime.context(connection, found.case, found.revision)
        made = Precedent(
            number=next_number(context.city),
            category="C0101",
            condition="",
            place=STREET,
            scope=RulingScope.BELOW,
            lead=Lead(department="roads"),
            assisting=(),
            reason="井盖在车行道上",
            basis="权属图",
            case=hall.number,
            dispute=1,
            ruled_by=ARBITER,
            made_at=context.now,
            made_on=context.today,
        )
        assert against_making(made, context.city) == []
        draft = Draft(found.case, context)
        event = Event(kind=EntryKind.STEP, actor=ARBITER, action="rule", request={})
        draft.record(event, {"owner": "roads"}, precedents=(made,))
        assert not step.write(connection, [draft.decision()]).conflicts
        connection.commit()
    return made


def test_the_next_case_follows_the_ruling(hall: Hall) -> None:
    hall.report()
    assert hall.register().owner == "water"
    first = hall.number
    rule(hall)

    hall.report()
    case = hall.register()

    assert (case.owner, case.state) == ("roads", "assigned")
    assert case.assignment is not None
    assert case.assignment.rule == "precedent-1"
    assert case.assignment.shadowed == ("water-supply:C0101",)
    assert hall.differences() == ()
    assert first != hall.number


def test_why_names_case_date_and_judge(hall: Hall) -> None:
    hall.report()
    hall.register()
    rule(hall)
    hall.report()
    hall.register()

    told = why(hall.runtime, hall.number, "owner", "zhou_min")

    assert told is not None
    given, won, shadowed = told.reasons
    assert given.en.endswith("gave it to Roads and bridges, by precedent 1.")
    assert won.en == (
        "Precedent 1 (case 20260608-000001, 2026-06-08, ruled by 江金凤; "
        "based on 权属图) names Roads and bridges as the lead."
    )
    assert won.zh == (
        "先例 1(案件 20260608-000001，2026-06-08，江金凤裁决；依据：权属图)"
        "指定市政道路桥梁管理处牵头。"
    )
    assert won.details["case"] == "20260608-000001"
    assert won.details["ruled_by"] == ARBITER
    assert shadowed.en.startswith("Rule water-supply:C0101 (based on ")


def test_every_process_sees_it_at_once(hall: Hall, other: Runtime) -> None:
    hall.report()

    proposed(other)

    assert hall.register().owner == "roads"


def test_every_process_sees_at_once_that_it_ended(hall: Hall, other: Runtime) -> None:
    made = proposed(hall.runtime)
    hall.report()
    assert hall.register().owner == "roads"

    retire(other, made.number, "道路已移交", ARBITER)
    hall.report()

    assert hall.register().owner == "water"
    told = why(hall.runtime, hall.number - 1, "owner", "zhou_min")
    assert told is not None
    assert "; retired on 2026-06-08)" in told.reasons[1].en
    assert "；2026-06-08 已废止)" in told.reasons[1].zh


def test_an_expired_one_is_followed_no_more(hall: Hall) -> None:
    proposed(hall.runtime, expires=date(2026, 6, 9))

    hall.at("06-10 09:00")
    hall.report()

    assert hall.register().owner == "water"


def test_a_ruling_builds_no_city_anew(hall: Hall) -> None:
    with hall.runtime.database.reading() as connection:
        before = hall.runtime.city(connection)

    made = proposed(hall.runtime)

    with hall.runtime.database.reading() as connection:
        after = hall.runtime.city(connection)
    assert after.organisation is before.organisation
    assert after.revision > before.revision
    assert after.responsibilities.precedents == (made,)


def test_an_import_leaves_precedents_alone(hall: Hall) -> None:
    made = proposed(hall.runtime)

    hall.initialise(SHIPPED)

    with hall.runtime.database.reading() as connection:
        assert precedents.every(connection) == [made]
    hall.report()
    assert hall.register().owner == "roads"


def test_proposing_needs_the_power(hall: Hall) -> None:
    answer = propose(hall.runtime, PROPOSAL, "yu_yang")

    assert refused(answer) == [BlockerCode.POWER_NOT_HELD]
    with hall.runtime.database.reading() as connection:
        assert precedents.every(connection) == []


def test_a_conflict_is_named_and_writes_nothing(hall: Hall) -> None:
    made = proposed(hall.runtime)

    changed = replace(PROPOSAL, lead=Lead(department="drainage"))
    answer = propose(hall.runtime, changed, ARBITER)

    assert refused(answer) == [BlockerCode.PRECEDENT_CONFLICTS]
    with hall.runtime.database.reading() as connection:
        assert precedents.every(connection) == [made]


def test_of_two_at_once_that_conflict_one_is_made(hall: Hall, other: Runtime) -> None:
    drainage = replace(PROPOSAL, lead=Lead(department="drainage"))
    with ThreadPoolExecutor() as both:
        one = both.submit(propose, hall.runtime, PROPOSAL, ARBITER)
        two = both.submit(propose, other, drainage, ARBITER)
        answers = [one.result(), two.result()]

    refusals = [each for each in answers if isinstance(each, Refused)]
    assert [refused(each) for each in refusals] == [[BlockerCode.PRECEDENT_CONFLICTS]]
    with hall.runtime.database.reading() as connection:
        assert len(precedents.every(connection)) == 1


def test_giving_it_back_is_a_circle(hall: Hall) -> None:
    proposed(hall.runtime)
    hall.later(days=1)

    changed = replace(PROPOSAL, lead=Lead(department="water"), assisting=())

    assert refused(propose(hall.runtime, changed, ARBITER)) == [
        BlockerCode.PRECEDENT_CIRCULAR
    ]


def test_a_precedent_is_retired_once(hall: Hall) -> None:
    made = proposed(hall.runtime)

    retired = retire(hall.runtime, made.number, " 道路已移交 ", ARBITER)

    assert isinstance(retired, Precedent)
    assert (retired.retired_by, retired.retired_reason) == (ARBITER, "道路已移交")
    assert retired.retired_at == at("06-08 08:00")
    again = retire(hall.runtime, made.number, "又一次", ARBITER)
    assert refused(again) == [BlockerCode.PRECEDENT_RETIRED]
    assert refused(retire(hall.runtime, 9, "?", "yu_yang")) == [
        BlockerCode.POWER_NOT_HELD,
        BlockerCode.NO_SUCH_PRECEDENT,
    ]
    assert hall.differences() == ()


def listed(hall: Hall, **wanted: Any) -> list[str]:
    found: Rules = list_rules(hall.runtime, WantedRules(**wanted))
    return [each.key for each in found.rules]


def test_rules_are_listed_by_what_is_wanted(hall: Hall) -> None:
    proposed(hall.runtime, expires=date(2026, 6, 18))
    both = ["water-supply:C0101", "precedent-1"]

    assert listed(hall, category="C0101") == both
    assert listed(hall, category="C0101", place=GRID) == both
    assert listed(hall, category="C0101", place="220104") == both[:1]
    assert listed(hall, category="C0101", department="roads") == both[1:]
    assert listed(hall, category="C0101", department="water") == both
    assert listed(hall, source=RuleSource.RULING) == both[1:]
    assert listed(hall, expiring=9) == []
    assert listed(hall, expiring=10) == both[1:]


def test_ended_rules_are_listed_when_asked_for(hall: Hall) -> None:
    made = proposed(hall.runtime)
    retire(hall.runtime, made.number, "道路已移交", ARBITER)

    assert listed(hall, source=RuleSource.RULING) == []
    assert listed(hall, source=RuleSource.RULING, ended=True) == ["precedent-1"]


def test_a_kind_of_department_is_found_by_its_members(hall: Hall) -> None:
    found = list_rules(hall.runtime, WantedRules(department="sanitation_220104"))

    assert found.rules
    assert {each.lead.text for each in found.rules} | {
        other.text for each in found.rules for other in each.assisting
    } >= {"nearest sanitation"}


def test_an_explanation_tells_winner_and_shadowed(hall: Hall) -> None:
    proposed(hall.runtime)

    found = explain(hall.runtime, "C0101", "1", GRID, None)

    assert isinstance(found, Explained)
    first, second = found.standings
    assert (first.rule.key, first.wins, first.lead) == ("precedent-1", True, "roads")
    assert second.behind_by is not None
    assert second.behind_by.value == "narrower place"


def test_an_explanation_is_for_a_day(hall: Hall) -> None:
    proposed(hall.runtime)

    found = explain(hall.runtime, "C0101", "", GRID, date(2027, 6, 9))

    assert isinstance(found, Explained)
    assert [each.rule.key for each in found.standings] == ["water-supply:C0101"]


def test_nothing_is_explained_of_what_is_unknown(hall: Hall) -> None:
    assert refused(explain(hall.runtime, "C9999", "", "9", None)) == [
        BlockerCode.NO_SUCH_CATEGORY,
        BlockerCode.NO_SUCH_PLACE,
    ]


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        (
            "UPDATE precedent SET lead = 'water'",
            [
                (0, "precedent 1 is not what was made or retired"),
                (1, "precedent 1 is not what history tells"),
            ],
        ),
        (
            "DELETE FROM precedent",
            [
                (0, "precedent 1 is not what was made or retired"),
                (1, "precedent 1 is not what history tells"),
            ],
        ),
        (
            "UPDATE precedent SET retired_at = made_at, retired_by = 'x'",
            [(0, "precedent 1 is not what was made or retired")],
        ),
        ("UPDATE precedent SET scope = 'moon'", [(0, "a precedent cannot be read")]),
    ],
    ids=["changed", "deleted", "retired by hand", "unreadable"],
)
def test_a_changed_precedent_is_found(
    hall: Hall, harm: str, found: list[tuple[int, str]]
) -> None:
    hall.report()
    hall.register()
    rule(hall)

    hall.tamper(harm)

    told = [(int(each.case > 0), each.what) for each in hall.differences()]
    assert [each for each in told if "precedent" in each[1]] == found
