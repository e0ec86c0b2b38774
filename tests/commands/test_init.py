"""`gridcase init`, as somebody types it."""

from pathlib import Path

import pytest

from tests.commands.conftest import Terminal
from tests.engine.hall import changed_city
from workflow.commands.init import without_password


def test_a_database_is_made_and_what_is_new_is_told(nowhere: Terminal) -> None:
    answer = nowhere.types("init")

    assert answer.exit_code == 0
    assert answer.stdout == (
        f"{nowhere.database} is ready; new: city-case, department-task, "
        "places, organisation, "
        "responsibilities, catalogue, calendars, meetings.\n"
    )
    assert "gridcase definition check lists them" in answer.stderr


def test_a_repeat_changes_nothing_and_says_so(nowhere: Terminal) -> None:
    nowhere.types("init")

    again = nowhere.types("init", "--language", "zh")

    assert again.stdout == f"{nowhere.database} 已就绪，没有变化。\n"
    assert again.stderr == ""


def test_definitions_with_errors_make_no_database(
    nowhere: Terminal, tmp_path: Path
) -> None:
    city = changed_city(
        tmp_path / "city", {"workflows/city-case.yaml": ("start: reported", "start: x")}
    )

    answer = nowhere.types("init", str(city))

    assert answer.exit_code == 1
    assert "have errors; nothing changed:\n" in answer.stderr
    assert "\nworkflows/city-case.yaml:6:8 start:" in answer.stderr
    assert not Path(nowhere.database).exists()


def test_init_in_json_names_what_was_taken_over(nowhere: Terminal) -> None:
    made = nowhere.asks("init")

    assert made["published"] == ["city-case", "department-task"]
    assert made["imported"][0] == "places"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("city.db", "city.db"),
        ("postgresql://u@h/n", "postgresql://u@h/n"),
        ("postgresql://u:secret@h:5432/n", "postgresql://u:***@h:5432/n"),
        (
            "postgresql:///n?user=u&password=x&host=h",
            "postgresql:///n?user=u&password=***&host=h",
        ),
    ],
)
def test_a_password_is_never_shown(address: str, shown: str) -> None:
    assert without_password(address) == shown
