"""Goes through a workflow's documents: where actions, rungs and limits stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from workflow.authoring.flow.approval_documents import ApprovalDocument
from workflow.authoring.flow.documents import (
    ActionDocument,
    SharedActionDocument,
    StateDocument,
    TemplateDocument,
    WorkflowDocument,
)
from workflow.authoring.flow.grammar import OPEN
from workflow.authoring.flow.joint_documents import JointDocument
from workflow.authoring.flow.ladder_documents import LadderDocument
from workflow.authoring.flow.limit_documents import (
    LimitCaseDocument,
    NamedRungs,
    RungDocument,
    RungsDocument,
    TakeDocument,
)
from workflow.authoring.flow.pages import Steps
from workflow.domain.definition import Who


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """A workflow with the rungs, templates, approvals and ladders it may name.

    `children` has the digests of the workflows of members of its joint work.
    """

    workflow: WorkflowDocument
    rungs: Mapping[str, RungsDocument]
    templates: Mapping[str, TemplateDocument]
    approvals: Mapping[str, ApprovalDocument]
    ladders: Mapping[str, LadderDocument] = field(default_factory=dict)
    children: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionSite:
    """An action where it is written, and the states that offer it."""

    steps: Steps
    name: str
    action: ActionDocument
    states: tuple[str, ...]

    @property
    def is_shared(self) -> bool:
        """Whether it stands under the workflow's own `actions`."""
        return isinstance(self.action, SharedActionDocument)


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSite:
    """A limit with its rungs, of a state or of a clock."""

    steps: Steps
    state: str
    clock: str
    cases: tuple[LimitCaseDocument, ...]
    rungs: NamedRungs | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RungSite:
    """A rung where it is written: in place, or in the set of the name `named`."""

    steps: Steps
    named: str
    name: str
    rung: RungDocument
    limit: LimitSite


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifySite:
    """Who is told with which template, in a workflow or in the set named `named`."""

    steps: Steps
    named: str
    who: Who
    template: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionSite:
    """A condition where it is written, and the states in which it is read."""

    steps: Steps
    text: str
    states: tuple[str, ...]


def open_states(workflow: WorkflowDocument) -> tuple[str, ...]:
    """The states that do not end a case."""
    return tuple(name for name, state in workflow.states.items() if not state.final)


def states_of(
    action: SharedActionDocument, workflow: WorkflowDocument
) -> tuple[str, ...]:
    """The states that offer a shared action, as far as there are such states."""
    if OPEN in action.in_:
        return open_states(workflow)
    return tuple(name for name in action.in_ if name in workflow.states)


def action_sites(workflow: WorkflowDocument) -> Iterator[ActionSite]:
    """Every action as often as it is written."""
    for name, shared in workflow.actions.items():
        states = states_of(shared, workflow)
        yield ActionSite(
            steps=("actions", name), name=name, action=shared, states=states
        )
    for state, document in workflow.states.items():
        for name, action in document.actions.items():
            steps = ("states", state, "actions", name)
            yield ActionSite(steps=steps, name=name, action=action, states=(state,))


def offered(state: str, workflow: WorkflowDocument) -> tuple[str, ...]:
    """The names of the actions that a state offers, its own ones first."""
    shared = (
        name
        for name, action in workflow.actions.items()
        if state in states_of(action, workflow)
    )
    return tuple(dict.fromkeys((*workflow.states[state].actions, *shared)))


def offered_action(
    name: str, state: str, workflow: WorkflowDocument
) -> ActionDocument | None:
    """The action of this name that a state offers, its own one first."""
    own = workflow.states[state].actions.get(name)
    shared = workflow.actions.get(name)
    if own is None and shared is not None and state in states_of(shared, workflow):
        return shared
    return own


def limit_sites(workflow: WorkflowDocument) -> Iterator[LimitSite]:
    """Every clock, and every state, with its limit and rungs if it has any."""
    for name, clock in workflow.clocks.items():
        yield LimitSite(
            steps=("clocks", name),
            state="",
            clock=name,
            cases=clock.limit,
            rungs=clock.rungs,
        )
    for name, state in workflow.states.items():
        yield LimitSite(
            steps=("states", name),
            state=name,
            clock="",
            cases=state.limit or (),
            rungs=state.rungs,
        )


def starts_in(limit: LimitSite, workflow: WorkflowDocument) -> str:
    """The state on whose entry a limit begins."""
    return limit.state or workflow.clocks[limit.clock].from_


def running_states(limit: LimitSite, workflow: WorkflowDocument) -> tuple[str, ...]:
    """The states in which a limit's time can run."""
    if limit.state:
        return (limit.state,)
    paused = workflow.clocks[limit.clock].paused_in
    return tuple(name for name in open_states(workflow) if name not in paused)


def rung_sites(documents: Documents) -> Iterator[RungSite]:
    """Every rung of every limit; those of a set once for each limit that names it."""
    for limit in limit_sites(documents.workflow):
        if limit.rungs is None:
            continue
        for name, rung in limit.rungs.inline.items():
            steps = (*limit.steps, "rungs", name)
            yield RungSite(steps=steps, named="", name=name, rung=rung, limit=limit)
        named = limit.rungs.named or ""
        found = documents.rungs.get(named)
        for name, rung in found.steps.items() if found else ():
            steps = ("steps", name)
            yield RungSite(steps=steps, named=named, name=name, rung=rung, limit=limit)


def notify_sites(documents: Documents) -> Iterator[NotifySite]:
    """Everything that is told to anybody."""
    workflow = documents.workflow
    for key, told in (("opened", workflow.opened), ("withdrawn", workflow.withdrawn)):
        for who, template in told.items():
            steps: Steps = (key, who.text)
            yield NotifySite(steps=steps, named="", who=who, template=template)
    for site in action_sites(documents.workflow):
        for who, template in site.action.notify.items():
            steps = (*site.steps, "notify", who.text)
            yield NotifySite(steps=steps, named="", who=who, template=template)
    for rung in rung_sites(documents):
        for who, template in rung.rung.notify.items():
            steps = (*rung.steps, "notify", who.text)
            yield NotifySite(steps=steps, named=rung.named, who=who, template=template)


def condition_sites(workflow: WorkflowDocument) -> Iterator[ConditionSite]:
    """Every condition of a workflow."""
    for site in action_sites(workflow):
        if site.action.when is not None:
            steps = (*site.steps, "when")
            yield ConditionSite(steps=steps, text=site.action.when, states=site.states)
    for limit in limit_sites(workflow):
        state = starts_in(limit, workflow)
        for index, case in enumerate(limit.cases):
            if case.when is not None:
                steps = (*limit.steps, "limit", index, "when")
                yield ConditionSite(steps=steps, text=case.when, states=(state,))


def automatic_of(state: StateDocument) -> Iterator[tuple[str, TakeDocument]]:
    """What a state takes by itself: the key that says so, and the action."""
    if state.when_time_is_up is not None:
        yield "when_time_is_up", state.when_time_is_up
    if state.when_assigned is not None:
        yield "when_assigned", TakeDocument(take=state.when_assigned)


def named_sets(workflow: WorkflowDocument) -> tuple[str, ...]:
    """The sets of rungs that a workflow names, in the order of the alphabet."""
    sites = limit_sites(workflow)
    return tuple(
        sorted({site.rungs.named for site in sites if site.rungs and site.rungs.named})
    )


def named_approvals(workflow: WorkflowDocument) -> tuple[str, ...]:
    """The approvals that a workflow names, in alphabetical order."""
    named = {site.action.approval for site in action_sites(workflow)}
    return tuple(sorted(name for name in named if name is not None))


def named_ladders(workflow: WorkflowDocument) -> tuple[str, ...]:
    """The ladders that a workflow names, in alphabetical order."""
    rules = [state.dispute for state in workflow.states.values()]
    return tuple(sorted({name for each in rules if each for name in each.ladders}))


def joint_sites(workflow: WorkflowDocument) -> Iterator[tuple[str, JointDocument]]:
    """The states in which departments act together, with what they say of that."""
    for name, state in workflow.states.items():
        if state.joint is not None:
            yield name, state.joint


def named_children(workflow: WorkflowDocument) -> tuple[str, ...]:
    """The workflows of members that a workflow names, in alphabetical order."""
    return tuple(sorted({rule.workflow for _, rule in joint_sites(workflow)}))


def named_templates(documents: Documents) -> tuple[str, ...]:
    """The templates that a workflow, its rungs and approvals name, sorted."""
    told = {site.template for site in notify_sites(documents)}
    for name in named_approvals(documents.workflow):
        found = documents.approvals.get(name)
        told |= set(found.templates().values()) if found else set()
    for name in named_ladders(documents.workflow):
        ladder = documents.ladders.get(name)
        told |= {template for _, template in ladder.templates()} if ladder else set()
    for _, joint in joint_sites(documents.workflow):
        told |= {template for _, template in joint.templates()}
    return tuple(sorted(told))
