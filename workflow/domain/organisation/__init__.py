"""The city's places, departments, posts and people, and who holds what when."""

from workflow.domain.organisation.organisation import Organisation
from workflow.domain.organisation.problem import Problem, Subject
from workflow.domain.organisation.problems import problems
from workflow.domain.organisation.roster_problems import roster_problems
from workflow.domain.organisation.rosters import Duty, DutyBy, Roster, Turns
from workflow.domain.organisation.values import (
    Department,
    Holding,
    Level,
    Person,
    Place,
    Post,
    Power,
)

__all__ = [
    "Department",
    "Duty",
    "DutyBy",
    "Holding",
    "Level",
    "Organisation",
    "Person",
    "Place",
    "Post",
    "Power",
    "Problem",
    "Roster",
    "Subject",
    "Turns",
    "problems",
    "roster_problems",
]
