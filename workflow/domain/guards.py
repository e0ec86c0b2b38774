"""Guards: conditions that an author writes, compiled once from an allow-listed tree.

A guard compares published facts with constants and joins the comparisons with
`and`, `or` and `not`. It never calls, imports or reads anything else; nothing is
evaluated as code. A fact that is not set makes its comparison false.
"""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from keyword import iskeyword, kwlist
from typing import Any

from workflow.domain.priority import PRIORITIES

Value = str | int | bool | None
Facts = Mapping[str, Value]
Test = Callable[[Facts], bool]

MAX_LENGTH = 500
"""Characters; a longer condition belongs into the workflow's states."""


class FactType(StrEnum):
    """The type of a fact, by which comparisons are checked at load."""

    INTEGER = "a number"
    BOOLEAN = "true or false"
    TEXT = "text"
    CHOICE = "one of a list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact that guards may read; `of` lists the values of a choice."""

    type: FactType
    of: tuple[str, ...] = ()


CASE_FACTS: Mapping[str, Fact] = {
    "case.overdue": Fact(type=FactType.BOOLEAN),
    "case.returns": Fact(type=FactType.INTEGER),
    "case.reports": Fact(type=FactType.INTEGER),
    "case.cycle": Fact(type=FactType.INTEGER),
    "case.owner": Fact(type=FactType.TEXT),
    "case.channel": Fact(type=FactType.TEXT),
    "case.priority": Fact(type=FactType.CHOICE, of=tuple(PRIORITIES)),
    "category.code": Fact(type=FactType.TEXT),
    "category.class": Fact(type=FactType.CHOICE, of=("component", "event")),
    "condition.number": Fact(type=FactType.TEXT),
    "condition.urgent": Fact(type=FactType.BOOLEAN),
    "condition.self_handled": Fact(type=FactType.BOOLEAN),
    "place.level": Fact(
        type=FactType.CHOICE,
        of=("city", "district", "street", "community", "grid", "building"),
    ),
    "place.code": Fact(type=FactType.TEXT),
}
"""What every guard may read; a workflow adds `case.FIELD` for its own fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardProblem:
    """What is wrong with a condition, and what would be right."""

    message: str
    remedy: str


def _always(_facts: Facts) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """A compiled condition; `reads` names the facts that it looks at."""

    text: str
    reads: frozenset[str] = frozenset()
    test: Test = field(default=_always, compare=False, repr=False)

    def holds(self, facts: Facts) -> bool:
        """Whether the condition is true of these facts."""
        return self.test(facts)


ALWAYS = Guard(text="")
"""The guard of a rule that has no condition."""


def compile_guard(
    text: str, known: Mapping[str, Fact]
) -> tuple[Guard, tuple[GuardProblem, ...]]:
    """Compile a condition over the known facts.

    Returns:
        The guard and no problems, or `ALWAYS` and all the problems at once.
    """
    if len(text) > MAX_LENGTH:
        problem = GuardProblem(
            message=f"the condition has {len(text)} characters",
            remedy=f"keep it under {MAX_LENGTH}, or split the state",
        )
        return ALWAYS, (problem,)
    tree = _tree(text)
    if tree is None:
        return ALWAYS, (_no_condition(text),)
    compiler = _Compiler(known)
    try:
        test = compiler.test(tree)
    except RecursionError:
        # Hundreds of signs in a row parse, but nest too deep to be read or shown.
        return ALWAYS, (_no_condition(text),)
    if compiler.problems:
        return ALWAYS, tuple(compiler.problems)
    return Guard(text=text.strip(), reads=frozenset(compiler.reads), test=test), ()


def _no_condition(text: str) -> GuardProblem:
    return GuardProblem(
        message=f"`{text}` is not a condition",
        remedy="write comparisons such as "
        '`case.returns < 2 and category.class == "event"`',
    )


_COMPARE: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_ORDERINGS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_NAMES = {"true": True, "false": False}


class _Compiler:
    """Turns an allow-listed tree into nested functions and collects problems."""

    def __init__(self, known: Mapping[str, Fact]) -> None:
        self.known = known
        self.problems: list[GuardProblem] = []
        self.reads: set[str] = set()

    def test(self, node: ast.expr) -> Test:
        """The function of a node that is true or false."""
        match node:
            case ast.BoolOp(op=ast.And(), values=values):
                tests = [self.test(value) for value in values]
                return lambda facts: all(test(facts) for test in tests)
            case ast.BoolOp(values=values):
                tests = [self.test(value) for value in values]
                return lambda facts: any(test(facts) for test in tests)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                inner = self.test(operand)
                return lambda facts: not inner(facts)
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self._comparison(left, op, right)
            case _:
                return self._flag(node)

    def _flag(self, node: ast.expr) -> Test:
        name = _dotted(node)
        fact = self._fact(name, node)
        if fact and fact.type is not FactType.BOOLEAN:
            self._problem(
                f"`{name}` is {fact.type}, so it cannot stand alone",
                f'compare it, such as `{name} == "..."`',
            )
        return lambda facts: facts.get(name) is True

    def _comparison(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Test:
        name = _dotted(left)
        fact = self._fact(name, left)
        if fact is None:
            return _always
        if isinstance(op, ast.In | ast.NotIn):
            return self._membership(name, fact, right, wanted=isinstance(op, ast.In))
        value = self._constant(name, fact, right)
        compare = _COMPARE.get(type(op))
        if compare is None:
            self._problem("`is` is not known here", "use == or !=")
            return _always
        if isinstance(op, _ORDERINGS) and fact.type is not FactType.INTEGER:
            self._problem(f"`{name}` is {fact.type} and has no order", "use == or !=")
            return _always
        return lambda facts: (
            (found := facts.get(name)) is not None and compare(found, value)
        )

    def _membership(
        self, name: str, fact: Fact, right: ast.expr, *, wanted: bool
    ) -> Test:
        if not isinstance(right, ast.List | ast.Tuple | ast.Set) or not right.elts:
            self._problem("`in` needs a list of values", f'`{name} in ["a", "b"]`')
            return _always
        values = frozenset(self._constant(name, fact, item) for item in right.elts)
        return lambda facts: (
            (found := facts.get(name)) is not None and (found in values) is wanted
        )

    def _fact(self, name: str, node: ast.expr) -> Fact | None:
        if not name:
            self._problem(
                f"`{ast.unparse(node)}` is not allowed in a condition",
                "compare facts with constants; join with and, or, not",
            )
            return None
        if name not in self.known:
            near = get_close_matches(name, self.known, n=1)
            hint = f"did you mean `{near[0]}`?" if near else ", ".join(self.known)
            self._problem(f"there is no fact `{name}`", hint)
            return None
        self.reads.add(name)
        return self.known[name]

    def _constant(self, name: str, fact: Fact, node: ast.expr) -> Value:
        value = _literal(node)
        kinds = {FactType.INTEGER: int, FactType.BOOLEAN: bool}
        wanted = kinds.get(fact.type, str)
        if type(value) is not wanted:
            self._problem(
                f"`{name}` is {fact.type}, but `{ast.unparse(node)}` is not",
                "compare it with a constant of its own kind",
            )
        elif fact.of and value not in fact.of:
            near = get_close_matches(str(value), fact.of, n=1)
            hint = f"did you mean `{near[0]}`?" if near else ", ".join(fact.of)
            self._problem(f"`{name}` is never `{value}`", hint)
        return value

    def _problem(self, message: str, remedy: str) -> None:
        self.problems.append(GuardProblem(message=message, remedy=remedy))


def _tree(text: str) -> ast.expr | None:
    """The syntax tree of a condition, or None where it has none."""
    # No fact has a backslash, and Python would complain of escapes that it does not
    # know to whoever runs the check.
    if "\\" in text:
        return None
    try:
        return ast.parse(_spelt(text.strip()), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


# Quoted texts are matched too, so that nothing inside them is taken for a name.
_KEYWORD = re.compile(rf"""'[^']*'|"[^"]*"|(\.\s*(?:{"|".join(kwlist)}))\b""")


def _spelt(text: str) -> str:
    """The text with `category.class` spelt `category.class_`, as Python needs it."""
    return _KEYWORD.sub(lambda found: f"{found[0]}_" if found[1] else found[0], text)


def _dotted(node: ast.expr) -> str:
    """`case.returns` of a plain dotted name, otherwise nothing."""
    match node:
        case ast.Name(id=name) if name not in _NAMES:
            return name
        case ast.Attribute(value=ast.Name(id=left), attr=right):
            word = right.removesuffix("_")
            return f"{left}.{word if iskeyword(word) else right}"
        case _:
            return ""


def _literal(node: ast.expr) -> Value:
    """The constant of a node; None for anything else, which is of no type."""
    match node:
        case ast.Constant(value=bool() | int() | str() as value):
            return value
        case ast.Name(id=name) if name in _NAMES:
            return _NAMES[name]
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)):
            return -value
        case _:
            return None
