"""The shipped city at work, for whole cases in the words of the users."""

from tests.engine.fixtures import city_content, hall, postgresql_hall, sqlite_hall

__all__ = ["city_content", "hall", "postgresql_hall", "sqlite_hall"]
