"""A decision in the making: entries pile up on a case until it is handed over."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workflow.domain.actors import desk_of
from workflow.domain.answer import Answer
from workflow.domain.case import (
    Application,
    Case,
    Clock,
    Json,
    number_text,
    revised,
)
from workflow.domain.catalogue import Precedent
from workflow.domain.context import Context
from workflow.domain.decision import (
    Attachment,
    Decision,
    Entry,
    EntryKind,
    Firing,
    Message,
    Personal,
    Report,
)
from workflow.domain.definition import FieldType, Notify
from workflow.domain.effects import application_json, clock_json, values_json
from workflow.domain.fields import Given
from workflow.domain.messages import Occasion, messages_for
from workflow.domain.precedent_effects import precedent_json
from workflow.errors import RunsInCirclesError

MAX_MOVES = 50
"""Changes of state in one decision; with more the definition runs in circles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What an entry is about, before its effects are known."""

    kind: EntryKind
    actor: str
    action: str
    request: Mapping[str, Json]


Told = tuple[tuple[Notify, ...], Occasion]
"""Whom to tell, and of what."""


class Draft:
    """Collects the entries of one decision; every record moves the case on."""

    def __init__(self, case: Case, context: Context) -> None:
        self.case = case
        self.context = context
        self._version = case.version
        self._entries: list[Entry] = []
        self._moves = 0
        self._clocks: dict[tuple[str, str, int], Clock] = {}
        self._applications: dict[int, Application] = {}
        self._messages: list[Message] = []
        self._firings: list[Firing] = []
        self._personal: list[Personal] = []
        self._attachments: list[Attachment] = []
        self._precedents: list[Precedent] = []
        self.joins = 0

    @property
    def version(self) -> int:
        """The version of the case that the draft was begun on."""
        return self._version

    @property
    def next_entry(self) -> int:
        """The number that the next entry gets."""
        return self.case.version + 1

    def record(  # noqa: PLR0913 - all that one entry says
        self,
        event: Event,
        changes: Mapping[str, Any],
        clocks: Iterable[Clock] = (),
        tell: Iterable[Told] = (),
        applications: Iterable[Application] = (),
        *,
        messages: tuple[Message, ...] = (),
        precedents: tuple[Precedent, ...] = (),
    ) -> None:
        """Append an entry with these effects and carry them out on the case.

        People are told by the rules in `tell`, or by `messages` as they are.
        """
        self._moves += "state" in changes
        if self._moves > MAX_MOVES:
            raise RunsInCirclesError(
                case=number_text(self.case.number), state=self.case.state
            )
        changed, asked = tuple(clocks), tuple(applications)
        number = self.next_entry
        merged = {**self.case.clocks, **{clock.key: clock for clock in changed}}
        every = {**changes, "changed_at": self.context.now}
        moved = revised(self.case, **every, clocks=merged, version=number)
        if asked:
            moved = revised(moved, pending=_still_pending(moved, asked))
        desk = desk_of(self.context.definition.state(moved.state), moved, self.context)
        if desk != moved.desk:
            every["desk"] = desk
            moved = revised(moved, desk=desk)
        self.case = moved
        told = (*self._tell(tell, number), *messages)
        self._messages += told
        self._precedents += precedents
        self._applications |= {each.number: each for each in asked}
        for clock in changed:
            self._clocks[clock.name, clock.subject, clock.cycle] = clock
        self._entries.append(
            Entry(
                number=number,
                kind=event.kind,
                at=self.context.now,
                actor=event.actor,
                action=event.action,
                request=event.request,
                effects=_effects(every, changed, asked, told) | _ruled(precedents),
            )
        )

    def _tell(self, tell: Iterable[Told], entry: int) -> tuple[Message, ...]:
        told: tuple[Message, ...] = ()
        for notify, occasion in tell:
            if notify:
                after = len(told)
                told += messages_for(
                    notify, occasion, self.case, (entry, after), self.context
                )
        return told

    def fired(self, firing: Firing) -> None:
        """Note that an occurrence of a rung has fired."""
        self._firings.append(firing)

    def keep(self, given: Given, salt: str) -> None:
        """Keep the personal values and the files of the entry that comes next."""
        for name, value in given.values.items():
            if name in given.sealed:
                self._personal.append(
                    Personal(
                        entry=self.next_entry, field=name, value=str(value), salt=salt
                    )
                )
            elif self.context.definition.fields[name].type is FieldType.FILES:
                self._attachments += _attachments(self.next_entry, name, value)

    def decision(
        self, *, reports: tuple[Report, ...] = (), moved: tuple[str, ...] = ()
    ) -> Decision:
        """What was collected, as a value."""
        return Decision(
            version=self._version,
            case=self.case,
            entries=tuple(self._entries),
            clocks=tuple(self._clocks.values()),
            applications=tuple(self._applications.values()),
            messages=tuple(self._messages),
            firings=tuple(self._firings),
            personal=tuple(self._personal),
            attachments=tuple(self._attachments),
            reports=reports,
            moved=moved,
            joins=self.joins,
            precedents=tuple(self._precedents),
        )


def _still_pending(
    case: Case, changed: tuple[Application, ...]
) -> dict[str, Application]:
    pending = {**case.pending}
    for each in changed:
        pending.pop(each.action, None)
        if each.status is Answer.PENDING:
            pending[each.action] = each
    return pending


def _effects(
    changes: Mapping[str, Any],
    clocks: tuple[Clock, ...],
    applications: tuple[Application, ...],
    told: tuple[Message, ...],
) -> dict[str, Json]:
    effects: dict[str, Json] = {"case": values_json(changes)}
    if clocks:
        effects["clocks"] = [clock_json(clock) for clock in clocks]
    if applications:
        effects["applications"] = [application_json(each) for each in applications]
    if told:
        effects["messages"] = [
            [message.id, message.template, message.recipient] for message in told
        ]
    return effects


def _ruled(precedents: tuple[Precedent, ...]) -> dict[str, Json]:
    """Rules for later cases, which only a ruling with scope brings."""
    if not precedents:
        return {}
    return {"precedents": [precedent_json(each) for each in precedents]}


def _attachments(entry: int, field: str, value: Json) -> list[Attachment]:
    if not isinstance(value, list):
        return []
    return [
        Attachment(
            entry=entry,
            field=field,
            position=position,
            digest=str(item["digest"]),
            media_type=str(item["media_type"]),
            size=int(str(item["size"])),
            name=str(item["name"]),
        )
        for position, item in enumerate(value)
        if isinstance(item, dict)
    ]
