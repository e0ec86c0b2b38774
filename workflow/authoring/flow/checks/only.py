"""Choices of which an action takes some values only."""

from workflow.authoring.flow.checks.subject import FIELD, Subject, expect
from workflow.authoring.flow.documents import FieldDocument
from workflow.authoring.flow.pages import Steps
from workflow.authoring.flow.sites import ActionSite, action_sites
from workflow.authoring.text.suggest import did_you_mean
from workflow.authoring.text.tree import shown


def check_only(subject: Subject) -> None:
    """Report narrowed choices that are none, or that narrow nothing."""
    for site in action_sites(subject.workflow):
        for name in site.action.only:
            _check(name, site, subject)


def _check(name: str, site: ActionSite, subject: Subject) -> None:
    page, steps = subject.page, (*site.steps, "only", name)
    if not expect(FIELD, name, subject.fields, (page, steps)):
        return
    if name not in (*site.action.needs, *site.action.may):
        message = f'the action does not ask for the field "{name}"'
        page.error("idle-only", steps, message, "name it in its needs or may")
    field = subject.workflow.fields_.get(name)
    if page.is_blind(("fields", name)) or page.is_blind(("fields", name, "type")):
        return
    if field is None or field.type != "choice":
        message = f'the field "{name}" is no choice'
        page.error("idle-only", steps, message, "take it away, or use when")
        return
    _check_values(site.action.only[name], field, steps, subject)
    preset = site.action.with_.get(name)
    if preset in field.of and preset not in site.action.only[name]:
        message = f'the preset value "{shown(preset)}" is not among those taken'
        page.error("bad-preset", (*site.steps, "with", name), message, "add it to only")


def _check_values(
    values: tuple[str, ...], field: FieldDocument, steps: Steps, subject: Subject
) -> None:
    page = subject.page
    for index, value in enumerate(values):
        if value not in field.of:
            message = f'"{shown(value)}" is not among the values of this choice'
            remedy = did_you_mean(value, field.of)
            page.error("unknown-choice", (*steps, index), message, remedy)
    if not values and not page.has_lost(steps):
        message = "without any value the action can never be taken"
        page.error("idle-only", steps, message, "name a value, or take it away")
    elif set(field.of) <= set(values):
        message = "these are all values of the choice"
        page.error("idle-only", steps, message, "take it away")
