"""When joint work is done: for every rule, and every order of what members do."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import at
from workflow.authoring.flow.grammar import GrammarError
from workflow.authoring.flow.joint_documents import parse_done
from workflow.domain.definition import DoneRule
from workflow.domain.joining.members import ended, with_member
from workflow.domain.joint import (
    Joint,
    Member,
    MemberStatus,
    joint_from,
    joint_json,
)

RULES = (
    "all",
    "any",
    "2 of members",
    "lead",
    "lead and all of others",
    "lead and 1 of others",
    "lead and 2 of others",
)
OPEN, DONE, REFUSED = MemberStatus.OPEN, MemberStatus.DONE, MemberStatus.REFUSED
EXCUSED = MemberStatus.EXCUSED


def joint_of(*statuses: MemberStatus) -> Joint:
    """Joint work whose lead comes first; members are d1, d2 and so on."""
    members = tuple(
        Member(department=f"d{number}", case=number, status=status)
        for number, status in enumerate(statuses, start=1)
    )
    return Joint(
        number=1,
        state="together",
        lead="d1",
        members=members,
        opened_at=at("06-09 09:00"),
    )


@dataclass
class Told:
    """The same work, told by somebody who only keeps lists."""

    rule: str
    veto: bool
    lead: MemberStatus = OPEN
    others: list[MemberStatus] = field(default_factory=list)

    def is_done(self) -> bool:
        """What a person would say who reads the rule aloud."""
        counted = [each for each in self.others if each is not EXCUSED]
        if self.veto and REFUSED in (self.lead, *counted):
            return False
        others = counted.count(DONE)
        everybody = others + (self.lead is DONE)
        words = self.rule.split()
        if words[0] == "lead":
            wanted = {"lead": 0, "all": len(counted)}.get(words[-3:][0]) or 0
            if words[2:3] and words[2] != "all":
                wanted = int(words[2])
            return self.lead is DONE and others >= wanted
        everything = {"all": len(counted) + 1, "any": 1}
        return everybody >= (everything.get(words[0]) or int(words[0]))

    def ends(self) -> Iterator[bool]:
        """Whether it is done, for everything that open tasks may come to."""
        every = [self.lead, *self.others]
        choices = [(DONE, REFUSED) if each is OPEN else (each,) for each in every]
        for lead, *others in product(*choices):
            yield replace(self, lead=lead, others=others).is_done()


def read(rule: str, *, veto: bool) -> DoneRule:
    return replace(parse_done(rule), veto=veto)


@pytest.mark.parametrize("veto", [False, True])
@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_met_as_it_reads(rule: str, *, veto: bool) -> None:
    done = read(rule, veto=veto)
    for lead in (OPEN, DONE, REFUSED):
        for others in product((OPEN, DONE, REFUSED, EXCUSED), repeat=3):
            joint, told = joint_of(lead, *others), Told(rule, veto, lead, [*others])

            assert done.is_met(joint) is told.is_done(), (lead, others)
            assert done.could_be_met(joint) is any(told.ends()), (lead, others)


@pytest.mark.parametrize("rule", RULES)
def test_the_order_of_results_does_not_matter(rule: str) -> None:
    done = read(rule, veto=False)
    for finals in product(("solved", "refused"), repeat=4):
        answers = set()
        for order in permutations(range(1, 5)):
            joint = joint_of(OPEN, OPEN, OPEN, OPEN)
            for number in order:
                after = ended(joint, number, finals[number - 1])
                assert after is not None
                joint = after
            answers.add(done.is_met(joint))
        assert len(answers) == 1


@st.composite
def happenings(draw: st.DrawFn) -> list[tuple[str, int]]:
    """What happens to whom: results, additions and members who are let go."""
    kinds = st.sampled_from(["solved", "refused", "excuse", "add"])
    return draw(st.lists(st.tuples(kinds, st.integers(1, 8)), max_size=14))


@given(rule=st.sampled_from(RULES), veto=st.booleans(), what=happenings())
def test_members_come_and_go_in_any_order(
    rule: str, what: list[tuple[str, int]], *, veto: bool
) -> None:
    done, joint = read(rule, veto=veto), joint_of(OPEN, OPEN, OPEN)
    told = Told(rule, veto, OPEN, [OPEN, OPEN])
    for kind, number in what:
        joint = _happens(joint, kind, number)
        _note(told, kind, number)

        assert done.is_met(joint) is told.is_done()
        assert done.could_be_met(joint) is any(told.ends())
        assert [each.status for each in joint.members] == [told.lead, *told.others]
    assert joint_from(joint_json(joint)) == joint


def _happens(joint: Joint, kind: str, number: int) -> Joint:
    if kind == "add":
        count = len(joint.members) + 1
        new = Member(department=f"d{count}", case=count)
        return replace(joint, members=(*joint.members, new))
    known = next((each for each in joint.members if each.case == number), None)
    if kind == "excuse":
        if known is None or known.department == joint.lead or known.status is DONE:
            return joint
        return with_member(joint, replace(known, status=EXCUSED))
    return ended(joint, number, kind) or joint


def _note(told: Told, kind: str, number: int) -> None:
    index = number - 2
    if kind == "add":
        told.others.append(OPEN)
    elif number == 1:
        if told.lead is OPEN and kind != "excuse":
            told.lead = DONE if kind == "solved" else REFUSED
    elif index < len(told.others):
        was = told.others[index]
        if kind == "excuse" and was is not DONE:
            told.others[index] = EXCUSED
        elif kind != "excuse" and was is OPEN:
            told.others[index] = DONE if kind == "solved" else REFUSED


@pytest.mark.parametrize("text", ["", "most", "0 of members", "lead or all", "2"])
def test_what_is_no_rule_is_refused(text: str) -> None:
    with pytest.raises(GrammarError, match="does not say when joint work is done"):
        parse_done(text)


def test_a_result_that_nobody_waits_for_changes_nothing() -> None:
    assert ended(joint_of(OPEN, EXCUSED), 2, "solved") is None
    assert ended(joint_of(OPEN, OPEN), 3, "solved") is None
