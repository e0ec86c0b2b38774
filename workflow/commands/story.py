"""A case told line by line: when, who, what, and what the rest of its life was."""

from workflow.domain.case import number_text
from workflow.domain.decision import Entry, EntryKind
from workflow.engine.screens import Shown


def tell(shown: Shown, language: str) -> list[tuple[str, str, str]]:
    """Local time, actor and sentence of every entry, the oldest first."""
    return [
        (
            shown.context.calendar.local(entry.at).strftime("%m-%d %H:%M"),
            _actor(entry, shown, language),
            _sentence(entry, shown, language),
        )
        for entry in shown.entries
    ]


_BUILT_IN = {"reporter": ("报告人", "the reporter"), "system": ("系统", "the system")}


def _actor(entry: Entry, shown: Shown, language: str) -> str:
    person = shown.context.city.organisation.people.get(entry.actor)
    if person is not None:
        return person.name
    zh, en = _BUILT_IN.get(entry.actor, (entry.actor, entry.actor))
    return zh if language == "zh" else en


def _sentence(entry: Entry, shown: Shown, language: str) -> str:
    if entry.kind is EntryKind.RUNG:
        return f"⏰ {entry.action}{_marks(entry, shown, language)}"
    if entry.kind is EntryKind.JOINED:
        number = number_text(int(str(entry.request["duplicate"])))
        zh, en = f"并入了 {number} 的报告", f"took over the reports of {number}"
        return zh if language == "zh" else en
    return f"{_title(entry, shown, language)}{_arrow(entry, shown, language)}"


def _title(entry: Entry, shown: Shown, language: str) -> str:
    """What the action is called, wherever the workflow offers it."""
    if entry.kind is EntryKind.REPORT:
        return "报告" if language == "zh" else "Report"
    for state in shown.context.definition.states.values():
        action = state.actions.get(entry.action)
        if action is not None:
            return action.title.in_language(language)
    return entry.action


def _arrow(entry: Entry, shown: Shown, language: str) -> str:
    """Where the step led, and to which owner."""
    changes = entry.effects.get("case")
    if not isinstance(changes, dict):
        return ""
    parts = []
    states = shown.context.definition.states
    if "state" in changes:
        parts.append(states[str(changes["state"])].title.in_language(language))
    owner = shown.context.city.organisation.departments.get(str(changes.get("owner")))
    if owner is not None:
        parts.append(owner.title.in_language(language))
    return f" → {' · '.join(parts)}" if parts else ""


def _marks(entry: Entry, shown: Shown, language: str) -> str:
    changes = entry.effects.get("case")
    marks = changes.get("marks") if isinstance(changes, dict) else None
    if not isinstance(marks, list) or not marks:
        return ""
    raised = shown.context.definition.marks[str(marks[-1])]
    return f" → {raised.in_language(language)}"
