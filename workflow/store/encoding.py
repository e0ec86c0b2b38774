"""Canonical JSON: one text for one document, so that it can be hashed."""

from collections.abc import Iterable
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

_PLAIN = frozenset({str, int, bool, type(None)})


def canonical(document: object) -> str:
    """The JSON of a document with sorted keys, no spaces and no escaped letters.

    Raises:
        TypeError: it holds a fraction, whose text would depend on the writer.
    """
    _refuse_fractions([document])
    return _encode(document)


def canonical_texts(values: list[int | str]) -> str:
    """The canonical JSON of a list of texts and whole numbers, made without a look."""
    return _encode(values)


def _refuse_fractions(values: Iterable[Any]) -> None:
    for value in values:
        kind = type(value)
        if kind in _PLAIN:
            continue
        if kind is dict:
            _refuse_fractions(value.values())
        elif kind is list or kind is tuple:
            _refuse_fractions(value)
        elif isinstance(value, float):
            raise TypeError(f"A stored document holds no fractions such as {value}.")
