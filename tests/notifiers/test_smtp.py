"""Mail goes to a real server on the loopback, and every refusal finds its kind."""

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from notifiers.smtp import SmtpNotifier, SmtpSettings, Tls
from workflow.domain.notices import Notice, Outcome, OutcomeKind, Recipient

LOOPBACK = "127.0.0.1"
PASSWORD = "open sesame"  # noqa: S105  the test server's own
NOTICE = Notice(
    id="20250101-0001/3/1",
    case="20250101-0001",
    recipient=Recipient(
        person="p1",
        name="王芳",
        language="zh",
        addresses={"smtp": "wang@city.example"},
    ),
    subject="案件 20250101-0001 即将到期，请尽快处理并在系统中登记处理结果",
    text="王芳:\n\n请尽快处理。\n.\nFrom here on: done.",
    created_at=datetime(2025, 1, 1, 8, tzinfo=UTC),
)


@dataclass(kw_only=True)
class Mailbox:
    """The other side: keeps what arrives, answers each verb as told."""

    replies: dict[str, str] = field(default_factory=dict)
    hangs_up_at_quit: bool = False
    envelopes: list[Envelope] = field(default_factory=list)

    @property
    def mails(self) -> list[EmailMessage]:
        parser = BytesParser(policy=default)
        return [parser.parsebytes(content) for content in self.contents]

    @property
    def contents(self) -> list[bytes]:
        found = [envelope.content for envelope in self.envelopes]
        return [content for content in found if isinstance(content, bytes)]

    async def handle_MAIL(  # noqa: N802  the server prescribes this shape
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        envelope.mail_from = address
        return self.replies.get("MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802  idem
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.replies.get("RCPT", "250 OK")

    async def handle_DATA(  # noqa: N802  idem
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        reply = self.replies.get("DATA", "250 OK")
        if reply.startswith("250"):
            self.envelopes.append(envelope)
        return reply

    async def handle_QUIT(  # noqa: N802  idem
        self, server: SMTP, _session: Session, _envelope: Envelope
    ) -> str:
        if self.hangs_up_at_quit and server.transport:
            server.transport.close()
        return "221 Bye"


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def check_password(
    _server: SMTP,
    _session: Session,
    _envelope: Envelope,
    _mechanism: str,
    login: LoginPassword,
) -> AuthResult:
    return AuthResult(success=login.password == PASSWORD.encode(), handled=False)


@pytest.fixture
def serve() -> Iterator[Callable[..., SmtpSettings]]:
    """Start a mail server, guarded by a password or not; gives its settings."""
    with ExitStack() as stack:

        def start(mailbox: Mailbox, *, guarded: bool = False) -> SmtpSettings:
            port = a_free_port()
            server = Controller(
                mailbox,
                hostname=LOOPBACK,
                port=port,
                auth_required=guarded,
                auth_require_tls=False,
                authenticator=check_password,
            )
            server.start()
            stack.callback(server.stop)
            return settings(port)

        yield start


class GrumpyDoorkeeper(socketserver.StreamRequestHandler):
    """Turns everybody away before they have said a word."""

    def handle(self) -> None:
        self.wfile.write(b"554 5.3.2 no service here\r\n")
        # Reading until the other side hangs up keeps the reply from being lost.
        with suppress(ConnectionError):
            self.rfile.read()


@pytest.fixture
def grumpy_port() -> Iterator[int]:
    """The port of a server that greets everybody with a refusal."""
    with socketserver.TCPServer((LOOPBACK, 0), GrumpyDoorkeeper) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def settings(port: int) -> SmtpSettings:
    return SmtpSettings(
        host=LOOPBACK,
        port=port,
        sender="gridcase@city.example",
        tls=Tls.NONE,
        timeout=5,
    )


def send(given: SmtpSettings, notice: Notice = NOTICE) -> Outcome:
    return SmtpNotifier(settings=given).send(notice)


def addressed(address: str) -> Notice:
    return replace(
        NOTICE, recipient=replace(NOTICE.recipient, addresses={"smtp": address})
    )


Serve = Callable[..., SmtpSettings]


def test_a_chinese_notice_arrives_whole(serve: Serve) -> None:
    mailbox = Mailbox()

    outcome = send(serve(mailbox))

    assert outcome.kind is OutcomeKind.SENT
    [mail] = mailbox.mails
    assert mail["Subject"] == NOTICE.subject
    assert mail.get_content().splitlines() == NOTICE.text.splitlines()
    assert mail["To"].addresses[0].display_name == "王芳"
    assert mail["Date"].datetime == NOTICE.created_at
    assert mailbox.envelopes[0].rcpt_tos == ["wang@city.example"]
    assert mailbox.contents[0].isascii()


def test_a_repeat_carries_the_same_message_id(serve: Serve) -> None:
    mailbox = Mailbox()
    given = serve(mailbox)

    send(given)
    send(given)
    send(given, replace(NOTICE, id="20250101-0001/3/2"))

    first, repeat, other = (mail["Message-ID"] for mail in mailbox.mails)
    assert first == repeat != other
    assert first.endswith("@city.example>")


@pytest.mark.parametrize(
    ("verb", "reply", "kind"),
    [
        ("RCPT", "450 4.2.1 mailbox busy", OutcomeKind.LATER),
        ("RCPT", "550 5.1.1 no such user", OutcomeKind.FAILED),
        ("MAIL", "451 4.3.0 try again", OutcomeKind.LATER),
        ("MAIL", "553 5.1.8 sender not allowed", OutcomeKind.FAILED),
        ("MAIL", "530 5.7.0 log in first", OutcomeKind.LATER),
        ("DATA", "452 4.3.1 no room", OutcomeKind.LATER),
        ("DATA", "554 5.6.0 not wanted", OutcomeKind.FAILED),
        ("RCPT", "421 4.3.2 going down", OutcomeKind.LATER),
    ],
)
def test_a_refusal_finds_its_kind(
    serve: Serve, verb: str, reply: str, kind: OutcomeKind
) -> None:
    outcome = send(serve(Mailbox(replies={verb: reply})))

    assert outcome.kind is kind
    assert outcome.detail == f"The mail server refuses it: {reply}."


def test_a_lost_goodbye_still_means_sent(serve: Serve) -> None:
    mailbox = Mailbox(hangs_up_at_quit=True)

    outcome = send(serve(mailbox))

    assert outcome.kind is OutcomeKind.SENT
    assert len(mailbox.mails) == 1


@pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")
def test_the_right_password_lets_mail_through(serve: Serve) -> None:
    mailbox = Mailbox()
    given = serve(mailbox, guarded=True)

    outcome = send(replace(given, user="gridcase", password=PASSWORD))

    assert outcome.kind is OutcomeKind.SENT
    assert len(mailbox.mails) == 1


@pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")
@pytest.mark.parametrize("user", ["gridcase", ""], ids=["wrong password", "no login"])
def test_a_refused_login_means_later(serve: Serve, user: str) -> None:
    given = serve(Mailbox(), guarded=True)

    outcome = send(replace(given, user=user, password="wrong"))  # noqa: S106

    assert outcome.kind is OutcomeKind.LATER
    assert "53" in outcome.detail


def test_a_server_without_starttls_gets_no_mail(serve: Serve) -> None:
    mailbox = Mailbox()

    outcome = send(replace(serve(mailbox), tls=Tls.STARTTLS))

    assert outcome.kind is OutcomeKind.LATER
    assert "STARTTLS" in outcome.detail
    assert not mailbox.envelopes


def test_an_absent_server_means_later() -> None:
    outcome = send(settings(a_free_port()))

    assert outcome.kind is OutcomeKind.LATER
    assert "refused" in outcome.detail


def test_a_silent_server_means_later() -> None:
    with socket.create_server((LOOPBACK, 0)) as silent:
        given = settings(silent.getsockname()[1])

        outcome = send(replace(given, timeout=0.05))

    assert outcome.kind is OutcomeKind.LATER
    assert "timed out" in outcome.detail


@pytest.mark.parametrize("tls", list(Tls))
def test_an_unfriendly_greeting_means_later(tls: Tls, grumpy_port: int) -> None:
    outcome = send(replace(settings(grumpy_port), tls=tls))

    assert outcome.kind is OutcomeKind.LATER
    assert outcome.detail.startswith("The mail server cannot be used now: ")


def test_somebody_without_address_fails_at_once() -> None:
    nobody = replace(NOTICE, recipient=replace(NOTICE.recipient, addresses={}))

    outcome = send(settings(1), nobody)

    assert outcome == Outcome(kind=OutcomeKind.FAILED, detail="p1 has no mail address.")


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example\r\nBcc: x@y.example",
        "a@b.example, x@y.example",
        "Wang <a@b.example>",
        "a b@c.example",
        "a@b.example\n",
        "nobody",
        "@b.example",
        "王@b.example",
        f"{'a' * 250}@b.example",
    ],
)
def test_an_unusable_address_fails_at_once(address: str) -> None:
    outcome = send(settings(1), addressed(address))

    assert outcome.kind is OutcomeKind.FAILED
    assert outcome.detail.endswith("is unusable.")


def test_no_header_can_be_smuggled_in(serve: Serve) -> None:
    mailbox = Mailbox()
    sly = "x\r\nBcc: spy@y.example\r\n\r\nbody"
    notice = replace(NOTICE, subject=sly, recipient=replace(NOTICE.recipient, name=sly))

    outcome = send(serve(mailbox), notice)

    assert outcome.kind is OutcomeKind.SENT
    [mail] = mailbox.mails
    assert "Bcc" not in mail
    assert mail["Subject"] == "x Bcc: spy@y.example body"
    assert mailbox.envelopes[0].rcpt_tos == ["wang@city.example"]


def test_text_that_is_no_text_fails() -> None:
    outcome = send(settings(1), replace(NOTICE, text="half \ud800"))

    assert outcome.kind is OutcomeKind.FAILED
    assert "cannot be written as mail" in outcome.detail


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"port": 0}, "The mail port is 1 to 65535, not 0."),
        ({"sender": "me"}, "The mail sender 'me' is not a mail address."),
        ({"timeout": 0}, "The mail timeout is more than 0 seconds, not 0."),
    ],
    ids=["port", "sender", "timeout"],
)
def test_settings_refuse_what_cannot_be_meant(
    change: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        replace(settings(25), **change)


def test_settings_do_not_show_the_password() -> None:
    assert PASSWORD not in repr(replace(settings(25), password=PASSWORD))
