"""Business time: calendars, and counting limits by them."""

from workflow.domain.worktime.calendars import Budget, Calendar, Measure
from workflow.domain.worktime.problems import Problem, Severity, problems
from workflow.domain.worktime.rules import (
    CalendarRules,
    MonthDay,
    Season,
    Span,
    Spans,
    Week,
)

__all__ = [
    "Budget",
    "Calendar",
    "CalendarRules",
    "Measure",
    "MonthDay",
    "Problem",
    "Season",
    "Severity",
    "Span",
    "Spans",
    "Week",
    "problems",
]
