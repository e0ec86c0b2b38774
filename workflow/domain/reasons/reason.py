"""One step of an explanation, as a sentence for people and as facts for programs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflow.domain.case import Json
from workflow.domain.words import Title


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One step of an explanation, in both languages.

    `code` says which kind of step it is, and `details` hold its facts, so that a
    program need not read the sentence.
    """

    code: str
    zh: str
    en: str
    details: Mapping[str, Json] = field(default_factory=dict)

    def in_language(self, language: str) -> str:
        """The sentence in `zh` or `en`."""
        return self.zh if language == "zh" else self.en

    def as_json(self) -> dict[str, object]:
        """Kind, both sentences and the facts, for programs."""
        return {
            "step": self.code,
            "zh": self.zh,
            "en": self.en,
            "details": dict(self.details),
        }


def reason(code: str, said: Title, **details: Json) -> Reason:
    """A step with its facts given by name."""
    return Reason(code=code, zh=said.zh, en=said.en, details=details)
