"""The channels of a process are those that its settings name."""

import sys
from datetime import UTC, datetime

import pytest

from notifiers.channels import open_channels
from notifiers.console import ConsoleNotifier
from notifiers.smtp import SmtpNotifier, SmtpSettings, Tls
from notifiers.webhook import WebhookNotifier

SECRET = "whsec_c2VjcmV0"  # noqa: S105 - nobody's
MAIL = "smtp://mail.example.org?sender=city@example.org"


def _now() -> datetime:
    return datetime(2026, 6, 9, tzinfo=UTC)


def _mail(url: str) -> SmtpSettings:
    found = open_channels(url, "", _now)["smtp"]
    assert isinstance(found, SmtpNotifier)
    return found.settings


def test_the_console_stands_in_where_nothing_is_set() -> None:
    found = open_channels("", "", _now)

    console = found["console"]
    assert list(found) == ["console"]
    assert isinstance(console, ConsoleNotifier)
    assert console.stream is sys.stderr


def test_a_real_channel_leaves_no_console() -> None:
    assert list(open_channels(MAIL, "", _now)) == ["smtp"]
    assert list(open_channels("", SECRET, _now)) == ["webhook"]


def test_both_channels_open_side_by_side() -> None:
    found = open_channels(MAIL, SECRET, _now)

    web = found["webhook"]
    assert set(found) == {"smtp", "webhook"}
    assert isinstance(web, WebhookNotifier)
    assert (web.settings.secret, web.now) == (SECRET, _now)


def test_mail_is_submitted_with_starttls_unless_told() -> None:
    assert _mail(MAIL) == SmtpSettings(
        host="mail.example.org",
        port=587,
        sender="city@example.org",
        tls=Tls.STARTTLS,
    )


def test_smtps_is_protected_from_the_first_byte() -> None:
    found = _mail("smtps://mail.example.org?sender=city@example.org")

    assert (found.tls, found.port) == (Tls.IMPLICIT, 465)


def test_user_and_password_may_hold_escaped_signs() -> None:
    found = _mail(
        "smtp://city%40example.org:a%2Fb@127.0.0.1:2525?sender=c@example.org&tls=none"
    )

    assert (found.user, found.password) == ("city@example.org", "a/b")
    assert (found.host, found.port, found.tls) == ("127.0.0.1", 2525, Tls.NONE)


@pytest.mark.parametrize(
    ("smtp", "secret", "sentence"),
    [
        pytest.param("mail.example.org", "", "GRIDCASE_SMTP is a URL", id="no URL"),
        pytest.param("http://h?sender=c@e.org", "", "is a URL such as", id="scheme"),
        pytest.param("smtp://h", "", "is a URL such as", id="no sender"),
        pytest.param("smtp://?sender=c@e.org", "", "is a URL such as", id="no host"),
        pytest.param("smtp://h?sender=nobody", "", "not a mail address", id="sender"),
        pytest.param(
            "smtp://h:99999?sender=c@e.org", "", "GRIDCASE_SMTP: .*0-65535", id="port"
        ),
        pytest.param(
            "smtp://h?sender=c@e.org&tls=maybe",
            "",
            "tls is none, starttls or implicit, not 'maybe'",
            id="tls",
        ),
        pytest.param("", "secret", "not whsec_ followed by base64", id="secret"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told(
    smtp: str, secret: str, sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        open_channels(smtp, secret, _now)


def test_no_sentence_repeats_the_password() -> None:
    with pytest.raises(ValueError, match="GRIDCASE_SMTP") as told:
        open_channels("smtp://ann:hidden@host:port?sender=c@e.org", "", _now)

    assert "hidden" not in str(told.value)
