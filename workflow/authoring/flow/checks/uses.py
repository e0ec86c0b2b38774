"""Whether everything that is declared is also used."""

from collections.abc import Iterator

from workflow.authoring.flow.checks.subject import Subject
from workflow.authoring.flow.sites import action_sites, rung_sites


def check_uses(subject: Subject) -> None:
    """Report fields, marks and stages that nothing uses."""
    workflow, page = subject.workflow, subject.page
    asked = set(_asked_fields(subject))
    for name in workflow.fields_:
        if name not in asked:
            message = f'nothing asks for the field "{name}"'
            remedy = "name it in needs or may, or take it away"
            page.error("unused-field", ("fields", name), message, remedy)
    raised = {site.rung.raise_ for site in rung_sites(subject.documents)}
    for index, mark in enumerate(workflow.marks):
        if mark not in raised:
            message = f'nothing raises the mark "{mark}"'
            remedy = "let a rung raise it, or take it away"
            page.error("unused-mark", ("marks", index), message, remedy)
    stages = {state.stage for state in workflow.states.values()}
    for index, stage in enumerate(workflow.stages):
        if stage not in stages:
            message = f'no state belongs to the stage "{stage}"'
            remedy = "name it in a state, or take it away"
            page.error("unused-stage", ("stages", index), message, remedy)


def _asked_fields(subject: Subject) -> Iterator[str]:
    workflow = subject.workflow
    yield from (*workflow.report.needs, *workflow.report.may)
    for site in action_sites(workflow):
        yield from (*site.action.needs, *site.action.may)
