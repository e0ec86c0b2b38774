"""Cases as JSON: what programs get of the answers, lists and sheets."""

from collections.abc import Mapping, Sequence

from workflow.domain.case import Case, number_text
from workflow.domain.decision import Attachment, Entry
from workflow.domain.dispute import dispute_json
from workflow.domain.effects import (
    application_json,
    clock_json,
    instant_text,
    values_json,
)
from workflow.domain.joint import joint_json
from workflow.domain.reasons import Offer, Reason
from workflow.domain.words import Title
from workflow.engine.results import Done
from workflow.engine.screens import DeskClock, Row, Shown


def answer_json(answer: Done) -> dict[str, object]:
    """The answer to a request that was carried out."""
    return {
        "case": number_text(answer.case.number),
        "version": answer.case.version,
        "state": answer.case.state,
        "owner": answer.case.owner,
        "repeated": answer.repeated,
        "entries": [entry_json(entry) for entry in answer.entries],
    }


def rows_json(rows: Sequence[Row]) -> list[dict[str, object]]:
    """The lines of a list of cases."""
    return [
        {
            "case": number_text(row.number),
            "state": row.state,
            "state_title": title_json(row.state_title),
            "category_title": title_json(row.category_title),
            "place_title": title_json(row.place_title),
            "owner_title": title_json(row.owner_title),
            "priority": row.priority.word,
            "opened_at": instant_text(row.opened_at),
            "due_at": instant_text(row.due_at) if row.due_at else None,
            "light": row.light.value if row.light else None,
            "provisional": row.provisional,
            "desk": row.desk,
            "desk_clock": _desk_clock(row.desk_clock),
            "unwritten": row.rungs,
        }
        for row in rows
    ]


def _desk_clock(clock: DeskClock | None) -> dict[str, object] | None:
    if clock is None:
        return None
    return {
        "clock": clock.label,
        "title": title_json(clock.title),
        "due_at": instant_text(clock.due_at),
        "light": clock.light.value,
        "provisional": clock.provisional,
    }


def _together(case: Case) -> dict[str, object]:
    """The case whose joint work this is a part of, and the joint work of its own."""
    parent = number_text(case.parent) if case.parent else None
    return {"parent": parent, "joint": joint_json(case.joint)}


def _applied(case: Case) -> dict[str, object]:
    """What was applied for in this cycle, and what nobody has decided."""
    return {
        "pending": [application_json(each) for each in case.pending.values()],
        "applied": dict(case.applied),
        "granted": dict(case.granted),
    }


def case_json(shown: Shown, told: Mapping[str, str]) -> dict[str, object]:
    """A case with its clocks, entries and offers; `told` are personal values."""
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
        **_together(case),
        "priority": case.priority.word,
        "marks": list(case.marks),
        **_applied(case),
        "facts": dict(case.facts),
        "told": dict(told),
        "reports": [report.id for report in shown.reports],
        "assignment": values_json({"assignment": case.assignment})["assignment"],
        "clocks": [
            {
                **clock_json(clock),
                "held": clock.held,
                "exempt": clock.exempt,
                "extended": clock.extended,
                "label": clock.label,
                "light": shown.lights[clock.label].value,
            }
            for clock in case.clocks.values()
        ],
        "dispute": dispute_json(case.dispute) if case.dispute else None,
        "attachments": [_attachment(each) for each in shown.attachments],
        "entries": entries_json(shown),
        "unwritten": shown.unwritten.rungs if shown.unwritten else 0,
        "actions": [offer_json(offer) for offer in shown.offers],
    }


def _attachment(each: Attachment) -> dict[str, object]:
    return {
        "entry": each.entry,
        "field": each.field,
        "digest": each.digest,
        "media_type": each.media_type,
        "size": each.size,
        "name": each.name,
    }


def entries_json(shown: Shown) -> list[dict[str, object]]:
    """The entries of a case, and behind them what is due but not written yet."""
    written = [entry_json(entry) for entry in shown.entries]
    return written + [entry_json(entry, written=False) for entry in shown.pending]


def entry_json(entry: Entry, *, written: bool = True) -> dict[str, object]:
    """An entry of history, or what will be one as soon as somebody writes it."""
    return {
        "written": written,
        "number": entry.number,
        "kind": entry.kind.value,
        "at": instant_text(entry.at),
        "actor": entry.actor,
        "action": entry.action,
        "request": dict(entry.request),
        "effects": dict(entry.effects),
    }


def offer_json(offer: Offer) -> dict[str, object]:
    """An action of the case's state, with every reason against it."""
    return {
        "action": offer.action,
        "approval": offer.approval,
        "needs": list(offer.needs),
        "may": list(offer.may),
        "blockers": [each.as_json() for each in offer.blockers],
    }


def why_json(reasons: Sequence[Reason]) -> list[dict[str, object]]:
    """An explanation, step by step: the kind, both sentences and the facts."""
    return [reason.as_json() for reason in reasons]


def title_json(title: Title) -> dict[str, str]:
    """What something is called, in both languages."""
    return {"zh": title.zh, "en": title.en}
