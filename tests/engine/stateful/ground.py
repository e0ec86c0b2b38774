"""What the model of a case stands on, and the small values that it passes around."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tests.engine.stateful.timer import Timer
from tests.engine.stateful.walk import Walk
from workflow.domain.case import Json
from workflow.domain.catalogue import Catalogue
from workflow.domain.definition import Action, Definition


@dataclass(frozen=True)
class Ground:
    """What cases stand on: one workflow, its calendar, and what is promised."""

    definition: Definition
    walk: Walk
    catalogue: Catalogue


@dataclass
class Asked:
    """An application that nobody has decided yet."""

    number: int
    action: Action
    asker: str
    values: Mapping[str, Json]
    due_at: datetime | None = None
    agreed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Way:
    """What a step does besides entering a state, as far as clocks follow it.

    `at` is when the state was left, which may be long before anybody noticed.
    """

    at: datetime
    entered: bool
    back: bool = False
    dispatched: bool = False
    action: Action | None = None

    def turns(self, timer: Timer) -> datetime:
        """When a clock follows: never before it last began or stood still."""
        return max(self.at, timer.since or timer.stopped_at or timer.started_at)
