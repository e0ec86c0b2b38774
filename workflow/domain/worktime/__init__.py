"""Business time: calendars, and counting limits by them."""

from workflow.domain.worktime.calendars import Budget, Calendar, Measure
from workflow.domain.worktime.problems import Problem, Severity, Spot, problems
from workflow.domain.worktime.rules import (
    CalendarRules,
    MonthDay,
    Season,
    Span,
    Spans,
    Week,
)
from workflow.domain.worktime.years import known_until, runs_out, years_left_out

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
    "Spot",
    "Week",
    "known_until",
    "problems",
    "runs_out",
    "years_left_out",
]
