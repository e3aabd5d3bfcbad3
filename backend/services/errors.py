"""Failures behind the ports: storage or a neighbor did not do its part.

InfrastructureError
    OverloadedError             a bounded waiting line is full, or took too long
    UnansweredError             storage took too long: done or not, nobody knows
DuplicateRequestError           the same Idempotency-Key was committed a moment ago
StaleFiguresError               another process counted the same queue meanwhile
AlreadyRemovedError             another process removed the same old events meanwhile
"""

from common.errors import BomizzelError, ErrorCode


class InfrastructureError(BomizzelError):
    """Storage or a neighbor failed; nothing was changed, unless a subclass says otherwise."""

    code = ErrorCode.UNAVAILABLE
    retryable = True


class OverloadedError(InfrastructureError):
    """More work waits than may wait, or for longer; nothing was changed."""


class UnansweredError(InfrastructureError):
    """Storage did not answer in time; what it was asked may have been done, or may be yet.

    Whoever repeats the request with its Idempotency-Key finds out, and does nothing twice.
    """


class DuplicateRequestError(BomizzelError):
    """A request of the same person with the same key was committed first.

    Caught inside the services, which answer with what was remembered.
    """


class StaleFiguresError(BomizzelError):
    """A queue was counted by somebody else since; caught where queues are counted."""


class AlreadyRemovedError(BomizzelError):
    """Somebody else removes what is old; caught where it is removed."""
