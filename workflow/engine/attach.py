"""Files given with a step: stored under their digest before the step is decided."""

from pathlib import Path

import filetype

from workflow.domain.case import Json
from workflow.engine.runtime import Runtime
from workflow.errors import UnreadableFileError

MAX_BYTES = 20 * 1024 * 1024
"""The size of one attachment; a phone's photo has three to eight megabytes."""


def attach(runtime: Runtime, path: Path) -> dict[str, Json]:
    """Store a file, and give the record of it that a files field takes.

    What it is is read from its content, not from its name. A file that no step
    comes to name is an orphan and is swept away.

    Raises:
        UnreadableFileError: it is missing, empty, too large or of no known kind, or
            there is no room to store it.
    """
    content = _content(path)
    kind = filetype.guess(content)
    if kind is None:
        raise UnreadableFileError(
            file=path.name,
            zh="内容既不是照片，也不是已知的文件类型。",
            en="its content is neither a photo nor a known kind of document.",
        )
    return {
        "digest": _put(runtime, path, content),
        "media_type": str(kind.mime),
        "size": len(content),
        "name": path.name,
    }


def _content(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if not 0 < size <= MAX_BYTES:
            raise UnreadableFileError(
                file=path.name,
                zh=f"大小为 {size} 字节，应在 1 至 {MAX_BYTES} 之间。",
                en=f"it has {size} bytes; 1 to {MAX_BYTES} are allowed.",
            )
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(
            file=path.name,
            zh=f"无法读取({_reason(error)})。",
            en=f"it cannot be read ({_reason(error)}).",
        ) from error


def _put(runtime: Runtime, path: Path, content: bytes) -> str:
    try:
        return runtime.files.put(content)
    except OSError as error:
        raise UnreadableFileError(
            file=path.name,
            zh=f"无法存入附件文件夹({_reason(error)})。",
            en=f"it cannot be stored ({_reason(error)}).",
        ) from error


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
