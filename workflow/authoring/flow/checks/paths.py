"""The ways that a case can take through a workflow, and what it knows on them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from workflow.authoring.flow.documents import ActionDocument, WorkflowDocument
from workflow.authoring.flow.sites import offered, offered_action
from workflow.domain.definition import Move


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """An action that takes a case from one state into another."""

    source: str
    action: ActionDocument
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """All edges of a workflow; `given` maps a state to what every case there has.

    A case has a field where it was asked for, as something that must be given, on
    every way from the report to that state.
    """

    start: str
    edges: tuple[Edge, ...]
    given: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def reached(self) -> frozenset[str]:
        """The states in which a case can ever be."""
        return frozenset(self.beyond([self.start]))

    def beyond(self, states: Iterable[str]) -> set[str]:
        """These states, and all that a case can reach from any of them."""
        return _closure(states, ((edge.source, edge.target) for edge in self.edges))

    def before(self, states: Iterable[str]) -> set[str]:
        """These states, and all from which a case can reach any of them."""
        return _closure(states, ((edge.target, edge.source) for edge in self.edges))


def paths_of(workflow: WorkflowDocument) -> Paths:
    """The ways through a workflow all of whose names lead somewhere."""
    forward = [
        Edge(source=state, action=action, target=action.to)
        for state, action in _moves(workflow)
        if action.to is not None and action.to != Move.BACK
    ]
    forward += _endings(workflow)
    back = [
        Edge(source=state, action=action, target=edge.source)
        for state, action in _moves(workflow)
        if action.to == Move.BACK
        for edge in forward
        if edge.target == state
    ]
    edges = (*forward, *back)
    given = _given(workflow, edges)
    return Paths(start=workflow.start, edges=edges, given=given)


def _endings(workflow: WorkflowDocument) -> Iterator[Edge]:
    """How disputes leave their states; one that is withdrawn goes back, or there."""
    for name, state in workflow.states.items():
        for target in state.dispute.outcomes().values() if state.dispute else ():
            if target != Move.BACK:
                yield Edge(source=name, action=_NO_ACTION, target=target)


_NO_ACTION = ActionDocument.model_validate({"by": ["system"]})
"""An ending of a dispute asks for nothing."""


def _moves(workflow: WorkflowDocument) -> Iterator[tuple[str, ActionDocument]]:
    for state in workflow.states:
        for name in offered(state, workflow):
            action = offered_action(name, state, workflow)
            if action is not None:
                yield state, action


def _closure(states: Iterable[str], steps: Iterable[tuple[str, str]]) -> set[str]:
    following: dict[str, list[str]] = {}
    for source, target in steps:
        following.setdefault(source, []).append(target)
    waiting = list(states)
    found = set(waiting)
    while waiting:
        for target in following.get(waiting.pop(), ()):
            if target not in found:
                found.add(target)
                waiting.append(target)
    return found


def _given(
    workflow: WorkflowDocument, edges: tuple[Edge, ...]
) -> dict[str, frozenset[str]]:
    """What is given on every way: shrinks from what is given first, until it rests."""
    given = {workflow.start: frozenset(workflow.report.needs)}
    changing = True
    while changing:
        changing = False
        for edge in edges:
            if edge.source not in given:
                continue
            arriving = given[edge.source] | {*edge.action.needs, *edge.action.with_}
            common = given.get(edge.target, arriving) & arriving
            if given.get(edge.target) != common:
                given[edge.target] = common
                changing = True
    return given
