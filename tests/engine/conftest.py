"""The shipped city at work, for tests of the engine's verbs."""

from tests.engine.fixtures import city_content, hall, postgresql_hall, sqlite_hall

__all__ = ["city_content", "hall", "postgresql_hall", "sqlite_hall"]
