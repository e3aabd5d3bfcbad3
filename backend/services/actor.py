"""Who asks, and how to recognise the same request when it comes twice."""

from dataclasses import dataclass

from common.ids import UserId
from common.vocabulary import Role


@dataclass(frozen=True, slots=True)
class RequestKey:
    """An Idempotency-Key with what it was sent for.

    Attributes:
        key: Chosen by the client, at most 200 characters; counts per person.
        fingerprint: Digest of method, path and body: the same key with another
            fingerprint is a mistake of the client.
    """

    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Actor:
    """The person on whose behalf a service acts.

    Attributes:
        request: Set on a POST that carries an Idempotency-Key.
    """

    user_id: UserId
    role: Role
    request: RequestKey | None = None
