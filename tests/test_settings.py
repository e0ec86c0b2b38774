"""What a process is told by its environment, and where its files lie."""

from pathlib import Path

import pytest

from workflow.settings import Settings, from_environment


@pytest.mark.parametrize(
    ("database", "folder"),
    [
        pytest.param("city.db", "city.db.files", id="beside a file"),
        pytest.param(
            "sqlite:///a/city.db", "a/city.db.files", id="beside an SQLite URL"
        ),
        pytest.param("postgresql://ann@host/city", "city.files", id="by a name"),
        pytest.param("postgresql://ann@host/?x=1", "gridcase.files", id="without name"),
    ],
)
def test_each_database_has_a_folder_of_files(database: str, folder: str) -> None:
    assert Settings(database=database).files_folder == Path(folder)


def test_a_folder_that_is_set_holds_the_files() -> None:
    assert Settings(files="/srv/files").files_folder == Path("/srv/files")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        pytest.param({"LANG": "zh_CN.UTF-8"}, "zh", id="LANG"),
        pytest.param({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en", id="LC_ALL wins"),
        pytest.param(
            {"LANG": "zh_CN.UTF-8", "GRIDCASE_LANGUAGE": "en"}, "en", id="ours wins"
        ),
        pytest.param({}, "en", id="nothing is set"),
    ],
)
def test_the_language_comes_from_the_environment(
    environment: dict[str, str], language: str
) -> None:
    assert from_environment(environment).language == language


def test_every_setting_has_its_variable() -> None:
    given = {
        "GRIDCASE_DATABASE": "city.db",
        "GRIDCASE_FILES": "files",
        "GRIDCASE_AS": "ann",
        "GRIDCASE_LANGUAGE": "zh",
        "GRIDCASE_SMTP": "smtp://host?sender=city@example.org",
        "GRIDCASE_WEBHOOK_SECRET": "whsec_c2VjcmV0",
    }

    assert from_environment(given) == Settings(
        database="city.db",
        files="files",
        acts_as="ann",
        language="zh",
        smtp="smtp://host?sender=city@example.org",
        webhook="whsec_c2VjcmV0",
    )
