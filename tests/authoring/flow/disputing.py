"""The small workflow, in which departments dispute whose case it is, and a ladder."""

from tests.authoring.small_workflow import changed, lines
from workflow.authoring.flow.checks import NOTHING_KNOWN, Known

LADDER = """\
ladder: usual
title: {zh: 裁决, en: Settled}
may_dispute:
  disputes_per_case: 2
  at_the_cap: city
answer: {by: coordinator of proposed, limit: 4 work hours}
levels:
  - level: desk
    title: {zh: 值班, en: The desk}
    judge: dispatcher of centre
    limit: 4 work hours
  - level: city
    title: {zh: 市级, en: The city}
    judge: arbiter of city
    limit: 5 work days
    statements: 2 work days
"""

_FIELDS = """\
  ground: {type: choice, of: [other], per: step, title: {zh: 依据, en: Ground}}
  proposed: {type: departments, per: step, title: {zh: 拟定, en: Proposed}}
"""
_OBJECT = """\
      object: {title: {zh: 争议, en: Object}, to: disputed, by: [coordinator of owner], needs: [ground, proposed]}
"""  # noqa: E501 - a line as an author writes it
_STATE = """\
  disputed:
    title: {zh: 争议中, en: Disputed}
    stage: work
    dispute: {ladders: [usual], accepted: handling, ruled: handling, withdrawn: back, unresolved: handling}
    actions:
      guard: {title: {zh: 围挡, en: Guard}, by: [coordinator of interim]}
"""  # noqa: E501 - a line as an author writes it
_GONE = "gone: {zh: 无, en: Gone}}"

DISPUTED = changed(
    ("  finding: {type: choice", f"{_FIELDS}  finding: {{type: choice"),
    ("      finish:", f"{_OBJECT}      finish:"),
    ("  closed:", f"{_STATE}  closed:"),
    (_GONE, f"{_GONE}, ground: {{other: {{zh: 其他, en: Other}}}}"),
)


def exchanged(text: str, *changes: tuple[str, str]) -> str:
    """A document with some of its texts exchanged."""
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    return text


def said(
    *ladders: str, workflow: str = DISPUTED, known: Known = NOTHING_KNOWN
) -> list[str]:
    """What is found in the workflow with these ladders, the bound left out.

    The workflow is the file `0.yaml`, the first ladder `1.yaml`.
    """
    found = lines(workflow, *ladders, known=known)
    return [line for line in found if "stays unsettled for" not in line]
