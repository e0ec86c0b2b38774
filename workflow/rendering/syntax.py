"""What a template may be written with: a closed list of Jinja's syntax.

Templates are content that authors bring along, so nothing in them may compute: no
calls, no arithmetic, no assignment, no other files. What is left can neither reach
into the program nor grow without bound, apart from loops, which are counted when the
template runs.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TypeGuard

from jinja2 import nodes

MAX_DEPTH = 30
"""How deep blocks and expressions may be nested."""

COUNTED = "_counted"
"""The filter put around whatever is looped over; no author can write it."""

FILTERS = frozenset({"default", "join", "length", "trim", "truncate"})
"""The filters that authors may use: quick, and none can make a text much longer."""

_ALLOWED = (
    nodes.And,
    nodes.Compare,
    nodes.CondExpr,
    nodes.Const,
    nodes.Filter,
    nodes.For,
    nodes.Getattr,
    nodes.If,
    nodes.Keyword,
    nodes.List,
    nodes.Name,
    nodes.Not,
    nodes.Operand,
    nodes.Or,
    nodes.Output,
    nodes.Template,
    nodes.TemplateData,
    nodes.Tuple,
)

_OTHER_TEMPLATE = ("引用其他模板", "another template")
_ASSIGNMENT = ("赋值", "an assignment")
_MACRO = ("宏", "a macro")

_FORBIDDEN: Mapping[type[nodes.Node], tuple[str, str]] = {
    nodes.Assign: _ASSIGNMENT,
    nodes.AssignBlock: _ASSIGNMENT,
    nodes.BinExpr: ("运算", "arithmetic"),
    nodes.Block: ("区块", "a block"),
    nodes.Call: ("调用", "a call"),
    nodes.CallBlock: _MACRO,
    nodes.Concat: ("拼接运算 ~", "joining with ~"),
    nodes.Extends: _OTHER_TEMPLATE,
    nodes.FromImport: _OTHER_TEMPLATE,
    nodes.Getitem: ("方括号", "square brackets"),
    nodes.Import: _OTHER_TEMPLATE,
    nodes.Include: _OTHER_TEMPLATE,
    nodes.Macro: _MACRO,
    nodes.Test: ("is 判断", "a test with `is`"),
    nodes.UnaryExpr: ("运算", "arithmetic"),
    nodes.With: _ASSIGNMENT,
    nodes.Node: ("此种写法", "this way of writing"),
}
"""What is refused, in words; the last entry stands for everything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong in a template, on which line (counted from 1), in both languages.

    Line 0 stands for the template as a whole.
    """

    line: int
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A fact that a template names, in dotted form, and the line where it does."""

    fact: str
    line: int


@dataclass(slots=True, kw_only=True)
class Inspection:
    """Walks a parsed template once and collects its faults and the facts it names.

    Every loop met on the way is changed so that its rounds are counted.
    """

    faults: list[Fault] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)

    def walk(
        self, node: nodes.Node, bound: frozenset[str] = frozenset(), depth: int = 0
    ) -> None:
        """Inspect the node and all below it; `bound` holds the loops' own names."""
        if not isinstance(node, _ALLOWED):
            self._forbid(node)
        elif depth > MAX_DEPTH:
            self._blame(
                node,
                zh=f"嵌套超过 {MAX_DEPTH} 层。",
                en=f"It is nested more than {MAX_DEPTH} deep.",
            )
        elif isinstance(node, nodes.Name | nodes.Getattr):
            self._name(node, bound)
        elif isinstance(node, nodes.For):
            self._loop(node, bound, depth)
        else:
            self._look_closer(node)
            for child in node.iter_child_nodes():
                self.walk(child, bound, depth + 1)

    def _look_closer(self, node: nodes.Node) -> None:
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            offered = ", ".join(sorted(FILTERS))
            self._blame(
                node,
                zh=f"不能使用过滤器 {node.name}。可用：{offered}。",
                en=f"There is no filter {node.name}. There are: {offered}.",
            )
        if isinstance(node, nodes.CondExpr) and node.expr2 is None:
            self._blame(
                node,
                zh="“… if …”缺少 else 部分。",
                en="This `... if ...` does not say what else to write.",
            )

    def _name(self, node: nodes.Name | nodes.Getattr, bound: frozenset[str]) -> None:
        parts: list[str] = []
        root: nodes.Node = node
        while isinstance(root, nodes.Getattr):
            parts.append(root.attr)
            root = root.node
        if not isinstance(root, nodes.Name):
            self._blame(
                node,
                zh=f"只有事实才有下级名称，此处不能写“.{parts[0]}”。",
                en=f"Only facts have parts, so `.{parts[0]}` cannot stand here.",
            )
        elif root.name not in bound:
            fact = ".".join([root.name, *reversed(parts)])
            self.uses.append(Use(fact=fact, line=node.lineno))

    def _loop(self, node: nodes.For, bound: frozenset[str], depth: int) -> None:
        if node.recursive or not _is_name(node.target):
            self._blame(
                node,
                zh="循环只能写成“for 名称 in 列表”。",
                en="A loop is written `for NAME in LIST` and nothing else.",
            )
            return
        self.walk(node.iter, bound, depth + 1)
        inner = bound | {node.target.name, "loop"}
        for child in (*node.body, *([node.test] if node.test else [])):
            self.walk(child, inner, depth + 1)
        for child in node.else_:
            self.walk(child, bound, depth + 1)
        node.iter = nodes.Filter(
            node.iter, COUNTED, [], [], None, None, lineno=node.lineno
        )

    def _forbid(self, node: nodes.Node) -> None:
        zh, en = next(
            words for kind, words in _FORBIDDEN.items() if isinstance(node, kind)
        )
        self._blame(
            node,
            zh=f"模板中不能使用{zh}。",
            en=f"A template cannot use {en}.",
        )

    def _blame(self, node: nodes.Node, *, zh: str, en: str) -> None:
        # A few kinds of node, all of them refused, do not know their line.
        self.faults.append(Fault(line=node.lineno or 0, zh=zh, en=en))


def unknown_facts(uses: Iterable[Use], known: Collection[str]) -> tuple[Fault, ...]:
    """A fault for each use of an unknown fact, with the likeliest one meant."""
    return tuple(_unknown(use, known) for use in uses if use.fact not in known)


def _unknown(use: Use, known: Collection[str]) -> Fault:
    parts = sorted(name for name in known if name.startswith(f"{use.fact}."))
    likely = parts or get_close_matches(use.fact, sorted(known), n=1)
    zh = f"没有事实 {use.fact}。"
    en = f"There is no fact {use.fact}."
    if likely:
        zh += f"是否指 {' 或 '.join(likely[:3])}?"
        en += f" Did you mean {' or '.join(likely[:3])}?"
    return Fault(line=use.line, zh=zh, en=en)


def _is_name(node: nodes.Node) -> TypeGuard[nodes.Name]:
    return isinstance(node, nodes.Name)
