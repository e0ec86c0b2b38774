"""The rule by which joint work is done, in the words of whoever waits for it."""

import pytest

from workflow.domain.definition.joint import DoneRule


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (DoneRule(text="all"), "全部成员完成"),
        (DoneRule(text="2 of members", least=2), "2 个成员完成"),
        (DoneRule(text="lead", lead=True, least=0), "牵头部门完成"),
        (
            DoneRule(text="lead and all of others", lead=True),
            "牵头部门和其他全部成员完成",
        ),
        (
            DoneRule(text="lead and 1 of others", lead=True, least=1, veto=True),
            "牵头部门和其他 1 个成员完成，且无人拒绝",
        ),
    ],
)
def test_a_rule_reads_in_chinese(rule: DoneRule, words: str) -> None:
    assert rule.zh == words
