"""What becomes of an application for an action that somebody else must approve."""

from collections.abc import Mapping
from enum import StrEnum


class Answer(StrEnum):
    """How an application stands; all but the first are final."""

    PENDING = "pending"
    """Nobody has decided yet."""
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    """Whoever applied has thought better of it."""
    LAPSED = "lapsed"
    """The case left the state in which it was asked for."""

    @property
    def zh(self) -> str:
        """The word in Chinese."""
        return _WORDS[self][0]

    @property
    def en(self) -> str:
        """The word in English."""
        return _WORDS[self][1]


_WORDS: Mapping[Answer, tuple[str, str]] = {
    Answer.PENDING: ("待审批", "pending"),
    Answer.GRANTED: ("同意", "granted"),
    Answer.REFUSED: ("不同意", "refused"),
    Answer.WITHDRAWN: ("已撤回", "withdrawn"),
    Answer.LAPSED: ("已失效", "lapsed"),
}
