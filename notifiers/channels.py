"""Opens the channels that the settings of a process name."""

import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from notifiers.console import ConsoleNotifier
from notifiers.smtp import SmtpNotifier, SmtpSettings, Tls
from notifiers.webhook import WebhookNotifier, WebhookSettings
from workflow.domain.notices import Notifier

_SUBMISSION = 587
_IMPLICIT = 465


def open_channels(
    smtp: str, webhook: str, now: Callable[[], datetime]
) -> Mapping[str, Notifier]:
    """The notifiers by channel; the console where neither mail nor web is set.

    `smtp` is a URL such as smtp://user:password@host:587?sender=city@example.org
    with `tls` none, starttls or implicit (smtps:// means implicit); `webhook` is a
    secret that begins with whsec_.

    Raises:
        ValueError: a setting cannot be used; the text says which and why.
    """
    found: dict[str, Notifier] = {}
    if smtp:
        mail = SmtpNotifier(settings=_smtp(smtp))
        found[mail.name] = mail
    if webhook:
        web = WebhookNotifier(settings=WebhookSettings(secret=webhook), now=now)
        found[web.name] = web
    if not found:
        console = ConsoleNotifier(stream=sys.stderr)
        found[console.name] = console
    return found


def _smtp(text: str) -> SmtpSettings:
    url = urlsplit(text)
    given = {key: values[-1] for key, values in parse_qs(url.query).items()}
    if url.scheme not in ("smtp", "smtps") or not url.hostname or "sender" not in given:
        raise ValueError(
            "GRIDCASE_SMTP is a URL such as "
            "smtp://user:password@host:587?sender=city@example.org."
        )
    implicit = url.scheme == "smtps"
    return SmtpSettings(
        host=url.hostname,
        port=_port(url) or (_IMPLICIT if implicit else _SUBMISSION),
        sender=given["sender"],
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        tls=Tls.IMPLICIT if implicit else _tls(given.get("tls", Tls.STARTTLS)),
    )


def _port(url: SplitResult) -> int | None:
    try:
        return url.port
    except ValueError as error:
        raise ValueError(f"GRIDCASE_SMTP: {error}.") from error


def _tls(text: str) -> Tls:
    if text not in tuple(Tls):
        raise ValueError(
            f"GRIDCASE_SMTP: tls is none, starttls or implicit, not {text!r}."
        )
    return Tls(text)
