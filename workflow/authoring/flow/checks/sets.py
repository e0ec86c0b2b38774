"""Sets of rungs and templates by themselves, whichever workflow names them."""

from collections.abc import Iterable, Mapping

from workflow.authoring.flow.checks.subject import TEMPLATE, expect
from workflow.authoring.flow.documents import TemplateDocument
from workflow.authoring.flow.limit_documents import RungDocument, RungsDocument
from workflow.authoring.flow.pages import Page, Steps
from workflow.authoring.text.tree import Mapping as TreeMapping
from workflow.authoring.text.tree import Scalar
from workflow.domain.clocks import TIME_IS_UP
from workflow.domain.notices import FACTS, Template
from workflow.rendering.messages import Problem, problems

_EFFECTS = ("notify", "raise", "priority", "reassign", "take")
"""The keys of a rung that do something."""


def check_set(document: RungsDocument, page: Page, templates: Iterable[str]) -> None:
    """Report what is wrong in a set of rungs, whoever names it."""
    if not document.steps and not page.is_blind(("steps",)):
        message = "a set without rungs does nothing"
        page.error("no-rungs", ("steps",), message, "add a rung, or take the set away")
    check_rungs(document.steps, ("steps",), page)
    known = tuple(templates)
    for name, rung in document.steps.items():
        for who, template in rung.notify.items():
            steps = ("steps", name, "notify", who.text)
            expect(TEMPLATE, template, known, (page, steps))


def check_rungs(rungs: Mapping[str, RungDocument], steps: Steps, page: Page) -> None:
    """Report rungs that do nothing, or of which a part does nothing."""
    for name, rung in rungs.items():
        here = (*steps, name)
        if name == TIME_IS_UP:
            message = f'the name "{name}" is taken by the engine'
            page.error("reserved-name", here, message, "choose another name")
        if not (_has_effect(rung) or _has_blind_effect(page, here)):
            message = f'the rung "{name}" does nothing'
            remedy = f"give it {', '.join(_EFFECTS[:-1])} or {_EFFECTS[-1]}"
            page.error("rung-without-effect", here, message, remedy)
        _check_repeats(rung, here, page)


def _has_effect(rung: RungDocument) -> bool:
    effects = (rung.notify, rung.raise_, rung.priority, rung.reassign, rung.take)
    return any(effects)


def _has_blind_effect(page: Page, steps: Steps) -> bool:
    written = page.keys(*page.as_written(steps))
    return any(key in written for key in _EFFECTS)


def _check_repeats(rung: RungDocument, steps: Steps, page: Page) -> None:
    written = page.keys(*page.as_written(steps))
    if rung.every is not None and "times" not in written:
        message = "how often this is repeated is missing"
        remedy = "add times: how often it fires altogether"
        page.error("every-without-times", (*steps, "every"), message, remedy)
    if "after_outage" in written and "every" not in written:
        message = "this speaks of repetitions, but there are none"
        remedy = "take it away, or add every and times"
        page.error("idle-key", (*steps, "after_outage"), message, remedy)
    if rung.times is not None and "every" not in written:
        message = "how long until this is repeated is missing"
        remedy = "add every: a time such as 2 work hours, or take times away"
        page.error("times-without-every", (*steps, "times"), message, remedy)
    elif rung.times is not None and rung.times <= 1:
        message = f"{rung.times} is no repetition"
        remedy = "write at least 2, or take every and times away"
        page.error("times-too-few", (*steps, "times"), message, remedy)


def check_template(document: TemplateDocument, page: Page) -> None:
    """Report what is wrong with the wording of a template."""
    template = Template(
        name=document.template,
        subject=document.subject.model_dump(),
        body=document.body.model_dump(),
    )
    for problem in problems(template, FACTS):
        steps = (problem.part.value, problem.language)
        if not page.is_blind(steps):
            _report(problem, steps, page)


def _report(problem: Problem, steps: Steps, page: Page) -> None:
    line = f"line {problem.line}: " if problem.line and _is_long(page, steps) else ""
    message = f"{line}{problem.en[:1].lower()}{problem.en[1:]}".rstrip(".")
    page.error("template-wording", steps, message, "correct the wording")


def _is_long(page: Page, steps: Steps) -> bool:
    node = page.root
    for step in steps:
        if isinstance(node, TreeMapping) and str(step) in node.entries:
            node = node.entries[str(step)].value
    return isinstance(node, Scalar) and "\n" in node.text
