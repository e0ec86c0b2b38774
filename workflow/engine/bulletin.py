"""The weekly bulletin: whose cases got a mark in a week, and which rungs did it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from workflow.domain.case import Case
from workflow.domain.effects import fold
from workflow.domain.words import Title
from workflow.engine.runtime import Runtime
from workflow.engine.screens import Row, rows_of
from workflow.store import history, screens
from workflow.store.database import Connection
from workflow.store.firings import FiredEntry, fired_between

LISTED = "listed_for_supervision"
"""The mark that the bulletin names cases for, unless another is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A case as the bulletin names it: under the owner that had it then.

    `row` is the case as it stands now, `rungs` are the labels of those that raised
    the mark in the period, such as `department:water.bulletin`, `at` is the first time.
    """

    owner: str
    owner_title: Title
    at: datetime
    rungs: tuple[str, ...]
    row: Row
    is_open: bool


def bulletin(
    runtime: Runtime, mark: str, since: datetime, before: datetime
) -> tuple[Listed, ...]:
    """The cases whose mark was raised from `since` until `before`, by owner.

    What history tells counts: a case that was taken up again since has lost its marks,
    and is named for that week all the same.
    """
    with runtime.database.reading() as connection:
        raised: dict[int, list[FiredEntry]] = {}
        for fired in fired_between(connection, since, before):
            if mark in _newest(fired.changes):
                raised.setdefault(fired.case, []).append(fired)
        lines = screens.lines_of(connection, tuple(raised))
        rows = rows_of(runtime, connection, lines)
        city = runtime.city(connection)
        listed = []
        for line, row in zip(lines, rows, strict=True):
            fired_in_it = raised[row.number]
            owner = _owner_before(connection, row.number, fired_in_it[0])
            known = city.organisation.departments.get(owner)
            listed.append(
                Listed(
                    owner=owner,
                    owner_title=known.title if known else Title(zh=owner, en=owner),
                    at=fired_in_it[0].at,
                    rungs=tuple(dict.fromkeys(each.label for each in fired_in_it)),
                    row=row,
                    is_open=not line.final,
                )
            )
    return tuple(sorted(listed, key=attrgetter("owner", "row.number")))


def _newest(changes: Mapping[str, object]) -> Iterable[object]:
    """The mark that an entry raised: the last one of those that it leaves."""
    marks = changes.get("marks")
    return marks[-1:] if isinstance(marks, list) else ()


def _owner_before(connection: Connection, number: int, raised: FiredEntry) -> str:
    """Who had the case when it was listed; the rung itself may have given it away."""
    told = history.chained(connection, number, limit=raised.entry - 1)
    before: Case = fold(number, told).case
    return before.owner
