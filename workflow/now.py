"""The only place that reads the time."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

Now = Callable[[], datetime]
"""Something that tells the instant, in UTC: the real clock or a virtual one."""


def now() -> datetime:
    """The present instant in UTC, by the system's clock."""
    return datetime.now(UTC)


Pace = Callable[[], float]
"""Something that tells seconds which only grow: for how long, never for when."""


def pace() -> float:
    """Seconds since some moment, whatever is done to the system's clock."""
    return time.monotonic()


class VirtualClock:
    """A clock that stands still until it is set: for replays, demos and tests."""

    def __init__(self, start: datetime) -> None:
        self._at = start

    def __call__(self) -> datetime:
        """The instant at which the clock stands."""
        return self._at

    def set(self, instant: datetime) -> None:
        """Move the clock ahead.

        Raises:
            ValueError: the instant lies before the one at which it stands.
        """
        if instant < self._at:
            raise ValueError(f"Time does not run backwards to {instant.isoformat()}.")
        self._at = instant
