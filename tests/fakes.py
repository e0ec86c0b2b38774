"""Stand-ins for the ports of the engine, each named after the port it fakes."""

from collections import deque
from collections.abc import Iterable

from workflow.domain.notices import Notice, Outcome, OutcomeKind


class FakeNotifier:
    """Answers with the scripted outcomes in turn, then with `sent`; keeps what came.

    `tried` holds every notice that it was given, `sent` those that it took over.
    """

    def __init__(
        self, outcomes: Iterable[OutcomeKind] = (), *, name: str = "fake"
    ) -> None:
        self.name = name
        self.tried: list[Notice] = []
        self.sent: list[Notice] = []
        self._script = deque(outcomes)

    def send(self, notice: Notice) -> Outcome:
        kind = self._script.popleft() if self._script else OutcomeKind.SENT
        self.tried.append(notice)
        if kind is OutcomeKind.SENT:
            self.sent.append(notice)
        return Outcome(kind=kind, detail=f"The script says {kind}.")
