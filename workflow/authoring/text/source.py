"""Reads YAML text into a tree with positions. The only module that knows YAML.

Every plain text stays text: `14:00`, `on` and `0101` are what the author wrote, and the
shape of the document decides what they mean. Of YAML's features only maps, lists and
texts are accepted, and all that is wrong is reported at once.
"""

from dataclasses import dataclass
from typing import Protocol

import yaml

from workflow.authoring.text.builder import Builder
from workflow.authoring.text.findings import Collector, Finding, in_order
from workflow.authoring.text.letters import UNSEEN, characters_of
from workflow.authoring.text.lines import without
from workflow.authoring.text.syntax import Trouble, explain
from workflow.authoring.text.tree import Node, Place, Position, Scalar, shown

_MAX_SYNTAX_ERRORS = 10
# Reading starts anew after a syntax error, so a large file gets fewer attempts.
_REREAD_CHARACTERS = 500_000
_START = Position(line=1, column=1)
_QUOTES = ("'", '"')
_SYNTAX = "yaml-syntax"
# With these alone the tree is still all that the author wrote.
_TREE_IS_WHOLE = {
    "yaml-anchor",
    "yaml-directive",
    "yaml-duplicate-key",
    "yaml-several-documents",
    "yaml-tag",
}
# The parser in C is some 14 times faster; the one in Python stands in where PyYAML was
# built without it, and is a little more lenient in brackets.
_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


def read(content: str | bytes, file: str) -> tuple[Node | None, list[Finding]]:
    """Read one document and find all that is wrong with its text, in order.

    Never raises. The node is None where something the author wrote could not be taken
    into the tree (there is an error then), so that nobody complains of its absence. A
    node may come with errors all the same: duplicate keys (the first one stays), tags,
    anchors, directives, further documents. `file` is the name that the findings carry.
    """
    found = Collector(file=file)
    text = characters_of(content, found)
    root = None if text is None else _read_through(text, found)
    whole = all(finding.rule in _TREE_IS_WHOLE for finding in found.findings)
    return (root if whole else None), in_order(found.findings)


def _read_through(text: str, found: Collector) -> Node | None:
    """Read to the end, leaving out the lines of each syntax error on the way."""
    # The parsers put the end of an unfinished last line on a line of its own.
    lines = (text if text.endswith("\n") else f"{text}\n").split("\n")
    attempts = min(_MAX_SYNTAX_ERRORS, 1 + _REREAD_CHARACTERS // (len(text) + 1))
    for attempt in range(1, attempts + 1):
        builder = Builder(found=Collector(file=found.file))
        trouble = _Reading(builder=builder).follow("\n".join(lines))
        left = _without_trouble(trouble, lines, builder) if trouble else lines
        if attempt == 1 and not trouble and not builder.stopped:
            builder.judge_root()
        last = left == lines or attempt == attempts
        # What stands on the lines that stay is found again, and then more rightly.
        found.findings.extend(
            finding
            for finding in builder.found.findings
            if last
            or finding.rule == _SYNTAX
            or left[finding.line - 1] != lines[finding.line - 1]
        )
        if last and trouble:
            place = Place(steps=(), position=trouble.position)
            message = "what follows here was not read"
            remedy = "correct the syntax errors and check again"
            found.note("yaml-unread", place, message, remedy)
        if last:
            return builder.root
        lines = left
    return None


def _without_trouble(trouble: Trouble, lines: list[str], builder: Builder) -> list[str]:
    """Report a trouble and give the lines without those at fault."""
    explanation = explain(trouble, lines)
    builder.error(
        _SYNTAX, explanation.position, explanation.message, explanation.remedy
    )
    return without(lines, explanation.culprits)


@dataclass(slots=True, kw_only=True)
class _Reading:
    """One pass over a text, which hands the parser's events to a builder."""

    builder: Builder
    documents: int = 0
    last_quoted: yaml.ScalarEvent | None = None

    def follow(self, text: str) -> Trouble | None:
        """Take the events of a text to its end, or to where the parser gives up."""
        try:
            for event in yaml.parse(text, _LOADER):
                self._take(event)
                if self.builder.stopped:
                    break
        except yaml.MarkedYAMLError as error:
            return self._trouble(error)
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            # The parser in Python lets some numbers in escapes and directives through.
            return self._trouble(yaml.MarkedYAMLError(problem=str(error)))
        return None

    def _take(self, event: yaml.Event) -> None:
        self.last_quoted = None
        match event:
            case yaml.ScalarEvent():
                self._scalar(event)
            case yaml.MappingStartEvent():
                self._refuse_features(event)
                self.builder.open_mapping(_position(event))
            case yaml.SequenceStartEvent():
                self._refuse_features(event)
                self.builder.open_sequence(_position(event))
            case yaml.CollectionEndEvent():
                self.builder.close()
            case yaml.AliasEvent():
                self._alias(event)
            case yaml.DocumentStartEvent():
                self._document(event)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._refuse_features(event)
        if event.style in _QUOTES:
            self.last_quoted = event
            self._refuse_unseen(event)
        self.builder.attach(
            Scalar(
                text=event.value, position=_position(event), quoted=bool(event.style)
            )
        )

    def _alias(self, event: yaml.AliasEvent) -> None:
        name = shown(event.anchor or "")
        message = f'the alias "*{name}" is not allowed'
        remedy = "write out what it stands for, or put a text in quotes"
        position = _position(event)
        self.builder.error("yaml-alias", position, message, remedy)
        self.builder.attach(Scalar(text=f"*{name}", position=position, quoted=True))

    def _document(self, event: yaml.DocumentStartEvent) -> None:
        self.documents += 1
        position = _position(event)
        if self.documents > 1:
            message = "another document begins here"
            remedy = "keep one document in each file and take the --- away"
            self.builder.error("yaml-several-documents", position, message, remedy)
        if event.version or event.tags:
            message = "a directive that begins with % is not allowed"
            self.builder.error("yaml-directive", position, message, "take it away")

    def _refuse_features(
        self, event: yaml.ScalarEvent | yaml.CollectionStartEvent
    ) -> None:
        """Report an anchor or a tag; the node that carries it is read all the same."""
        if event.anchor:
            message = f'the anchor "&{shown(event.anchor)}" is not allowed'
            remedy = "take it away, and write out the value wherever it is needed"
            self.builder.error("yaml-anchor", _position(event), message, remedy)
        if event.tag:
            name = shown(event.tag.replace("tag:yaml.org,2002:", "!!", 1))
            message = f'the tag "{name}" is not allowed'
            remedy = "take it away, every value is text and its key says what it means"
            self.builder.error("yaml-tag", _position(event), message, remedy)

    def _refuse_unseen(self, event: yaml.ScalarEvent) -> None:
        """Report what an escape in double quotes would smuggle into a text."""
        unseen = UNSEEN.search(event.value)
        if unseen:
            code = f"U+{ord(unseen[0]):04X}"
            self.builder.error(
                "yaml-unseen-character",
                _position(event),
                f"an escape in this text stands for {code}, which cannot be seen",
                "take it away",
            )

    def _trouble(self, error: yaml.MarkedYAMLError) -> Trouble:
        position = _mark(error.problem_mark) or _START
        quoted = self.last_quoted
        end = _mark(quoted.end_mark) if quoted else None
        near = end and end.line == position.line
        return Trouble(
            problem=error.problem or "",
            position=position,
            context=error.context or "",
            since=_mark(error.context_mark) or position,
            quoted=_position(quoted) if quoted and near else None,
        )


class _Mark(Protocol):
    """A line and column as the parsers count them, from 0; each has its own class."""

    line: int
    column: int


def _position(event: yaml.Event) -> Position:
    return _mark(event.start_mark) or _START


def _mark(mark: _Mark | None) -> Position | None:
    if mark is None:
        return None
    return Position(line=mark.line + 1, column=mark.column + 1)
