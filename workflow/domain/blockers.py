"""Why something cannot be done, as values that every edge shows alike."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflow.domain.blocker_codes import BlockerCode
from workflow.domain.blocker_sentences import SENTENCES

__all__ = ["Blocker", "BlockerCode", "blocker"]


class _Titles(dict[str, str | int]):
    """The parameters of a sentence; a key stands in where no title is known."""

    def __missing__(self, key: str) -> str | int:
        base = key.removesuffix("_zh").removesuffix("_en")
        if base == key:
            raise KeyError(key)
        return self[base]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    """One reason why a request is refused.

    `details` holds the parameters of the sentence, all as text or numbers, so
    that a program can use them without reading the sentence.
    """

    code: BlockerCode
    details: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def zh(self) -> str:
        """The sentence in Chinese."""
        return SENTENCES[self.code][0].format_map(_Titles(self.details))

    @property
    def en(self) -> str:
        """The sentence in English."""
        return SENTENCES[self.code][1].format_map(_Titles(self.details))

    def in_language(self, language: str) -> str:
        """The sentence in `zh` or `en`."""
        return self.zh if language == "zh" else self.en

    def as_json(self) -> dict[str, object]:
        """Code, both sentences and parameters, for programs."""
        return {
            "code": self.code.value,
            "zh": self.zh,
            "en": self.en,
            "details": dict(self.details),
        }


def blocker(code: BlockerCode, **details: str | int) -> Blocker:
    """A blocker with its parameters given by name."""
    return Blocker(code=code, details=details)
