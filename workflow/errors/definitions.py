"""Definitions and reference data that cannot be used."""

from workflow.errors.root import GridcaseError


class AutomaticActionError(GridcaseError):
    """The workflow has the system take an action that cannot be taken."""

    def __init__(self, *, action: str, state: str, problem: str) -> None:
        self.action = action
        self.state = state
        super().__init__(
            zh=f"系统无法在状态“{state}”自动办理“{action}”：{problem}",
            en=f"The system cannot take {action} in state {state}: {problem}",
        )


class RunsInCirclesError(GridcaseError):
    """The workflow takes actions by itself without ever coming to rest."""

    def __init__(self, *, case: str, state: str) -> None:
        self.case = case
        self.state = state
        super().__init__(
            zh=f"案件 {case} 在状态“{state}”自动循环，流程定义有误。",
            en=f"Case {case} runs in circles at {state}: the workflow is at fault.",
        )


class RungFailedError(GridcaseError):
    """Time has something to do to a case first, and cannot.

    `rung` is the clock and its rung, `zh` and `en` say what is the matter.
    """

    def __init__(self, *, case: str, rung: str, zh: str, en: str) -> None:
        self.case = case
        self.rung = rung
        super().__init__(
            zh=f"案件 {case} 的“{rung}”已到期，却无法触发：{zh} "
            "在处理之前案件不能继续办理，见 gridcase incident list。",
            en=f"In case {case} {rung} is due and cannot fire: {en} "
            "Until that is settled the case stands still: see gridcase incident list.",
        )


class UnknownWorkflowError(GridcaseError):
    """No workflow of this name or digest has been published here."""

    def __init__(self, *, workflow: str) -> None:
        self.workflow = workflow
        super().__init__(
            zh=f"数据库中没有已发布的流程 {workflow}。",
            en=f"No workflow {workflow} has been published in this database.",
        )


class UnknownCalendarError(GridcaseError):
    """The city has no calendar of this name."""

    def __init__(self, *, calendar: str, known: str) -> None:
        self.calendar = calendar
        super().__init__(
            zh=f"没有日历 {calendar}；现有：{known}。",
            en=f"There is no calendar {calendar}; there are: {known}.",
        )


class RenderingError(GridcaseError):
    """A template cannot be rendered with the facts that it was given.

    `template` names it, `zh` and `en` say where and why in one sentence each.
    """

    def __init__(self, *, template: str, zh: str, en: str) -> None:
        self.template = template
        super().__init__(
            zh=f"模板 {template} 无法生成消息：{zh}",
            en=f"Template {template} cannot be rendered: {en}",
        )


class UnreadableDefinitionError(GridcaseError):
    """A stored definition is not in the form in which definitions are stored."""

    def __init__(self, *, digest: str, problem: str) -> None:
        self.digest = digest
        super().__init__(
            zh=f"无法读取流程定义 {digest[:12]}:{problem}。",
            en=f"Definition {digest[:12]} cannot be read: {problem}.",
        )


class DefinitionsRefusedError(GridcaseError):
    """The definitions have errors, so nothing of them was taken over.

    `findings` are the lines of what was found, errors and the rest.
    """

    def __init__(self, *, folder: str, findings: tuple[str, ...]) -> None:
        self.folder = folder
        self.findings = findings
        listed = "\n".join(findings)
        super().__init__(
            zh=f"{folder} 中的定义有误，未作任何更改:\n{listed}",
            en=f"The definitions in {folder} have errors; nothing changed:\n{listed}",
        )


class UnknownDefinitionError(GridcaseError):
    """The folder of definitions has no workflow of this name."""

    def __init__(self, *, workflow: str, known: str) -> None:
        self.workflow = workflow
        super().__init__(
            zh=f"没有流程 {workflow}；现有：{known}。",
            en=f"There is no workflow {workflow}; there are: {known}.",
        )


class CalendarsRefusedError(GridcaseError):
    """The calendars of a folder have errors, so nothing can be counted.

    `findings` are the lines of what was found.
    """

    def __init__(self, *, folder: str, findings: tuple[str, ...]) -> None:
        self.folder = folder
        self.findings = findings
        listed = "\n".join(findings)
        super().__init__(
            zh=f"{folder} 中的日历有误:\n{listed}",
            en=f"The calendars in {folder} have errors:\n{listed}",
        )
