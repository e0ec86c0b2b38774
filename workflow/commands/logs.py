"""Log records as lines: a sentence and its data, or one JSON document each."""

import json
import logging
import sys

_KNOWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class _Lines(logging.Formatter):
    """A record as `time LEVEL sentence key=value`, or as JSON."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__("%(asctime)s")
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        """The line of one record; a traceback follows on lines of its own."""
        data = {k: v for k, v in vars(record).items() if k not in _KNOWN}
        at = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        text = record.getMessage()
        trace = self.formatException(record.exc_info) if record.exc_info else ""
        if self._as_json:
            document = {"at": at, "level": record.levelname, "message": text, **data}
            if trace:
                document["trace"] = trace
            return json.dumps(document, ensure_ascii=False, default=str)
        pairs = " ".join(f"{key}={value}" for key, value in data.items())
        line = f"{at} {record.levelname} {text} {pairs}".rstrip()
        return f"{line}\n{trace}" if trace else line


SPEAKERS = ("workflow", "apscheduler", "sqlalchemy")
"""The program, and the libraries that have something to say while it works."""


def log_to_stderr(*, as_json: bool) -> None:
    """Send the records of the program and of its libraries to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines(as_json=as_json))
    for name in SPEAKERS:
        logging.getLogger(name).handlers = [handler]
    logging.getLogger("workflow").setLevel(logging.INFO)
    # A connection that breaks is told by our own error, without the pool's traceback.
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)
