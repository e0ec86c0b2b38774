"""The names that people read, in the languages of the city."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """What something is called, in Chinese and in English."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The name in `zh`, and the English one in every other language."""
        return self.zh if language == "zh" else self.en
