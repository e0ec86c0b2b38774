"""What check says of rungs that never come is what the engine does."""

import pytest

from tests.authoring.small_workflow import (
    RUNGS,
    TEMPLATE,
    changed,
    definition_of,
    lines,
)
from tests.builders import Play
from workflow.authoring.flow.checks import Known

UP = "    when_time_is_up: accept\n"
ACCEPT = "to: handling, by: [acceptor of centre]"


def with_rung(rung: str, *changes: tuple[str, str]) -> str:
    """The small workflow, whose first state has this rung and is left by itself."""
    return changed((UP, f"    rungs:\n      ring: {rung}\n{UP}"), *changes)


def with_set(*changes: tuple[str, str]) -> str:
    """The small workflow, whose first state names the set `desk`."""
    return changed((UP, f"    rungs: desk\n{UP}"), *changes)


def firings(text: str, *others: str) -> list[str]:
    """The rungs of the first state that fire when nobody does anything for months."""
    play = Play(definition_of(text, *others))
    play.report("06-08 09:00")
    decided = play.pass_time("09-30 09:00")
    return [each.rung for each in decided.firings if each.clock == "stage"]


@pytest.mark.parametrize(
    ("rung", "count"),
    [
        ("{at: 2 work hours before, every: 1 work hour, times: 5, raise: overdue}", 3),
        ("{at: due, every: 1 hour, times: 4, raise: overdue}", 1),
        ("{at: 50%, every: 0.25 work days, times: 9, raise: overdue}", 3),
        ("{at: 100%, every: 1 hour, times: 2, raise: overdue}", 1),
        ("{at: 75%, every: 0.2 work days, times: 3, raise: overdue}", 2),
    ],
)
def test_as_many_repetitions_come_as_check_counts(rung: str, count: int) -> None:
    text = with_rung(rung)

    (said,) = lines(text)

    assert f"only {count} of " in said
    assert firings(text) == ["ring"] * count + ["time_is_up"]


@pytest.mark.parametrize(
    "rung",
    [
        "{at: due, raise: overdue}",
        "{at: 100%, raise: overdue}",
        "{at: 2 work hours before, every: 1 work hour, times: 3, raise: overdue}",
        "{at: 2 work hours before, every: 20 minutes, times: 3, raise: overdue}",
    ],
)
def test_what_comes_in_time_is_no_finding(rung: str) -> None:
    text = with_rung(rung)

    assert lines(text) == []
    assert "ring" in firings(text)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ([(ACCEPT, f"{ACCEPT}, when: case.reports > 1")], "a condition"),
        ([(ACCEPT, f"{ACCEPT}, within: 1 hour")], "a window"),
        ([(ACCEPT, f"{ACCEPT}, after_return: false")], "not after a return"),
        (
            [
                (f"to: handling, {ACCEPT[14:]}", ACCEPT[14:]),
                (
                    "by: [acceptor of centre]}",
                    (
                        "by: [acceptor of centre]}\n      go: {title: "
                        "{zh: 走, en: Go}, to: handling, by: [acceptor of centre]}"
                    ),
                ),
            ],
            "it stays",
        ),
        (
            [
                (ACCEPT, f"{ACCEPT}, needs: [owner]"),
                (UP, "    when_time_is_up: {take: accept, with: {owner: water}}\n"),
            ],
            "a department may close",
        ),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_state_that_may_not_be_left_has_rungs_after(
    changes: list[tuple[str, str]], why: str
) -> None:
    text = with_rung("{at: 1 hour after, raise: overdue}", *changes)

    assert [line for line in lines(text) if "never comes" in line] == [], why


def test_a_rung_after_comes_where_the_action_is_hindered() -> None:
    hindered = (ACCEPT, f"{ACCEPT}, when: case.reports > 1")

    text = with_rung("{at: 1 hour after, raise: overdue}", hindered)

    assert firings(text) == ["time_is_up", "ring"]


LATE_SET = """\
rungs: desk
steps:
  due: {at: due, notify: {head of centre: late}}
  nag: {at: 1 work hour after, every: 1 work hour, times: 2, notify: {head of centre: late}}
"""  # noqa: E501 - lines as an author writes them


def test_a_set_is_told_of_where_no_limit_can_use_it() -> None:
    (said,) = lines(with_set(), LATE_SET, TEMPLATE)

    assert said == (
        '0.yaml:24:12 states.reported.rungs: of the set "desk", the rung "nag": '
        '"1 work hour after" never comes, since the case leaves "reported" by itself '
        "when its time is up; write due or something before it, or take "
        "when_time_is_up away"
    )
    assert firings(with_set(), LATE_SET, TEMPLATE) == ["due", "time_is_up"]


def test_a_set_that_one_limit_can_use_is_fine() -> None:
    handling = (
        "    stage: work\n    actions:\n      finish",
        (
            "    stage: work\n    limit: 1 work day\n    rungs: desk\n"
            "    actions:\n      finish"
        ),
    )

    assert lines(with_set(handling), LATE_SET, TEMPLATE) == []


@pytest.mark.parametrize(
    ("limit", "distance", "at_once"),
    [
        ("4 work hours", "1 work day", True),
        ("4 hours", "1 work day", True),
        ("90 minutes", "2 hours", True),
        ("1 day", "24 hours", True),
        ("2 work days", "15 work hours", False),
        ("4 work hours", "3 days", False),
        ("3 days", "1 day", False),
        ("30 days or 4 work hours", "1 work day", True),
        ("condition.limit or 1 hour", "1 work hour", True),
    ],
)
def test_a_rung_longer_before_than_its_limit_fires_at_once(
    limit: str, distance: str, *, at_once: bool
) -> None:
    nag = RUNGS.replace("at: due", f"at: {distance} before")
    text = with_set(("limit: 1 work day or 20% of promise", f"limit: {limit}"))

    found = [line for line in lines(text, nag, TEMPLATE) if "as soon as" in line]

    assert bool(found) is at_once


def test_a_rung_at_once_is_a_warning_of_what_happens() -> None:
    nag = RUNGS.replace("at: due", "at: 1 work day before")
    text = with_set(("limit: 1 work day or 20% of promise", "limit: 4 work hours"))
    play = Play(definition_of(text, nag, TEMPLATE))

    opened = play.report("06-08 09:00")

    assert opened.clocks[-1].next_at == opened.case.opened_at


@pytest.mark.parametrize(
    ("paused", "runs"),
    [
        ("[reported, handling]", False),
        ("[handling]", True),
        ("[reported]", True),
    ],
)
def test_a_clock_must_run_somewhere(paused: str, *, runs: bool) -> None:
    text = changed(
        ("    from: reported\n", f"    from: reported\n    paused_in: {paused}\n")
    )

    assert (lines(text) == []) is runs


def test_a_clock_that_begins_at_the_end_never_runs() -> None:
    text = changed(
        ("    from: reported\n", "    from: closed\n"),
        ("1 work day or 20% of promise", "1 work day"),
    )

    (said,) = lines(text)

    assert 'clocks.promise.from: the clock "promise" never runs' in said


def test_a_department_to_take_over_must_be_known() -> None:
    known = Known(
        departments=frozenset({"water"}), kinds=frozenset({"sanitation", "centre"})
    )
    late = "late: {at: overdue, raise: overdue"

    def said(unit: str) -> list[str]:
        text = changed((late, f"{late}, reassign: {unit}"))
        return [line.partition(": ")[2] for line in lines(text, known=known)]

    assert said("waters") == ['there is no department "waters"; did you mean "water"?']
    assert said("nearest sanitations") == [
        'there is no kind of department "sanitations"; did you mean "sanitation"?'
    ]
    for unit in ("water", "nearest sanitation", "parent of owner", "first_owner"):
        assert said(unit) == []
