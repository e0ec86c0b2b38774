"""Every mistake of a ladder, or of the states that it settles, has its finding."""

import pytest

from tests.authoring.flow.disputing import DISPUTED, LADDER, exchanged, said
from tests.authoring.small_workflow import definition_of, lines, loaded
from workflow.authoring.flow.checks import Known
from workflow.authoring.flow.checks.subject import Filed
from workflow.authoring.text.findings import Severity
from workflow.domain.definition import Outcome
from workflow.domain.durations import parse_duration

_CAPS = "may_dispute:\n  disputes_per_case: 2\n  at_the_cap: city\n"
_LEVELS = LADDER[LADDER.index("levels:") :]


def test_a_ladder_is_built_into_its_workflow() -> None:
    built = definition_of(DISPUTED, LADDER)

    rule = built.states["disputed"].dispute
    ladder = built.ladders["usual"]
    assert rule is not None
    assert rule.ladders == ("usual",)
    assert {key.value: each.to for key, each in rule.outcomes.items()} == {
        "accepted": "handling",
        "ruled": "handling",
        "withdrawn": "back",
        "unresolved": "handling",
    }
    assert rule.outcomes[Outcome.RULED].name == "dispute.ruled"
    assert [each.name for each in ladder.levels] == ["desk", "city"]
    assert (ladder.disputes, ladder.at_the_cap) == (2, "city")


def test_the_order_of_levels_is_that_of_their_list() -> None:
    first, second = _LEVELS.removeprefix("levels:\n").split("  - level: city")
    turned = f"levels:\n  - level: city{second}{first}"

    built = definition_of(DISPUTED, exchanged(LADDER, (_LEVELS, turned)))

    assert [each.name for each in built.ladders["usual"].levels] == ["city", "desk"]
    digests = {definition_of(DISPUTED, each).digest for each in (LADDER, LADDER)}
    assert digests.isdisjoint({built.digest})


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        pytest.param(
            [(_LEVELS, "levels: []\n"), ("  at_the_cap: city\n", "")],
            [
                (
                    "1.yaml:3:1 may_dispute: it does not say at which level a dispute "
                    "begins at the cap; add at_the_cap: LEVEL"
                ),
                (
                    "1.yaml:6:1 levels: a ladder without a level leaves every dispute "
                    "undecided; add a level with its judge"
                ),
            ],
            id="no-levels",
        ),
        pytest.param(
            [("level: city", "level: desk"), ("cap: city", "cap: desk")],
            [
                (
                    '1.yaml:12:12 levels[1].level: there is a level "desk" already; '
                    "rename one of the two"
                )
            ],
            id="level-twice",
        ),
        pytest.param(
            [("level: desk", "level: answer")],
            [
                (
                    '1.yaml:8:12 levels[0].level: "answer" is the name of another time '
                    "of a dispute; give the level another name"
                )
            ],
            id="level-called-answer",
        ),
        pytest.param(
            [("level: desk", "level: lead")],
            [
                (
                    '1.yaml:8:12 levels[0].level: "lead" is the name of another time '
                    "of a dispute; give the level another name"
                )
            ],
            id="level-called-lead",
        ),
        pytest.param(
            [("statements: 2 work", "statements: 6 work")],
            [
                (
                    "1.yaml:16:17 levels[1].statements: statements takes longer than "
                    "the level itself; it lies inside the limit, so write a shorter "
                    "time"
                )
            ],
            id="statements-beyond-the-limit",
        ),
        pytest.param(
            [("statements: 2 work", "site_visit: 6 work")],
            [
                (
                    "1.yaml:16:17 levels[1].site_visit: site_visit takes longer than "
                    "the level itself; it lies inside the limit, so write a shorter "
                    "time"
                )
            ],
            id="visit-beyond-the-limit",
        ),
        pytest.param(
            [("cap: city", "cap: town")],
            [
                (
                    '1.yaml:5:15 may_dispute.at_the_cap: there is no level "town"; '
                    "known are: desk, city"
                )
            ],
            id="unknown-level-at-the-cap",
        ),
        pytest.param(
            [("  at_the_cap: city\n", "")],
            [
                (
                    "1.yaml:3:1 may_dispute: it does not say at which level a dispute "
                    "begins at the cap; add at_the_cap: LEVEL"
                )
            ],
            id="cap-without-a-level",
        ),
        pytest.param(
            [("  disputes_per_case: 2\n", "")],
            [
                (
                    "1.yaml:3:1 may_dispute: a case may be disputed without end, so no "
                    "bound can be given; add disputes_per_case: 2"
                ),
                (
                    "1.yaml:4:15 may_dispute.at_the_cap: nothing is capped, so the cap "
                    "is never reached; add disputes_per_case"
                ),
            ],
            id="level-without-a-cap",
        ),
        pytest.param(
            [(_CAPS, "")],
            [
                (
                    "1.yaml:1:1: a case may be disputed without end, so no bound can "
                    "be given; add disputes_per_case: 2"
                )
            ],
            id="no-caps",
        ),
        pytest.param(
            [("levels:", "messages: {asked: nothing}\nlevels:")],
            [
                (
                    '1.yaml:7:19 messages.asked: there is no template "nothing"; there '
                    "is no template at all"
                )
            ],
            id="unknown-template",
        ),
        pytest.param(
            [("coordinator of proposed", "coordinator of owner")],
            [
                (
                    '1.yaml:6:14 answer.by: "coordinator of owner" does not speak for '
                    "a proposed owner; write a post of them, such as "
                    '"coordinator of proposed"'
                )
            ],
            id="answer-of-another",
        ),
        pytest.param(
            [("may_dispute:", "when: condition.urgnt\nmay_dispute:")],
            [
                (
                    "1.yaml:3:7 when: there is no fact `condition.urgnt` in the "
                    'workflow "small"; did you mean `condition.urgent`?'
                )
            ],
            id="condition-over-no-fact",
        ),
        pytest.param(
            [("answer: {by: coordinator of proposed, limit: 4 work hours}\n", "")],
            [
                (
                    '1.yaml:1:1 answer: the key "answer" is missing; add it: how a '
                    "proposed owner answers"
                )
            ],
            id="no-answer",
        ),
        pytest.param(
            [("by: coordinator of proposed, ", "")],
            [
                (
                    '1.yaml:6:1 answer.by: the key "by" is missing; add it: who speaks '
                    "for a party, such as coordinator of proposed"
                )
            ],
            id="answer-by-nobody",
        ),
        pytest.param(
            [("    judge: arbiter of city\n", "")],
            [
                (
                    '1.yaml:12:5 levels[1].judge: the key "judge" is missing; add it: '
                    "who judges"
                )
            ],
            id="level-without-a-judge",
        ),
        pytest.param(
            [("arbiter of city", "anyone")],
            [
                (
                    '1.yaml:14:12 levels[1].judge: "anyone" holds no post, so nothing '
                    "can be left to it; write a post and its unit, such as "
                    '"head of owner"'
                )
            ],
            id="judge-without-a-post",
        ),
        pytest.param(
            [("arbiter of city", "arbiter of owner")],
            [
                (
                    '1.yaml:14:12 levels[1].judge: "arbiter of owner" is a party '
                    "itself, and never judges; name a post of somebody who is none, or "
                    "judge_is_party: judges"
                )
            ],
            id="judge-that-is-a-party",
        ),
        pytest.param(
            [
                ("arbiter of city", "arbiter of owner"),
                ("levels:", "judge_is_party: judges\nlevels:"),
            ],
            [],
            id="party-that-judges",
        ),
        pytest.param(
            [("levels:", "ruling: {scopes: [town]}\nlevels:")],
            [
                (
                    '1.yaml:7:19 ruling.scopes[0]: "town" is not known here; known '
                    "are: case, place, below"
                )
            ],
            id="unknown-scope",
        ),
        pytest.param(
            [("levels:", "rulings: {}\nlevels:")],
            [
                (
                    '1.yaml:7:1 rulings: the key "rulings" is not known here; did you '
                    'mean "ruling"?'
                )
            ],
            id="unknown-key",
        ),
        pytest.param(
            [(_LEVELS, "levels: desk\n")],
            [
                (
                    "1.yaml:7:9 levels: a list was expected, not the text "
                    '"desk"; put it in brackets: [a, b]'
                )
            ],
            id="levels-that-are-a-text",
        ),
    ],
)
def test_a_mistake_of_a_ladder_is_found(
    changes: list[tuple[str, str]], found: list[str]
) -> None:
    assert said(exchanged(LADDER, *changes)) == found


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        pytest.param(
            [("[usual]", "[usul]")],
            [
                (
                    "0.yaml:38:25 states.disputed.dispute.ladders[0]: there is no "
                    'ladder "usul"; did you mean "usual"?'
                ),
                '1.yaml:1:9 ladder: no workflow names "usual"; nothing need be done',
            ],
            id="unknown-ladder",
        ),
        pytest.param(
            [("[usual]", "[]")],
            [
                (
                    "0.yaml:38:15 states.disputed.dispute.ladders: without a ladder "
                    "nobody settles a dispute; name a ladder"
                ),
                '1.yaml:1:9 ladder: no workflow names "usual"; nothing need be done',
            ],
            id="no-ladder",
        ),
        pytest.param(
            [("ruled: handling", "ruled: handlin")],
            [
                (
                    "0.yaml:38:60 states.disputed.dispute.ruled: there is no state "
                    '"handlin"; did you mean "handling"?'
                )
            ],
            id="unknown-state",
        ),
        pytest.param(
            [(", unresolved: handling", "")],
            [
                (
                    "0.yaml:38:5 states.disputed.dispute.unresolved: the key "
                    '"unresolved" is missing; add it: where it leads when the last '
                    "level is used up"
                )
            ],
            id="missing-ending",
        ),
        pytest.param(
            [("needs: [ground, proposed]", "needs: [proposed]")],
            [
                (
                    "0.yaml:33:87 states.handling.actions.object.needs: it opens a "
                    'dispute without asking for "ground"; add ground to needs, or '
                    "preset it under with"
                )
            ],
            id="ground-not-asked-for",
        ),
        pytest.param(
            [
                (
                    "needs: [ground, proposed]",
                    "needs: [proposed], may: [ground], with: {ground: other}",
                )
            ],
            [],
            id="ground-preset",
        ),
        pytest.param(
            [("proposed: {type: departments, per", "proposed: {type: text, per")],
            [
                (
                    "0.yaml:33:49 states.handling.actions.object.to: it opens a "
                    'dispute, which needs the field "proposed"; declare it under '
                    "fields: {type: departments, per: step}"
                )
            ],
            id="proposed-that-is-a-text",
        ),
        pytest.param(
            [
                ("to: disputed", "to: closed"),
                ("needs: [finding]", "needs: [finding, ground, proposed]"),
                (
                    "final: solved}",
                    (
                        "final: solved, dispute: {ladders: [usual], accepted: "
                        "handling, ruled: handling, withdrawn: back, unresolved: "
                        "handling}}"
                    ),
                ),
            ],
            [
                (
                    "0.yaml:41:69 states.closed.dispute: a case that has ended cannot "
                    "be disputed; take dispute away"
                )
            ],
            id="dispute-after-the-end",
        ),
    ],
)
def test_a_mistake_of_a_disputed_state_is_found(
    changes: list[tuple[str, str]], found: list[str]
) -> None:
    assert said(LADDER, workflow=exchanged(DISPUTED, *changes)) == found


def test_a_ladder_that_always_applies_hides_others() -> None:
    other = exchanged(LADDER, ("ladder: usual", "ladder: other"))
    both = exchanged(DISPUTED, ("[usual]", "[usual, other]"))

    assert said(LADDER, other, workflow=both) == [
        (
            '0.yaml:38:32 states.disputed.dispute.ladders[1]: "usual" always applies, '
            'so no ladder behind it ever does; put it before "usual"'
        )
    ]
    first = exchanged(LADDER, ("may_dispute:", "when: condition.urgent\nmay_dispute:"))
    assert said(first, other, workflow=both) == []


def test_posts_and_kinds_of_judges_are_checked() -> None:
    known = Known(
        posts=frozenset({"acceptor", "coordinator", "dispatcher"}),
        kinds=frozenset({"center", "centre_of_all"}),
    )

    ladder = [line for line in said(LADDER, known=known) if line.startswith("1")]

    assert ladder == [
        (
            '1.yaml:10:12 levels[0].judge: there is no kind of department "centre"; '
            'did you mean "center"?'
        ),
        (
            '1.yaml:14:12 levels[1].judge: there is no post "arbiter"; known are: '
            "acceptor, coordinator, dispatcher"
        ),
    ]


@pytest.mark.parametrize(
    ("changes", "bound"),
    [
        pytest.param([], "48 hours of working time, 3 times in a case", id="working"),
        pytest.param(
            [("5 work days", "90 minutes"), ("    statements: 2 work days\n", "")],
            "8 hours of working time and 1.5 hours day and night, 3 times in a case",
            id="both",
        ),
        pytest.param([(_CAPS, "")], "48 hours of working time", id="uncapped"),
    ],
)
def test_the_bound_on_a_dispute_is_told(
    changes: list[tuple[str, str]], bound: str
) -> None:
    found = loaded(DISPUTED, exchanged(LADDER, *changes)).findings

    (told,) = [each for each in found if each.rule == "dispute-bound"]
    assert told.severity is Severity.NOTE
    assert told.message == f"an ownership stays unsettled for at most {bound}"


def test_no_bound_is_told_of_a_ladder_with_mistakes() -> None:
    wrong = exchanged(LADDER, ("cap: city", "cap: town"))

    assert not any("unsettled" in line for line in lines(DISPUTED, wrong))


@pytest.mark.parametrize(
    ("limits", "named"),
    [
        pytest.param(["48 work hours"], "", id="as-long-as-the-dispute"),
        pytest.param(["40 work hours"], "C0101/1", id="shorter"),
        pytest.param(
            ["1 hour"] * 5, "C0101/1, C0101/2, C0101/3 and 2 more", id="counted"
        ),
    ],
)
def test_limits_shorter_than_a_dispute_are_told(limits: list[str], named: str) -> None:
    filed = tuple(
        Filed(name=f"C0101/{number}", limit=parse_duration(limit), facts={})
        for number, limit in enumerate(limits, start=1)
    )

    told = said(LADDER, known=Known(conditions=filed))

    found = (
        "0.yaml:38:15 states.disputed.dispute.ladders: a dispute may take longer than "
        f"the limit of {named}; give them a shorter ladder, if that is not meant"
    )
    assert told == ([found] if named else [])
