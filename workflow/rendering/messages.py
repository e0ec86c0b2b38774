"""Messages from templates: what a notice says, and what is wrong with a template."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from workflow.domain.notices import FACTS, LANGUAGES, Language, Template
from workflow.errors import RenderingError
from workflow.rendering.sandbox import FactValue, read, run
from workflow.rendering.syntax import Fault, unknown_facts

MAX_SUBJECT = 200
"""A subject longer than this many characters is cut."""


class Part(StrEnum):
    """The two texts of a template."""

    SUBJECT = "subject"
    """The one line that a list of messages shows."""

    BODY = "body"
    """The message itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A finished message: a subject of one line and a text."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong in a template, with the place and a sentence in each language.

    `line` counts from 1 inside that part; 0 stands for the part as a whole.
    """

    template: str
    part: Part
    language: Language
    line: int
    zh: str
    en: str


def render(
    template: Template, facts: Mapping[str, FactValue], language: Language
) -> Rendered:
    """Write the message that the template makes of the facts in that language.

    Facts are given by their published names; one that is published but not given is
    the empty text.

    Raises:
        RenderingError: The template lacks that language, names an unknown fact, uses
            what templates may not use, or grows or loops beyond its bounds.
    """
    complete: dict[str, FactValue] = dict.fromkeys(FACTS, "")
    complete.update(facts)
    subject = _part(template, Part.SUBJECT, language, complete)
    body = _part(template, Part.BODY, language, complete)
    return Rendered(subject=_subject_line(subject), text=body.strip("\n"))


def problems(template: Template, known_facts: Collection[str]) -> list[Problem]:
    """Everything that is wrong with a template, before any message needs it."""
    return [
        Problem(
            template=template.name,
            part=part,
            language=language,
            line=fault.line,
            zh=fault.zh,
            en=fault.en,
        )
        for part in Part
        for language in LANGUAGES
        for fault in _faults(_source(template, part, language), known_facts)
    ]


def _faults(source: str, known_facts: Collection[str]) -> tuple[Fault, ...]:
    if not source.strip():
        return (_MISSING,)
    reading = read(source)
    return (*reading.faults, *unknown_facts(reading.uses, known_facts))


def _part(
    template: Template,
    part: Part,
    language: Language,
    facts: Mapping[str, FactValue],
) -> str:
    source = _source(template, part, language)
    outcome = run(read(source), facts) if source.strip() else _MISSING
    if isinstance(outcome, str):
        return outcome
    line_zh = f" 第 {outcome.line} 行" if outcome.line else ""
    line_en = f" line {outcome.line}" if outcome.line else ""
    raise RenderingError(
        template=template.name,
        zh=f"{language} {part}{line_zh}：{outcome.zh}",
        en=f"{language} {part}{line_en}: {outcome.en}",
    )


def _source(template: Template, part: Part, language: Language) -> str:
    texts = template.subject if part is Part.SUBJECT else template.body
    return texts.get(language, "")


def _subject_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MAX_SUBJECT else f"{line[: MAX_SUBJECT - 1]}…"


_MISSING = Fault(
    line=0, zh="没有这种语言的文字。", en="It has no text in this language."
)
