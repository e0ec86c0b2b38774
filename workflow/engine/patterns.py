"""The verb that looks for ping-pong and gaming in the store's history."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from workflow.domain.patterns import (
    Feud,
    Figures,
    Quarrel,
    Route,
    Rules,
    Sighting,
    Sign,
    feuds,
    figures,
    quarrels,
    route_of,
    sightings,
    told,
)
from workflow.domain.words import Title
from workflow.engine.runtime import Runtime
from workflow.store.database import Connection
from workflow.store.stories import Period, stories

Progress = Callable[[int], None]
"""Is told how many cases have been looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """What the histories of a period give away.

    `signs` has every sign, also those of which nothing was seen. `departments` are the
    titles of all that the city knows, by key.
    """

    figures: Figures
    signs: Mapping[Sign, tuple[Sighting, ...]]
    feuds: tuple[Feud, ...]
    departments: Mapping[str, Title]


def find_patterns(
    runtime: Runtime, period: Period, share: int, progress: Progress | None = None
) -> Patterns:
    """Look through the history of every case that moved in the period.

    A hand-over, sign or quarrel is counted where the entry that completes it lies in
    the period; what went before it may lie earlier. `share` is the percent of a stage's
    limit in which a return is just before it.

    Raises:
        UnknownCalendarError: a clock goes by a calendar that the city no longer has.
    """
    with runtime.database.reading() as connection:
        city = runtime.city(connection)
        search = _Search(Rules(share=share, calendars=city.calendars), period)
        counted = figures(search.routes(connection, progress))
    departments = city.organisation.departments
    return Patterns(
        figures=counted,
        signs=search.signs,
        feuds=feuds(search.quarrels),
        departments={key: each.title for key, each in departments.items()},
    )


class _Search:
    """Goes through the stories once and keeps what was seen on the way."""

    def __init__(self, rules: Rules, period: Period) -> None:
        self._rules = rules
        self._period = period
        self._seen: dict[Sign, list[Sighting]] = {sign: [] for sign in Sign}
        self.quarrels: list[Quarrel] = []

    @property
    def signs(self) -> dict[Sign, tuple[Sighting, ...]]:
        """What was seen so far."""
        return {sign: tuple(seen) for sign, seen in self._seen.items()}

    def routes(
        self, connection: Connection, progress: Progress | None
    ) -> Iterator[Route]:
        """The route of every case; its signs and quarrels are kept."""
        found = stories(connection, self._period)
        for done, (number, entries) in enumerate(found, start=1):
            story = told(number, entries)
            for sighting in sightings(story, self._rules):
                if self._counts(sighting):
                    self._seen[sighting.sign].append(sighting)
            self.quarrels += filter(self._counts, quarrels(story))
            yield route_of(story, self._period.since)
            if progress is not None:
                progress(done)

    def _counts(self, found: Sighting | Quarrel) -> bool:
        return self._period.since is None or found.at >= self._period.since
