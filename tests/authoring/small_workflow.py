"""A small workflow as its author writes it, and ways to change single lines of it."""

from workflow.authoring.flow.checks import NOTHING_KNOWN, Known
from workflow.authoring.flow.load import Loaded, load_texts
from workflow.authoring.text.findings import line_of
from workflow.domain.definition import Definition

SMALL = """\
workflow: small
title: {zh: 小流程, en: Small workflow}
calendar: changchun
stages: [work]
start: reported
report: {by: [anyone], needs: [place, description]}
fields:
  description: {type: text, max: 200, personal: true, title: {zh: 描述, en: Description}}
  reason: {type: text, per: step, title: {zh: 理由, en: Reason}}
  finding: {type: choice, of: [found, gone], per: step, title: {zh: 结论, en: Finding}}
marks: [overdue]
clocks:
  promise:
    title: {zh: 承诺, en: Promise}
    limit: 7 days
    from: reported
    rungs:
      late: {at: overdue, raise: overdue}
states:
  reported:
    title: {zh: 已上报, en: Reported}
    stage: work
    limit: 1 work day or 20% of promise
    when_time_is_up: accept
    actions:
      accept: {title: {zh: 接收, en: Accept}, to: handling, by: [acceptor of centre]}
  handling:
    title: {zh: 处理中, en: Handling}
    stage: work
    actions:
      finish: {title: {zh: 办结, en: Finish}, to: closed, by: [coordinator of owner], needs: [finding], may: [reason]}
  closed: {title: {zh: 已结, en: Closed}, stage: work, final: solved}
titles:
  stages: {work: {zh: 办理, en: Work}}
  choices: {finding: {found: {zh: 有, en: Found}, gone: {zh: 无, en: Gone}}}
  marks: {overdue: {zh: 超时, en: Overdue}}
"""  # noqa: E501 - lines as an author writes them

RUNGS = """\
rungs: desk
steps:
  due: {at: due, notify: {head of centre: late}}
"""

TEMPLATE = """\
template: late
subject: {zh: "{{ case.number }} 到期", en: "{{ case.number }} is due"}
body: {zh: 请处理。, en: Please act.}
"""


def changed(*changes: tuple[str, str]) -> str:
    """The small workflow with some of its texts exchanged."""
    text = SMALL
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    return text


WITH_DESK = changed(("    when_time", "    rungs: desk\n    when_time"))
"""The small workflow, whose first state names a set of rungs."""


def loaded(text: str = SMALL, *others: str, known: Known = NOTHING_KNOWN) -> Loaded:
    """What comes of a workflow and other documents."""
    files = {f"{number}.yaml": each for number, each in enumerate((text, *others))}
    return load_texts(files, known)


def lines(text: str, *others: str, known: Known = NOTHING_KNOWN) -> list[str]:
    """All findings about a workflow and other documents, one line each."""
    return [line_of(each) for each in loaded(text, *others, known=known).findings]


def definition_of(text: str = SMALL, *others: str) -> Definition:
    """The definition of a workflow without errors."""
    found = loaded(text, *others)
    assert not found.has_errors, [line_of(each) for each in found.findings]
    return found.definitions["small"]
