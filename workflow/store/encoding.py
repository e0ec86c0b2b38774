"""Canonical JSON: one text for one document, so that it can be hashed."""

from collections.abc import Mapping, Sequence
from json import JSONDecoder, JSONEncoder
from typing import Any

_encode = JSONEncoder(
    sort_keys=True,
    separators=(",", ":"),
    ensure_ascii=False,
    allow_nan=False,
    check_circular=False,
).encode
decode = JSONDecoder().decode
"""The document of a JSON text."""

_FLAT = frozenset({str, int, bool, type(None)})


def canonical(document: object) -> str:
    """The JSON of a document with sorted keys, no spaces and no escaped letters.

    Raises:
        TypeError: it holds a fraction, whose text would depend on the writer.
    """
    _refuse_fractions(document)
    return _encode(document)


def _refuse_fractions(document: Any) -> None:  # noqa: ANN401 - any JSON
    if isinstance(document, float):
        raise TypeError(f"A stored document holds no fractions such as {document}.")
    if isinstance(document, Mapping):
        values: Sequence[Any] = list(document.values())
    elif isinstance(document, list | tuple):
        values = document
    else:
        return
    # Most containers hold plain values only, and sets of types are quick to make.
    if not _FLAT.issuperset(map(type, values)):
        for value in values:
            _refuse_fractions(value)
