"""Refusals: what a command or a question is not granted, and the facts that explain it.

DomainError
    InvalidCommandError         the command makes no sense as it stands
    InvalidTransitionError      this status does not follow that one
    TicketClosedError           the ticket no longer accepts changes
    NotFoundError               unknown, or not for this person: both look alike
    PermissionDeniedError       the thing is no secret, the act is not for this person
    ConflictError               somebody else was first
        AlreadyExistsError      the name or address is taken
        AlreadyClaimedError     the ticket has an assignee
        StaleTicketError        the ticket has another version by now
        StaleRecordError        likewise for something that is no ticket
        IdempotencyMismatchError  the key was used for another request
    AuthenticationError         who asks is not established
        InvalidCredentialsError, AccountDisabledError
        TokenInvalidError, TokenExpiredError, TokenRevokedError
    TooManyRequestsError        later, not now
"""

from enum import StrEnum

from typing_extensions import override

from common.errors import BomizzelError, ErrorCode
from common.ids import TicketId, UserId
from common.vocabulary import Status


class DomainError(BomizzelError):
    """A command or a question that is refused; never raised directly."""


class InvalidCommandError(DomainError):
    """The command makes no sense as it stands.

    Attributes:
        detail: What is wrong, for developers; holds no value that was sent.
    """

    code = ErrorCode.INVALID_REQUEST

    def __init__(self, detail: str) -> None:
        """Remember what is wrong."""
        super().__init__(detail)
        self.detail = detail


class InvalidTransitionError(DomainError):
    """A ticket of status ``old`` cannot become ``new``."""

    code = ErrorCode.INVALID_TRANSITION

    def __init__(self, old: Status, new: Status) -> None:
        """Remember both ends."""
        super().__init__(old, new)
        self.old = old
        self.new = new

    @override
    def __str__(self) -> str:
        """Return a sentence for the log."""
        return f"a ticket that is {self.old} cannot become {self.new}"


class TicketClosedError(DomainError):
    """The ticket no longer accepts changes, except to be reopened."""

    code = ErrorCode.TICKET_CLOSED

    def __init__(self, ticket_id: TicketId) -> None:
        """Remember which ticket refused."""
        super().__init__(ticket_id)
        self.ticket_id = ticket_id

    @override
    def __str__(self) -> str:
        """Return a sentence for the log."""
        return f"ticket {self.ticket_id} is closed"


class NotFoundError(DomainError):
    """There is no such thing, or not for this person; the answer does not tell which."""

    code = ErrorCode.NOT_FOUND


class PermissionDeniedError(DomainError):
    """The act is not for this person, and it is no secret that it exists."""

    code = ErrorCode.PERMISSION_DENIED


class ConflictError(DomainError):
    """Somebody else was first; never raised directly."""


class AlreadyExistsError(ConflictError):
    """The name, address or number is taken."""

    code = ErrorCode.ALREADY_EXISTS


class AlreadyClaimedError(ConflictError):
    """The ticket has an assignee already."""

    code = ErrorCode.ALREADY_CLAIMED

    def __init__(self, winner_id: UserId) -> None:
        """Remember who has it."""
        super().__init__(winner_id)
        self.winner_id = winner_id


class StaleTicketError(ConflictError):
    """The ticket has another version than the command was decided on."""

    code = ErrorCode.STALE_VERSION
    retryable = True

    def __init__(self, ticket_id: TicketId) -> None:
        """Remember which ticket moved on."""
        super().__init__(ticket_id)
        self.ticket_id = ticket_id


class StaleRecordError(ConflictError):
    """What was to be changed has another version than was decided on, or is gone."""

    code = ErrorCode.STALE_VERSION
    retryable = True


class IdempotencyMismatchError(ConflictError):
    """The Idempotency-Key was used for another request."""

    code = ErrorCode.IDEMPOTENCY_MISMATCH


class AuthenticationError(DomainError):
    """Who asks is not established; never raised directly."""


class InvalidCredentialsError(AuthenticationError):
    """No such pair of address and password."""

    code = ErrorCode.INVALID_CREDENTIALS


class AccountDisabledError(AuthenticationError):
    """The password is right, the account is switched off."""

    code = ErrorCode.ACCOUNT_DISABLED


class TokenInvalidError(AuthenticationError):
    """The token was not made here, or not for this."""

    code = ErrorCode.TOKEN_INVALID


class TokenExpiredError(AuthenticationError):
    """The token was good until its time was over."""

    code = ErrorCode.TOKEN_EXPIRED


class TokenRevokedError(AuthenticationError):
    """The session of the token was ended on purpose."""

    code = ErrorCode.TOKEN_REVOKED


class Limit(StrEnum):
    """What was tried too often; the name under which refusals are counted."""

    LOGIN_ACCOUNT = "login_account"
    LOGIN_ADDRESS = "login_address"
    REFRESHES = "refreshes"
    SOCKETS_OF_PERSON = "sockets_of_person"
    JOINS = "joins"
    MESSAGES = "messages"


class TooManyRequestsError(DomainError):
    """The same thing was tried too often.

    Attributes:
        limit: Which thing.
        retry_after_s: Seconds until the next try has a chance.
    """

    code = ErrorCode.TOO_MANY_REQUESTS
    retryable = True

    def __init__(self, limit: Limit, retry_after_s: float) -> None:
        """Remember what is limited and how long to wait."""
        super().__init__(limit, retry_after_s)
        self.limit = limit
        self.retry_after_s = retry_after_s
