"""Web requests go to a real server on the loopback, signed as the standard says."""

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from standardwebhooks import Webhook

from notifiers.webhook import WebhookNotifier, WebhookSettings
from workflow.domain.notices import Notice, Outcome, OutcomeKind, Recipient

LOOPBACK = "127.0.0.1"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105  made up for the tests
NOW = datetime(2025, 1, 1, 9, 30, tzinfo=UTC)
NOTICE = Notice(
    id="20250101-0001/3/1",
    case="20250101-0001",
    recipient=Recipient(person="p1", name="王芳", language="zh", addresses={}),
    subject="案件即将到期",
    text="王芳:\n请尽快处理。",
    created_at=datetime(2025, 1, 1, 8, tzinfo=UTC),
)


@dataclass(frozen=True, kw_only=True)
class Arrived:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(kw_only=True)
class Receiver:
    """The other side: keeps what arrives and answers with one status."""

    url: str = ""
    status: int = 204
    location: str = ""
    arrived: list[Arrived] = field(default_factory=list)


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A web server on the loopback, out of reach of any proxy."""
    monkeypatch.setenv("no_proxy", LOOPBACK)
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            found.arrived.append(Arrived(path=self.path, headers=headers, body=body))
            self.send_response(found.status)
            if found.location:
                self.send_header("Location", found.location)
            self.end_headers()

        do_GET = do_POST  # noqa: N815  a followed redirect would come as this

        def log_message(self, *_args: object) -> None:
            """Keep the test's output to the test."""

    with HTTPServer((LOOPBACK, 0), Handler) as server:
        found.url = f"http://{LOOPBACK}:{server.server_port}/hook?city=1"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield found
        server.shutdown()
        thread.join()


def send(url: str, notice: Notice = NOTICE, *, timeout: float = 5) -> Outcome:
    settings = WebhookSettings(secret=SECRET, timeout=timeout)
    recipient = replace(notice.recipient, addresses={"webhook": url} if url else {})
    notifier = WebhookNotifier(settings=settings, now=lambda: NOW)
    return notifier.send(replace(notice, recipient=recipient))


def test_a_notice_arrives_as_json(receiver: Receiver) -> None:
    outcome = send(receiver.url)

    assert outcome.kind is OutcomeKind.SENT
    [arrived] = receiver.arrived
    assert arrived.path == "/hook?city=1"
    assert json.loads(arrived.body) == {
        "type": "case.notice",
        "timestamp": "2025-01-01T08:00:00+00:00",
        "data": {
            "id": NOTICE.id,
            "case": NOTICE.case,
            "person": "p1",
            "name": "王芳",
            "language": "zh",
            "subject": NOTICE.subject,
            "text": NOTICE.text,
        },
    }


def test_the_signature_is_the_standards(receiver: Receiver) -> None:
    send(receiver.url)

    [arrived] = receiver.arrived
    expected = Webhook(SECRET).sign(NOTICE.id, NOW, arrived.body.decode())
    assert arrived.headers["webhook-signature"] == expected
    assert arrived.headers["webhook-id"] == NOTICE.id
    assert arrived.headers["webhook-timestamp"] == str(int(NOW.timestamp()))


def test_a_repeat_is_the_same_request(receiver: Receiver) -> None:
    send(receiver.url)
    send(receiver.url)

    first, repeat = receiver.arrived
    assert first == repeat


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (200, OutcomeKind.SENT),
        (202, OutcomeKind.SENT),
        (304, OutcomeKind.FAILED),
        (400, OutcomeKind.FAILED),
        (401, OutcomeKind.FAILED),
        (404, OutcomeKind.FAILED),
        (408, OutcomeKind.LATER),
        (410, OutcomeKind.FAILED),
        (425, OutcomeKind.LATER),
        (429, OutcomeKind.LATER),
        (500, OutcomeKind.LATER),
        (503, OutcomeKind.LATER),
    ],
)
def test_a_status_finds_its_kind(
    receiver: Receiver, status: int, kind: OutcomeKind
) -> None:
    receiver.status = status

    outcome = send(receiver.url)

    assert outcome.kind is kind
    assert outcome.detail.startswith(f"The receiver answers {status}.")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(receiver: Receiver, status: int) -> None:
    receiver.status = status
    receiver.location = receiver.url.replace("hook", "elsewhere")

    outcome = send(receiver.url)

    assert outcome.kind is OutcomeKind.FAILED
    assert [arrived.path for arrived in receiver.arrived] == ["/hook?city=1"]


def test_an_absent_receiver_means_later(receiver: Receiver) -> None:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port = probe.getsockname()[1]

    outcome = send(f"http://{LOOPBACK}:{port}/")

    assert outcome.kind is OutcomeKind.LATER
    assert "refused" in outcome.detail
    assert not receiver.arrived


@pytest.mark.usefixtures("receiver")
def test_a_silent_receiver_means_later() -> None:
    with socket.create_server((LOOPBACK, 0)) as silent:
        port = silent.getsockname()[1]

        outcome = send(f"http://{LOOPBACK}:{port}/", timeout=0.05)

    assert outcome.kind is OutcomeKind.LATER
    assert "timed out" in outcome.detail


def test_a_receiver_without_tls_means_later(receiver: Receiver) -> None:
    outcome = send(receiver.url.replace("http://", "https://"))

    assert outcome.kind is OutcomeKind.LATER
    assert not receiver.arrived


def test_somebody_without_address_fails_at_once() -> None:
    outcome = send("")

    assert outcome == Outcome(
        kind=OutcomeKind.FAILED, detail="p1 has no webhook address."
    )


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://city.example/hook",
        "city.example/hook",
        "http://",
        "http://user:secret@city.example/",
        "http://city.example:port/",
        "http://city.example/a b",
        "http://city.example/\r\nX-Sly: 1",
        "http://[::1/",
        "http://城市.example/",
    ],
)
def test_an_unusable_url_fails_at_once(url: str) -> None:
    outcome = send(url)

    assert outcome.kind is OutcomeKind.FAILED
    assert outcome.detail.endswith("is not a plain http or https URL.")


def test_text_that_is_no_text_fails(receiver: Receiver) -> None:
    outcome = send(receiver.url, replace(NOTICE, text="half \ud800"))

    assert outcome.kind is OutcomeKind.FAILED
    assert outcome.detail.startswith("The request cannot be written: ")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"secret": "MfKQ9r8G"}, "The webhook secret is not whsec_ followed by base64"),
        ({"secret": "whsec_"}, "The webhook secret is not whsec_ followed by base64"),
        ({"secret": "whsec_?"}, "The webhook secret is not whsec_ followed by base64"),
        ({"timeout": -1}, "The webhook timeout is more than 0 seconds, not -1"),
    ],
    ids=["no prefix", "nothing after it", "no base64", "timeout"],
)
def test_settings_refuse_what_cannot_be_meant(
    change: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ValueError, match=f"^{sentence}.$"):
        replace(WebhookSettings(secret=SECRET), **change)


def test_settings_do_not_show_the_secret() -> None:
    assert SECRET not in repr(WebhookSettings(secret=SECRET))
