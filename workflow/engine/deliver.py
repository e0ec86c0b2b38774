"""The verb of the outbox: render what waits, hand it to the channels, note the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workflow.domain.case import number_text
from workflow.domain.city import City
from workflow.domain.definition import Field
from workflow.domain.notices import (
    Notice,
    Notifier,
    Outcome,
    OutcomeKind,
    Recipient,
)
from workflow.engine.runtime import Runtime
from workflow.errors import (
    RenderingError,
    UnknownWorkflowError,
    UnreadableDefinitionError,
)
from workflow.rendering.messages import render
from workflow.store import outbox, reports
from workflow.store.database import Connection
from workflow.store.outbox import MessageStatus, Outgoing

AT_ONCE = 10
"""Messages claimed together: their tries must all fit into one lease."""

CONSOLE = "console"
"""The channel that needs no address."""

_NAME = "name"
"""The contact that is no channel: what the reporter is called."""


_NOT_HERE = Outcome(
    kind=OutcomeKind.LATER,
    detail="No channel of this process reaches the recipient.",
)
_NOBODY = Outcome(
    kind=OutcomeKind.FAILED,
    detail="The recipient gave no address, so nobody could be told.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """How many messages were sent, put off, given up, and had nobody to go to."""

    sent: int = 0
    later: int = 0
    failed: int = 0
    nobody: int = 0


def deliver(
    runtime: Runtime, notifiers: Mapping[str, Notifier], limit: int = 100
) -> Delivered:
    """Send up to `limit` messages that are due, each over the first channel that fits.

    A message is claimed in a transaction of its own before it is sent, so that
    after a crash only the send in flight may repeat; it then carries the same id.
    """
    counts = dict.fromkeys(MessageStatus, 0)
    taken = 0
    while taken < limit and (claimed := _claim(runtime, min(AT_ONCE, limit - taken))):
        taken += len(claimed)
        for outgoing in claimed:
            outcome, channel = _send(runtime, notifiers, outgoing)
            counts[_settle(runtime, outgoing, outcome, channel)] += 1
    return Delivered(
        sent=counts[MessageStatus.SENT],
        later=counts[MessageStatus.WAITING],
        failed=counts[MessageStatus.FAILED],
        nobody=counts[MessageStatus.NO_RECIPIENT],
    )


def _claim(runtime: Runtime, count: int) -> list[Outgoing]:
    with runtime.database.reading() as connection:
        if not outbox.is_due(connection, runtime.now()):
            return []
    with runtime.database.writing() as connection:
        claimed = outbox.claim(connection, runtime.now(), count)
        connection.commit()
    return claimed


def _send(
    runtime: Runtime, notifiers: Mapping[str, Notifier], outgoing: Outgoing
) -> tuple[Outcome, str]:
    with runtime.database.reading() as connection:
        try:
            workflow = runtime.workflow(connection, outgoing.definition)
        except (UnknownWorkflowError, UnreadableDefinitionError) as error:
            return Outcome(kind=OutcomeKind.FAILED, detail=error.en), ""
        city, fields = runtime.city(connection), workflow.definition.fields
        recipient = _recipient(connection, city, fields, outgoing)
    notifier = _channel(notifiers, recipient)
    if notifier is None:
        return (_NOT_HERE if recipient.addresses else _NOBODY), ""
    try:
        template = workflow.definition.templates[outgoing.template]
        facts = {**outgoing.facts, "recipient.name": recipient.name}
        rendered = render(template, facts, recipient.language)
    except KeyError:
        detail = f"The workflow of the case has no template {outgoing.template}."
        return Outcome(kind=OutcomeKind.FAILED, detail=detail), notifier.name
    except RenderingError as error:
        return Outcome(kind=OutcomeKind.FAILED, detail=error.en), notifier.name
    notice = Notice(
        id=outgoing.id,
        case=number_text(outgoing.case),
        recipient=recipient,
        subject=rendered.subject,
        text=rendered.text,
        created_at=outgoing.created_at,
    )
    return _try(notifier, notice), notifier.name


def _try(notifier: Notifier, notice: Notice) -> Outcome:
    """One try; a channel that breaks its word and raises holds nobody else up."""
    try:
        return notifier.send(notice)
    except Exception as error:  # noqa: BLE001 - whatever a channel may raise
        detail = f"The channel {notifier.name} failed: {error!r}."
        return Outcome(kind=OutcomeKind.LATER, detail=detail)


def _settle(
    runtime: Runtime, outgoing: Outgoing, outcome: Outcome, channel: str
) -> MessageStatus:
    """Write down what became of a try; after the last one it is given up."""
    now = runtime.now()
    with runtime.database.writing() as connection:
        if outcome.kind is OutcomeKind.SENT:
            outbox.mark_sent(connection, outgoing, channel, now)
            status = MessageStatus.SENT
        elif outcome is _NOBODY:
            outbox.mark_nobody(connection, outgoing, outcome.detail)
            status = MessageStatus.NO_RECIPIENT
        elif outcome.kind is OutcomeKind.FAILED:
            outbox.mark_failed(connection, outgoing, now, channel, outcome.detail)
            status = MessageStatus.FAILED
        else:
            status = outbox.put_off(connection, outgoing, now, channel, outcome.detail)
        connection.commit()
    return status


def _recipient(
    connection: Connection, city: City, fields: Mapping[str, Field], outgoing: Outgoing
) -> Recipient:
    if outgoing.to_reporter:
        return _reporter(connection, fields, outgoing)
    person = city.organisation.people.get(outgoing.recipient)
    return Recipient(
        person=outgoing.recipient,
        name=person.name if person else outgoing.recipient,
        language="zh" if outgoing.language == "zh" else "en",
        addresses=person.addresses if person else {},
    )


def _reporter(
    connection: Connection, fields: Mapping[str, Field], outgoing: Outgoing
) -> Recipient:
    """The person behind a report, as far as the report says who it was."""
    told = reports.find(connection, outgoing.recipient)
    given = reports.personal_values(connection, told.opened) if told else []
    contacts = {
        fields[each.field].contact: each.value
        for each in given
        if each.entry == 1 and each.field in fields
    }
    return Recipient(
        person=outgoing.recipient,
        name=contacts.pop(_NAME, ""),
        language="zh" if outgoing.language == "zh" else "en",
        addresses={channel: each for channel, each in contacts.items() if channel},
    )


def _channel(
    notifiers: Mapping[str, Notifier], recipient: Recipient
) -> Notifier | None:
    """The first channel that the recipient has an address in, or the console.

    The console stands in only where no real channel is open, so that nothing which
    should go out by mail is ever taken for sent because it was printed.
    """
    for name in recipient.addresses:
        if name in notifiers:
            return notifiers[name]
    return notifiers.get(CONSOLE)


def listing(
    runtime: Runtime, statuses: Sequence[MessageStatus], limit: int
) -> list[Outgoing]:
    """The newest messages that stand so."""
    with runtime.database.reading() as connection:
        return outbox.listing(connection, statuses, limit=limit)


def try_again(runtime: Runtime, identity: str) -> bool:
    """Have a message that was given up tried again; False if there is none."""
    with runtime.database.writing() as connection:
        found = outbox.retry(connection, identity, runtime.now())
        connection.commit()
    return found
