"""Log records as lines, for people and for programs."""

import json
import logging
from collections.abc import Iterator

import pytest

from workflow.commands.logs import SPEAKERS, log_to_stderr


@pytest.fixture(autouse=True)
def quiet_again() -> Iterator[None]:
    """Leaves the loggers as they were."""
    named = [logging.getLogger(name) for name in (*SPEAKERS, "sqlalchemy.pool")]
    before = [(each, each.handlers, each.level) for each in named]
    yield
    for each, handlers, level in before:
        each.handlers, each.level = handlers, level


LOG = logging.getLogger("workflow.tests")


def say(capsys: pytest.CaptureFixture[str], *, as_json: bool) -> str:
    """What one record looks like on standard error."""
    log_to_stderr(as_json=as_json)
    LOG.info("Swept.", extra={"cases": 2, "place": "朝阳区"})
    return capsys.readouterr().err


def test_a_line_is_a_sentence_and_its_data(capsys: pytest.CaptureFixture[str]) -> None:
    line = say(capsys, as_json=False)

    assert line.endswith(" INFO Swept. cases=2 place=朝阳区\n")


def test_json_has_one_document_for_each_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    document = json.loads(say(capsys, as_json=True))

    assert document.pop("at")
    assert document == {
        "level": "INFO",
        "message": "Swept.",
        "cases": 2,
        "place": "朝阳区",
    }


@pytest.mark.parametrize("as_json", [True, False])
def test_a_traceback_follows_its_sentence(
    capsys: pytest.CaptureFixture[str], *, as_json: bool
) -> None:
    log_to_stderr(as_json=as_json)
    LOG.error("This failed.", exc_info=ValueError("odd"))

    told = capsys.readouterr().err
    assert "This failed." in told
    assert "ValueError: odd" in told


def test_a_library_speaks_in_the_same_lines(capsys: pytest.CaptureFixture[str]) -> None:
    log_to_stderr(as_json=True)
    logging.getLogger("apscheduler.executors").error("late")

    assert json.loads(capsys.readouterr().err)["message"] == "late"


def test_a_broken_connection_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    log_to_stderr(as_json=False)
    logging.getLogger("sqlalchemy.pool.impl").error("Exception during reset")

    assert capsys.readouterr().err == ""
