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
    words = list(known)
    folded = {candidate.casefold(): candidate for candidate in reversed(words)}
    near = get_close_matches(word[:_COMPARED].casefold(), folded, n=1)
    if near:
        return f'did you mean "{shown(folded[near[0]])}"?'
    if not words:
        return ""
    listed = ", ".join(shown(candidate) for candidate in words[:_LISTED])
    more = len(words) - _LISTED
    return f"known are: {listed}" + (f" and {more} more" if more > 0 else "")
