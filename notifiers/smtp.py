"""Notices by mail."""

import hashlib
import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from enum import StrEnum

from workflow.domain.notices import Notice, Outcome, OutcomeKind

MAX_PORT = 65535
MAX_ADDRESS = 254
"""The longest mail address that SMTP can carry (RFC 5321, 4.5.3.1)."""

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@({_LABEL}(?:\.{_LABEL})*)")

# These replies speak about our login, not about the notice (RFC 4954, 6): once the
# operator has put the password right, the same notice can go out.
_LOGIN_REPLIES = frozenset({530, 534, 535, 538})


class Tls(StrEnum):
    """How the connection to the mail server is protected."""

    NONE = "none"
    """Not at all; for a server on the same machine or a closed network."""

    STARTTLS = "starttls"
    """By an upgrade after the greeting; a server that offers none gets no mail."""

    IMPLICIT = "implicit"
    """From the first byte on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSettings:
    """Where and how mail is handed over.

    An empty `user` means no login. `timeout` is in seconds and holds for each wait
    on the server.

    Raises:
        ValueError: The port, the sender or the timeout cannot be meant.
    """

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    tls: Tls = Tls.STARTTLS
    timeout: float = 10.0

    def __post_init__(self) -> None:
        if not 0 < self.port <= MAX_PORT:
            message = f"The mail port is 1 to {MAX_PORT}, not {self.port}."
            raise ValueError(message)
        if not _is_address(self.sender):
            message = f"The mail sender {self.sender!r} is not a mail address."
            raise ValueError(message)
        if not self.timeout > 0:
            message = f"The mail timeout is more than 0 seconds, not {self.timeout}."
            raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpNotifier:
    """Hands each notice to the mail server in one try."""

    settings: SmtpSettings
    name: str = "smtp"

    def send(self, notice: Notice) -> Outcome:
        """Mail the notice to the recipient's `smtp` address.

        Replies of class 5 about the notice fail it for good. Replies of class 4, a
        refused login and every trouble with the connection mean a later try.
        """
        address = notice.recipient.addresses.get(self.name, "")
        if not _is_address(address):
            return _failed(_address_trouble(notice, address))
        try:
            mail = _mail(notice, address=address, sender=self.settings.sender)
        except ValueError as trouble:
            return _failed(f"Notice {notice.id} cannot be written as mail: {trouble}.")
        try:
            return self._hand_over(mail)
        except OSError as trouble:
            # The errors of smtplib are of this kind too.
            return _later(f"The mail server cannot be used now: {_why(trouble)}.")

    def _hand_over(self, mail: EmailMessage) -> Outcome:
        server = self._connect()
        try:
            if self.settings.tls is Tls.STARTTLS:
                server.starttls(context=ssl.create_default_context())
            if self.settings.user:
                server.login(self.settings.user, self.settings.password)
            return _submit(server, mail)
        finally:
            # Once the server has answered, a lost goodbye must not turn a mail that
            # was sent into one that is sent again.
            with suppress(OSError):
                server.quit()
            server.close()

    def _connect(self) -> smtplib.SMTP:
        host, port, timeout = (
            self.settings.host,
            self.settings.port,
            self.settings.timeout,
        )
        if self.settings.tls is Tls.IMPLICIT:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port, timeout=timeout, context=context)
        return smtplib.SMTP(host, port, timeout=timeout)


def _submit(server: smtplib.SMTP, mail: EmailMessage) -> Outcome:
    try:
        server.send_message(mail)
    except smtplib.SMTPRecipientsRefused as refusal:
        code, text = next(iter(refusal.recipients.values()))
        return _refused(smtplib.SMTPResponseException(code, text))
    except smtplib.SMTPResponseException as refusal:
        return _refused(refusal)
    return Outcome(kind=OutcomeKind.SENT, detail="The mail server has taken it.")


def _refused(refusal: smtplib.SMTPResponseException) -> Outcome:
    detail = f"The mail server refuses it: {_reply(refusal)}."
    lasting = refusal.smtp_code >= 500  # noqa: PLR2004  class 5 of RFC 5321, 4.2.1
    if lasting and refusal.smtp_code not in _LOGIN_REPLIES:
        return _failed(detail)
    return _later(detail)


def _why(trouble: OSError) -> str:
    if isinstance(trouble, smtplib.SMTPResponseException):
        return _reply(trouble)
    return str(trouble).rstrip(" .") or type(trouble).__name__


def _reply(refusal: smtplib.SMTPResponseException) -> str:
    text = refusal.smtp_error
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    return f"{refusal.smtp_code} {_one_line(text)[:200]}".rstrip(" .")


def _mail(notice: Notice, *, address: str, sender: str) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = _mailbox(address, name=notice.recipient.name)
    mail["Subject"] = _one_line(notice.subject)
    mail["Date"] = notice.created_at
    mail["Message-ID"] = message_id(notice.id, sender=sender)
    mail["Auto-Submitted"] = "auto-generated"
    # Base64 passes every server, also one that takes seven-bit text only.
    mail.set_content(notice.text, charset="utf-8", cte="base64")
    return mail


def message_id(notice_id: str, *, sender: str) -> str:
    """The Message-ID of a notice: the same for each try from the same sender."""
    digest = hashlib.sha256(notice_id.encode()).hexdigest()[:32]
    return f"<{digest}@{sender.partition('@')[2]}>"


def _mailbox(address: str, *, name: str) -> Address:
    username, _, domain = address.partition("@")
    return Address(display_name=_one_line(name), username=username, domain=domain)


def _is_address(text: str) -> bool:
    return len(text) <= MAX_ADDRESS and _ADDRESS.fullmatch(text) is not None


def _address_trouble(notice: Notice, address: str) -> str:
    if not address:
        return f"{notice.recipient.person} has no mail address."
    return f"The mail address of {notice.recipient.person}, {address!r}, is unusable."


def _one_line(text: str) -> str:
    spaced = "".join(mark if mark.isprintable() else " " for mark in text)
    return " ".join(spaced.split())


def _failed(detail: str) -> Outcome:
    return Outcome(kind=OutcomeKind.FAILED, detail=detail)


def _later(detail: str) -> Outcome:
    return Outcome(kind=OutcomeKind.LATER, detail=detail)
