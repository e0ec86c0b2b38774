"""JSON Schemas of the documents, by which editors complete and check a text."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from workflow.authoring.flow.approval_documents import ApprovalsDocument
from workflow.authoring.flow.documents import TemplateDocument, WorkflowDocument
from workflow.authoring.flow.ladder_documents import LadderDocument
from workflow.authoring.flow.limit_documents import Form, RungsDocument
from workflow.authoring.replays.mapping import MappingDocument

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NULL = {"type": "null"}

_DOCUMENTS: Mapping[str, tuple[type[Form], str]] = {
    "workflow": (WorkflowDocument, "案件流程 / A workflow"),
    "rungs": (RungsDocument, "催办梯级组 / A set of rungs"),
    "template": (TemplateDocument, "消息模板 / The wording of a message"),
    "approvals": (ApprovalsDocument, "审批规则 / Approvals"),
    "ladder": (LadderDocument, "权属争议裁决程序 / A ladder of disputes"),
    "replay": (MappingDocument, "日志各列的含义 / What the columns of a log mean"),
}


class _Generator(GenerateJsonSchema):
    """Leaves out the titles that would be made of Python's names."""

    def field_title_should_be_set(self, schema: object) -> bool:
        """No field has a title; its description says what it is."""
        del schema
        return False


def schemas() -> dict[str, str]:
    """The text of each schema file by its name, such as `workflow.schema.json`."""
    return {
        f"{kind}.schema.json": json.dumps(schema_of(kind), ensure_ascii=False, indent=2)
        + "\n"
        for kind in _DOCUMENTS
    }


def schema_of(kind: str) -> dict[str, Any]:
    """The schema of one kind of document, such as `workflow` or `replay`.

    Raises:
        KeyError: there is no such kind.
    """
    model, description = _DOCUMENTS[kind]
    written = model.model_json_schema(schema_generator=_Generator)
    plain: dict[str, Any] = _simplified(written)
    return {"$schema": _DIALECT, **plain, "description": description}


def _simplified(node: Any) -> Any:  # noqa: ANN401 - JSON of any form
    """The same schema without what says nothing to an author."""
    if isinstance(node, list):
        return [_simplified(item) for item in node]
    if not isinstance(node, dict):
        return node
    found = {
        key: _simplified(value)
        for key, value in node.items()
        if not _is_noise(key, value, node)
    }
    if "patternProperties" in found:
        found.setdefault("additionalProperties", False)
    return _without_null(found)


def _is_noise(key: str, value: object, node: Mapping[str, object]) -> bool:
    """Names of classes, their English docstrings, and that nothing is the default."""
    is_model = "properties" in node
    return (
        (key == "title" and isinstance(value, str))
        or (key == "description" and isinstance(value, str) and is_model)
        or (key == "default" and value in (None, [], {}))
    )


def _without_null(node: dict[str, Any]) -> dict[str, Any]:
    """A key is left out rather than set to nothing, so no schema offers null."""
    options = node.get("anyOf")
    if not isinstance(options, list) or _NULL not in options:
        return node
    left = [option for option in options if option != _NULL]
    rest = {key: value for key, value in node.items() if key != "anyOf"}
    return {**left[0], **rest} if len(left) == 1 else {"anyOf": left, **rest}
