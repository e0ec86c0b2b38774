"""Reads somebody's log, row by row: CSV, or CSV compressed with gzip."""

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self, TypeVar

from workflow.errors import UnreadableLogError

Progress = Callable[[int], None]
"""Is told how many bytes have been read so far."""

UTF_8 = "utf-8"

_GZIP = b"\x1f\x8b"
_BLOCK = 65536
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
        UnreadableLogError: it cannot be read, lacks a column or has it twice, or
            nobody knows its encoding.
    """

    def __init__(
        self, path: Path, columns: tuple[str, ...], encoding: str = UTF_8
    ) -> None:
        self._path = path
        codec = _codec(path, encoding)
        self._file = _translating(path, lambda: path.open("rb"))
        try:
            self._rows = csv.reader(_text(self._file, codec), strict=True)
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
        twice = [column for column in columns if header.count(column) > 1]
        if not any(header):
            zh, en = "文件是空的。", "it is empty."
        elif missing:
            listed, known = ", ".join(missing), ", ".join(header)
            zh = f"缺少列：{listed}；现有的列：{known}。"
            en = f"it has no column {listed}; its columns are {known}."
        elif twice:
            listed = ", ".join(dict.fromkeys(twice))
            zh, en = f"列名重复：{listed}。", f"it has more than one column {listed}."
        else:
            return header
        raise UnreadableLogError(file=self._path.name, zh=zh, en=en)


def unheard(read: int) -> None:
    """The progress that nobody follows."""
    del read


def size_of(path: Path) -> int:
    """How many bytes a log has; 0 where it cannot be told."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _codec(path: Path, encoding: str) -> str:
    """The name of an encoding as Python has it.

    Raises:
        UnreadableLogError: there is no such encoding of text.
    """
    try:
        # Whether it makes texts is known to whoever reads with it.
        io.TextIOWrapper(io.BytesIO(), encoding=encoding).close()
        return codecs.lookup(encoding).name
    except (LookupError, ValueError) as error:
        raise UnreadableLogError(
            file=path.name,
            zh=f"没有“{encoding}”这种编码；例如 utf-8、gb18030。",
            en=f"there is no encoding {encoding!r}; such as utf-8 or gb18030.",
        ) from error


def _text(file: IO[bytes], codec: str) -> Iterator[str]:
    """The lines of the text, with their ends."""
    packed = file.read(len(_GZIP)) == _GZIP
    file.seek(0)
    source: IO[bytes] = gzip.GzipFile(fileobj=file) if packed else file  # type: ignore[assignment]
    if codec != UTF_8:
        yield from _decoded(source, codec)
        return
    first = True
    for line in source:
        yield line.decode("utf-8-sig" if first else UTF_8)
        first = False


def _decoded(source: IO[bytes], codec: str) -> Iterator[str]:
    """The lines in an encoding whose line ends may be of more than one byte."""
    decoder = codecs.getincrementaldecoder(codec)()
    rest = ""
    while block := source.read(_BLOCK):
        *lines, rest = (rest + decoder.decode(block)).split("\n")
        yield from (f"{line}\n" for line in lines)
    rest += decoder.decode(b"", final=True)
    if rest:
        yield rest


def _translating(path: Path, read: Callable[[], _Read]) -> _Read:
    """What reading gives, and its errors as ours."""
    try:
        return read()
    except UnicodeError as error:
        codec = getattr(error, "encoding", UTF_8).upper()
        zh, en = f"不是 {codec} 文本。", f"it is not text in {codec}."
    except csv.Error as error:
        zh, en = f"不是 CSV 表格({error})。", f"it is no CSV table ({error})."
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        zh, en = f"压缩内容已损坏({error})。", f"it is damaged ({error})."
    except FileNotFoundError:
        zh, en = "没有这个文件。", "there is no such file."
    except IsADirectoryError:
        zh, en = "这是一个文件夹。", "it is a folder."
    except OSError as error:
        reason = error.strerror or str(error)
        zh, en = f"无法读取({reason})。", f"it cannot be read ({reason})."
    raise UnreadableLogError(file=path.name, zh=zh, en=en)
