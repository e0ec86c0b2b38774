"""Builds a definition from documents that have been checked.

The order of keys in a file means nothing, so it decides nothing here: actions, states
and rungs get an order of their own, the same for the same content.
"""

from collections.abc import Mapping

from workflow.authoring.flow.build_approvals import approvals_of
from workflow.authoring.flow.build_joint import joint_rule, withdrawn_state
from workflow.authoring.flow.build_ladders import dispute_rule, ladders_of
from workflow.authoring.flow.conditions import compiled, known_facts
from workflow.authoring.flow.documents import (
    ActionDocument,
    FieldDocument,
    StateDocument,
    WorkflowDocument,
)
from workflow.authoring.flow.limit_documents import (
    LimitCaseDocument,
    NamedRungs,
    RungDocument,
    TakeDocument,
)
from workflow.authoring.flow.sites import Documents, named_templates, states_of
from workflow.authoring.flow.titles import BUILT_IN_FIELDS, Named, title_or_name
from workflow.domain.definition import (
    NO_LIMIT,
    WITHDRAWN,
    Action,
    AfterOutage,
    Automatic,
    Charged,
    ChildRule,
    ClockRule,
    Definition,
    Field,
    FieldType,
    Limit,
    LimitCase,
    Move,
    Notify,
    Point,
    ReportRule,
    Rung,
    State,
    Trigger,
    Who,
)
from workflow.domain.durations import MICROS_PER_HOUR
from workflow.domain.guards import Fact
from workflow.domain.notices import Template
from workflow.domain.priority import PRIORITIES, Priority
from workflow.domain.words import Title

_WHOLE = 100
_WORK_DAY = 8 * MICROS_PER_HOUR
"""A work day for the order of rungs only: definitions are built without a calendar."""


def build(documents: Documents, digest: str) -> Definition:
    """The definition of a workflow whose documents have no errors."""
    workflow = documents.workflow
    builder = _Builder(documents)
    states = {name: builder.state(name) for name in sorted(workflow.states)}
    if workflow.child_of is not None:
        states[WITHDRAWN] = withdrawn_state(workflow.stages[-1])
    order = _in_order(workflow.start, states, workflow.stages)
    return Definition(
        digest=digest,
        name=workflow.workflow,
        title=workflow.title.build(),
        calendar=workflow.calendar,
        stages={name: builder.title("stages", name) for name in workflow.stages},
        start=workflow.start,
        report=ReportRule(
            by=workflow.report.by,
            needs=workflow.report.needs,
            may=workflow.report.may,
        ),
        fields=builder.fields(),
        marks={name: builder.title("marks", name) for name in workflow.marks},
        clocks={name: builder.clock(name) for name in sorted(workflow.clocks)},
        states={name: states[name] for name in order},
        templates=builder.templates(),
        approvals=approvals_of(documents),
        ladders=ladders_of(documents, builder.facts),
        child=_child_rule(workflow) if workflow.child_of is not None else None,
    )


def _child_rule(workflow: WorkflowDocument) -> ChildRule:
    return ChildRule(
        opened=_notify(workflow.opened), withdrawn=_notify(workflow.withdrawn)
    )


def _in_order(
    start: str, states: Mapping[str, State], stages: tuple[str, ...]
) -> list[str]:
    """Open states before final ones, by stage, and as a case meets them from there."""
    met = [start]
    for name in met:
        actions = [*states[name].actions.values()]
        dispute = states[name].dispute
        actions += dispute.outcomes.values() if dispute else ()
        met += [a.to for a in actions if a.to in states and a.to not in met]
    places = {name: index for index, name in enumerate(dict.fromkeys((*met, *states)))}
    return sorted(
        states,
        key=lambda name: (
            states[name].is_final,
            stages.index(states[name].stage),
            places[name],
        ),
    )


class _Builder:
    """Turns the parts of one workflow into values."""

    def __init__(self, documents: Documents) -> None:
        self.documents = documents
        self.workflow: WorkflowDocument = documents.workflow
        self.facts: Mapping[str, Fact] = known_facts(documents.workflow)

    def title(self, sort: str, name: str) -> Title:
        """The title of something that carries none itself."""
        return title_or_name(self.workflow, Named(sort=sort, name=name, steps=()))

    def fields(self) -> dict[str, Field]:
        """The built-in fields, and then those of the workflow."""
        built_in = {
            name: Field(name=name, title=self.title("fields", name), type=kind)
            for name, (kind, _) in BUILT_IN_FIELDS.items()
        }
        own = sorted(self.workflow.fields_.items())
        return {**built_in, **{name: self.field(name, each) for name, each in own}}

    def field(self, name: str, document: FieldDocument) -> Field:
        """One declared field."""
        choices = {
            value: title_or_name(
                self.workflow,
                Named(sort="choices", name=value, steps=(), field=name),
            )
            for value in document.of
        }
        named = Named(sort="fields", name=name, steps=(), own=document.title)
        return Field(
            name=name,
            title=title_or_name(self.workflow, named),
            type=FieldType(document.type),
            of=choices,
            low=document.min,
            high=document.max,
            accept=document.accept,
            personal=document.personal,
            staff_only=document.seen_by is not None,
            per_step=document.per is not None,
            contact=document.contact or "",
            within=document.within,
        )

    def state(self, name: str) -> State:
        """One state, with its own actions and those that it shares."""
        document = self.workflow.states[name]
        named = Named(sort="states", name=name, steps=(), own=document.title)
        return State(
            name=name,
            title=title_or_name(self.workflow, named),
            stage=document.stage,
            actions=self.actions(name, document),
            limit=self.limit(document.limit),
            rungs=self.rungs(document.rungs),
            time_is_up=_automatic(document.when_time_is_up),
            assigns=document.assign is not None,
            when_assigned=document.when_assigned or "",
            final=document.final or "",
            dispute=dispute_rule(document.dispute),
            joint=joint_rule(document.joint, self.documents.children),
            charged=Charged(document.charged) if document.charged else None,
        )

    def actions(self, state: str, document: StateDocument) -> dict[str, Action]:
        """What a state offers: the main action first, its own before shared ones."""
        shared = {
            name: action
            for name, action in self.workflow.actions.items()
            if state in states_of(action, self.workflow)
        }
        groups: tuple[Mapping[str, ActionDocument], ...] = (document.actions, shared)
        ranked = sorted(
            (
                (name != document.main, number, not _leads_on(action), name, action)
                for number, group in enumerate(groups)
                for name, action in group.items()
            ),
            key=lambda each: each[:4],
        )
        return {name: self.action(name, action) for *_, name, action in ranked}

    def action(self, name: str, document: ActionDocument) -> Action:
        """One action."""
        named = Named(sort="actions", name=name, steps=(), own=document.title)
        return Action(
            name=name,
            title=title_or_name(self.workflow, named),
            to=document.to or Move.STAY,
            by=document.by,
            needs=document.needs,
            may=document.may,
            values=dict(sorted(document.with_.items())),
            only=dict(sorted(document.only.items())),
            not_by=document.not_by,
            back=document.back,
            after_return=document.after_return,
            when=compiled(document.when, self.facts),
            within=document.within,
            new_cycle=document.cycle is not None,
            notify=_notify(document.notify),
            approval=document.approval or "",
            pauses=document.pauses,
            resumes=document.resumes,
            over=document.over,
        )

    def clock(self, name: str) -> ClockRule:
        """One limit that spans states."""
        document = self.workflow.clocks[name]
        named = Named(sort="clocks", name=name, steps=(), own=document.title)
        return ClockRule(
            name=name,
            title=title_or_name(self.workflow, named),
            limit=self.limit(document.limit),
            starts_in=document.from_,
            paused_in=frozenset(document.paused_in),
            per_owner=document.per is not None,
            rungs=self.rungs(document.rungs),
        )

    def limit(self, cases: tuple[LimitCaseDocument, ...] | None) -> Limit:
        """A limit, or the null object where there is none."""
        if not cases:
            return NO_LIMIT
        return Limit(
            cases=tuple(
                LimitCase(terms=case.is_, when=compiled(case.when, self.facts))
                for case in cases
            )
        )

    def rungs(self, written: NamedRungs | None) -> tuple[Rung, ...]:
        """The rungs of a limit, in about the order in which they fire."""
        if written is None:
            return ()
        found = dict(written.inline)
        if written.named is not None:
            found = self.documents.rungs[written.named].steps
        rungs = [_rung(name, document) for name, document in found.items()]
        return tuple(sorted(rungs, key=lambda rung: (*_phase(rung.trigger), rung.name)))

    def templates(self) -> dict[str, Template]:
        """The templates that the workflow and its rungs name."""
        found = self.documents.templates
        return {
            name: Template(
                name=name,
                subject=found[name].subject.model_dump(),
                body=found[name].body.model_dump(),
            )
            for name in named_templates(self.documents)
        }


def _leads_on(action: ActionDocument) -> bool:
    return action.to not in (None, Move.BACK) and not action.back


def _automatic(document: TakeDocument | None) -> Automatic | None:
    if document is None:
        return None
    return Automatic(action=document.take, values=dict(sorted(document.with_.items())))


def _notify(told: Mapping[Who, str]) -> tuple[Notify, ...]:
    ordered = sorted(told.items(), key=lambda each: each[0].text)
    return tuple(Notify(who=who, template=template) for who, template in ordered)


def _rung(name: str, document: RungDocument) -> Rung:
    return Rung(
        name=name,
        trigger=document.at,
        title=document.title.build() if document.title else None,
        every=document.every,
        times=document.times or 1,
        raises=document.raise_ or "",
        priority=PRIORITIES[document.priority or Priority.NORMAL.word],
        reassign=document.reassign,
        take=_automatic(document.take),
        notify=_notify(document.notify),
        after_outage=AfterOutage(document.after_outage),
    )


def _phase(trigger: Trigger) -> tuple[int, bool, int]:
    """Before, at or after the due instant, and then by distance or by share."""
    phases = {Point.BEFORE: 0, Point.DUE: 1, Point.OVERDUE: 2, Point.AFTER: 3}
    if trigger.point is not Point.SHARE:
        length = trigger.duration.micros(_WORK_DAY) if trigger.duration else 0
        before = trigger.point is Point.BEFORE
        return phases[trigger.point], False, -length if before else length
    if trigger.percent == _WHOLE:
        return phases[Point.DUE], True, 0
    late = trigger.percent > _WHOLE
    return phases[Point.AFTER if late else Point.BEFORE], True, trigger.percent
