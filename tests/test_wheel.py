"""The wheel carries all that the program needs, and works where no checkout is."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """An environment that holds the wheel, and a folder to work in."""

    environment: Path
    folder: Path

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of its programs from the folder, with nothing of ours around."""
        return _run(self.environment / "bin" / program, *arguments, folder=self.folder)


def _run(
    program: Path | str, *arguments: str, folder: Path
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program, *arguments],
        cwd=folder,
        env=_environment(),
        check=True,
        capture_output=True,
        text=True,
    )


def _environment() -> Mapping[str, str]:
    ours = ("GRIDCASE_", "PYTHON", "COVERAGE_", "VIRTUAL_ENV")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    return kept | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "GRIDCASE_LANGUAGE": "en"}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel, built from this checkout and installed into a fresh environment.

    The locked libraries are those of the environment that runs the tests; their
    folder is made visible, the checkout is not.
    """
    work = tmp_path_factory.mktemp("wheel")
    folder = work / "elsewhere"
    folder.mkdir()
    build = (sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(work))
    _run(*build, folder=ROOT)
    (wheel,) = work.glob("gridcase-*.whl")
    environment = work / "environment"
    venv.create(environment, with_pip=False, symlinks=True)
    python = environment / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet")
    _run(*pip, "--no-deps", "--no-index", str(wheel), folder=folder)
    _show_libraries(python)
    return Installed(environment=environment, folder=folder)


def _show_libraries(python: Path) -> None:
    asked = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(_run(python, "-c", asked, folder=python.parent).stdout.strip())
    # A folder named in a .pth file is searched last, and its own .pth files, among
    # them that of a checkout, are not read.
    libraries = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (site / "libraries.pth").write_text("\n".join(sorted(libraries)))


def test_the_program_tells_its_version(installed: Installed) -> None:
    assert installed.run("gridcase", "--version").stdout.startswith("gridcase, version")


def test_every_part_comes_from_the_wheel(installed: Installed) -> None:
    asked = (
        "import cli, notifiers, workflow, workflow.settings as s;"
        "print(cli.__file__, notifiers.__file__, workflow.__file__, s.SHIPPED)"
    )

    found = installed.run("python", "-c", asked).stdout.split()

    assert len(found) == 4
    assert all(each.startswith(str(installed.environment)) for each in found)


def test_the_shipped_definitions_are_in_order(installed: Installed) -> None:
    answer = installed.run("gridcase", "definition", "check", "--json")

    findings = json.loads(answer.stdout)
    assert [each for each in findings if each["severity"] == "error"] == []


def test_a_case_is_reported_from_another_folder(installed: Installed) -> None:
    made = json.loads(installed.run("gridcase", "init", "--json").stdout)
    asked = ("--place", "220104003001002", "--with", "description=井盖缺失", "--json")

    answer = installed.run("gridcase", "case", "report", *asked)

    assert made["published"] == ["city-case", "department-task"]
    assert json.loads(answer.stdout)["state"] == "reported"
    assert (installed.folder / "gridcase.db").exists()


def test_a_worker_has_all_that_it_imports(installed: Installed) -> None:
    answer = installed.run("gridcase", "worker", "--help")

    assert "SIGTERM" in answer.stdout
