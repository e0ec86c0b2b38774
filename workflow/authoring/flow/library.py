"""All documents of a folder by their names, each with the page on which it stands."""

from dataclasses import dataclass, field

from workflow.authoring.flow.approval_documents import ApprovalDocument
from workflow.authoring.flow.checks import NOTHING_KNOWN, Known, Subject
from workflow.authoring.flow.documents import TemplateDocument, WorkflowDocument
from workflow.authoring.flow.ladder_documents import LadderDocument
from workflow.authoring.flow.limit_documents import RungsDocument
from workflow.authoring.flow.pages import Page
from workflow.authoring.flow.sites import (
    named_approvals,
    named_ladders,
    named_sets,
    named_templates,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """The documents of all files by their names, each with its page.

    `unread` holds what the documents are probably called that could not be read, and
    `lost_folders` where they lie.
    """

    workflows: dict[str, tuple[WorkflowDocument, Page]] = field(default_factory=dict)
    rungs: dict[str, tuple[RungsDocument, Page]] = field(default_factory=dict)
    templates: dict[str, tuple[TemplateDocument, Page]] = field(default_factory=dict)
    approvals: dict[str, tuple[ApprovalDocument, Page]] = field(default_factory=dict)
    ladders: dict[str, tuple[LadderDocument, Page]] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    lost_folders: set[str] = field(default_factory=set)


def subject_of(
    workflow: WorkflowDocument, page: Page, library: Library, known: Known
) -> Subject:
    """A workflow of the library, as it is checked against all the others."""
    return Subject(
        workflow=workflow,
        page=page,
        rungs=library.rungs,
        templates=library.templates,
        approvals=library.approvals,
        ladders=library.ladders,
        workflows=library.workflows,
        known=known,
        unread=frozenset(library.unread),
        misses_approvals="approvals" in library.lost_folders,
    )


def check_named(library: Library) -> None:
    """Tell of sets and templates that no workflow names, if there is any workflow."""
    documents = [
        subject_of(workflow, page, library, NOTHING_KNOWN).documents
        for workflow, page in library.workflows.values()
    ]
    sets = {name for each in documents for name in named_sets(each.workflow)}
    templates = {name for each in documents for name in named_templates(each)}
    ladders = {name for each in documents for name in named_ladders(each.workflow)}
    for shelf, named, kind in (
        (library.rungs, sets, "rungs"),
        (library.templates, templates, "template"),
        (library.ladders, ladders, "ladder"),
    ):
        for name in shelf if documents else ():
            if name not in named:
                message = f'no workflow names "{name}"'
                page = shelf[name][1]
                page.note("not-named", (kind,), message, "nothing need be done")
    approvals = {name for each in documents for name in named_approvals(each.workflow)}
    for name, (_, page) in library.approvals.items() if documents else ():
        if name not in approvals:
            message = f'no workflow names "{name}"'
            steps = ("approvals", name)
            page.note("not-named", steps, message, "nothing need be done")
