"""The documents of a folder by their names, each fitted into its kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from workflow.authoring.flow.approval_documents import (
    ApprovalDocument,
    ApprovalsDocument,
)
from workflow.authoring.flow.checks import (
    NOTHING_KNOWN,
    Known,
    Subject,
    check_approvals_page,
)
from workflow.authoring.flow.documents import TemplateDocument, WorkflowDocument
from workflow.authoring.flow.fitting import fit_page
from workflow.authoring.flow.ladder_documents import LadderDocument
from workflow.authoring.flow.limit_documents import Form, RungsDocument
from workflow.authoring.flow.pages import Page, Steps
from workflow.authoring.flow.sites import (
    named_approvals,
    named_ladders,
    named_sets,
    named_templates,
)
from workflow.authoring.text.suggest import did_you_mean
from workflow.authoring.text.tree import shown

_KINDS: Mapping[str, type[Form]] = {
    "workflow": WorkflowDocument,
    "rungs": RungsDocument,
    "template": TemplateDocument,
    "approvals": ApprovalsDocument,
    "ladder": LadderDocument,
}
Document = TypeVar("Document", bound=Form)


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


def place(page: Page, library: Library) -> None:
    """Fit a page into a document of the kind that its keys tell."""
    keys = page.keys()
    kind = next((key for key in _KINDS if key in keys), None)
    if kind is None:
        _report_unknown(keys[0] if keys else "", page)
        miss(page.file, library)
        return
    document = fit_page(_KINDS[kind], page)
    if document is None:
        library.unread.append(Path(page.file).stem)
    match document:
        case WorkflowDocument():
            _enter(document.workflow, (document, page), library.workflows, kind)
        case RungsDocument():
            _enter(document.rungs, (document, page), library.rungs, kind)
        case TemplateDocument():
            _enter(document.template, (document, page), library.templates, kind)
        case LadderDocument():
            _enter(document.ladder, (document, page), library.ladders, kind)
        case ApprovalsDocument():
            _enter_approvals(document, page, library)


def _enter_approvals(document: ApprovalsDocument, page: Page, library: Library) -> None:
    for name, each in document.approvals.items():
        steps = ("approvals", name)
        _enter_at(name, (each, page), library.approvals, steps)
    check_approvals_page(document, page)
    _miss_approvals(document, page, library)


def _miss_approvals(document: ApprovalsDocument, page: Page, library: Library) -> None:
    """Note the approvals of a page that could not be read, so that none is missed."""
    if page.is_blind(("approvals",)):
        library.lost_folders.add("approvals")
    names = page.keys("approvals")
    lost = (name for name in names if name not in document.approvals)
    library.unread.extend(lost)


def _report_unknown(first: str, page: Page) -> None:
    message = "this is none of the documents of a definition"
    remedy = f"begin it with one of {', '.join(f'{key}:' for key in _KINDS)}"
    near = did_you_mean(first, _KINDS)
    if near.startswith("did you mean"):
        message += f' (it begins with "{shown(first)}")'
        remedy = near
    page.error("unknown-document", (), message, remedy)


def _enter(
    name: str,
    entry: tuple[Document, Page],
    shelf: dict[str, tuple[Document, Page]],
    kind: str,
) -> None:
    _enter_at(name, entry, shelf, (kind,))


def _enter_at(
    name: str,
    entry: tuple[Document, Page],
    shelf: dict[str, tuple[Document, Page]],
    steps: Steps,
) -> None:
    page = entry[1]
    if name in shelf:
        message = f'"{name}" is declared in {shelf[name][1].file} already'
        page.error("declared-twice", steps, message, "rename one of the two")
    else:
        shelf[name] = entry


def miss(file: str, library: Library) -> None:
    """Note a file that could not be read, so that nobody misses what it declares."""
    library.unread.append(Path(file).stem)
    library.lost_folders.add(Path(file).parent.name)


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
    """Tell of what no workflow names, once every name that is written can be read."""
    if _has_gaps(library):
        return
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


def _has_gaps(library: Library) -> bool:
    """Whether something was left out that may name what nothing else does."""
    shelves = (library.workflows, library.rungs, library.approvals)
    pages = (page for shelf in shelves for _, page in shelf.values())
    return bool(library.unread) or any(page.blind or page.left_out for page in pages)
