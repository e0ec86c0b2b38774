"""What is being checked: one workflow, and everything that it may name."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from workflow.authoring.flow.approval_documents import ApprovalDocument
from workflow.authoring.flow.documents import TemplateDocument, WorkflowDocument
from workflow.authoring.flow.ladder_documents import LadderDocument
from workflow.authoring.flow.limit_documents import RungsDocument
from workflow.authoring.flow.pages import Page, Steps
from workflow.authoring.flow.sites import Documents, named_approvals, named_children
from workflow.authoring.flow.titles import BUILT_IN_FIELDS
from workflow.authoring.text.suggest import did_you_mean
from workflow.authoring.text.tree import shown
from workflow.domain.city import City
from workflow.domain.durations import Duration
from workflow.domain.organisation import Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A condition of the city's catalogue: `C0101/1`, its limit, and what it is."""

    name: str
    limit: Duration
    facts: Mapping[str, str | bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The names that a city's reference data has; None where it is not looked at."""

    posts: frozenset[str] | None = None
    kinds: frozenset[str] | None = None
    departments: frozenset[str] | None = None
    calendars: frozenset[str] | None = None
    organisation: Organisation | None = None
    conditions: tuple[Filed, ...] = ()


def known_of(city: City) -> Known:
    """The names that a city's reference data has."""
    departments = city.organisation.departments
    return Known(
        posts=frozenset(city.organisation.posts),
        kinds=frozenset(department.kind for department in departments.values()),
        departments=frozenset(departments),
        calendars=frozenset(city.calendars),
        organisation=city.organisation,
        conditions=tuple(_conditions(city)),
    )


def _conditions(city: City) -> Iterator[Filed]:
    for category in city.catalogue.categories.values():
        for each in category.conditions.values():
            facts = {
                "category.code": category.code,
                "category.class": category.kind.value,
                "condition.number": each.number,
                "condition.urgent": each.urgent,
                "condition.self_handled": each.self_handled,
            }
            name = f"{category.code}/{each.number}"
            yield Filed(name=name, limit=each.limit, facts=facts)


NOTHING_KNOWN = Known()
"""No reference data: posts, departments, their kinds and calendars are not checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A workflow on its page, the pages of what it names, and the city's names.

    `unread` names documents that cannot be read, so that nobody misses them as well;
    with `misses_approvals` one of them would have held approvals, of unknown names.
    """

    workflow: WorkflowDocument
    page: Page
    rungs: Mapping[str, tuple[RungsDocument, Page]] = field(default_factory=dict)
    templates: Mapping[str, tuple[TemplateDocument, Page]] = field(default_factory=dict)
    approvals: Mapping[str, tuple[ApprovalDocument, Page]] = field(default_factory=dict)
    ladders: Mapping[str, tuple[LadderDocument, Page]] = field(default_factory=dict)
    workflows: Mapping[str, tuple[WorkflowDocument, Page]] = field(default_factory=dict)
    known: Known = NOTHING_KNOWN
    unread: frozenset[str] = frozenset()
    misses_approvals: bool = False

    @property
    def documents(self) -> Documents:
        """The documents without their pages."""
        return Documents(
            workflow=self.workflow,
            rungs={name: document for name, (document, _) in self.rungs.items()},
            templates={
                name: document for name, (document, _) in self.templates.items()
            },
            approvals={
                name: document for name, (document, _) in self.approvals.items()
            },
            ladders={name: document for name, (document, _) in self.ladders.items()},
        )

    @property
    def parents(self) -> tuple[WorkflowDocument, ...]:
        """The workflows in whose joint work this one is the members'."""
        found = (document for document, _ in self.workflows.values())
        name = self.workflow.workflow
        return tuple(each for each in found if name in named_children(each))

    def approvals_named(self) -> Mapping[str, tuple[ApprovalDocument, Page]]:
        """The approvals that the workflow names, as far as they are there."""
        named = named_approvals(self.workflow)
        return {name: self.approvals[name] for name in named if name in self.approvals}

    @property
    def states(self) -> tuple[str, ...]:
        """The names of all states, also of those that do not fit."""
        return self.page.keys("states")

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of all fields, the built-in ones first."""
        return (*BUILT_IN_FIELDS, *self.page.keys("fields"))

    @property
    def actions(self) -> tuple[str, ...]:
        """The names of all actions of all states."""
        own = (
            name
            for state in self.states
            for name in self.page.keys("states", state, "actions")
        )
        return tuple(dict.fromkeys((*self.page.keys("actions"), *own)))

    def page_of(self, named: str) -> Page:
        """The page of a set of rungs, or of the workflow itself."""
        return self.rungs[named][1] if named else self.page

    def whose(self, named: str) -> str:
        """How a message about a set of rungs names the workflow that uses it."""
        return f' in the workflow "{self.workflow.workflow}"' if named else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """A sort of names: what messages call one, and the rule's name.

    `declared` is the key of a workflow under which such names are declared, if any.
    """

    word: str
    rule: str
    declared: str = ""


STATE = Sort(word="state", rule="unknown-state", declared="states")
STAGE = Sort(word="stage", rule="unknown-stage", declared="stages")
FIELD = Sort(word="field", rule="unknown-field", declared="fields")
ACTION = Sort(word="action", rule="unknown-action")
CLOCK = Sort(word="clock", rule="unknown-clock", declared="clocks")
MARK = Sort(word="mark", rule="unknown-mark")
APPROVAL = Sort(word="approval", rule="unknown-approval")
LADDER = Sort(word="ladder", rule="unknown-ladder")
WORKFLOW = Sort(word="workflow of members", rule="unknown-workflow")
LEVEL = Sort(word="level", rule="unknown-level")
RUNGS = Sort(word="set of rungs", rule="unknown-rungs")
TEMPLATE = Sort(word="template", rule="unknown-template")
POST = Sort(word="post", rule="unknown-post")
DEPARTMENT = Sort(word="department", rule="unknown-department")
KIND = Sort(word="kind of department", rule="unknown-kind")
CALENDAR = Sort(word="calendar", rule="unknown-calendar")


def expect(sort: Sort, name: str, known: Iterable[str], at: tuple[Page, Steps]) -> bool:
    """Report a name that is not among those known, and say whether it is."""
    words = tuple(known)
    page, steps = at
    if name in words:
        return True
    if sort.declared and page.is_blind((sort.declared,)):
        # What was declared cannot be read, so nobody knows whether this is there.
        return False
    remedy = did_you_mean(name, words) or f"there is no {sort.word} at all"
    page.error(sort.rule, steps, f'there is no {sort.word} "{shown(name)}"', remedy)
    return False
