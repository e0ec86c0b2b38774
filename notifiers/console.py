"""Notices on a text stream, for trying things out and for single-machine use."""

import re
from dataclasses import dataclass
from typing import TextIO

from workflow.domain.notices import Notice, Outcome, OutcomeKind

# The control characters but the tab, and halves of characters, which no encoding has.
_STEERING = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleNotifier:
    """Writes each notice to the stream; needs no address.

    Characters that the stream's encoding lacks, and control characters that could
    steer a terminal, are written as escapes.
    """

    stream: TextIO
    name: str = "console"

    def send(self, notice: Notice) -> Outcome:
        """Write the notice; a stream that is closed or full means a later try."""
        lines = [
            f"[{notice.id}] {notice.case}",
            f"{notice.recipient.name} ({notice.recipient.person})",
            notice.subject,
            *notice.text.splitlines(),
        ]
        text = "".join(f"{_visible(line)}\n" for line in [*lines, ""])
        encoding = self.stream.encoding or "utf-8"
        shown = text.encode(encoding, "backslashreplace").decode(encoding)
        try:
            self.stream.write(shown)
            self.stream.flush()
        except (OSError, ValueError) as trouble:
            # A closed stream announces itself with ValueError, a full or broken one
            # with OSError.
            detail = f"The console cannot be written to: {trouble}."
            return Outcome(kind=OutcomeKind.LATER, detail=detail)
        return Outcome(kind=OutcomeKind.SENT, detail="Written to the console.")


def _visible(line: str) -> str:
    return _STEERING.sub(lambda found: _escape(found.group()), line)


def _escape(mark: str) -> str:
    return mark.encode("unicode_escape").decode("ascii")
