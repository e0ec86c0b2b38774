"""An unknown word is answered with the nearest known one, or with all of them."""

import pytest

from workflow.authoring.text.suggest import did_you_mean

KNOWN = ["accept", "return", "dispute"]


@pytest.mark.parametrize("word", ["acept", "Accept", "accept ", "acceptt"])
def test_a_near_word_is_suggested(word: str) -> None:
    assert did_you_mean(word, KNOWN) == 'did you mean "accept"?'


def test_a_far_word_lists_what_is_known() -> None:
    assert did_you_mean("close", KNOWN) == "known are: accept, return, dispute"


def test_the_case_of_the_known_word_is_kept() -> None:
    assert did_you_mean("promise", ["Promise"]) == 'did you mean "Promise"?'


def test_a_long_list_is_cut() -> None:
    known = [f"{number}" for number in range(100, 130)]

    remedy = did_you_mean("x", known)

    assert remedy.startswith("known are: 100, 101, ")
    assert remedy.endswith(", 119 and 10 more")


def test_nothing_known_gives_no_remedy() -> None:
    assert did_you_mean("x", []) == ""


def test_an_endless_word_is_answered_too() -> None:
    assert did_you_mean("a" * 1_000_000, KNOWN).startswith("known are: ")
