"""What a recount passes over: clocks whose due dates were not provisional."""

from dataclasses import dataclass, replace

from workflow.commands.shared import in_words
from workflow.domain.recounting import Recount
from workflow.domain.worktime import Calendar
from workflow.engine.calendars import Prepared
from workflow.engine.recount import Moved, foresee
from workflow.engine.runtime import Runtime


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """How many clocks of how many cases would move with --every-clock besides."""

    cases: int = 0
    clocks: int = 0

    def before(self) -> str:
        """What to type so that they are listed and move as well."""
        return in_words(
            zh=f"此外，{self.cases} 件案件的 {self.clocks} 个时限不是暂定的，按此日历"
            "也会变动；加 --every-clock 即一并列出并重新计算。",
            en=f"Besides, {self.clocks} clocks of {self.cases} cases are not "
            "provisional and would move as well: add --every-clock to list and move "
            "them.",
        )

    def after(self) -> str:
        """What to type about those that stayed as they were counted."""
        return in_words(
            zh=f"{self.cases} 件案件的 {self.clocks} 个时限仍按先前的日历；"
            "列出并重新计算：gridcase calendar recount --every-clock --as 人员。",
            en=f"{self.clocks} clocks of {self.cases} cases stay as an earlier "
            "calendar counted them; to list and move them: gridcase calendar recount "
            "--every-clock --as PERSON.",
        )

    def document(self) -> dict[str, int]:
        """The same for programs."""
        return {"cases": self.cases, "clocks": self.clocks}


def passed_over(
    runtime: Runtime, recount: Recount, calendar: Calendar, prepared: Prepared | None
) -> Settled:
    """Count the clocks that a recount leaves alone although the calendar moves them.

    A year that is new moves nothing that was settled, so nobody looks then.
    """
    if recount.every_clock or (prepared and _brings_only_new_years(prepared)):
        return Settled()
    every = replace(recount, every_clock=True)
    found = [
        sum(not clock.before.provisional for clock in each.clocks)
        for each in foresee(runtime, every, calendar)
        if isinstance(each, Moved)
    ]
    return Settled(cases=sum(map(bool, found)), clocks=sum(found))


def _brings_only_new_years(prepared: Prepared) -> bool:
    return bool(prepared.changes) and all(each.new for each in prepared.changes)
