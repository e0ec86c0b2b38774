"""Notices as signed web requests, after the Standard Webhooks specification 1.0."""

import base64
import binascii
import hashlib
import hmac
import json
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from http.client import HTTPException, InvalidURL
from urllib.error import HTTPError
from urllib.parse import urlsplit

from workflow.domain.notices import Notice, Outcome, OutcomeKind

SECRET_PREFIX = "whsec_"  # noqa: S105  the public mark of a secret, not one

# These replies of class 4 speak of a moment, not of the notice.
_PASSING = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_EARLY,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings:
    """The shared secret, `whsec_` and base64, and the seconds to wait on a receiver.

    Raises:
        ValueError: The secret is no such text, or the timeout is not above zero.
    """

    secret: str = field(repr=False)
    timeout: float = 10.0

    def __post_init__(self) -> None:
        if not self.secret.startswith(SECRET_PREFIX) or not self.key:
            message = f"The webhook secret is not {SECRET_PREFIX} followed by base64."
            raise ValueError(message)
        if not self.timeout > 0:
            message = f"The webhook timeout is more than 0 seconds, not {self.timeout}."
            raise ValueError(message)

    @property
    def key(self) -> bytes:
        """The bytes that sign; none if the secret is not readable as base64."""
        try:
            return base64.b64decode(
                self.secret.removeprefix(SECRET_PREFIX), validate=True
            )
        except (binascii.Error, ValueError):
            return b""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookNotifier:
    """Posts each notice as JSON to the recipient's `webhook` address in one try.

    `now` gives the aware instant that the signature carries; a receiver refuses an
    old one, so it is asked anew for each try while the id stays the same.
    """

    settings: WebhookSettings
    now: Callable[[], datetime]
    name: str = "webhook"

    def send(self, notice: Notice) -> Outcome:
        """Post the notice.

        A reply of class 2 means sent. Replies of class 5, 408, 425 and 429 and every
        trouble with the connection mean a later try; every other reply, redirects
        included, fails the notice for good.
        """
        url = notice.recipient.addresses.get(self.name, "")
        if not _is_web_address(url):
            return _failed(_address_trouble(notice, url))
        try:
            with _opener().open(
                self._request(notice, url), timeout=self.settings.timeout
            ) as reply:
                return _answered(reply.status)
        except HTTPError as reply:
            with reply:
                return _answered(reply.code)
        except (InvalidURL, ValueError) as trouble:
            return _failed(f"The request cannot be written: {trouble}.")
        except (OSError, HTTPException) as trouble:
            return _later(f"The receiver cannot be reached: {_why(trouble)}.")

    def _request(self, notice: Notice, url: str) -> urllib.request.Request:
        body = payload(notice)
        timestamp = str(int(self.now().timestamp()))
        signed = f"{notice.id}.{timestamp}.".encode() + body
        digest = hmac.new(self.settings.key, signed, hashlib.sha256).digest()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "gridcase",
            "webhook-id": notice.id,
            "webhook-timestamp": timestamp,
            "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
        }
        return urllib.request.Request(  # noqa: S310  the scheme was looked at
            url, data=body, headers=headers, method="POST"
        )


def payload(notice: Notice) -> bytes:
    """The JSON that a receiver gets, the same bytes for each try."""
    document = {
        "type": "case.notice",
        "timestamp": notice.created_at.astimezone(UTC).isoformat(),
        "data": {
            "id": notice.id,
            "case": notice.case,
            "person": notice.recipient.person,
            "name": notice.recipient.name,
            "language": notice.recipient.language,
            "subject": notice.subject,
            "text": notice.text,
        },
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _opener() -> urllib.request.OpenerDirector:
    # Only what is added here exists: no redirect is followed, no file is read. The
    # proxy of the environment holds, as operators expect.
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.HTTPDefaultErrorHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _answered(status: int) -> Outcome:
    detail = f"The receiver answers {status}."
    match status // 100:
        case 2:
            return Outcome(kind=OutcomeKind.SENT, detail=detail)
        case 3:
            return _failed(f"{detail} A redirect is not followed.")
        case 4 if status not in _PASSING:
            return _failed(detail)
        case _:
            return _later(detail)


def _is_web_address(url: str) -> bool:
    if not (url.isascii() and url.isprintable()) or " " in url:
        return False
    try:
        parts = urlsplit(url)
        # Reading the port is what finds one that is no number.
        return (
            parts.scheme in {"http", "https"}
            and bool(parts.hostname)
            and parts.username is None
            and parts.port != 0
        )
    except ValueError:
        return False


def _address_trouble(notice: Notice, url: str) -> str:
    if not url:
        return f"{notice.recipient.person} has no webhook address."
    return (
        f"The webhook address of {notice.recipient.person}, {url!r}, is not a plain "
        "http or https URL."
    )


def _why(trouble: Exception) -> str:
    # urllib wraps the real reason; a few errors of http.client have no text at all.
    reason = getattr(trouble, "reason", trouble)
    return str(reason) or type(reason).__name__


def _failed(detail: str) -> Outcome:
    return Outcome(kind=OutcomeKind.FAILED, detail=detail)


def _later(detail: str) -> Outcome:
    return Outcome(kind=OutcomeKind.LATER, detail=detail)
