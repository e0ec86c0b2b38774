"""Files, logs, messages and channels that cannot be used."""

from workflow.errors.root import GridcaseError


class UnreadableFileError(GridcaseError):
    """A file that was given with a step cannot be taken."""

    def __init__(self, *, file: str, zh: str, en: str) -> None:
        self.file = file
        super().__init__(
            zh=f"文件 {file} 不能作为附件：{zh}",
            en=f"The file {file} cannot be attached: {en}",
        )


class UnwritableFileError(GridcaseError):
    """A file that was asked for cannot be written."""

    def __init__(self, *, file: str, why: str) -> None:
        self.file = file
        super().__init__(
            zh=f"无法写入文件 {file}：{why}。",
            en=f"The file {file} cannot be written: {why}.",
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
            zh=f"日志 {file} 不能使用：{zh}",
            en=f"The log {file} cannot be used: {en}",
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


class UnknownMessageError(GridcaseError):
    """No message of this id was given up, so none can be tried again."""

    def __init__(self, *, message: str) -> None:
        self.message = message
        super().__init__(
            zh=f"没有编号为 {message} 的已放弃消息。",
            en=f"No message {message} was given up.",
        )


class UnusablePortError(GridcaseError):
    """Nobody can listen at the address that was given for the metrics."""

    def __init__(self, *, address: str, reason: str) -> None:
        self.address = address
        super().__init__(
            zh=f"无法在 {address} 提供指标：{reason}",
            en=f"The metrics cannot be served at {address}: {reason}",
        )


class UnusableChannelError(GridcaseError):
    """A setting of a channel cannot be used."""

    def __init__(self, *, problem: str) -> None:
        self.problem = problem
        super().__init__(
            zh=f"消息渠道的设置无法使用：{problem}",
            en=f"A channel cannot be opened: {problem}",
        )
