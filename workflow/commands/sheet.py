"""A case on the screen: header, clocks with their light, timeline, next actions."""

from collections.abc import Sequence

import click

from workflow.commands.output import print_table
from workflow.commands.story import tell
from workflow.domain.case import Clock, number_text
from workflow.domain.clocks import Light
from workflow.domain.decision import Entry
from workflow.domain.effects import clock_json, instant_text, values_json
from workflow.domain.messages import place_text
from workflow.domain.reasons import Offer, Reason
from workflow.engine.screens import Row, Shown

_COLOURS = {Light.GREEN: "green", Light.YELLOW: "yellow", Light.RED: "red"}
_LIGHTS = {
    Light.GREEN: ("绿", "green"),
    Light.YELLOW: ("黄", "yellow"),
    Light.RED: ("红", "red"),
}
_OUTCOMES = {
    "running": ("计时中", "running"),
    "paused": ("暂停", "paused"),
    "on_time": ("按时", "on time"),
    "late": ("超时", "late"),
}
_ROW_HEADS = {
    "zh": ("编号", "状态", "类别", "地点", "责任部门", "截止", "灯"),
    "en": ("Case", "State", "Category", "Place", "Owner", "Due", "Light"),
}
_CLOCK_HEADS = {
    "zh": ("时限", "灯", "状态", "截止", "依据"),
    "en": ("Clock", "Light", "Runs", "Due", "Limit"),
}


def rows_of(
    rows: Sequence[Row], language: str
) -> tuple[tuple[str, ...], list[tuple[str, ...]], list[dict[str, object]]]:
    """Heads and lines of a list of cases for people, and the documents for programs."""
    lines: list[tuple[str, ...]] = [
        (
            number_text(row.number),
            row.state_title.in_language(language),
            row.category_title.in_language(language),
            row.place_title.in_language(language),
            row.owner_title.in_language(language),
            row.due_at.astimezone().strftime("%m-%d %H:%M") if row.due_at else "",
            _light(row.light, language),
        )
        for row in rows
    ]
    documents: list[dict[str, object]] = [
        {
            "case": number_text(row.number),
            "state": row.state,
            "category": row.category_title.en,
            "place": row.place_title.en,
            "owner": row.owner_title.en,
            "due_at": instant_text(row.due_at) if row.due_at else None,
            "light": row.light.value if row.light else None,
        }
        for row in rows
    ]
    return _ROW_HEADS[language], lines, documents


def draw(shown: Shown, actor: str, language: str) -> None:
    """Print a case for a person."""
    _header(shown, language)
    click.echo()
    clocks = [clock for clock in shown.case.clocks.values() if not clock.has_ended]
    ended = [clock for clock in shown.case.clocks.values() if clock.has_ended]
    lines = [_clock_line(clock, shown, language) for clock in (*clocks, *ended)]
    print_table(_CLOCK_HEADS[language], lines)
    click.echo()
    for at, who, what in tell(shown, language):
        click.echo(f"  {at}  {who}  {what}")
    if actor:
        click.echo()
        _offers(shown.offers, language)


def case_json(shown: Shown) -> dict[str, object]:
    """A case for programs, with its clocks, entries and offers."""
    case = shown.case
    return {
        "case": number_text(case.number),
        "version": case.version,
        "state": case.state,
        "final": case.final,
        "owner": case.owner,
        "place": case.place,
        "category": case.category,
        "condition": case.condition,
        "desk": case.desk,
        "cycle": case.cycle,
        "returns": case.returns,
        "marks": list(case.marks),
        "facts": dict(case.facts),
        "reports": [report.id for report in shown.reports],
        "assignment": values_json({"assignment": case.assignment})["assignment"],
        "clocks": [
            {**clock_json(clock), "light": shown.lights[clock.label].value}
            for clock in case.clocks.values()
        ],
        "attachments": [
            {
                "entry": each.entry,
                "field": each.field,
                "digest": each.digest,
                "media_type": each.media_type,
                "size": each.size,
                "name": each.name,
            }
            for each in shown.attachments
        ],
        "entries": [entry_json(entry) for entry in shown.entries],
        "actions": [
            {
                "action": offer.action,
                "needs": list(offer.needs),
                "may": list(offer.may),
                "blockers": [each.as_json() for each in offer.blockers],
            }
            for offer in shown.offers
        ],
    }


def entry_json(entry: Entry) -> dict[str, object]:
    """An entry of history for programs."""
    return {
        "number": entry.number,
        "kind": entry.kind.value,
        "at": instant_text(entry.at),
        "actor": entry.actor,
        "action": entry.action,
        "request": dict(entry.request),
        "effects": dict(entry.effects),
    }


def why_json(reasons: Sequence[Reason]) -> list[dict[str, str]]:
    """An explanation for programs."""
    return [{"zh": reason.zh, "en": reason.en} for reason in reasons]


def _header(shown: Shown, language: str) -> None:
    case, context = shown.case, shown.context
    state = context.definition.state(case.state).title.in_language(language)
    category = context.category(case)
    condition = context.condition(case)
    named = [each.title.in_language(language) for each in (category, condition) if each]
    owner = context.city.organisation.departments.get(case.owner)
    click.secho(f"{number_text(case.number)}  {state}", bold=True)
    click.echo(f"  {place_text(case.place, language, context)}")
    if named:
        click.echo(f"  {' · '.join(named)}")
    if owner is not None:
        click.echo(f"  {owner.title.in_language(language)}")
    marks = [context.definition.marks[m].in_language(language) for m in case.marks]
    if marks:
        click.secho(f"  {' · '.join(marks)}", fg="red")


def _clock_line(clock: Clock, shown: Shown, language: str) -> tuple[str, ...]:
    calendar = shown.context.calendar
    due = calendar.local(clock.due_at).strftime("%m-%d %H:%M") if clock.due_at else ""
    outcome = _OUTCOMES[clock.outcome.value][0 if language == "zh" else 1]
    provisional = " ?" if clock.provisional else ""
    return (
        clock.label,
        _light(shown.lights[clock.label], language),
        outcome,
        f"{due}{provisional}",
        clock.limit,
    )


def _light(light: Light | None, language: str) -> str:
    if light is None:
        return ""
    word = _LIGHTS[light][0 if language == "zh" else 1]
    return click.style(f"● {word}", fg=_COLOURS[light])


def _offers(offers: Sequence[Offer], language: str) -> None:
    free = [offer for offer in offers if not offer.blockers]
    barred = [offer for offer in offers if offer.blockers]
    for offer in free:
        needs = ", ".join(offer.needs)
        title = offer.zh if language == "zh" else offer.en
        click.echo(f"  ▸ {offer.action}  {title}" + (f"  ({needs})" if needs else ""))
    for offer in barred:
        title = offer.zh if language == "zh" else offer.en
        reason = offer.blockers[0].in_language(language)
        click.secho(f"    {offer.action}  {title}: {reason}", dim=True)
