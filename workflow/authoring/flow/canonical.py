"""The canonical form of a definition: what its digest covers and a database keeps."""

import hashlib
import json
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from workflow.authoring.flow.approval_documents import ApprovalDocument
from workflow.authoring.flow.build import build
from workflow.authoring.flow.documents import TemplateDocument, WorkflowDocument
from workflow.authoring.flow.ladder_documents import LadderDocument
from workflow.authoring.flow.limit_documents import RungsDocument
from workflow.authoring.flow.sites import Documents
from workflow.authoring.text.tree import Plain
from workflow.domain.definition import Definition
from workflow.errors import UnreadableDefinitionError

LANGUAGE = "1"
"""The version of the language in which a canonical form is written."""


class _Canonical(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    language: str
    workflow: WorkflowDocument
    rungs: dict[str, RungsDocument]
    templates: dict[str, TemplateDocument]
    approvals: dict[str, ApprovalDocument] = Field(default_factory=dict)
    ladders: dict[str, LadderDocument] = Field(default_factory=dict)
    children: dict[str, str] = Field(default_factory=dict)


def canonical(  # noqa: PLR0913, PLR0917 - all that a definition is made of
    workflow: Plain,
    rungs: Mapping[str, Plain],
    templates: Mapping[str, Plain],
    approvals: Mapping[str, Plain],
    ladders: Mapping[str, Plain],
    children: Mapping[str, str],
) -> str:
    """The canonical form: JSON of what was written, with its keys in order.

    The order of keys, comments, quotes and line breaks of a file leave no trace in
    it; every text does, and so does the order of lists. `rungs`, `templates`,
    `approvals` and `ladders` are those that the workflow names, by their names;
    `children` are the digests of its members' workflows. Without approvals, ladders or
    children the form is that of a language which had none.
    """
    form: dict[str, object] = {
        "language": LANGUAGE,
        "workflow": workflow,
        "rungs": dict(rungs),
        "templates": dict(templates),
    }
    if approvals:
        form["approvals"] = dict(approvals)
    if ladders:
        form["ladders"] = dict(ladders)
    if children:
        form["children"] = dict(children)
    return json.dumps(form, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(canonical_form: str) -> str:
    """The SHA-256 of a canonical form, in hexadecimal."""
    return hashlib.sha256(canonical_form.encode()).hexdigest()


def definition_from_canonical(text: str) -> Definition:
    """The definition that a canonical form describes; its digest is that of the text.

    Raises:
        UnreadableDefinitionError: the text is no canonical form that this version
            of the language knows.
    """
    try:
        form = _Canonical.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        path = ".".join(str(step) for step in first["loc"])
        problem = f"{path}: {first['msg']}" if path else first["msg"]
        raise UnreadableDefinitionError(digest=digest(text), problem=problem) from None
    if form.language != LANGUAGE:
        raise UnreadableDefinitionError(
            digest=digest(text),
            problem=f"it is written in version {form.language} of the language",
        )
    documents = Documents(
        workflow=form.workflow,
        rungs=form.rungs,
        templates=form.templates,
        approvals=form.approvals,
        ladders=form.ladders,
        children=form.children,
    )
    try:
        return build(documents, digest(text))
    except KeyError as error:
        problem = f"it names {error}, which is not part of it"
        raise UnreadableDefinitionError(digest=digest(text), problem=problem) from None
