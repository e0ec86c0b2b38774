"""One case played along a virtual clock: steps and rungs, each at its own instant."""

from datetime import datetime

from workflow.domain.case import Case
from workflow.domain.city import City
from workflow.domain.context import Context, context_at
from workflow.domain.decision import Decision, Refusal, Request
from workflow.domain.escalation import decide_due, decide_step, due_clock
from workflow.domain.lifecycle import Opening, decide_report
from workflow.domain.machine import Workflow


class Timeline:
    """Collects what happens to one case while its own time goes by.

    Nothing is written: the decisions are handed over as one, so that the whole
    stretch of a case's life can be stored in one transaction.
    """

    def __init__(
        self, workflow: Workflow, city: City, case: Case | None = None
    ) -> None:
        self._workflow = workflow
        self._city = city
        self._case = case
        self._decisions: list[Decision] = []

    @property
    def case(self) -> Case:
        """The case as it stands by now.

        Raises:
            ValueError: it has not been opened.
        """
        if self._case is None:
            raise ValueError("This timeline has no case yet.")
        return self._case

    def open(
        self, request: Request, opening: Opening, at: datetime
    ) -> Decision | Refusal:
        """Open the case, or say every reason against it."""
        return self._keep(decide_report(request, opening, self._context(at)))

    def pass_time(self, until: datetime) -> None:
        """Fire every rung that is due by then, each at the instant at which it is.

        A rung that was due before the case was touched last fires right after that,
        because history never runs backwards.
        """
        while (clock := due_clock(self.case, until)) is not None:
            at = max(clock.next_at or until, self.case.changed_at)
            self._keep(decide_due(self.case, self._context(at)))

    def step(self, request: Request, at: datetime) -> Decision | Refusal:
        """Take a step after everything that was due before it.

        An instant before the case was touched last counts as that one.
        """
        moment = max(at, self.case.changed_at)
        self.pass_time(moment)
        return self._keep(decide_step(self.case, request, self._context(moment)))

    def decision(self) -> Decision:
        """Everything that was decided, as one.

        Raises:
            ValueError: nothing was.
        """
        return merged(self._decisions)

    def _context(self, at: datetime) -> Context:
        return context_at(self._workflow, self._city, at)

    def _keep(self, decided: Decision | Refusal) -> Decision | Refusal:
        if isinstance(decided, Decision) and decided.entries:
            self._case = decided.case
            self._decisions.append(decided)
        return decided


def merged(decisions: list[Decision]) -> Decision:
    """Decisions on one case, each made on what the one before led to, as one.

    Of a clock that changed several times the last state counts.

    Raises:
        ValueError: there is none.
    """
    if not decisions:
        raise ValueError("Nothing was decided.")
    if len(decisions) == 1:
        return decisions[0]
    last = decisions[-1]
    return Decision(
        version=decisions[0].version,
        case=last.case,
        entries=tuple(each for one in decisions for each in one.entries),
        clocks=tuple(
            {
                (each.name, each.subject, each.cycle): each
                for one in decisions
                for each in one.clocks
            }.values()
        ),
        applications=tuple(
            {
                each.number: each for one in decisions for each in one.applications
            }.values()
        ),
        messages=tuple(each for one in decisions for each in one.messages),
        firings=tuple(each for one in decisions for each in one.firings),
        personal=tuple(each for one in decisions for each in one.personal),
        attachments=tuple(each for one in decisions for each in one.attachments),
        reports=tuple(each for one in decisions for each in one.reports),
        moved=tuple(each for one in decisions for each in one.moved),
        errands=tuple(each for one in decisions for each in one.errands),
    )
