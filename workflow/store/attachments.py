"""Files given with steps: rows in the database, content in a folder beside it."""

import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, select

from workflow.domain.decision import Attachment
from workflow.errors import MissingContentError
from workflow.store.tables import attachment


class FileStore:
    """A folder in which every file lies under the SHA-256 of its content."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> str:
        """Keep the content, on disk when this returns, and tell its digest.

        The same content is kept once, and is as new as its last giver. A crash
        leaves at most a temporary file.
        """
        digest = sha256(content).hexdigest()
        target = self._path(digest)
        with suppress(FileNotFoundError):
            # What was nobody's may be named in a moment: it is not to be swept now.
            os.utime(target)
            return digest
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=self._folder, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).rename(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        for folder in (target.parent, self._folder):
            _sync(folder)
        return digest

    def get(self, digest: str) -> bytes:
        """The content of this digest, checked against it.

        Raises:
            MissingContentError: it is not here, or no longer what it was.
        """
        try:
            content = self._path(digest).read_bytes()
        except FileNotFoundError:
            raise MissingContentError(digest=digest, folder=str(self._folder)) from None
        if sha256(content).hexdigest() != digest:
            raise MissingContentError(digest=digest, folder=str(self._folder))
        return content

    def orphans(
        self, named: Iterable[str], *, before: datetime | None = None
    ) -> list[str]:
        """The digests of files that nothing names, as a refused step leaves them.

        `before` leaves out what was put since, because its step may be under way.
        """
        kept = set(named)
        return sorted(
            path.name
            for path in self._folder.glob("??/*")
            if path.name not in kept and _is_older(path, before)
        )

    def discard_unfinished(self, before: datetime) -> int:
        """Remove the temporary files of crashes before then; tells how many."""
        found = [
            path for path in self._folder.glob(".new-*") if _is_older(path, before)
        ]
        for path in found:
            path.unlink(missing_ok=True)
        return len(found)

    def remove(self, digest: str) -> None:
        """Remove a file; one that is not here is as good as removed."""
        self._path(digest).unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest


def of_case(connection: Connection, number: int) -> list[Attachment]:
    """The files given with a case, entry by entry."""
    columns = attachment.c
    query = select(attachment).where(columns.case_number == number)
    ordered = query.order_by(columns.entry, columns.field, columns.position)
    return [
        Attachment(
            entry=row.entry,
            field=row.field,
            position=row.position,
            digest=row.digest,
            media_type=row.media_type,
            size=row.size,
            name=row.name,
        )
        for row in connection.execute(ordered)
    ]


def named_digests(connection: Connection) -> set[str]:
    """The digests that any case names."""
    return set(connection.execute(select(attachment.c.digest).distinct()).scalars())


def _is_older(path: Path, before: datetime | None) -> bool:
    if before is None:
        return True
    try:
        return path.stat().st_mtime < before.timestamp()
    except FileNotFoundError:
        # Another worker has removed it in this moment.
        return False


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
