"""The effects of an entry as JSON, and the way back: folding them rebuilds a case."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from workflow.domain.answer import Answer
from workflow.domain.case import (
    Application,
    Assignment,
    Case,
    Clock,
    Fired,
    Json,
    Outcome,
)
from workflow.domain.decision import Entry
from workflow.domain.dispute import Dispute, dispute_from
from workflow.domain.joint import joint_from, joint_json
from workflow.domain.priority import PRIORITIES
from workflow.domain.worktime import Measure


@lru_cache(maxsize=1024)
def instant_text(instant: datetime) -> str:
    """The instant in UTC, fixed width with six decimals and Z, as it is hashed."""
    utc = instant if instant.tzinfo is UTC else instant.astimezone(UTC)
    # A step says the same few instants again and again.
    return utc.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def instant_from(text: str) -> datetime:
    """The instant of a text that `instant_text` wrote."""
    return datetime.fromisoformat(text)


def _text_or_none(instant: datetime | None) -> str | None:
    return None if instant is None else instant_text(instant)


def _instant_or_none(text: str | None) -> datetime | None:
    return None if text is None else instant_from(text)


def fired_json(fired: Mapping[str, Fired]) -> dict[str, Json]:
    """How often each rung fired, as JSON."""
    return {name: _fired_json(each) for name, each in fired.items()}


def _fired_json(fired: Fired) -> list[Json]:
    told: list[Json] = [fired.count, instant_text(fired.anchor)]
    return [*told, True] if fired.armed else told


def fired_from(document: Mapping[str, Any]) -> dict[str, Fired]:
    """The way back from `fired_json`."""
    return {
        name: Fired(count=count, anchor=instant_from(anchor), armed=bool(armed))
        for name, (count, anchor, *armed) in document.items()
    }


def clock_json(clock: Clock) -> dict[str, Json]:
    """A whole clock as JSON; instants as text, durations in microseconds."""
    return {
        "name": clock.name,
        "subject": clock.subject,
        "cycle": clock.cycle,
        "calendar": clock.calendar,
        "measure": clock.measure.value,
        "budget": clock.budget,
        "consumed": clock.consumed,
        "outcome": clock.outcome.value,
        "started_at": instant_text(clock.started_at),
        "running_since": _text_or_none(clock.running_since),
        "due_at": _text_or_none(clock.due_at),
        "stopped_at": _text_or_none(clock.stopped_at),
        "source": clock.source,
        "limit": clock.limit,
        "provisional": clock.provisional,
        "fired": fired_json(clock.fired),
        "next_rung": clock.next_rung,
        "next_at": _text_or_none(clock.next_at),
        **{name: getattr(clock, name) for name in _RARE if getattr(clock, name)},
    }


_RARE = ("extended", "carried", "held", "exempt")
"""What most clocks never come to have, so that history need not say it each time."""


def clock_from_json(document: Mapping[str, Any]) -> Clock:
    """The way back from `clock_json`."""
    return Clock(
        name=document["name"],
        subject=document["subject"],
        cycle=document["cycle"],
        calendar=document["calendar"],
        measure=Measure(document["measure"]),
        budget=document["budget"],
        consumed=document["consumed"],
        outcome=Outcome(document["outcome"]),
        started_at=instant_from(document["started_at"]),
        running_since=_instant_or_none(document["running_since"]),
        due_at=_instant_or_none(document["due_at"]),
        stopped_at=_instant_or_none(document["stopped_at"]),
        source=document["source"],
        limit=document["limit"],
        provisional=document["provisional"],
        fired=fired_from(document["fired"]),
        next_rung=document["next_rung"],
        next_at=_instant_or_none(document["next_at"]),
        **{name: document[name] for name in _RARE if name in document},
    )


def application_json(application: Application) -> dict[str, Json]:
    """A whole application as JSON."""
    return {
        "number": application.number,
        "action": application.action,
        "approval": application.approval,
        "state": application.state,
        "asker": application.asker,
        "asked_at": instant_text(application.asked_at),
        "values": dict(application.values),
        "desk": application.desk,
        "due_at": _text_or_none(application.due_at),
        "status": application.status.value,
        "agreed": list(application.agreed),
        "closed_at": _text_or_none(application.closed_at),
    }


def application_from(document: Mapping[str, Any]) -> Application:
    """The way back from `application_json`."""
    return Application(
        number=document["number"],
        action=document["action"],
        approval=document["approval"],
        state=document["state"],
        asker=document["asker"],
        asked_at=instant_from(document["asked_at"]),
        values=document["values"],
        desk=document["desk"],
        due_at=_instant_or_none(document["due_at"]),
        status=Answer(document["status"]),
        agreed=tuple(document["agreed"]),
        closed_at=_instant_or_none(document["closed_at"]),
    )


def pending_from(documents: Iterable[Mapping[str, Any]]) -> dict[str, Application]:
    """Pending applications by the action that they are for."""
    found = [application_from(each) for each in documents]
    return {each.action: each for each in found if each.status is Answer.PENDING}


def assignment_json(assignment: Assignment | None) -> Json:
    """The responsibility rule that won, and those it shadowed."""
    if assignment is None:
        return None
    return {
        "lead": assignment.lead,
        "assisting": list(assignment.assisting),
        "rule": assignment.rule,
        "source": assignment.source,
        "shadowed": list(assignment.shadowed),
    }


def assignment_from(document: Mapping[str, Any] | None) -> Assignment | None:
    """The way back from `assignment_json`."""
    if document is None:
        return None
    return Assignment(
        lead=document["lead"],
        assisting=tuple(document["assisting"]),
        rule=document["rule"],
        source=document["source"],
        shadowed=tuple(document["shadowed"]),
    )


# The rest of a case's fields are JSON as they are: texts, numbers, maps of these.
_TUPLES = frozenset({"returned_by", "reports", "marks", "grounds", "ruled"})
_INSTANTS = frozenset({"opened_at", "entered_at", "changed_at"})


def value_from(name: str, value: Any) -> Any:  # noqa: ANN401 - JSON in, a field's value out
    """The value of one field of a case from its JSON."""
    if name in _INSTANTS:
        return instant_from(value)
    if name in _TUPLES:
        return tuple(value)
    if name == "taken":
        return {action: tuple(people) for action, people in value.items()}
    read = _READ.get(name)
    return read(value) if read else value


_READ: Mapping[str, Callable[[Any], Any]] = {
    "priority": PRIORITIES.__getitem__,
    "assignment": assignment_from,
    "joint": joint_from,
}


def values_json(changes: Mapping[str, Any]) -> dict[str, Json]:
    """Changed fields of a case as JSON, the way back from `value_from`."""
    return {name: _value_json(name, value) for name, value in changes.items()}


def _value_json(name: str, value: Any) -> Json:  # noqa: ANN401 - a field's value in, JSON out
    if name in _INSTANTS:
        return instant_text(value)
    if name in _TUPLES:
        return list(value)
    if name == "taken":
        return {action: list(people) for action, people in value.items()}
    written = _WRITTEN.get(name)
    return written(value) if written else value


_WRITTEN: Mapping[str, Callable[[Any], Json]] = {
    "priority": lambda value: str(value.word),
    "assignment": assignment_json,
    "joint": joint_json,
}


_BLANK = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """A case as its history tells it; `clocks` holds those of every cycle.

    `applications` and `disputes` hold all that there ever were, by number.
    """

    case: Case
    clocks: Mapping[tuple[str, str, int], Clock]
    applications: Mapping[int, Application]
    disputes: Mapping[int, Dispute]


def fold(number: int, entries: Iterable[tuple[Entry, str]]) -> Rebuilt:
    """Rebuild a case from its entries and their hashes, deciding nothing again."""
    values: dict[str, Any] = {}
    current: dict[tuple[str, str], Clock] = {}
    every: dict[tuple[str, str, int], Clock] = {}
    asked: dict[int, Application] = {}
    disputes: dict[int, Dispute] = {}
    version, head = 0, ""
    for entry, digest in entries:
        for name, value in _mapping(entry.effects, "case").items():
            values[name] = value_from(name, value)
        for document in _documents(entry.effects, "clocks"):
            clock = clock_from_json(document)
            current[clock.key] = clock
            every[clock.name, clock.subject, clock.cycle] = clock
        for document in _documents(entry.effects, "applications"):
            application = application_from(document)
            asked[application.number] = application
        for document in _documents(entry.effects, "disputes"):
            dispute = dispute_from(document)
            disputes[dispute.number] = dispute
        version, head = entry.number, digest
    case = Case(
        number=number,
        version=version,
        head=head,
        clocks=current,
        pending={
            each.action: each
            for each in asked.values()
            if each.status is Answer.PENDING
        },
        dispute=disputes[max(disputes)] if disputes else None,
        **{name: values.pop(name, blank) for name, blank in _NEEDED.items()},
        **values,
    )
    return Rebuilt(case=case, clocks=every, applications=asked, disputes=disputes)


_NEEDED: Mapping[str, Any] = {
    **dict.fromkeys(("definition", "workflow", "state", "place", "channel"), ""),
    **dict.fromkeys(("opened_at", "entered_at", "changed_at"), _BLANK),
}
"""What the first entry of every case says, and what stands there if it does not."""


def _mapping(effects: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = effects.get(key, {})
    return found if isinstance(found, Mapping) else {}


def _documents(effects: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = effects.get(key, [])
    return found if isinstance(found, list) else []
