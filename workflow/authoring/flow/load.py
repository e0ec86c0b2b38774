"""Loads the workflows of a folder: definitions, canonical forms, and all findings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from workflow.authoring.flow.approval_documents import (
    ApprovalsDocument,
)
from workflow.authoring.flow.build import build
from workflow.authoring.flow.canonical import canonical, digest
from workflow.authoring.flow.checks import (
    NOTHING_KNOWN,
    Known,
    check_approval,
    check_approvals_page,
    check_ladder,
    check_set,
    check_template,
    check_workflow,
)
from workflow.authoring.flow.documents import TemplateDocument, WorkflowDocument
from workflow.authoring.flow.fitting import fit_page
from workflow.authoring.flow.ladder_documents import LadderDocument
from workflow.authoring.flow.library import Library, check_named, subject_of
from workflow.authoring.flow.limit_documents import Form, RungsDocument
from workflow.authoring.flow.pages import Page, Steps
from workflow.authoring.flow.sites import (
    named_approvals,
    named_children,
    named_ladders,
    named_sets,
    named_templates,
)
from workflow.authoring.text.findings import Collector, Finding, has_errors, in_order
from workflow.authoring.text.source import read
from workflow.authoring.text.suggest import did_you_mean
from workflow.authoring.text.tree import Node, Place, Plain, Position, plain, shown
from workflow.domain.definition import Definition

FOLDERS = ("workflows", "rungs", "templates", "approvals", "ladders")
"""Where the files of definitions lie, below the folder that is loaded."""

_KINDS: Mapping[str, type[Form]] = {
    "workflow": WorkflowDocument,
    "rungs": RungsDocument,
    "template": TemplateDocument,
    "approvals": ApprovalsDocument,
    "ladder": LadderDocument,
}
Document = TypeVar("Document", bound=Form)

_START = Place(steps=(), position=Position(line=1, column=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """The definitions without errors by the names of their workflows.

    `canonical` holds the canonical form of each, `findings` everything there is to
    say about any of the files, in the order of files and lines.
    """

    definitions: Mapping[str, Definition]
    canonical: Mapping[str, str]
    findings: tuple[Finding, ...]

    @property
    def has_errors(self) -> bool:
        """Whether anything here cannot be used."""
        return has_errors(self.findings)


def load(folder: Path, known: Known = NOTHING_KNOWN) -> Loaded:
    """Load every YAML file in those `FOLDERS` of a folder.

    Never raises for what stands in a file, nor for one that cannot be read: that is
    a finding.
    """
    files: dict[str, bytes] = {}
    unreadable: list[Finding] = []
    paths = [
        path for name in FOLDERS for path in sorted((folder / name).glob("*.y*ml"))
    ]
    for path in paths:
        name = path.relative_to(folder).as_posix()
        try:
            files[name] = path.read_bytes()
        except OSError as error:
            found = Collector(file=name)
            message = f"the file cannot be read ({error.strerror or error})"
            found.error("unreadable-file", _START, message, "make it readable")
            unreadable += found.findings
    if not any(name.startswith("workflows/") for name in files):
        found = Collector(file=str(folder))
        message = "there is no workflow here"
        remedy = "put one into the folder workflows, as NAME.yaml"
        found.error("no-workflow", _START, message, remedy)
        unreadable += found.findings
    return load_texts(files, known, unreadable)


def load_texts(
    files: Mapping[str, bytes | str],
    known: Known = NOTHING_KNOWN,
    findings: Iterable[Finding] = (),
) -> Loaded:
    """Load documents from their texts by file name; which is which, their keys say."""
    trees = {file: read(content, file) for file, content in sorted(files.items())}
    return load_trees(trees, known, findings)


def load_trees(
    trees: Mapping[str, tuple[Node | None, list[Finding]]],
    known: Known = NOTHING_KNOWN,
    findings: Iterable[Finding] = (),
) -> Loaded:
    """Load documents from what `source.read` made of their files."""
    library = Library()
    collectors: list[Collector] = []
    for file, (root, trouble) in trees.items():
        found = Collector(file=file, findings=list(trouble))
        collectors.append(found)
        if root is None:
            library.unread.append(Path(file).stem)
            library.lost_folders.add(Path(file).parent.name)
        else:
            _place(Page(root=root, found=found), library)
    _check(library, known)
    definitions, forms = _definitions(library)
    everything = [*findings, *(one for each in collectors for one in each.findings)]
    return Loaded(
        definitions=dict(sorted(definitions.items())),
        canonical=dict(sorted(forms.items())),
        findings=tuple(in_order(dict.fromkeys(everything))),
    )


def _place(page: Page, library: Library) -> None:
    """Fit a page into a document of the kind that its keys tell."""
    keys = page.keys()
    kind = next((key for key in _KINDS if key in keys), None)
    if kind is None:
        _report_unknown(keys[0] if keys else "", page)
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


def _check(library: Library, known: Known) -> None:
    templates = (*library.templates, *library.unread)
    for rungs, page in library.rungs.values():
        check_set(rungs, page, templates)
    for template, page in library.templates.values():
        check_template(template, page)
    for name, (approval, page) in library.approvals.items():
        check_approval(name, approval, page, templates)
    for ladder, page in library.ladders.values():
        check_ladder(ladder, page, templates)
    for workflow, page in library.workflows.values():
        check_workflow(subject_of(workflow, page, library, known))
    check_named(library)


def _definitions(library: Library) -> tuple[dict[str, Definition], dict[str, str]]:
    """The definitions and canonical forms of workflows without any error."""
    definitions: dict[str, Definition] = {}
    forms: dict[str, str] = {}
    # A definition names the digests of its members' workflows, so these come first.
    in_order = sorted(library.workflows.items(), key=_after_children)
    for name, (workflow, page) in in_order:
        digests = {
            key: definitions[key].digest
            for key in named_children(workflow)
            if key in definitions
        }
        if len(digests) < len(named_children(workflow)):
            continue
        subject = subject_of(workflow, page, library, NOTHING_KNOWN)
        documents = replace(subject.documents, children=digests)
        rungs = {key: library.rungs.get(key) for key in named_sets(workflow)}
        templates = {
            key: library.templates.get(key) for key in named_templates(documents)
        }
        approvals = {
            key: library.approvals.get(key) for key in named_approvals(workflow)
        }
        ladders = {key: library.ladders.get(key) for key in named_ladders(workflow)}
        parts = [
            *rungs.values(),
            *templates.values(),
            *approvals.values(),
            *ladders.values(),
        ]
        pages = [page, *(part[1] for part in parts if part is not None)]
        if None in parts or any(has_errors(each.found.findings) for each in pages):
            continue
        forms[name] = canonical(
            plain(page.root),
            _plain(rungs),
            _plain(templates),
            {
                key: _plain_approval(key, part[1])
                for key, part in approvals.items()
                if part
            },
            _plain(ladders),
            digests,
        )
        definitions[name] = build(documents, digest(forms[name]))
    return definitions, forms


def _after_children(
    named: tuple[str, tuple[WorkflowDocument, Page]],
) -> tuple[bool, str]:
    return named[1][0].child_of is None, named[0]


def _plain(
    parts: Mapping[str, tuple[Document, Page] | None],
) -> dict[str, Plain]:
    return {name: plain(part[1].root) for name, part in parts.items() if part}


def _plain_approval(name: str, page: Page) -> Plain:
    """One approval as it was written, out of all those of its file."""
    document = plain(page.root)
    found = document["approvals"] if isinstance(document, dict) else {}
    return found[name] if isinstance(found, dict) else {}
