"""Rows of a log become plans, or every reason why they cannot."""

from dataclasses import replace

import pytest

from tests.builders import a_city, a_definition, an_organisation, title
from workflow.authoring.replays.mapping import MappingDocument
from workflow.domain.city import City
from workflow.domain.organisation import Department, Level, Place
from workflow.engine.replaying.log import LogRow
from workflow.engine.replaying.plans import Plan, Planner

MAPPING = {
    "replay": "log",
    "title": {"zh": "日志", "en": "Log"},
    "definitions": ".",
    "workflow": "small",
    "zone": "Asia/Shanghai",
    "judged_at": "2026-06-30 00:00:00",
    "id": "number",
    "report": {
        "at": "opened",
        "channel": "through",
        "fields": {
            "place": {"column": "where", "by": "title"},
            "category": "what",
            "condition": {"by": "only"},
            "description": {"value": "as told"},
        },
    },
    "steps": {
        "hold": {
            "at": "held",
            "action": "hold",
            "actor": "wei",
            "fields": {"until_day": "until", "owner": {"column": "who", "by": "title"}},
        }
    },
}
CELLS = {
    "number": "7",
    "opened": "2026-06-08 09:00:00",
    "through": "phone",
    "where": "桂林",
    "what": "",
    "held": "",
    "until": "",
    "who": "",
}


def planned(city: City | None = None, **cells: str) -> Plan | list[str]:
    """The plan of a row, or the reasons against it."""
    mapping = MappingDocument.model_validate(MAPPING)
    planner = Planner(mapping, a_definition(), city or a_city())
    row = LogRow(line=2, cells={**CELLS, **cells}, found=len(CELLS))
    found = planner.plan(row)
    return found if isinstance(found, Plan) else [reason.en for reason in found]


def test_a_row_becomes_a_report() -> None:
    plan = planned()

    assert isinstance(plan, Plan)
    assert plan.fields == {"place": "220104003", "description": "as told"}
    assert plan.opened_at.isoformat() == "2026-06-08T01:00:00+00:00"
    assert (plan.channel, plan.steps) == ("phone", ())


def test_a_source_is_its_own_channel_where_none_is_told() -> None:
    plan = planned(through="")

    assert isinstance(plan, Plan)
    assert plan.channel == "log"


def test_a_filled_instant_is_a_step() -> None:
    plan = planned(held="2026-06-09 10:00:00", until="2026-06-20 00:00:00", who="water")

    assert isinstance(plan, Plan)
    (step,) = plan.steps
    assert (step.action, step.actor) == ("hold", "wei")
    assert step.fields == {"until_day": "2026-06-20", "owner": "water"}
    assert not plan.is_out_of_order


def test_a_step_before_the_report_is_out_of_order() -> None:
    plan = planned(held="2026-06-08 08:59:59")

    assert isinstance(plan, Plan)
    assert plan.is_out_of_order


def test_several_conditions_are_no_only_one() -> None:
    assert planned(what="C0101") == [
        "Category C0101 has several conditions: 1, 2, 3.",
    ]


def test_a_name_that_two_places_have_is_refused() -> None:
    twin = Place(
        code="220102001", title=title("桂林"), level=Level.STREET, parent="220104"
    )
    city = a_city()
    places = {**city.organisation.places, twin.code: twin}
    city = replace(city, organisation=an_organisation(places=places))

    assert planned(city) == [
        "Column where: several are called '桂林': 220104003, 220102001."
    ]


def test_a_department_is_found_by_either_title() -> None:
    named = Department(
        key="lamps",
        title=replace(title("路灯处"), en="Lamps"),
        kind="lamps",
        serves="2201",
        parent=None,
    )
    city = replace(a_city(), organisation=an_organisation(departments={"lamps": named}))

    for text in ("路灯处", "Lamps"):
        plan = planned(city, held="2026-06-09 10:00:00", who=text)
        assert isinstance(plan, Plan)
        assert plan.steps[0].fields == {"owner": "lamps"}


@pytest.mark.parametrize(
    ("cells", "reasons"),
    [
        pytest.param(
            {"number": "", "opened": ""},
            ["Column number: it is empty.", "Column opened: it is empty."],
            id="nothing",
        ),
        pytest.param(
            {"opened": "soon", "where": "here"},
            [
                "Column opened: 'soon' is not a time.",
                "Column where: there is no place called 'here'.",
            ],
            id="two reasons",
        ),
        pytest.param(
            {"number": "7\0"}, ["Column number: it holds a NUL character."], id="nul"
        ),
        pytest.param(
            {"opened": "3026-06-08 09:00:00"},
            ["Column opened: 3026 is no plausible year."],
            id="year",
        ),
    ],
)
def test_a_row_that_cannot_be_read_says_why(
    cells: dict[str, str], reasons: list[str]
) -> None:
    found = planned(None, **cells)

    assert isinstance(found, list)
    assert found[: len(reasons)] == reasons


def test_a_row_of_another_width_is_refused() -> None:
    planner = Planner(MappingDocument.model_validate(MAPPING), a_definition(), a_city())

    found = planner.plan(LogRow(line=2, cells=None, found=3))

    assert not isinstance(found, Plan)
    assert found[0].zh == "本行有 3 格，与表头不符。"
