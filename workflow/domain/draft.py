"""A decision in the making: entries pile up on a case until it is handed over."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
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
    Errand,
    Firing,
    Message,
    Personal,
    Report,
    Tells,
)
from workflow.domain.definition import FieldType, Notify
from workflow.domain.dispute import ANSWER, DISPUTE, Dispute, dispute_json
from workflow.domain.effects import application_json, clock_json, values_json
from workflow.domain.fields import Given
from workflow.domain.messages import Occasion, messages_for
from workflow.domain.pending import follow
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
        self._was_open = case.is_open
        self._entries: list[Entry] = []
        self._moves = 0
        self._clocks: dict[tuple[str, str, int], Clock] = {}
        self._applications: dict[int, Application] = {}
        self._disputes: dict[int, Dispute] = {}
        self._messages: list[Message] = []
        self._firings: list[Firing] = []
        self._personal: list[Personal] = []
        self._attachments: list[Attachment] = []
        self._errands: list[Errand] = []
        self._numbers = list(context.numbers)
        self._precedents: list[Precedent] = []

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
        dispute: Dispute | None = None,
        precedents: tuple[Precedent, ...] = (),
    ) -> None:
        """Append an entry with these effects and carry them out on the case.

        People are told by the rules in `tell`, or by `messages` as they are. What is
        pending follows: whose word is waited for, and until when.
        """
        self._moves += "state" in changes
        self._check_circles()
        number = self.next_entry
        every = {**changes, "changed_at": self.context.now}
        moved = revised(self.case, **every, version=number)
        changed, asked = tuple(clocks), tuple(applications)
        moved = _with(moved, changed, asked)
        if moved.pending:
            after = follow(moved, self.context)
            moved = _with(moved, after.clocks, after.applications)
            changed = _latest(changed, after.clocks)
            asked = _newest(asked, after.applications)
            tell = (*tell, *after.told)
        moved, dispute = self._disputed(moved, dispute)
        desk = desk_of(self.context.definition.state(moved.state), moved, self.context)
        if desk != moved.desk:
            every["desk"] = desk
            moved = revised(moved, desk=desk)
        self.case = moved
        told = (*self._tell(tell, number), *messages)
        self._keep_changes(told, precedents, asked, changed)
        effects = _effects(every, changed, asked, dispute, told)
        self._append(event, {**effects, **_ruled(precedents)})

    def _keep_changes(
        self,
        told: tuple[Message, ...],
        precedents: tuple[Precedent, ...],
        asked: tuple[Application, ...],
        changed: tuple[Clock, ...],
    ) -> None:
        self._messages += told
        self._precedents += precedents
        self._applications |= {each.number: each for each in asked}
        self._clocks |= {(*each.key, each.cycle): each for each in changed}

    def _check_circles(self) -> None:
        if self._moves > MAX_MOVES:
            number = number_text(self.case.number)
            raise RunsInCirclesError(case=number, state=self.case.state)

    def _disputed(
        self, moved: Case, changed: Dispute | None
    ) -> tuple[Case, Dispute | None]:
        """The case with its dispute as it is by now, and that dispute if it changed."""
        dispute = _in_time(changed or self.case.dispute, moved, changed)
        if dispute is None:
            return moved, None
        self._disputes[dispute.number] = dispute
        return revised(moved, dispute=dispute), dispute

    def _append(self, event: Event, effects: Mapping[str, Json]) -> None:
        self._entries.append(
            Entry(
                number=self.case.version,
                kind=event.kind,
                at=self.context.now,
                actor=event.actor,
                action=event.action,
                request=event.request,
                effects=effects,
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

    def take_number(self) -> int:
        """A number for a case that is opened, or 0 while none is left."""
        return self._numbers.pop(0) if self._numbers else 0

    def bring(self, *errands: Errand) -> None:
        """Have other cases decided on as well, together with this one."""
        self._errands += errands

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

    def _tells(self) -> tuple[Tells, ...]:
        """The parent hears of it once a member's own case has ended."""
        if not self.case.parent or self.case.is_open or not self._was_open:
            return ()
        told = Tells(
            case=self.case.parent,
            member=self.case.number,
            final=self.case.final,
            actor=self._entries[-1].actor,
        )
        return (told,)

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
            disputes=tuple(self._disputes.values()),
            messages=tuple(self._messages),
            firings=tuple(self._firings),
            personal=tuple(self._personal),
            attachments=tuple(self._attachments),
            reports=reports,
            moved=moved,
            errands=(*self._errands, *self._tells()),
            precedents=tuple(self._precedents),
        )


def _in_time(
    latest: Dispute | None, moved: Case, changed: Dispute | None
) -> Dispute | None:
    """The dispute that changed, by itself or because its clock was counted anew."""
    if latest is None or not latest.is_open:
        return changed
    clock = moved.clocks.get((DISPUTE, latest.level or ANSWER))
    if clock is None or clock.has_ended or clock.due_at == latest.due_at:
        return changed
    return replace(latest, due_at=clock.due_at)


def _with(
    case: Case, changed: tuple[Clock, ...], asked: tuple[Application, ...]
) -> Case:
    """The case with these clocks and applications in place of its own."""
    merged = {**case.clocks, **{clock.key: clock for clock in changed}}
    pending = _still_pending(case, asked) if asked else case.pending
    return revised(case, clocks=merged, pending=pending)


def _latest(before: tuple[Clock, ...], after: tuple[Clock, ...]) -> tuple[Clock, ...]:
    """All of these clocks, each once as it is by now."""
    every = {(each.key, each.cycle): each for each in (*before, *after)}
    return tuple(every.values())


def _newest(
    before: tuple[Application, ...], after: tuple[Application, ...]
) -> tuple[Application, ...]:
    """All of these applications, each once as it is by now."""
    return tuple({each.number: each for each in (*before, *after)}.values())


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
    dispute: Dispute | None,
    told: tuple[Message, ...],
) -> dict[str, Json]:
    effects: dict[str, Json] = {"case": values_json(changes)}
    if clocks:
        effects["clocks"] = [clock_json(clock) for clock in clocks]
    if applications:
        effects["applications"] = [application_json(each) for each in applications]
    if dispute is not None:
        effects["disputes"] = [dispute_json(dispute)]
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
