"""What a decision is made in: the workflow, the city as it is, and the instant."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self

from workflow.domain.case import Case, Json, check_aware
from workflow.domain.catalogue import Category, Condition
from workflow.domain.city import City
from workflow.domain.definition import Definition
from workflow.domain.guards import Facts
from workflow.domain.machine import Workflow
from workflow.domain.worktime import Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One instant in one city under one workflow.

    `today` is the local date of `now` in the calendar's zone, by which posts are
    held. `numbers` are those that cases may take which the decision opens.
    """

    workflow: Workflow
    city: City
    calendar: Calendar
    now: datetime
    today: date
    numbers: tuple[int, ...] = ()

    @property
    def definition(self) -> Definition:
        """The workflow's definition."""
        return self.workflow.definition

    def as_at(self, instant: datetime) -> Self:
        """The same at an earlier instant, for what time does late; posts stay today's.

        What an outage delayed is judged as it was when it was due, or the outage would
        be charged to somebody.
        """
        return replace(self, now=instant)

    def category(self, case: Case) -> Category | None:
        """The catalogue's entry for the case, if it has one yet."""
        return self.city.catalogue.categories.get(case.category)

    def condition(self, case: Case) -> Condition | None:
        """The condition under which the case was registered, if it was."""
        category = self.category(case)
        return category.conditions.get(case.condition) if category else None


def context_at(workflow: Workflow, city: City, now: datetime) -> Context:
    """The context of a decision at this instant.

    Raises:
        KeyError: the city has no calendar of the name that the workflow uses.
        ValueError: the instant has no time zone.
    """
    calendar = city.calendars[workflow.definition.calendar]
    return Context(
        workflow=workflow,
        city=city,
        calendar=calendar,
        now=check_aware(now),
        today=calendar.local(now).date(),
    )


def facts_of(case: Case, context: Context, *, overdue: bool) -> Facts:
    """The published facts of a case, as guards read them."""
    category = context.category(case)
    condition = context.condition(case)
    place = context.city.organisation.places.get(case.place)
    own = {f"case.{name}": _scalar(value) for name, value in case.facts.items()}
    above = {f"parent.{name}": _scalar(v) for name, v in case.inherited.items()}
    return {
        **own,
        **above,
        "case.overdue": overdue,
        "case.returns": case.returns,
        "case.reports": len(case.reports),
        "case.cycle": case.cycle,
        "case.owner": case.owner or None,
        "case.channel": case.channel,
        "case.priority": case.priority.word,
        "category.code": case.category or None,
        "category.class": category.kind.value if category else None,
        "condition.number": case.condition or None,
        "condition.urgent": condition.urgent if condition else None,
        "condition.self_handled": condition.self_handled if condition else None,
        "place.level": place.level.value if place else None,
        "place.code": case.place,
    }


def _scalar(value: Json) -> str | int | bool | None:
    return None if isinstance(value, list | dict) else value
