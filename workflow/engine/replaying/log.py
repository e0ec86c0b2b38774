"""Reads somebody's log, row by row: CSV, or CSV compressed with gzip."""

import csv
import gzip
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self, TypeVar

from workflow.errors import UnreadableLogError

Progress = Callable[[int], None]
"""Is told how many bytes have been read so far."""

_GZIP = b"\x1f\x8b"
_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """One row: the line on which it begins, and its cells by column, trimmed.

    `cells` is None where the row has more or fewer cells than the header.
    """

    line: int
    cells: Mapping[str, str] | None
    found: int


class Log:
    """A log that is open for reading; a row is held only while it is looked at.

    Raises:
        UnreadableLogError: it cannot be read, or lacks a column.
    """

    def __init__(self, path: Path, columns: tuple[str, ...]) -> None:
        self._path = path
        self._file = _translating(path, lambda: path.open("rb"))
        try:
            self._rows = csv.reader(_text(self._file), strict=True)
            self._header = _translating(path, lambda: self._read_header(columns))
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    @property
    def position(self) -> int:
        """How many bytes of the file have been read."""
        return self._file.tell()

    def rows(self) -> Iterator[LogRow]:
        """Every row that is not blank, in the order of the file."""
        before = self._rows.line_num
        while (cells := _translating(self._path, self._next)) is not None:
            line, before = before + 1, self._rows.line_num
            if not any(cells):
                continue
            fits = len(cells) == len(self._header)
            named = dict(zip(self._header, cells, strict=True)) if fits else None
            yield LogRow(line=line, cells=named, found=len(cells))

    def _next(self) -> list[str] | None:
        found = next(self._rows, None)
        return None if found is None else [cell.strip() for cell in found]

    def _read_header(self, columns: tuple[str, ...]) -> tuple[str, ...]:
        header = tuple(self._next() or ())
        missing = [column for column in columns if column not in header]
        if missing:
            listed = ", ".join(missing)
            raise UnreadableLogError(
                file=self._path.name,
                zh=f"缺少列：{listed}。",
                en=f"it has no column {listed}.",
            )
        return header


def unheard(read: int) -> None:
    """The progress that nobody follows."""
    del read


def size_of(path: Path) -> int:
    """How many bytes a log has; 0 where it cannot be told."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _text(file: IO[bytes]) -> Iterator[str]:
    """The lines of the text, with their ends."""
    packed = file.read(len(_GZIP)) == _GZIP
    file.seek(0)
    source: IO[bytes] = gzip.GzipFile(fileobj=file) if packed else file  # type: ignore[assignment]
    first = True
    for line in source:
        yield line.decode("utf-8-sig" if first else "utf-8")
        first = False


def _translating(path: Path, read: Callable[[], _Read]) -> _Read:
    """What reading gives, and its errors as ours."""
    try:
        return read()
    except UnicodeDecodeError:
        zh, en = "不是 UTF-8 文本。", "it is not text in UTF-8."
    except csv.Error as error:
        zh, en = f"不是 CSV 表格({error})。", f"it is no CSV table ({error})."
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        zh, en = f"压缩内容已损坏({error})。", f"it is damaged ({error})."
    except OSError as error:
        reason = error.strerror or str(error)
        zh, en = f"无法读取({reason})。", f"it cannot be read ({reason})."
    raise UnreadableLogError(file=path.name, zh=zh, en=en)
