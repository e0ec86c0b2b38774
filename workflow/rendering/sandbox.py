"""Runs one template text over facts, inside bounds that no wording can leave."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import SimpleNamespace

from jinja2 import (
    StrictUndefined,
    Template,
    TemplateError,
    TemplateRuntimeError,
    TemplateSyntaxError,
    Undefined,
    pass_context,
)
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from workflow.rendering.syntax import (
    COUNTED,
    FILTERS,
    Fault,
    Inspection,
    Use,
    unknown_facts,
)

MAX_SOURCE = 10_000
"""The longest template text, in characters."""

MAX_OUTPUT = 20_000
"""The longest text that a template may make, in characters."""

MAX_ROUNDS = 1_000
"""How many rounds all loops of one run may take together."""

MAX_FACT = 4_000
"""A fact longer than this many characters is cut, so that its message still leaves."""

MAX_KEPT = 256
"""How many read templates are kept for the next run."""

FactValue = str | Sequence[str | Mapping[str, str]]
"""A fact is text, or a list of texts or of groups of texts that a loop goes over."""

_BUDGET = "_budget"

# A tag at the end of a line that holds more than this one tag.
_TAG_AFTER_TEXT = re.compile(
    r"^(?!\s*\{[%#][^{}]*[%#]\}$)(.*\{[%#].*[^-+])([%#]\})$", re.MULTILINE
)

_SPACE_AFTER_TAG = re.compile(r"([%#]\})[ \t]+$", re.MULTILINE)

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")

# What the allowed syntax can still do wrong at run time: compare a text with a number,
# ask the length of a number, cut to a nonsensical length.
_RUN_TIME_TROUBLE = (
    TemplateError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A template text as read: what is wrong in it, what it names, how it runs.

    `program` is empty exactly where there are faults.
    """

    faults: tuple[Fault, ...]
    uses: tuple[Use, ...]
    program: Template | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one run may make and take: characters of text, rounds of all loops."""

    output: int = MAX_OUTPUT
    rounds: int = MAX_ROUNDS


OF_A_MESSAGE = Bounds()
"""The bounds of what authors bring along."""


class _StoppedError(TemplateRuntimeError):
    """A run was stopped at one of its bounds."""

    def __init__(self, *, zh: str, en: str) -> None:
        self.fault = Fault(line=0, zh=zh, en=en)
        super().__init__(en)


@dataclass(slots=True)
class _Budget:
    rounds: int
    all: int


@lru_cache(maxsize=MAX_KEPT)
def read(source: str) -> Reading:
    """Read a template text; the same text is read once."""
    if len(source) > MAX_SOURCE:
        return _unreadable(
            zh=f"模板超过 {MAX_SOURCE} 个字符。",
            en=f"It is longer than {MAX_SOURCE} characters.",
        )
    try:
        return _inspect(source)
    except TemplateSyntaxError as trouble:
        return _unreadable(
            line=trouble.lineno,
            zh=f"语法错误：{trouble.message}",
            en=f"Syntax error: {trouble.message}",
        )
    except (SyntaxError, RecursionError, MemoryError):
        # Python's own compiler and stack have limits below what Jinja can parse.
        return _unreadable(zh="嵌套过深。", en="It is nested too deep.")


def run(
    reading: Reading, facts: Mapping[str, FactValue], bounds: Bounds = OF_A_MESSAGE
) -> str | Fault:
    """The text that the template makes of the facts, or the fault that stopped it.

    Facts are given by their dotted names. Control characters, which facts may bring
    along, do not reach the text.
    """
    faults = (*reading.faults, *unknown_facts(reading.uses, facts))
    if reading.program is None or faults:
        return faults[0]
    try:
        budget = _Budget(rounds=bounds.rounds, all=bounds.rounds)
        pieces = reading.program.generate(_tree(facts) | {_BUDGET: budget})
        text = _gather(pieces, bounds.output)
    except _StoppedError as stop:
        return stop.fault
    except _RUN_TIME_TROUBLE as trouble:
        why = str(trouble) or type(trouble).__name__
        return Fault(line=0, zh=f"运行出错：{why}", en=f"It fails as it runs: {why}")
    return _plain(text)


def _inspect(source: str) -> Reading:
    environment = _environment()
    # A line with nothing but a tag leaves no empty line behind; a line that merely
    # ends in a tag keeps its end, which `+` asks Jinja for.
    lines = _SPACE_AFTER_TAG.sub(r"\1", _unix_lines(source))
    tree = environment.parse(_TAG_AFTER_TEXT.sub(r"\1+\2", lines))
    inspection = Inspection()
    inspection.walk(tree)
    program = None
    if not inspection.faults:
        tree.set_environment(environment)
        program = environment.from_string(tree)
    return Reading(
        faults=tuple(inspection.faults), uses=tuple(inspection.uses), program=program
    )


def _unreadable(*, zh: str, en: str, line: int = 0) -> Reading:
    fault = Fault(line=line, zh=zh, en=en)
    return Reading(faults=(fault,), uses=(), program=None)


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    # The closed syntax is the first wall; Jinja's sandbox stays as the second.
    environment = ImmutableSandboxedEnvironment(
        autoescape=False,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=0,
    )
    environment.globals.clear()
    environment.tests.clear()
    environment.filters = {name: environment.filters[name] for name in FILTERS} | {
        "join": _join,
        COUNTED: _counted,
    }
    return environment


def _gather(pieces: Iterable[str], longest: int) -> str:
    gathered: list[str] = []
    length = 0
    for piece in pieces:
        gathered.append(piece)
        length += len(piece)
        if length > longest:
            raise _StoppedError(
                zh=f"生成的文字超过 {longest} 个字符。",
                en=f"It makes more than {longest} characters of text.",
            )
    return "".join(gathered)


@pass_context
def _counted(context: Context, values: object) -> Iterator[object]:
    if not isinstance(values, list | tuple):
        raise _StoppedError(
            zh="只能对列表进行循环或连接。",
            en="Only a list can be looped over or joined.",
        )
    budget = context[_BUDGET]
    for value in values:
        budget.rounds -= 1
        if budget.rounds < 0:
            raise _StoppedError(
                zh=f"循环超过 {budget.all} 轮。",
                en=f"Its loops take more than {budget.all} rounds.",
            )
        yield value


@pass_context
def _join(context: Context, values: object, separator: str = "") -> str:
    return separator.join(str(value) for value in _counted(context, values))


def _printable(value: object) -> object:
    # An undefined name is let through, since it then says itself what is missing.
    if isinstance(value, bool) or not isinstance(value, str | int | Undefined):
        raise _StoppedError(
            zh="只能输出文字或数目。",
            en="Only text and counts can be written out.",
        )
    return value


def _tree(facts: Mapping[str, FactValue]) -> dict[str, object]:
    """Turn dotted names into groups, so that `case.number` is a part of `case`."""
    top: dict[str, object] = {}
    groups: dict[str, dict[str, FactValue]] = {}
    for name, value in facts.items():
        head, dot, rest = name.partition(".")
        if dot:
            groups.setdefault(head, {})[rest] = value
        else:
            top[name] = _value(value)
    return top | {
        head: SimpleNamespace(**_tree(parts)) for head, parts in groups.items()
    }


def _value(value: FactValue) -> object:
    if isinstance(value, str):
        return value if len(value) <= MAX_FACT else f"{value[: MAX_FACT - 1]}…"
    return tuple(
        _value(item) if isinstance(item, str) else SimpleNamespace(**_tree(item))
        for item in value
    )


def _plain(text: str) -> str:
    return _HALF_CHARACTER.sub("\ufffd", _CONTROL.sub("", _unix_lines(text)))


def _unix_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
