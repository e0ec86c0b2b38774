"""Actions that somebody else must approve: who decides, by when, and what it brings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from workflow.domain.answer import Answer
from workflow.domain.definition.limits import Limit
from workflow.domain.definition.who import Who
from workflow.domain.durations import Duration
from workflow.domain.words import Title


class Silence(StrEnum):
    """What it means when nobody has decided in time."""

    REFUSED = "refused"
    GRANTED = "granted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """What a granted application adds to the limits of clocks.

    Either `percent` of the limit as it first was, or a `duration`.
    """

    clocks: tuple[str, ...]
    percent: int = 0
    duration: Duration | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """The rules by which an action is applied for.

    `decides` holds one chain of people for the first application that is granted,
    one for the second and so on; the last one holds for all that follow. The people
    of a chain decide one after the other, together within `limit`. `times` bounds
    how many are granted in a cycle, `asked_at_most` how many are made in it, whatever
    became of them; 0 bounds nothing. `before_due` closes it once a limit
    that it would extend is broken; `within` counts from when the state was entered.

    A granted one extends limits (`adds`), exempts late clocks from being counted
    (`exempts`), or gives an owner its time back (`gives_back`). `templates` are
    those of messages: to whoever decides for `PENDING`, to the applicant otherwise.
    """

    name: str
    title: Title
    decides: tuple[tuple[Who, ...], ...]
    limit: Limit
    silence: Silence
    times: int = 0
    asked_at_most: int = 0
    before_due: bool = False
    within: Duration | None = None
    adds: Extension | None = None
    exempts: tuple[str, ...] = ()
    gives_back: tuple[str, ...] = ()
    templates: Mapping[Answer, str] = field(default_factory=dict)

    def chain(self, granted: int) -> tuple[Who, ...]:
        """Who decides, one after the other, when so many have been granted before."""
        return self.decides[min(granted, len(self.decides) - 1)]
