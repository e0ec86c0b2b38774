"""Every error that the engine raises on purpose, under one root."""


class GridcaseError(Exception):
    """Something that was asked for cannot be done.

    The docstring of each subclass is the sentence that a person reads; what it is
    about stands in attributes. `zh` and `en` are the sentence with its parameters.
    """

    def __init__(self, *, zh: str, en: str) -> None:
        self.zh = zh
        self.en = en
        super().__init__(en)

    def in_language(self, language: str) -> str:
        """The sentence in `zh` or `en`."""
        return self.zh if language == "zh" else self.en


class AutomaticActionError(GridcaseError):
    """The workflow has the system take an action that cannot be taken."""

    def __init__(self, *, action: str, state: str, problem: str) -> None:
        self.action = action
        self.state = state
        super().__init__(
            zh=f"系统无法在状态“{state}”自动办理“{action}”:{problem}",
            en=f"The system cannot take {action} in state {state}: {problem}",
        )


class RunsInCirclesError(GridcaseError):
    """The workflow takes actions by itself without ever coming to rest."""

    def __init__(self, *, case: str, state: str) -> None:
        self.case = case
        self.state = state
        super().__init__(
            zh=f"案件 {case} 在状态“{state}”自动循环,流程定义有误。",
            en=f"Case {case} runs in circles at {state}: the workflow is at fault.",
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
            zh=f"没有日历 {calendar};现有:{known}。",
            en=f"There is no calendar {calendar}; there are: {known}.",
        )


class RenderingError(GridcaseError):
    """A template cannot be rendered with the facts that it was given.

    `template` names it, `zh` and `en` say where and why in one sentence each.
    """

    def __init__(self, *, template: str, zh: str, en: str) -> None:
        self.template = template
        super().__init__(
            zh=f"模板 {template} 无法生成消息:{zh}",
            en=f"Template {template} cannot be rendered: {en}",
        )
