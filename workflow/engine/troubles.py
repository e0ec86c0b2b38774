"""What one case can do to whoever works at many: it cannot be read, decided or written.

Rules meet data that no check has seen, so that a sweep, a recount and a screen must
go on without the one case that is in trouble.
"""

from workflow.errors import AlreadyRecordedError

SPOILS = (
    AlreadyRecordedError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)
"""What a case in trouble raises, besides the errors that say what is the matter."""
