"""The file of the rows that could not be replayed, each with every reason."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from workflow.engine.replaying.plans import Reason

_COLUMNS = ("line", "id", "reason_zh", "reason_en")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """A row that was not replayed; `line` is that on which it begins in the log."""

    line: int
    external_id: str
    reasons: Sequence[Reason]


class RefusedFile:
    """Writes refused rows as a table; every run writes the whole of it anew."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._rows = csv.writer(self._file, lineterminator="\n")
        self._rows.writerow(_COLUMNS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def add(self, rows: Sequence[RefusedRow]) -> None:
        """Write these rows."""
        for row in rows:
            zh = " ".join(reason.zh for reason in row.reasons)
            en = " ".join(reason.en for reason in row.reasons)
            self._rows.writerow((row.line, row.external_id, zh, en))
