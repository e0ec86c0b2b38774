"""Brings the schema of a database up to the one that this program knows."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from workflow.store.database import Database

_SCRIPTS = Path(__file__).parent / "migrations"
# Any number will do, as long as every process takes the same.
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7206191436)")


def upgrade(database: Database) -> None:
    """Create the tables, or bring older ones up to date, in one transaction.

    Does nothing to a schema that is up to date. Two processes that begin at the
    same moment follow one another.
    """
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(_ONE_AT_A_TIME)
        config = Config()
        config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
