"""Whatever is written in a history: each moment of its life is exactly one unit's."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import STATES, a_calendar, a_definition, at
from tests.domain.ledger.written import an_entry, faults
from workflow.domain.case import Json
from workflow.domain.decision import SYSTEM, Entry
from workflow.domain.definition import Charged
from workflow.domain.effects import instant_text
from workflow.domain.ledger import cut, portions, spans_of, wall

START = at("06-08 09:00")
OWNERS = ("", "water", "roads")
OPEN = [each.name for each in STATES if not each.final]
FINAL = [each.name for each in STATES if each.final]
STATUSES = ("open", "accepted", "withdrawn", "ruled", "unresolved", "moot")
MINUTES = st.sampled_from((0, 0, 1, 7, 60, 24 * 60, 5 * 24 * 60))


@st.composite
def disputes(draw: st.DrawFn, at_or_before: datetime) -> dict[str, Json]:
    """A dispute that was opened by then, and may have ended by then."""
    opened = at_or_before - timedelta(minutes=draw(MINUTES))
    status = draw(st.sampled_from(STATUSES))
    closed = opened + timedelta(minutes=draw(MINUTES))
    return {
        "number": draw(st.integers(1, 3)),
        "status": status,
        "disputer": "water",
        "proposed": ["roads"],
        "lead": "",
        "lost_by": "" if status == "open" else draw(st.sampled_from(OWNERS)),
        "opened_at": instant_text(opened),
        "closed_at": None if status == "open" else instant_text(closed),
        "level": 1,
    }


@st.composite
def effects(draw: st.DrawFn, now: datetime) -> dict[str, Any]:
    """What one entry changes, sense or nonsense."""
    changes: dict[str, Any] = {}
    if draw(st.booleans()):
        ends = draw(st.sampled_from((False, False, False, True)))
        changes["state"] = draw(st.sampled_from(FINAL if ends else OPEN))
        changes["final"] = "solved" if ends else ""
    if draw(st.booleans()):
        changes["owner"] = draw(st.sampled_from(OWNERS))
    if draw(st.booleans()):
        desk = ("", "acceptor@centre", "coordinator@water", "inspector@220104")
        changes["desk"] = draw(st.sampled_from(desk))
    also: dict[str, Json] = {}
    if draw(st.booleans()):
        clock: dict[str, Json] = {
            "name": draw(st.sampled_from(("department", "promise"))),
            "subject": draw(st.sampled_from(OWNERS[1:])),
            "cycle": draw(st.integers(1, 2)),
            "outcome": draw(st.sampled_from(("running", "paused", "late"))),
        }
        also["clocks"] = [clock]
    if draw(st.sampled_from((False, False, True))):
        also["disputes"] = [draw(disputes(now))]
    return {**changes, "also": also}


@st.composite
def histories(draw: st.DrawFn) -> list[Entry]:
    """A report, and anything that may be written behind it."""
    now = START
    first = {"state": "reported", "final": "", "place": "220104003"}
    entries = [an_entry(1, now, kind="report", **first)]
    for number in range(2, draw(st.integers(2, 12))):
        now += timedelta(minutes=draw(MINUTES))
        by_time = draw(st.sampled_from(("rung", "step", "step")))
        due = now - timedelta(minutes=draw(MINUTES))
        written: dict[str, Any] = {
            "kind": by_time,
            "actor": draw(st.sampled_from((SYSTEM, "ann"))),
        }
        if by_time == "rung":
            written |= {"actor": SYSTEM, "request": {"due": instant_text(due)}}
        entries.append(an_entry(number, now, **written, **draw(effects(now))))
    return entries


@st.composite
def declared(draw: st.DrawFn) -> Mapping[str, Charged | None]:
    """What a definition says of some of its states."""
    said = st.sampled_from((None, None, *Charged))
    return {name: draw(said) for name in OPEN}


@settings(max_examples=300, deadline=None)
@given(entries=histories(), said=declared(), after=MINUTES)
def test_every_moment_is_exactly_one_units(
    entries: list[Entry], said: Mapping[str, Charged | None], after: int
) -> None:
    states = {each.name: each for each in STATES}
    charged = [replace(states[name], charged=each) for name, each in said.items()]
    now = entries[-1].at + timedelta(minutes=after)

    spans = spans_of(entries, a_definition(*charged), now)

    assert faults(spans, entries, now) == []


@settings(max_examples=200, deadline=None)
@given(entries=histories())
def test_a_dispute_changes_no_length(entries: list[Entry]) -> None:
    now = entries[-1].at + timedelta(hours=1)
    calm = [
        replace(
            each, effects={k: v for k, v in each.effects.items() if k != "disputes"}
        )
        for each in entries
    ]

    quarrelled = spans_of(entries, a_definition(), now)

    assert wall(quarrelled) == wall(spans_of(calm, a_definition(), now))
    assert all(each.dispute for each in quarrelled if each.provisional)


@settings(max_examples=200, deadline=None)
@given(entries=histories())
def test_who_lost_a_dispute_is_charged_with_it(entries: list[Entry]) -> None:
    known: dict[Any, Any] = {}
    for entry in entries:
        for each in entry.effects.get("disputes", ()):  # type: ignore[union-attr]
            known[each["number"]] = each  # type: ignore[index, call-overload]

    for span in spans_of(entries, a_definition(), entries[-1].at + timedelta(hours=1)):
        begun = instant_text(span.start)
        # Texts of instants are in the order of the instants.
        there = [
            number
            for number, each in known.items()
            if each["opened_at"] <= begun < (each["closed_at"] or "9")
        ]
        assert span.dispute == max(there, default=0)
        assert span.provisional is (
            bool(there) and known[span.dispute]["status"] == "open"
        )
        if there and known[span.dispute]["lost_by"]:
            assert span.unit == known[span.dispute]["lost_by"]


@settings(max_examples=200, deadline=None)
@given(entries=histories(), minutes=st.integers(0, 20 * 24 * 60))
def test_two_periods_sum_up_to_both(entries: list[Entry], minutes: int) -> None:
    calendar = a_calendar()
    spans = spans_of(entries, a_definition(), entries[-1].at + timedelta(days=2))
    first, middle, last = (
        START - timedelta(days=1),
        START + timedelta(minutes=minutes),
        START + timedelta(days=90),
    )

    halves = [
        sum(each.wall for each in portions(cut(spans, since, until), calendar))
        for since, until in ((first, middle), (middle, last))
    ]
    whole = portions(spans, calendar)

    assert sum(halves) == wall(spans) == sum(each.wall for each in whole)
    assert all(each.working + each.provisional <= 2 * each.wall for each in whole)
