"""What things are called: beside them, under `titles`, or because they are built in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workflow.authoring.city.shape import TitleDocument
from workflow.authoring.flow.documents import WorkflowDocument
from workflow.authoring.flow.pages import Steps
from workflow.authoring.flow.sites import action_sites
from workflow.domain.definition import FieldType
from workflow.domain.words import Title

BUILT_IN_FIELDS: Mapping[str, tuple[FieldType, Title]] = {
    "place": (FieldType.PLACE, Title(zh="地点", en="Place")),
    "category": (FieldType.CATEGORY, Title(zh="类别", en="Category")),
    "condition": (FieldType.CONDITION, Title(zh="立案条件", en="Condition")),
    "owner": (FieldType.DEPARTMENT, Title(zh="责任部门", en="Department in charge")),
}
"""The fields that every workflow has without declaring them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Something that has a title: its sort, its name, and where it is written.

    `sort` is the key under `titles`; `own` is the title that stands beside it.
    """

    sort: str
    name: str
    steps: Steps
    own: TitleDocument | None = None
    field: str = ""


def title_of(workflow: WorkflowDocument, named: Named) -> Title | None:
    """The title beside a thing, else the one under `titles`, else the built-in one."""
    if named.own is not None:
        return named.own.build()
    listed = listed_titles(workflow, named.sort, named.field).get(named.name)
    if listed is not None:
        return listed.build()
    if named.sort == "fields" and named.name in BUILT_IN_FIELDS:
        return BUILT_IN_FIELDS[named.name][1]
    return None


def title_or_name(workflow: WorkflowDocument, named: Named) -> Title:
    """The title of a thing, and its name where it has none."""
    found = title_of(workflow, named)
    return found or Title(zh=named.name, en=named.name)


def listed_titles(
    workflow: WorkflowDocument, sort: str, field: str = ""
) -> Mapping[str, TitleDocument]:
    """The titles of one sort that stand under `titles`; of a field for `choices`."""
    titles = workflow.titles
    if sort == "choices":
        return titles.choices.get(field, {})
    sorts = {
        "stages": titles.stages,
        "states": titles.states,
        "actions": titles.actions,
        "fields": titles.fields_,
        "clocks": titles.clocks,
        "marks": titles.marks,
    }
    return sorts[sort]


def named_things(workflow: WorkflowDocument) -> Iterator[Named]:
    """Everything that has a title, as often as it is written."""
    for index, stage in enumerate(workflow.stages):
        yield Named(sort="stages", name=stage, steps=("stages", index))
    for index, mark in enumerate(workflow.marks):
        yield Named(sort="marks", name=mark, steps=("marks", index))
    for name, clock in workflow.clocks.items():
        yield Named(sort="clocks", name=name, steps=("clocks", name), own=clock.title)
    for name, state in workflow.states.items():
        yield Named(sort="states", name=name, steps=("states", name), own=state.title)
    for site in action_sites(workflow):
        yield Named(
            sort="actions", name=site.name, steps=site.steps, own=site.action.title
        )
    yield from _named_fields(workflow)


def _named_fields(workflow: WorkflowDocument) -> Iterator[Named]:
    for name in BUILT_IN_FIELDS:
        yield Named(sort="fields", name=name, steps=())
    for name, field in workflow.fields_.items():
        steps: Steps = ("fields", name)
        yield Named(sort="fields", name=name, steps=steps, own=field.title)
        for index, value in enumerate(field.of):
            yield Named(
                sort="choices", name=value, steps=(*steps, "of", index), field=name
            )
