"""Where items of an agenda come from that other parts of the engine know of."""

from datetime import date

from workflow.domain.meeting import Item, MeetingRule
from workflow.store.database import Connection


def expiring_precedents(
    connection: Connection, rule: MeetingRule, by: date
) -> tuple[Item, ...]:
    """The precedents at a meeting's place that expire by a date.

    No table holds precedents so far, so there are none.
    """
    del connection, rule, by
    return ()


def failed_joint_operations(
    connection: Connection, rule: MeetingRule
) -> tuple[Item, ...]:
    """The joint operations at a meeting's place that failed.

    No case can be in one so far, so there are none.
    """
    del connection, rule
    return ()
