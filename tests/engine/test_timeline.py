"""A case played along its own time meets its rungs when they are due."""

from datetime import datetime

import pytest

from tests.builders import a_city, a_definition, at
from workflow.domain.decision import Decision, Refusal, Request
from workflow.domain.lifecycle import Opening
from workflow.domain.machine import ready
from workflow.engine.timeline import Timeline, merged


def a_timeline() -> Timeline:
    return Timeline(ready(a_definition()), a_city())


def asked(action: str, actor: str, **fields: str) -> Request:
    return Request(case=0, action=action, actor=actor, fields=dict(fields), salt="salt")


def opened(timeline: Timeline, when: datetime) -> Decision | Refusal:
    request = asked("report", "reporter", place="220104003", description="gone")
    return timeline.open(request, Opening(number=20260608000001, channel="log"), when)


def test_rungs_fire_at_their_own_instants() -> None:
    timeline = a_timeline()
    opened(timeline, at("06-08 09:00"))
    register = asked("register", "ann", category="C0101", condition="2")
    timeline.step(register, at("06-08 09:10"))

    timeline.pass_time(at("06-09 12:00"))

    entries = timeline.decision().entries
    told = [(each.action, each.at) for each in entries if each.action != "dispatch"]
    assert told == [
        ("report", at("06-08 09:00")),
        ("register", at("06-08 09:10")),
        ("promise.soon", at("06-08 13:22")),
        ("promise.overdue", at("06-08 14:10:00.000001")),
    ]


def test_a_step_in_the_past_is_taken_as_the_last_one_was() -> None:
    timeline = a_timeline()
    opened(timeline, at("06-08 09:00"))

    timeline.step(
        asked("register", "ann", category="C0101", condition="2"), at("06-01 09:00")
    )

    assert timeline.case.changed_at == at("06-08 09:00")


def test_everything_is_handed_over_as_one_decision() -> None:
    timeline = a_timeline()
    opened(timeline, at("06-08 09:00"))
    register = asked("register", "ann", category="C0101", condition="2")
    timeline.step(register, at("06-08 09:10"))

    decided = timeline.decision()

    assert decided.version == 0
    assert decided.case == timeline.case
    assert [each.number for each in decided.entries] == [1, 2, 3]
    assert len(decided.reports) == 1
    keys = [(each.name, each.subject, each.cycle) for each in decided.clocks]
    assert len(keys) == len(set(keys))
    assert all(timeline.case.clocks[each.key] == each for each in decided.clocks)


def test_a_refused_step_leaves_the_case_alone() -> None:
    timeline = a_timeline()
    opened(timeline, at("06-08 09:00"))
    before = timeline.case

    answer = timeline.step(asked("finish", "wei", result="done"), at("06-08 09:10"))

    assert isinstance(answer, Refusal)
    assert timeline.case == before


def test_a_timeline_without_a_case_has_nothing_to_hand_over() -> None:
    timeline = a_timeline()

    with pytest.raises(ValueError, match="no case yet"):
        timeline.pass_time(at("06-08 09:00"))
    with pytest.raises(ValueError, match="Nothing was decided"):
        merged([])
