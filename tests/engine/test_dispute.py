"""What is said in a dispute: refusals are kept, and of two judges one is heard."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from tests.engine.hall import Hall
from workflow.domain.blockers import BlockerCode
from workflow.domain.disputes.rulings import Proposal
from workflow.engine.results import Done, Refused
from workflow.store import refusals

UNKNOWN = 20260608000999


@pytest.fixture
def disputed(hall: Hall) -> Hall:
    """A missing cover that water disputes and roads declines: the shift leader's."""
    hall.report()
    hall.register("1")
    hall.later(minutes=5)
    hall.disputes("于洋", "roads")
    hall.says("孙磊", "decline", ground="claim_conflict")
    return hall


def test_refused_words_are_recorded_apart(disputed: Hall) -> None:
    before = disputed.case()

    disputed.unheard(
        "于洋", "rule", reason="x", ruling=Proposal(lead="moon"), via="cli:root"
    )

    with disputed.runtime.database.reading() as connection:
        (kept,) = refusals.of_case(connection, disputed.number)
    assert (kept.actor, kept.action, kept.via) == (
        "yu_yang",
        "dispute.rule",
        "cli:root",
    )
    assert [each.code for each in kept.blockers] == [
        BlockerCode.POST_NOT_HELD,
        BlockerCode.NO_SUCH_DEPARTMENT,
    ]
    assert disputed.case() == before
    assert disputed.differences() == ()


def test_a_word_about_an_unknown_case_is_recorded_too(hall: Hall) -> None:
    hall.number = UNKNOWN

    assert hall.unheard("孙磊", "accept") == [BlockerCode.NO_SUCH_CASE]
    with hall.runtime.database.reading() as connection:
        (kept,) = refusals.of_case(connection, UNKNOWN)
    assert kept.action == "dispute.accept"


def test_a_word_about_an_older_version_is_refused(disputed: Hall) -> None:
    seen = disputed.case().version - 1

    refused = disputed.unheard("郑凯", "rise", reason="难以判断", expected=seen)

    assert refused == [BlockerCode.STALE_VERSION]


def test_the_department_that_is_named_is_told_to_make_safe(disputed: Hall) -> None:
    disputed.says("韩雪", "lead", department="lighting")

    (person,) = [who for who, what in disputed.told() if what == "dispute_make_safe"]
    with disputed.runtime.database.reading() as connection:
        organisation = disputed.runtime.city(connection).organisation
    today = disputed.clock().date()
    key = organisation.person(person).key
    assert organisation.holds(key, "coordinator", "lighting", today)


@pytest.mark.parametrize(
    "scope",
    [
        pytest.param({}, id="about-the-case"),
        pytest.param({"scope": "below", "place": "220104003"}, id="as-a-precedent"),
    ],
)
def test_of_two_judges_at_once_one_is_heard(
    disputed: Hall, scope: dict[str, Any]
) -> None:
    start = Barrier(2)

    def rules(who: str, lead: str) -> Done | Refused:
        ruling = Proposal(lead=lead, **scope)
        start.wait()
        return disputed.speaks(who, "rule", reason="移交清单", ruling=ruling)

    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(rules, ("郑凯", "高悦"), ("roads", "lighting")))

    (heard,) = [each for each in answers if isinstance(each, Done)]
    (told,) = [each for each in answers if isinstance(each, Refused)]
    case = disputed.case()
    assert case == heard.case
    assert case.dispute is not None
    assert case.dispute.ruling is not None
    assert case.owner == case.dispute.ruling.lead
    assert [each.code for each in told.blockers] == [BlockerCode.NOT_DISPUTED]
    ruled = [each for each in disputed.entries() if each.action == "dispute.ruled"]
    assert len(ruled) == 1
    with disputed.runtime.database.reading() as connection:
        made = disputed.runtime.city(connection).responsibilities.precedents
        (kept,) = refusals.of_case(connection, disputed.number)
    assert [each.lead.department for each in made] == ([case.owner] if scope else [])
    assert kept.action == "dispute.rule"
    assert disputed.differences() == ()
