"""What to make of instants that something else than this program wrote."""

import re
from typing import Any

from sqlalchemy import ColumnElement, Connection, Text, false, func, or_, type_coerce

_SHAPE = re.sub("0", "[0-9]", "0000-00-00T00:00:00.000000Z")
"""How an instant is written on SQLite."""


def damaged(connection: Connection, instant: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether an instant that is there cannot be read; only a text can be so."""
    if connection.dialect.name != "sqlite":
        return false()
    text = type_coerce(instant, Text)
    told = func.substr(text, 1, 19)
    # A day that no calendar has is told as another one.
    meant = func.strftime("%Y-%m-%dT%H:%M:%S", told, "+0 days")
    return or_(func.glob(_SHAPE, text) == 0, func.coalesce(meant, "") != told)
