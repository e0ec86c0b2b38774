"""Entries of history written by hand, for the signs that are read from them."""

from datetime import datetime
from typing import Any

from tests.builders import at
from workflow.domain.decision import Entry, EntryKind
from workflow.domain.effects import instant_text
from workflow.domain.patterns import Story, told

CASE = 20260608000001
HOUR = 3_600_000_000
"""Microseconds of an hour."""


class Diary:
    """A history that is written down entry by entry, some time after eight each."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def notes(
        self, when: str = "", kind: EntryKind = EntryKind.STEP, **effects: Any
    ) -> None:
        """What an entry changed: values of the case, or `clocks` and `disputes`."""
        number = len(self.entries) + 1
        request = effects.pop("request", {})
        lists: dict[str, Any] = {
            key: effects.pop(key) for key in ("clocks", "disputes") if key in effects
        }
        entry = Entry(
            number=number,
            kind=kind,
            at=at(when or f"06-08 08:{number:02}"),
            actor="dan",
            action="anything",
            request=request,
            effects={"case": effects, **lists},
        )
        self.entries.append(entry)

    def gives(self, *owners: str) -> None:
        """The case goes to one owner after the other, and lies on their desks."""
        for owner in owners:
            self.notes(owner=owner, desk=f"coordinator@{owner}", returned=False)

    def returns(self, *before: str, owner: str, **changes: Any) -> None:
        """The owner passes it back to the centre, after these have done so."""
        self.notes(
            returns=len(before) + 1,
            returned_by=[*before, owner],
            desk="dispatcher@centre",
            **changes,
        )

    @property
    def story(self) -> Story:
        """What has been written so far."""
        return told(CASE, self.entries)


def a_clock(name: str, started: str, **changes: Any) -> dict[str, Any]:
    """A clock of ten hours by the clock on the wall, running since it started."""
    since = instant_text(at(started))
    return {
        "name": name,
        "subject": "",
        "cycle": 1,
        "calendar": "changchun",
        "measure": "continuous",
        "budget": 10 * HOUR,
        "consumed": 0,
        "outcome": "running",
        "started_at": since,
        "running_since": since,
        "due_at": instant_text(_later(at(started))),
        "stopped_at": None,
        "source": "limit",
        "limit": "10 hours",
        "provisional": False,
        "fired": {},
        "next_rung": "",
        "next_at": None,
        **changes,
    }


def _later(started: datetime) -> datetime:
    return started.replace(hour=started.hour + 10)
