"""What is wrong with a document, as values: where, what, and what would be right."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from workflow.authoring.text.tree import Place


class Severity(Enum):
    """How much a finding matters."""

    ERROR = "error"
    """The document cannot be used as it is."""

    WARNING = "warning"
    """The document can be used, but probably does not do what its author means."""

    NOTE = "note"
    """Something worth knowing; nothing need be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to say about one place of one file.

    `rule` is the kebab-case name of what was looked for, `line` and `column` count
    from 1, and `path` is the dotted path of the key, empty for the whole file.
    """

    rule: str
    severity: Severity
    file: str
    line: int
    column: int
    path: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Collector:
    """Gathers the findings of one file, so that all are reported at once."""

    file: str
    findings: list[Finding] = field(default_factory=list)

    def error(self, rule: str, place: Place, message: str, remedy: str) -> None:
        """Add something that makes the document unusable."""
        self._add(Severity.ERROR, rule, place, (message, remedy))

    def warning(self, rule: str, place: Place, message: str, remedy: str) -> None:
        """Add something that the author probably does not mean."""
        self._add(Severity.WARNING, rule, place, (message, remedy))

    def note(self, rule: str, place: Place, message: str, remedy: str) -> None:
        """Add something worth knowing."""
        self._add(Severity.NOTE, rule, place, (message, remedy))

    def _add(
        self, severity: Severity, rule: str, place: Place, words: tuple[str, str]
    ) -> None:
        message, remedy = words
        self.findings.append(
            Finding(
                rule=rule,
                severity=severity,
                file=self.file,
                line=place.position.line,
                column=place.position.column,
                path=place.path,
                message=message,
                remedy=remedy,
            )
        )


def line_of(finding: Finding) -> str:
    """Write a finding as one line: `file:line:column path: message; remedy`."""
    where = f"{finding.file}:{finding.line}:{finding.column}"
    if finding.path:
        where += f" {finding.path}"
    remedy = f"; {finding.remedy}" if finding.remedy else ""
    return f"{where}: {finding.message}{remedy}"


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings by file, line and column; those of one place keep their order."""
    return sorted(findings, key=lambda found: (found.file, found.line, found.column))


def has_errors(findings: Iterable[Finding]) -> bool:
    """Tell whether any of the findings is an error."""
    return any(found.severity is Severity.ERROR for found in findings)
