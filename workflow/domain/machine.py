"""The topology of a workflow: one immutable machine per definition."""

from dataclasses import dataclass

import transitions

from workflow.domain.definition import WITHDRAW, WITHDRAWN, Definition, Move


class _Token:
    """What walks through the machine: a state and nothing else."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


class Topology:
    """Where each action leads. Whether it may be taken has been decided before."""

    def __init__(self, definition: Definition) -> None:
        states = [
            transitions.State(name, final=state.is_final)
            for name, state in definition.states.items()
        ]
        machine = transitions.Machine(
            model=None,
            states=states,
            initial=definition.start,
            auto_transitions=False,
        )
        for name, state in definition.states.items():
            for action in state.actions.values():
                if action.to not in (Move.STAY, Move.BACK):
                    machine.add_transition(action.name, name, action.to)
            for end in state.dispute.outcomes.values() if state.dispute else ():
                if end.to != Move.BACK:
                    machine.add_transition(end.name, name, end.to)
            if definition.child is not None and not state.is_final:
                machine.add_transition(WITHDRAW, name, WITHDRAWN)
        self._events = machine.events
        self._known: dict[tuple[str, str], str] = {}

    def lead(self, state: str, action: str) -> str:
        """The state that an action leads to from this one.

        Raises:
            transitions.MachineError: the action does not lead out of this state.
        """
        # No condition hangs on the machine, so its first answer is its only one.
        known = self._known.get((state, action))
        if known is None:
            token = _Token(state)
            self._events[action].trigger(token)
            known = self._known[state, action] = token.state
        return known


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """A definition that is ready to run."""

    definition: Definition
    topology: Topology


def ready(definition: Definition) -> Workflow:
    """The definition with its machine; build it once and keep it."""
    return Workflow(definition=definition, topology=Topology(definition))
