"""Loads the workflows of a folder: definitions, canonical forms, and all findings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from workflow.authoring.flow.build import build
from workflow.authoring.flow.canonical import canonical, digest
from workflow.authoring.flow.checks import (
    NOTHING_KNOWN,
    Known,
    check_approval,
    check_ladder,
    check_set,
    check_template,
    check_workflow,
)
from workflow.authoring.flow.documents import WorkflowDocument
from workflow.authoring.flow.library import (
    Document,
    Library,
    check_named,
    miss,
    place,
    subject_of,
)
from workflow.authoring.flow.pages import Page
from workflow.authoring.flow.sites import (
    named_approvals,
    named_children,
    named_ladders,
    named_sets,
    named_templates,
)
from workflow.authoring.text.findings import Collector, Finding, has_errors, in_order
from workflow.authoring.text.source import read
from workflow.authoring.text.tree import Node, Place, Plain, Position, plain
from workflow.domain.definition import Definition

FOLDERS = ("workflows", "rungs", "templates", "approvals", "ladders")
"""Where the files of definitions lie, below the folder that is loaded."""


_UNREADABLE = "unreadable-file"
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
            found.error(_UNREADABLE, _START, message, "make it readable")
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
    given = list(findings)
    for finding in given:
        if finding.rule == _UNREADABLE:
            miss(finding.file, library)
    collectors: list[Collector] = []
    for file, (root, trouble) in trees.items():
        found = Collector(file=file, findings=list(trouble))
        collectors.append(found)
        if root is None:
            miss(file, library)
        else:
            place(Page(root=root, found=found), library)
    _check(library, known)
    definitions, forms = _definitions(library)
    everything = [*given, *(one for each in collectors for one in each.findings)]
    return Loaded(
        definitions=dict(sorted(definitions.items())),
        canonical=dict(sorted(forms.items())),
        findings=tuple(in_order(dict.fromkeys(everything))),
    )


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
