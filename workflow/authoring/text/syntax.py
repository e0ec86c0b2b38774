"""Says in an author's words why a text is not YAML, and which lines are at fault."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from workflow.authoring.text.lines import (
    first_letter_of,
    first_used,
    indent_of,
    inside,
    is_tab_indented,
    key_of,
    letter_at,
    line_above,
    line_at,
)
from workflow.authoring.text.tree import Position, shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What the parser says of the place where it gave up.

    `since` is where the construct begins that it could not finish, and `quoted` is
    where a quoted text begins that ended on the line of the problem, if one did.
    """

    problem: str
    position: Position
    context: str
    since: Position
    quoted: Position | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A trouble in words, at the place where the author should look.

    `culprits` are the lines, counted from 1, without which reading may go on.
    """

    position: Position
    message: str
    remedy: str
    culprits: tuple[int, ...]


_CLOSING = {"[": "]", "{": "}"}
_OPENS = ("", "{", "[", ",", "-", "?")
_RESERVED = "@`%*&!|>"
_FULL_WIDTH_COLON = "："


def explain(trouble: Trouble, lines: list[str]) -> Explanation:
    """Find the words for a trouble; the first rule that knows it answers."""
    trouble = replace(
        trouble,
        position=inside(trouble.position, lines),
        since=inside(trouble.since, lines),
    )
    for rule in _RULES:
        explanation = rule(trouble, lines)
        if explanation:
            return explanation
    return _at_problem(
        trouble,
        f"this cannot be read as YAML ({trouble.problem})",
        "compare it with the lines around it",
    )


def _tab(trouble: Trouble, lines: list[str]) -> Explanation | None:
    if not is_tab_indented(line_at(lines, trouble.position)):
        return None
    numbers = tuple(
        number for number, line in enumerate(lines, 1) if is_tab_indented(line)
    )
    others = [str(number) for number in numbers if number != trouble.position.line]
    also = f" (also on line {', '.join(others[:10])})" if others else ""
    return Explanation(
        position=Position(line=trouble.position.line, column=1),
        message=f"the line is indented with a tab{also}",
        remedy="indent with spaces, two for each level",
        culprits=numbers,
    )


def _quotes(trouble: Trouble, lines: list[str]) -> Explanation | None:
    if "quoted scalar" not in trouble.context:
        return None
    if "escape" in trouble.problem:
        return Explanation(
            position=trouble.position,
            message="a backslash in double quotes begins an unknown escape",
            remedy="use single quotes, or write two backslashes",
            culprits=(trouble.since.line,),
        )
    quote = letter_at(lines, trouble.since)
    return Explanation(
        position=trouble.since,
        message="the quote opened here is never closed",
        remedy=f"close it with {quote} where the text ends",
        culprits=(trouble.since.line,),
    )


def _quote_ended_early(trouble: Trouble, lines: list[str]) -> Explanation | None:
    if not trouble.quoted or "expected" not in trouble.problem:
        return None
    quote = letter_at(lines, trouble.quoted)
    double = "''" if quote == "'" else '\\"'
    opened = trouble.quoted.line
    begins = "" if opened == trouble.position.line else f" (opened on line {opened})"
    return Explanation(
        position=trouble.position,
        message=f"text follows the closing quote{begins}",
        remedy=f"let the quote end the text, and write {double} for a quote inside it",
        culprits=(opened,),
    )


def _brackets(trouble: Trouble, lines: list[str]) -> Explanation | None:
    if "flow" not in trouble.context:
        return None
    opening = letter_at(lines, trouble.since)
    closing = _CLOSING.get(opening, "]")
    here = line_at(lines, trouble.position)
    left_the_block = indent_of(here) <= indent_of(line_at(lines, trouble.since))
    below = trouble.position.line > trouble.since.line
    if below and (left_the_block or not here.strip()):
        return Explanation(
            position=trouble.since,
            message=f'the "{opening}" opened here is never closed',
            remedy=f'close it with "{closing}"',
            culprits=(trouble.since.line,),
        )
    return Explanation(
        position=trouble.position,
        message=f'a "," or "{closing}" is missing before this',
        remedy="put a comma between entries, and quotes around a text with "
        ": , [ ] { } or # in it",
        culprits=(trouble.since.line,),
    )


def _reserved_first_letter(trouble: Trouble, lines: list[str]) -> Explanation | None:
    known = ("cannot start any token", "undefined tag handle")
    marks = ("alias", "anchor", "tag")
    if not any(words in trouble.problem for words in known) and not any(
        trouble.context.endswith(f"scanning a{'n' * (mark[0] == 'a')} {mark}")
        for mark in marks
    ):
        return None
    letter = letter_at(lines, trouble.since)
    if letter == "\t":
        return _at_problem(trouble, "a tab stands where only spaces may", "use spaces")
    if not letter or letter not in _RESERVED:
        return None
    return Explanation(
        position=trouble.since,
        message=f'a text cannot begin with "{letter}"',
        remedy="put the whole text in quotes",
        culprits=(trouble.since.line,),
    )


def _missing_key(trouble: Trouble, lines: list[str]) -> Explanation | None:
    before = line_at(lines, trouble.position)[: trouble.position.column - 1]
    if letter_at(lines, trouble.position) != ":" or before.rstrip()[-1:] not in _OPENS:
        return None
    return _at_problem(trouble, "the key before the colon is missing", "write a key")


def _stray_colon(trouble: Trouble, lines: list[str]) -> Explanation | None:
    if "mapping values are not allowed" not in trouble.problem:
        return None
    number = trouble.position.line
    before = line_at(lines, trouble.position)[: trouble.position.column - 1]
    if key_of(before):
        return _at_problem(
            trouble,
            'a second ":" stands in one text',
            "put the text in quotes, or begin a new line for the key",
        )
    return _keys_below_a_text(trouble, lines) or _without_colon(
        lines, line_above(lines, number) or number
    )


def _colon_without_space(trouble: Trouble, _lines: list[str]) -> Explanation | None:
    if "found unexpected ':'" not in trouble.problem:
        return None
    return _at_problem(
        trouble,
        'a ":" stands inside a text',
        "write a space after the colon of a key, or put the text in quotes",
    )


def _missing_colon(trouble: Trouble, lines: list[str]) -> Explanation | None:
    if "could not find expected ':'" not in trouble.problem:
        return None
    return _without_colon(lines, trouble.since.line)


def _list_on_line_of_key(trouble: Trouble, _lines: list[str]) -> Explanation | None:
    if "sequence entries are not allowed" not in trouble.problem:
        return None
    return _at_problem(
        trouble,
        'a list with "- " begins in the middle of a line',
        "begin it on the next line, or write [a, b]",
    )


def _indentation(trouble: Trouble, lines: list[str]) -> Explanation | None:
    if "block mapping" in trouble.context:
        wanted, remedy = "a key", "write a key, or indent the line to where it belongs"
    elif "block collection" in trouble.context:
        wanted, remedy = 'a list item with "- "', 'begin the line with "- "'
    else:
        return None
    if first_letter_of(lines, trouble.position.line) != trouble.position:
        return _at_problem(
            trouble,
            f"text stands here that belongs to nothing, {wanted} was expected",
            "take it away, or put the whole value in quotes",
        )
    if below := _keys_below_a_text(trouble, lines):
        return below
    if trouble.position.column == trouble.since.column:
        message = f"{wanted} was expected here, like on line {trouble.since.line}"
        return _at_problem(trouble, message, remedy)
    return _at_problem(
        trouble,
        f"the line is indented by {trouble.position.column - 1}, like no line above "
        "that it could belong to",
        "indent it exactly like the line that it should stand beside",
    )


def _after_the_end(trouble: Trouble, lines: list[str]) -> Explanation | None:
    if "<document start>" not in trouble.problem:
        return None
    first = first_letter_of(lines, first_used(lines))
    indented = f"; the first key, on line {first.line}, is indented" * (
        first.column > 1
    )
    return _at_problem(
        trouble,
        f"the document has ended before this{indented}",
        "begin every key of the top level at the start of its line, and open as many "
        "brackets as are closed",
    )


def _directive(trouble: Trouble, lines: list[str]) -> Explanation | None:
    if not line_at(lines, trouble.position).startswith("%"):
        return None
    return _at_problem(
        trouble, "a line that begins with % is not allowed", "take it away"
    )


def _no_value(trouble: Trouble, lines: list[str]) -> Explanation | None:
    if "node content" not in trouble.problem:
        return None
    letter = letter_at(lines, trouble.position)
    return _at_problem(
        trouble,
        f'"{shown(letter)}" stands where a value was expected',
        "take it away, or put the text in quotes",
    )


def _block_text(trouble: Trouble, _lines: list[str]) -> Explanation | None:
    if "block scalar" not in trouble.context:
        return None
    return _at_problem(
        trouble,
        'after "|" or ">" the text must begin on the next line',
        "break the line after it, or put a text that begins so in quotes",
    )


_RULES: tuple[Callable[[Trouble, list[str]], Explanation | None], ...] = (
    _tab,
    _quotes,
    _missing_key,
    _quote_ended_early,
    _brackets,
    _reserved_first_letter,
    _stray_colon,
    _colon_without_space,
    _missing_colon,
    _list_on_line_of_key,
    _indentation,
    _directive,
    _after_the_end,
    _no_value,
    _block_text,
)


def _keys_below_a_text(trouble: Trouble, lines: list[str]) -> Explanation | None:
    position = first_letter_of(lines, trouble.position.line)
    above = line_above(lines, position.line)
    key = key_of(lines[above - 1]) if above else ""
    if not key or position.column <= first_letter_of(lines, above).column:
        return None
    return Explanation(
        position=position,
        message=f'keys stand below "{shown(key)}", which has a text as its '
        f"value on line {above}",
        remedy="indent them like that key, or take its text away",
        culprits=(above,),
    )


def _at_problem(trouble: Trouble, message: str, remedy: str) -> Explanation:
    return Explanation(
        position=trouble.position,
        message=message,
        remedy=remedy,
        culprits=(trouble.position.line,),
    )


def _without_colon(lines: list[str], number: int) -> Explanation:
    if _FULL_WIDTH_COLON in lines[number - 1]:
        message = f'the colon "{_FULL_WIDTH_COLON}" is full-width'
        remedy = 'write ":" and a space after it'
    else:
        message = 'the line has no key with ": " after it'
        remedy = 'write "key: value", with a space after the colon'
    return Explanation(
        position=first_letter_of(lines, number),
        message=message,
        remedy=remedy,
        culprits=(number,),
    )
