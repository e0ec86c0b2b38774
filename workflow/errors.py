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


class DatabaseError(GridcaseError):
    """The database cannot do what was asked. `database` names it."""

    def __init__(self, *, database: str, zh: str, en: str) -> None:
        self.database = database
        super().__init__(zh=zh, en=en)


class DatabaseUrlError(DatabaseError):
    """The address names no kind of database that can be used here."""

    def __init__(self, *, database: str) -> None:
        super().__init__(
            database=database,
            zh=f"无法使用数据库地址“{database}”：请写文件路径、"
            "sqlite:///路径 或 postgresql://…。",
            en=f"{database} is no database that can be used: give a path, "
            "sqlite:///path or postgresql://...",
        )


class DatabaseMissingError(DatabaseError):
    """There is no database of gridcase at this address."""

    def __init__(self, *, database: str) -> None:
        super().__init__(
            database=database,
            zh=f"{database} 没有 gridcase 数据库；请先运行 gridcase init。",
            en=f"There is no gridcase database at {database}: run gridcase init.",
        )


class DatabaseOlderError(DatabaseError):
    """The tables are those of an older version of the program."""

    def __init__(self, *, database: str) -> None:
        super().__init__(
            database=database,
            zh=f"数据库 {database} 的结构较旧；请运行 gridcase init 升级。",
            en=f"Database {database} has an older schema: run gridcase init.",
        )


class DatabaseNewerError(DatabaseError):
    """The tables are those of a newer version of the program."""

    def __init__(self, *, database: str, revision: str) -> None:
        self.revision = revision
        super().__init__(
            database=database,
            zh=f"数据库 {database} 的结构({revision})比本程序新；请升级程序。",
            en=f"Database {database} has a newer schema ({revision}) "
            "than this program: upgrade the program.",
        )


class DatabaseLockedError(DatabaseError):
    """Another process held the database, or a case, for too long."""

    def __init__(self, *, database: str) -> None:
        super().__init__(
            database=database,
            zh=f"数据库 {database} 正被其他程序占用；什么都没有改动，请稍后再试。",
            en=f"Database {database} is locked by another process; "
            "nothing was changed, try again.",
        )


class DatabaseGoneError(DatabaseError):
    """The database cannot be reached or read."""

    def __init__(self, *, database: str, reason: str) -> None:
        self.reason = reason
        super().__init__(
            database=database,
            zh=f"无法访问数据库 {database}:{reason}",
            en=f"Database {database} cannot be reached: {reason}",
        )


class DatabaseDamagedError(DatabaseError):
    """The file is no database, or a broken one."""

    def __init__(self, *, database: str) -> None:
        super().__init__(
            database=database,
            zh=f"文件 {database} 不是数据库，或者已经损坏。",
            en=f"File {database} is no database, or a damaged one.",
        )


class DatabaseReadOnlyError(DatabaseError):
    """The database may be read but not written."""

    def __init__(self, *, database: str) -> None:
        super().__init__(
            database=database,
            zh=f"数据库 {database} 只能读取，不能写入。",
            en=f"Database {database} can be read but not written.",
        )


class DiskFullError(DatabaseError):
    """There is no room left where the database lies."""

    def __init__(self, *, database: str) -> None:
        super().__init__(
            database=database,
            zh=f"数据库 {database} 所在的磁盘已满；什么都没有改动。",
            en=f"The disk of database {database} is full; nothing was changed.",
        )


class AlreadyRecordedError(DatabaseError):
    """What was to be recorded once is in the database already.

    `what` is the driver's word for it: the table or the key that holds it.
    """

    def __init__(self, *, database: str, what: str) -> None:
        self.what = what
        super().__init__(
            database=database,
            zh=f"这条记录已经存在，没有重复写入：{what}",
            en=f"This is recorded already and was not written again: {what}",
        )


class UnreadableDefinitionError(GridcaseError):
    """A stored definition is not in the form in which definitions are stored."""

    def __init__(self, *, digest: str, problem: str) -> None:
        self.digest = digest
        super().__init__(
            zh=f"无法读取流程定义 {digest[:12]}:{problem}。",
            en=f"Definition {digest[:12]} cannot be read: {problem}.",
        )


class UnreadableFileError(GridcaseError):
    """A file that was given with a step cannot be taken."""

    def __init__(self, *, file: str, zh: str, en: str) -> None:
        self.file = file
        super().__init__(
            zh=f"文件 {file} 不能作为附件：{zh}",
            en=f"The file {file} cannot be attached: {en}",
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


class MissingContentError(GridcaseError):
    """The content of an attachment is lost, or was changed on disk."""

    def __init__(self, *, digest: str, folder: str) -> None:
        self.digest = digest
        self.folder = folder
        super().__init__(
            zh=f"附件 {digest[:12]} 的内容不在 {folder} 中，或已被改动。",
            en=f"The content of attachment {digest[:12]} "
            f"is not in {folder}, or was changed there.",
        )


class UnreadableLogError(GridcaseError):
    """A log of another system cannot be read as a table."""

    def __init__(self, *, file: str, zh: str, en: str) -> None:
        self.file = file
        super().__init__(
            zh=f"日志 {file} 不能回放：{zh}",
            en=f"The log {file} cannot be replayed: {en}",
        )


class MappingRefusedError(GridcaseError):
    """The mapping of a log has errors, so nothing was replayed.

    `findings` are the lines of what was found.
    """

    def __init__(self, *, file: str, findings: tuple[str, ...]) -> None:
        self.file = file
        self.findings = findings
        listed = "\n".join(findings)
        super().__init__(
            zh=f"映射文件 {file} 有误，没有回放任何记录:\n{listed}",
            en=f"The mapping {file} has errors; nothing was replayed:\n{listed}",
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


class UnknownMessageError(GridcaseError):
    """No message of this id was given up, so none can be tried again."""

    def __init__(self, *, message: str) -> None:
        self.message = message
        super().__init__(
            zh=f"没有编号为 {message} 的已放弃消息。",
            en=f"No message {message} was given up.",
        )


class UnusableChannelError(GridcaseError):
    """A setting of a channel cannot be used."""

    def __init__(self, *, problem: str) -> None:
        self.problem = problem
        super().__init__(
            zh=f"消息渠道的设置无法使用：{problem}",
            en=f"A channel cannot be opened: {problem}",
        )


class UnstorableTextError(DatabaseError):
    """A text holds a character that the database cannot keep."""

    def __init__(self, *, database: str) -> None:
        super().__init__(
            database=database,
            zh="文字中含有无法保存的字符(NUL);什么都没有改动。",
            en="A text holds a character that cannot be stored (NUL); "
            "nothing was changed.",
        )
