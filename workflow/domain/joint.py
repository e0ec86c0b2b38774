"""Joint work as a value: which departments act on a case, and how far each has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any


class MemberStatus(StrEnum):
    """How the task of a member stands."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    """It ended, but not with what was asked for."""
    EXCUSED = "excused"
    """It was let go, with a reason; it is no longer counted."""
    WITHDRAWN = "withdrawn"
    """The case went on without it."""

    @property
    def zh(self) -> str:
        """In Chinese."""
        return _WORDS[self][0]

    @property
    def en(self) -> str:
        """In English."""
        return _WORDS[self][1]


_WORDS: Mapping[MemberStatus, tuple[str, str]] = {
    MemberStatus.OPEN: ("办理中", "open"),
    MemberStatus.DONE: ("已完成", "done"),
    MemberStatus.REFUSED: ("未完成", "not done"),
    MemberStatus.EXCUSED: ("已免除", "excused"),
    MemberStatus.WITHDRAWN: ("已撤销", "withdrawn"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One department that takes part, the number of its own case, and how it stands.

    `reason` says why it was excused, or added after the work had begun.
    """

    department: str
    case: int
    status: MemberStatus = MemberStatus.OPEN
    reason: str = ""

    @property
    def counts(self) -> bool:
        """Whether the work waits for it, or has its result."""
        return self.status is not MemberStatus.EXCUSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """The joint work of a case: its lead, and everybody who takes or took part.

    `number` counts how often the case came to joint work. `closed_at` is None while
    it goes on; `overridden` says that the lead went on over open tasks.
    """

    number: int
    state: str
    lead: str
    members: tuple[Member, ...]
    opened_at: datetime
    closed_at: datetime | None = None
    overridden: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the work goes on."""
        return self.closed_at is None

    @property
    def counted(self) -> tuple[Member, ...]:
        """The members that nobody has excused."""
        return tuple(each for each in self.members if each.counts)

    @property
    def waiting(self) -> tuple[Member, ...]:
        """The members whose task is open."""
        return tuple(e for e in self.members if e.status is MemberStatus.OPEN)

    def member(self, department: str) -> Member | None:
        """The member of this department that is counted, if it is one."""
        found = (each for each in self.counted if each.department == department)
        return next(found, None)


def joint_json(joint: Joint | None) -> dict[str, Any] | None:
    """Joint work as JSON; what is empty is left out."""
    if joint is None:
        return None
    found: dict[str, Any] = {
        "number": joint.number,
        "state": joint.state,
        "lead": joint.lead,
        "members": [_member_json(each) for each in joint.members],
        "opened_at": _text(joint.opened_at),
    }
    if joint.closed_at is not None:
        found["closed_at"] = _text(joint.closed_at)
    return {**found, "overridden": True} if joint.overridden else found


def joint_from(document: Mapping[str, Any] | None) -> Joint | None:
    """The way back from `joint_json`."""
    if document is None:
        return None
    closed = document.get("closed_at")
    return Joint(
        number=document["number"],
        state=document["state"],
        lead=document["lead"],
        members=tuple(_member_from(each) for each in document["members"]),
        opened_at=datetime.fromisoformat(document["opened_at"]),
        closed_at=datetime.fromisoformat(closed) if closed else None,
        overridden=document.get("overridden", False),
    )


def _member_json(member: Member) -> dict[str, Any]:
    found: dict[str, Any] = {
        "department": member.department,
        "case": member.case,
        "status": member.status.value,
    }
    return {**found, "reason": member.reason} if member.reason else found


def _member_from(document: Mapping[str, Any]) -> Member:
    return Member(
        department=document["department"],
        case=document["case"],
        status=MemberStatus(document["status"]),
        reason=document.get("reason", ""),
    )


def _text(instant: datetime) -> str:
    utc = instant.astimezone(UTC).replace(tzinfo=None)
    return utc.isoformat(timespec="microseconds") + "Z"
