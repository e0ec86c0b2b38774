"""The ledger: whose the time of a case was, every moment of it exactly one unit's.

It is a pure projection of history under the definition that the case is pinned to:
nothing of it is stored, and the same history always gives the same spans.
"""

from workflow.domain.ledger.projection import Ledger, spans_of
from workflow.domain.ledger.spans import Ground, Role, Span, cut, wall
from workflow.domain.ledger.totals import Portion, portions

__all__ = [
    "Ground",
    "Ledger",
    "Portion",
    "Role",
    "Span",
    "cut",
    "portions",
    "spans_of",
    "wall",
]
