"""What an author may have meant by a word that is not known."""

from collections.abc import Iterable
from difflib import get_close_matches

from workflow.authoring.text.tree import shown

_LISTED = 20
_COMPARED = 60


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Give the remedy for an unknown word: the nearest known one, or what is known.

    The answer is `did you mean "accept"?`, or `known are: accept, return` in the order
    given (at most 20 of them), or empty where nothing is known.
    """
    near, listed, more = _nearest(word, known)
    if near:
        return f'did you mean "{near}"?'
    if not listed:
        return ""
    return f"known are: {', '.join(listed)}" + (f" and {more} more" if more else "")


def did_you_mean_zh(word: str, known: Iterable[str]) -> str:
    """The same in Chinese: `是否指“accept”？`, or `可用：accept、return`."""
    near, listed, more = _nearest(word, known)
    if near:
        return f"是否指“{near}”？"
    if not listed:
        return ""
    return f"可用：{'、'.join(listed)}" + (f"等，另有 {more} 个" if more else "")


def _nearest(word: str, known: Iterable[str]) -> tuple[str, list[str], int]:
    """The nearest known word; else the first of what is known, and how many more."""
    words = list(known)
    folded = {candidate.casefold(): candidate for candidate in reversed(words)}
    near = get_close_matches(word[:_COMPARED].casefold(), folded, n=1)
    if near:
        return shown(folded[near[0]]), [], 0
    listed = [shown(candidate) for candidate in words[:_LISTED]]
    return "", listed, max(len(words) - _LISTED, 0)
