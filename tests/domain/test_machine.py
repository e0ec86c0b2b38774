"""The machine knows where each action leads, and nothing else."""

import pytest
from transitions import MachineError

from tests.builders import STATES, a_definition, a_state, an_action
from workflow.domain.definition import Move
from workflow.domain.machine import ready

MOVES = [
    (state.name, action.name, action.to)
    for state in STATES
    for action in state.actions.values()
    if action.to not in tuple(Move)
]


@pytest.mark.parametrize(("state", "action", "target"), MOVES)
def test_an_action_leads_where_it_says(state: str, action: str, target: str) -> None:
    assert ready(a_definition()).topology.lead(state, action) == target


def test_one_name_may_lead_to_two_places() -> None:
    go = (
        a_state("one", an_action("go", "anyone", "two")),
        a_state("two", an_action("go", "anyone", "one")),
    )
    topology = ready(a_definition(*go)).topology

    assert topology.lead("one", "go") == "two"
    assert topology.lead("two", "go") == "one"


def test_the_same_answer_is_given_again() -> None:
    topology = ready(a_definition()).topology

    assert {topology.lead("handling", "finish") for _ in range(3)} == {"verifying"}


def test_an_action_of_another_state_leads_nowhere() -> None:
    topology = ready(a_definition()).topology

    with pytest.raises(MachineError):
        topology.lead("reported", "finish")


def test_names_of_the_machine_are_free_for_authors() -> None:
    state = a_state("trigger", an_action("add_transition", "anyone", "model"))
    other = a_state("model", an_action("trigger", "anyone", "trigger"))
    topology = ready(a_definition(state, other)).topology

    assert topology.lead("trigger", "add_transition") == "model"
    assert topology.lead("model", "trigger") == "trigger"
