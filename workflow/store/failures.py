"""What a driver's error means for the people who use the program."""

import sqlite3

import psycopg

from workflow.errors import (
    AlreadyRecordedError,
    DatabaseDamagedError,
    DatabaseError,
    DatabaseGoneError,
    DatabaseLockedError,
    DatabaseMissingError,
    DatabaseReadOnlyError,
    DiskFullError,
    UnstorableTextError,
)

_NUL = "NUL"
_PLAIN = {
    "SQLITE_BUSY": DatabaseLockedError,
    "SQLITE_LOCKED": DatabaseLockedError,
    "SQLITE_FULL": DiskFullError,
    "SQLITE_NOTADB": DatabaseDamagedError,
    "SQLITE_CORRUPT": DatabaseDamagedError,
    "SQLITE_READONLY": DatabaseReadOnlyError,
    "55P03": DatabaseLockedError,  # lock not available
    "40P01": DatabaseLockedError,  # deadlock
    "40001": DatabaseLockedError,  # serialization failure
    "53100": DiskFullError,
    "25006": DatabaseReadOnlyError,
    "3D000": DatabaseMissingError,  # no such database
    _NUL: UnstorableTextError,
}
_UNIQUE = ("SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE", "23505")
_GONE = ("SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_READONLY_DBMOVED")
# Connection exceptions, refused log-ins, too many connections, shutdowns.
_GONE_CLASSES = ("08", "28", "53", "57P")


def failure(error: BaseException | None, database: str) -> DatabaseError | None:
    """The error to show, or None where the fault is the program's own."""
    code = _code(error)
    if code in _UNIQUE:
        return AlreadyRecordedError(database=database, what=_first_line(error))
    if code.startswith((*_GONE, *_GONE_CLASSES)) and code not in _PLAIN:
        return DatabaseGoneError(database=database, reason=_first_line(error))
    for start, kind in _PLAIN.items():
        if code == start or code.startswith(f"{start}_"):
            return kind(database=database)
    return None


def _code(error: BaseException | None) -> str:
    if isinstance(error, sqlite3.Error):
        return str(getattr(error, "sqlite_errorname", ""))
    if isinstance(error, psycopg.Error):
        return error.sqlstate or _code_without_state(error)
    return ""


def _code_without_state(error: psycopg.Error) -> str:
    # Only the driver itself refuses data without asking the server.
    if isinstance(error, psycopg.DataError):
        return _NUL
    # A connection that could not be made carries no state, only the server's words.
    if not isinstance(error, psycopg.OperationalError):
        return ""
    unknown = 'database "' in str(error) and "does not exist" in str(error)
    return "3D000" if unknown else "08000"


def _first_line(error: BaseException | None) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
