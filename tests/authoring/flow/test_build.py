"""Documents become a definition in which everything is resolved, state by state."""

import pytest

from tests.authoring.small_workflow import (
    RUNGS,
    SMALL,
    TEMPLATE,
    WITH_DESK,
    changed,
    definition_of,
)
from workflow.domain.definition import (
    NO_LIMIT,
    AfterOutage,
    Automatic,
    Charged,
    FieldType,
    Move,
    Standing,
    TermKind,
)
from workflow.domain.guards import ALWAYS
from workflow.domain.machine import ready
from workflow.domain.words import Title

NOTE = "{title: {zh: 备注, en: Note}, by: [concerned], may: [reason]"


def with_shared(action: str) -> str:
    return changed(
        ("states:\n  reported:", f"actions:\n  {action}\nstates:\n  reported:")
    )


def test_a_definition_says_what_was_written() -> None:
    definition = definition_of()

    assert definition.name == "small"
    assert definition.title == Title(zh="小流程", en="Small workflow")
    assert definition.stages == {"work": Title(zh="办理", en="Work")}
    assert definition.marks == {"overdue": Title(zh="超时", en="Overdue")}
    assert definition.report.by[0].standing is Standing.ANYONE
    assert definition.report.needs == ("place", "description")


def test_four_fields_are_built_in() -> None:
    fields = definition_of().fields

    assert [(name, fields[name].type) for name in list(fields)[:4]] == [
        ("place", FieldType.PLACE),
        ("category", FieldType.CATEGORY),
        ("condition", FieldType.CONDITION),
        ("owner", FieldType.DEPARTMENT),
    ]
    assert fields["place"].title == Title(zh="地点", en="Place")


def test_a_built_in_field_may_get_a_title_of_the_city() -> None:
    titles = "titles:\n  fields: {place: {zh: 事发地点, en: Scene}}\n"

    fields = definition_of(changed(("titles:\n", titles))).fields

    assert fields["place"].title == Title(zh="事发地点", en="Scene")


def test_a_field_keeps_its_bounds_and_flags() -> None:
    fields = definition_of().fields

    assert fields["description"].high == 200
    assert fields["description"].personal
    assert fields["finding"].per_step
    assert fields["finding"].of["gone"] == Title(zh="无", en="Gone")


def test_an_action_in_open_is_offered_in_every_open_state() -> None:
    definition = definition_of(with_shared(f"note: {NOTE}, in: open}}"))

    offered = {name: list(each.actions) for name, each in definition.states.items()}
    assert offered == {
        "reported": ["accept", "note"],
        "handling": ["finish", "note"],
        "closed": [],
    }


def test_an_action_may_be_shared_with_a_final_state() -> None:
    definition = definition_of(with_shared(f"note: {NOTE}, in: [handling, closed]}}"))

    assert "note" in definition.states["closed"].actions
    assert "note" not in definition.states["reported"].actions


def test_the_main_action_comes_first_and_staying_ones_last() -> None:
    more = (
        "      wait: {title: {zh: 等, en: Wait}, by: [coordinator of owner]}\n"
        "      abort: {title: {zh: 停, en: Stop}, to: closed, by: [head of owner]}\n"
        "      finish:"
    )
    text = changed(
        ("      finish:", more),
        ("    title: {zh: 处理中", "    main: finish\n    title: {zh: 处理中"),
    )

    actions = definition_of(text).states["handling"].actions

    assert list(actions) == ["finish", "abort", "wait"]


def test_open_states_come_before_final_ones() -> None:
    none = "  a_first: {title: {zh: 无, en: None}, stage: work, final: none}\n"
    drop = "      drop: {title: {zh: 弃, en: Drop}, to: a_first, by: [system]}\n"
    text = changed(
        ("states:\n", f"states:\n{none}"),
        ("      finish:", f"{drop}      finish:"),
    )

    assert list(definition_of(text).states) == [
        "reported",
        "handling",
        "a_first",
        "closed",
    ]


def test_an_absent_rule_is_a_null_object() -> None:
    handling = definition_of().states["handling"]

    assert handling.limit is NO_LIMIT
    assert handling.rungs == ()
    assert handling.time_is_up is None
    assert handling.actions["finish"].when is ALWAYS
    assert handling.actions["finish"].to == "closed"


def test_the_short_form_of_time_is_up_gives_no_values() -> None:
    taken = definition_of().states["reported"].time_is_up

    assert taken == Automatic(action="accept")


def test_the_long_form_of_time_is_up_gives_values() -> None:
    text = changed(
        (
            "when_time_is_up: accept",
            "when_time_is_up: {take: accept, with: {reason: late}}",
        ),
        ("by: [acceptor of centre]", "by: [acceptor of centre], needs: [reason]"),
    )

    taken = definition_of(text).states["reported"].time_is_up

    assert taken == Automatic(action="accept", values={"reason": "late"})


def test_a_rung_may_have_a_title() -> None:
    titled = RUNGS.replace("at: due,", "title: {zh: 到期, en: Due}, at: due,")

    (rung,) = definition_of(WITH_DESK, titled, TEMPLATE).states["reported"].rungs

    assert rung.title == Title(zh="到期", en="Due")


def test_rungs_of_a_set_come_with_their_templates() -> None:
    definition = definition_of(WITH_DESK, RUNGS, TEMPLATE)

    (rung,) = definition.states["reported"].rungs
    assert rung.name == "due"
    assert rung.after_outage is AfterOutage.EACH
    assert rung.title is None
    assert rung.notify[0].who.text == "head of centre"
    assert list(definition.templates) == ["late"]
    assert definition.templates["late"].subject["en"] == "{{ case.number }} is due"


def test_rungs_stand_in_the_order_in_which_they_fire() -> None:
    rungs = (
        "      a_late: {at: 2 days after, raise: overdue}\n"
        "      b_full: {at: 100%, raise: overdue}\n"
        "      c_soon: {at: 80%, raise: overdue}\n"
        "      d_half: {at: 50%, raise: overdue}\n"
        "      e_more: {at: 150%, raise: overdue}\n"
        "      late:"
    )

    found = definition_of(changed(("      late:", rungs))).clocks["promise"].rungs

    names = [rung.name for rung in found]
    assert names == ["d_half", "c_soon", "b_full", "late", "a_late", "e_more"]


def test_a_limit_may_depend_on_a_condition() -> None:
    cases = 'limit: [{when: case.channel == "phone", is: 1 day}, {is: 7 days}]'

    limit = definition_of(changed(("limit: 7 days", cases))).clocks["promise"].limit

    assert [case.when.text for case in limit.cases] == ['case.channel == "phone"', ""]
    assert limit.cases[1].terms[0].kind is TermKind.DURATION


def test_a_condition_may_read_the_workflows_own_fields() -> None:
    text = changed(("may: [reason]}", 'may: [reason], when: case.finding != "gone"}'))

    guard = definition_of(text).states["handling"].actions["finish"].when

    assert guard.holds({"case.finding": "found"})
    assert not guard.holds({"case.finding": "gone"})


@pytest.mark.parametrize(
    ("key", "attribute", "value"),
    [
        ("back: yes", "back", True),
        ("after_return: no", "after_return", False),
        ("not_by: [accept]", "not_by", ("accept",)),
        ("with: {reason: done}", "values", {"reason": "done"}),
    ],
)
def test_a_key_of_an_action_is_carried_over(
    key: str, attribute: str, value: object
) -> None:
    text = changed(("may: [reason]}", f"may: [reason], {key}}}"))

    action = definition_of(text).states["handling"].actions["finish"]

    assert getattr(action, attribute) == value


def test_a_state_may_say_whose_its_time_is() -> None:
    words = "    title: {zh: 处理中, en: Handling}\n"

    definition = definition_of(changed((words, f"{words}    charged: desk\n")))

    assert definition.state("handling").charged is Charged.DESK
    assert definition.state("reported").charged is None


def test_an_action_may_lead_back() -> None:
    undo = (
        "      undo: {title: {zh: 退, en: Undo}, to: back, by: [coordinator of owner]}"
    )
    text = changed(("      finish:", f"{undo}\n      finish:"))

    assert definition_of(text).states["handling"].actions["undo"].to == Move.BACK


def test_a_new_cycle_and_a_window_are_read() -> None:
    reopen = (
        "final: solved, actions: {reopen: {title: {zh: 重开, en: Reopen}, "
        "to: handling, by: [reporter], within: 7 days, cycle: new}}}"
    )

    action = definition_of(changed(("final: solved}", reopen))).states["closed"].actions

    assert action["reopen"].new_cycle
    assert str(action["reopen"].within) == "7 days"


def test_a_built_definition_makes_a_machine() -> None:
    workflow = ready(definition_of(SMALL))

    assert workflow.topology.lead("reported", "accept") == "handling"
