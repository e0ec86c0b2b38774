"""The database cannot do what was asked."""

from workflow.errors.root import GridcaseError


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


class UnstorableTextError(DatabaseError):
    """A text holds a character that the database cannot keep."""

    def __init__(self, *, database: str) -> None:
        super().__init__(
            database=database,
            zh="文字中含有无法保存的字符(NUL);什么都没有改动。",
            en="A text holds a character that cannot be stored (NUL); "
            "nothing was changed.",
        )
