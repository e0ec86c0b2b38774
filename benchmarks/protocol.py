"""What libpq sends to the server, from its own trace of the protocol."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg import pq

_MESSAGE = re.compile(r"^[FB]\t\d+\t", re.MULTILINE)
_PARSE = re.compile(r'Parse\t "(?P<name>\w*)" "(?P<sql>.*)" \d+', re.DOTALL)
_BIND = re.compile(r'Bind\t "" "(?P<name>\w*)" (?P<rest>.*)', re.DOTALL)
_QUERY = re.compile(r'Query\t "(?P<sql>.*)"', re.DOTALL)


@contextmanager
def traced(driver: Any) -> Iterator[list[str]]:  # noqa: ANN401 - psycopg's connection
    """The statements that libpq sends in this block, each with its values."""
    run: list[str] = []
    with tempfile.TemporaryFile("w+") as file:
        driver.pgconn.trace(file.fileno())
        driver.pgconn.set_trace_flags(pq.Trace.SUPPRESS_TIMESTAMPS)
        try:
            yield run
        finally:
            driver.pgconn.untrace()
        file.seek(0)
        run += _statements(file.read())


def _statements(trace: str) -> Iterator[str]:
    """Each execution of a trace, whether or not its statement was prepared before."""
    known: dict[str, str] = {}
    for message in _MESSAGE.split(trace):
        if parsed := _PARSE.match(message):
            known[parsed["name"]] = parsed["sql"]
        elif bound := _BIND.match(message):
            codes, rest = bound["rest"].split(" ", 1)
            values = rest.split(" ", int(codes))[-1]
            yield f"{known[bound['name']]} <- {values}"
        elif asked := _QUERY.match(message):
            yield asked["sql"]
