"""Failures behind the ports: storage or a neighbor did not do its part.

InfrastructureError
    OverloadedError             a bounded waiting line is full
DuplicateRequestError           the same Idempotency-Key was committed a moment ago
"""

from common.errors import BomizzelError, ErrorCode


class InfrastructureError(BomizzelError):
    """Storage or a neighbor failed; nothing was changed."""

    code = ErrorCode.UNAVAILABLE
    retryable = True


class OverloadedError(InfrastructureError):
    """More work waits than may wait; nothing was changed."""


class DuplicateRequestError(BomizzelError):
    """A request of the same person with the same key was committed first.

    Caught inside the services, which answer with what was remembered.
    """
