"""How much is measured, in a quick run and in a full one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The size of a run; a first round for warming up comes on top.

    In each round every contestant takes `cases` cases through the script, or sweeps
    `batches` times `batch` cases.
    """

    rounds: int
    cases: int
    batches: int
    batch: int = 50
    quick: bool = False

    @property
    def numbers(self) -> range:
        """The rounds, with the one for warming up."""
        return range(self.rounds + 1)

    @property
    def swept(self) -> int:
        """How many cases are swept in a round."""
        return self.batches * self.batch

    @property
    def spare(self) -> int:
        """A case that belongs to no round."""
        return self.cases * len(self.numbers)

    @property
    def seeded(self) -> int:
        """How many cases there are to begin with."""
        return max(self.spare + 1, self.swept * len(self.numbers))

    def sequences(self) -> list[range]:
        """The cases of each round."""
        return [
            range(number * self.cases, (number + 1) * self.cases)
            for number in self.numbers
        ]


QUICK = Plan(rounds=9, cases=8, batches=1, quick=True)
FULL = Plan(rounds=21, cases=20, batches=2)
