"""How urgent a case has become: normal, high, urgent."""

from collections.abc import Mapping
from enum import IntEnum

from workflow.domain.words import Title


class Priority(IntEnum):
    """The closed order of urgency; its numbers sort, its words are what people write.

    Rungs raise it and nothing lowers it within a cycle.
    """

    NORMAL = 0
    HIGH = 1
    URGENT = 2

    @property
    def word(self) -> str:
        """What an author and a program write: `normal`, `high` or `urgent`."""
        return self.name.lower()

    @property
    def title(self) -> Title:
        """What people read, after 加急 and 特急 of official documents."""
        return _TITLES[self]


_TITLES: Mapping[Priority, Title] = {
    Priority.NORMAL: Title(zh="普通", en="normal"),
    Priority.HIGH: Title(zh="加急", en="high"),
    Priority.URGENT: Title(zh="特急", en="urgent"),
}

PRIORITIES: Mapping[str, Priority] = {each.word: each for each in Priority}
"""Every priority by its word, the least urgent first."""
