"""What one process is told from outside: where things are, and how to send."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "definitions"
"""The definitions that come with the program, in a checkout and in a wheel alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of a process, each with the variable that sets it.

    `database` is a path or a URL; `files` the folder of attachments. `smtp` is a URL
    such as smtp://user:password@host:587?tls=starttls&sender=city@example.org, and
    `webhook` a secret beginning with whsec_; empty means that the channel is off.
    """

    database: str = "gridcase.db"
    files: str = ""
    acts_as: str = ""
    language: str = "en"
    smtp: str = ""
    webhook: str = ""

    @property
    def files_folder(self) -> Path:
        """Where attachments lie: beside an embedded database unless set.

        Each database has a folder of its own, because what a database does not name
        is removed from its folder.
        """
        if self.files:
            return Path(self.files)
        path = self.database.removeprefix("sqlite:///")
        if "://" not in path:
            return Path(f"{path}.files")
        name = urlsplit(path).path.strip("/") or "gridcase"
        return Path(f"{name}.files")


_VARIABLES: Mapping[str, str] = {
    "database": "GRIDCASE_DATABASE",
    "files": "GRIDCASE_FILES",
    "acts_as": "GRIDCASE_AS",
    "language": "GRIDCASE_LANGUAGE",
    "smtp": "GRIDCASE_SMTP",
    "webhook": "GRIDCASE_WEBHOOK_SECRET",
}


def from_environment(environment: Mapping[str, str]) -> Settings:
    """The settings that the variables of a process give."""
    given = {
        name: environment[variable]
        for name, variable in _VARIABLES.items()
        if environment.get(variable)
    }
    spoken = environment.get("LC_ALL") or environment.get("LANG") or ""
    given.setdefault("language", "zh" if spoken.startswith("zh") else "en")
    return Settings(**given)
