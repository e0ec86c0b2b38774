"""A case told line by line: when, who, what, and whom it was told."""

from collections.abc import Iterator, Sequence

from workflow.domain.case import Json, number_text
from workflow.domain.clocks import TIME_IS_UP
from workflow.domain.decision import REPORTER, SYSTEM, Entry, EntryKind
from workflow.domain.definition import FieldType
from workflow.engine.screens import Shown

_BUILT_IN = {REPORTER: ("报告人", "the reporter"), SYSTEM: ("系统", "the system")}

_TOLD = (FieldType.TEXT, FieldType.CHOICE, FieldType.CASE, FieldType.CATEGORY)
"""The fields that say why or what; where a case went stands in its own place."""


def tell(
    shown: Shown, language: str, entries: Sequence[Entry] | None = None
) -> list[tuple[str, str, str]]:
    """Local time, actor and sentence of entries, the oldest first; all unless given."""
    return [
        (
            shown.context.calendar.local(entry.at).strftime("%m-%d %H:%M"),
            _name(entry.actor, shown, language),
            "".join(_sentence(entry, shown, language)),
        )
        for entry in (shown.entries if entries is None else entries)
    ]


def _name(actor: str, shown: Shown, language: str) -> str:
    person = shown.context.city.organisation.people.get(actor)
    if person is not None:
        return person.name
    built_in = _BUILT_IN.get(actor)
    if built_in is not None:
        return built_in[0 if language == "zh" else 1]
    return actor


def _sentence(entry: Entry, shown: Shown, language: str) -> Iterator[str]:
    if entry.kind is EntryKind.RUNG:
        yield _rung(entry, shown, language)
    elif entry.kind in _REMEDIES:
        yield _remedy(entry, shown, language)
    elif entry.kind is EntryKind.JOINED:
        number = number_text(int(str(entry.request["duplicate"])))
        zh, en = f"并入了 {number} 的报告", f"took over the reports of {number}"
        yield zh if language == "zh" else en
    else:
        yield _title(entry, shown, language)
    yield from _outcome(entry, shown, language)
    details = list(_details(entry, shown, language))
    if details:
        yield (
            f"：{'；'.join(details)}" if language == "zh" else f": {'; '.join(details)}"
        )
    told = list(_told(entry, shown, language))
    if told:
        yield f"　✉ {'、'.join(told)}" if language == "zh" else f"  ✉ {', '.join(told)}"


def _rung(entry: Entry, shown: Shown, language: str) -> str:
    """The clock and its rung, such as `⏰ Promise to the reporter: overdue`."""
    label, _, rung = entry.action.rpartition(".")
    name, _, subject = label.partition(":")
    definition = shown.context.definition
    rule, state = definition.clocks.get(name), definition.states.get(subject)
    named = rule or state
    title = named.title.in_language(language) if named else label
    if rung == TIME_IS_UP:
        rung = "时限已到" if language == "zh" else "time is up"
    return f"⏰ {title}：{rung}" if language == "zh" else f"⏰ {title}: {rung}"


_REMEDIES = (EntryKind.PASSED_OVER, EntryKind.TOLD_AGAIN)


def _remedy(entry: Entry, shown: Shown, language: str) -> str:
    """What an operator did about something that had failed, and why."""
    if entry.kind is EntryKind.TOLD_AGAIN:
        return "转告现任" if language == "zh" else "Told whoever holds the post by now"
    rung, reason = _rung(entry, shown, language), entry.request.get("reason", "")
    if language == "zh":
        return f"{rung}，未能触发，已略过：{reason}"
    return f"{rung}, which could not fire, was passed over: {reason}"


def _title(entry: Entry, shown: Shown, language: str) -> str:
    """What the action is called, wherever the workflow offers it."""
    if entry.kind is EntryKind.REPORT:
        return "报告" if language == "zh" else "Report"
    for state in shown.context.definition.states.values():
        action = state.actions.get(entry.action)
        if action is not None:
            return action.title.in_language(language)
    return entry.action


def _outcome(entry: Entry, shown: Shown, language: str) -> Iterator[str]:
    """Where the step led, to which owner, and which mark it raised."""
    changes = entry.effects.get("case")
    if not isinstance(changes, dict):
        return
    definition = shown.context.definition
    parts = []
    if "state" in changes:
        parts.append(definition.states[str(changes["state"])].title)
    owner = shown.context.city.organisation.departments.get(str(changes.get("owner")))
    if owner is not None:
        parts.append(owner.title)
    marks = changes.get("marks")
    if isinstance(marks, list) and marks:
        parts.append(definition.marks[str(marks[-1])])
    if parts:
        yield f" → {' · '.join(part.in_language(language) for part in parts)}"


def _details(entry: Entry, shown: Shown, language: str) -> Iterator[str]:
    """The values given with a step; personal ones stay out."""
    given = entry.request.get("fields")
    for name, value in given.items() if isinstance(given, dict) else ():
        field = shown.context.definition.fields.get(name)
        if field is None or field.personal or field.type not in _TOLD:
            continue
        if field.type is FieldType.CHOICE and str(value) in field.of:
            yield field.of[str(value)].in_language(language)
        elif field.type is FieldType.CATEGORY:
            yield _category(value, shown, language)
        elif field.type is FieldType.CASE and isinstance(value, int):
            yield number_text(value)
        else:
            yield str(value)


def _category(value: Json, shown: Shown, language: str) -> str:
    known = shown.context.city.catalogue.categories.get(str(value))
    return known.title.in_language(language) if known else str(value)


def _told(entry: Entry, shown: Shown, language: str) -> Iterator[str]:
    """Who got a message because of the entry, each once."""
    messages = entry.effects.get("messages")
    for each in messages if isinstance(messages, list) else ():
        if isinstance(each, list) and each[2]:
            reporter = each[2] in shown.case.reports
            yield _name(REPORTER if reporter else str(each[2]), shown, language)
