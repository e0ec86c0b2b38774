"""Parts of drawn workflows: limits, rungs, approvals, as an author writes them."""

from collections.abc import Sequence
from random import Random
from typing import Any, TypeVar

from tests.engine.stateful.course import GUARDS

Document = dict[str, Any]
_Choice = TypeVar("_Choice")

TEMPLATE = """\
template: news
subject: {zh: "{{ case.number }}", en: "{{ case.number }}"}
body: {zh: "{{ action }}", en: "{{ action }}"}
"""

LENGTHS = (
    "30 minutes",
    "4 hours",
    "1 day",
    "3 days",
    "90 work minutes",
    "4 work hours",
    "1 work day",
    "3 work days",
)
IN_TIME = ("80%", "due", "35%", "10 minutes before", "1 work hour before")
"""When a rung may fire while the limit is kept."""
TRIGGERS = (*IN_TIME, "overdue", "150%", "20 minutes after", "1 work day after")
_REPEATS = ("1 hour", "1 work day", "2 days")
_DECIDERS = (
    "head of centre",
    "deputy of centre",
    "judge of centre",
    "head of owner",
)
VALUES = {"reason": "auto", "depth": "4", "owner": "roads", "resume_on": "2026-12-30"}
"""What time gives where it takes an action, by field."""


class Parts:
    """Draws parts one after the other; with the same luck, the same parts.

    Every choice is as likely as any other, so that workflows are as full of things
    as they can be; what fails is made smaller by its story.
    """

    def __init__(self, luck: Random) -> None:
        self._luck = luck

    def pick(self, choices: Sequence[_Choice]) -> _Choice:
        return self._luck.choice(choices)

    def luck(self, outof: int = 2) -> bool:
        """Once in so many times."""
        return self._luck.randrange(outof) == 0

    def number(self, low: int, high: int) -> int:
        return self._luck.randint(low, high)

    def some(self, choices: Sequence[_Choice], most: int) -> list[_Choice]:
        """A few of the choices, each once, in their order."""
        chosen = [self.pick(choices) for _ in range(self.number(0, most))]
        return [each for each in choices if each in chosen]

    def guard(self) -> str:
        return self.pick(tuple(GUARDS))

    def limit(self, shares: Sequence[str]) -> Any:
        """How long; it may be a share of the clocks that have begun by then."""
        if self.luck(6):
            first = {"when": self.guard(), "is": self._terms(shares)}
            return [first, {"is": self._terms(shares)}]
        return self._terms(shares)

    def _terms(self, shares: Sequence[str]) -> str:
        length = self.pick(LENGTHS)
        terms = [
            length,
            f"{length} or {self.pick(LENGTHS)}",
            f"until resume_on or {length}",
            "condition.limit",
        ]
        if shares:
            share = f"{self.pick((20, 50, 120))}% of {self.pick(shares)}"
            terms += [share, f"{share} or {length}"]
        return self.pick(terms)

    def rungs(
        self,
        marks: Sequence[str],
        takes: Sequence[Document],
        most: int,
        triggers: Sequence[str] = TRIGGERS,
    ) -> Document:
        """Rungs by name; `takes` are actions that are offered all along."""
        chosen = self.some(triggers, most)
        return {
            f"r{number}": self._rung(trigger, marks, takes)
            for number, trigger in enumerate(chosen)
        }

    def _rung(
        self, trigger: str, marks: Sequence[str], takes: Sequence[Document]
    ) -> Document:
        rung: Document = {"at": trigger}
        if self.luck():
            rung["every"] = self.pick(_REPEATS)
            rung["times"] = self.number(2, 4)
            rung["after_outage"] = self.pick(("latest", "resume", "each"))
        effect = self.number(0, 3)
        if effect == 1:
            rung["notify"] = {"head of centre": "news", "reporter": "news"}
        if effect == 2 and takes:
            rung["take"] = self.pick(takes)
        if effect in (0, 3) or len(rung) == 1 or not {"notify", "take"} & set(rung):
            rung["raise"] = self.pick(marks)
        return rung

    def approval(self, does: str, clocks: Sequence[str]) -> Document:
        """Who decides, by when; `does` is what it brings besides the action."""
        times = self.pick((None, None, 1, 2))
        chains: list[list[str]] = [
            self.some(_DECIDERS, self.pick((0, 0, 1, 2, 3))) or ["head of centre"]
            for _ in range(min(times or 2, self.number(1, 2)))
        ]
        approval: Document = {
            "title": {"zh": "审批", "en": "Approval"},
            "decides": {str(at): chain for at, chain in enumerate(chains, 1)},
            "limit": self.pick(("2 hours", "1 work day", "3 days or 10% of promise")),
            "silence": self.pick(("granted", "granted", "refused")),
        }
        if times:
            approval["times"] = times
        if self.luck(4):
            fewest = max(times or 1, len(chains))
            approval["asked_at_most"] = self.number(fewest, 3)
        if does == "adds":
            amounts = ("100% of limit", "50% of limit", "4 hours", "1 work day")
            to = self.some(clocks, 2) or [clocks[0]]
            approval["adds"] = {"to": to, "amount": self.pick(amounts)}
            if self.luck(3):
                approval["ask"] = "before due"
        elif does != "nothing":
            approval[does] = ["department"] if does == "gives_back" else list(clocks)
        if "ask" not in approval and self.luck(5):
            approval["ask"] = {"within": self.pick(LENGTHS)}
        if self.luck():
            approval["messages"] = {"asked": "news", "lapsed": "news"}
        return approval
