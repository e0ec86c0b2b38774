"""A disputed ownership as a value: who claims what, whose turn it is, how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

DISPUTE = "dispute"
"""The name of the clocks by which a dispute is settled: their subject is the level, or
what is waited for, their cycle the number of the dispute."""
ANSWER = "answer"
"""The subject of the clock by which the proposed owners answer."""


class DisputeStatus(StrEnum):
    """How a dispute stands; all but the first are final."""

    OPEN = "open"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    RULED = "ruled"
    UNRESOLVED = "unresolved"
    MOOT = "moot"
    """The case left the dispute otherwise: it was solved, cancelled, or called."""

    @property
    def zh(self) -> str:
        """In Chinese."""
        return _WORDS[self][0]

    @property
    def en(self) -> str:
        """In English."""
        return _WORDS[self][1]


_WORDS: Mapping[DisputeStatus, tuple[str, str]] = {
    DisputeStatus.OPEN: ("争议中", "open"),
    DisputeStatus.ACCEPTED: ("已接受", "accepted"),
    DisputeStatus.WITHDRAWN: ("已撤回", "withdrawn"),
    DisputeStatus.RULED: ("已裁决", "ruled"),
    DisputeStatus.UNRESOLVED: ("未决", "unresolved"),
    DisputeStatus.MOOT: ("已无须裁决", "moot"),
}


class Reply(StrEnum):
    """What a proposed owner said."""

    ACCEPTS = "accepts"
    DECLINES = "declines"
    SILENT = "silent"

    @property
    def zh(self) -> str:
        """In Chinese."""
        return _REPLIES[self]


_REPLIES: Mapping[Reply, str] = {
    Reply.ACCEPTS: "接受",
    Reply.DECLINES: "拒绝",
    Reply.SILENT: "未答复",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A judge's binding answer.

    `level` is where it was made; `place` is the code that the scope counts from, empty
    for a ruling on one case; `condition` narrows a precedent to one condition.
    """

    judge: str
    level: str
    lead: str
    assisting: tuple[str, ...]
    reason: str
    basis: str
    scope: str
    place: str = ""
    condition: str = ""
    expires: date | None = None
    review: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """One dispute about whose case it is.

    `number` counts the disputes of the case. `level` is empty while the proposed
    owners answer, `desk` the post and unit whose turn it is, `due_at` until when.
    `replies` and `stated` say which party has answered, or made its statement;
    `statements_by` and `visit_at` are set once the judge asked for them. `lead` is who
    makes safe meanwhile, `lost_by` whom its time is charged to once it has ended,
    `owner` who owns the case from then on.
    """

    number: int
    ladder: str
    state: str
    ground: str
    disputer: str
    opened_by: str
    proposed: tuple[str, ...]
    opened_at: datetime
    level: str = ""
    desk: str = ""
    due_at: datetime | None = None
    lead: str = ""
    replies: Mapping[str, Reply] = field(default_factory=dict)
    stated: tuple[str, ...] = ()
    statements_by: datetime | None = None
    visit_at: datetime | None = None
    passed_over: tuple[str, ...] = ()
    status: DisputeStatus = DisputeStatus.OPEN
    owner: str = ""
    lost_by: str = ""
    ruling: Ruling | None = None
    closed_at: datetime | None = None

    @property
    def parties(self) -> tuple[str, ...]:
        """The department that disputes and those that it proposes."""
        return (self.disputer, *self.proposed)

    @property
    def is_open(self) -> bool:
        """Whether nobody has settled it."""
        return self.status is DisputeStatus.OPEN


def dispute_json(dispute: Dispute) -> dict[str, Any]:
    """A whole dispute as JSON; what is empty is left out."""
    found = {each.name: getattr(dispute, each.name) for each in fields(dispute)}
    found["parties"] = dispute.parties
    return {name: _json(value) for name, value in found.items() if value or value == 0}


def _json(value: Any) -> Any:  # noqa: ANN401 - a field's value
    found = value
    match value:
        case datetime():
            utc = value.astimezone(UTC).replace(tzinfo=None)
            found = utc.isoformat(timespec="microseconds") + "Z"
        case date():
            found = value.isoformat()
        case Ruling():
            every = {each.name: getattr(value, each.name) for each in fields(value)}
            found = {name: _json(each) for name, each in every.items() if each}
        case tuple():
            found = list(value)
        case Mapping():
            found = {key: str(each) for key, each in value.items()}
        case StrEnum():
            found = value.value
    return found


def dispute_from(document: Mapping[str, Any]) -> Dispute:
    """The way back from `dispute_json`."""
    given = {name: value for name, value in document.items() if name != "parties"}
    for name in ("opened_at", "due_at", "statements_by", "visit_at", "closed_at"):
        if name in given:
            given[name] = datetime.fromisoformat(given[name])
    for name in ("proposed", "stated", "passed_over"):
        given[name] = tuple(given.get(name, ()))
    given["replies"] = {
        key: Reply(value) for key, value in given.get("replies", {}).items()
    }
    given["status"] = DisputeStatus(given["status"])
    if "ruling" in given:
        given["ruling"] = _ruling_from(given["ruling"])
    return Dispute(**given)


def _ruling_from(document: Mapping[str, Any]) -> Ruling:
    blank = {"reason": "", "basis": "", "assisting": ()}
    given = {**blank, **document}
    given["assisting"] = tuple(given["assisting"])
    for name in ("expires", "review"):
        if name in given:
            given[name] = date.fromisoformat(given[name])
    return Ruling(**given)
