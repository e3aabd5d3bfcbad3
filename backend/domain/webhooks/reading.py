"""From the bytes of a request to what it asks for, by the kind of its source."""

from typing import assert_never

from backend.domain.webhooks.generic import read_generic
from backend.domain.webhooks.intents import TicketIntent
from backend.domain.webhooks.jira import read_jira
from backend.domain.webhooks.zammad import read_zammad
from common.webhooks import SourceKind


def read_intent(kind: SourceKind, body: bytes) -> TicketIntent | None:
    """Return what ``body`` asks for; None when it is about nothing of ours.

    Raises:
        ContractError: It is not of the shape that such sources send.
    """
    match kind:
        case SourceKind.GENERIC:
            return read_generic(body)
        case SourceKind.ZAMMAD:
            return read_zammad(body)
        case SourceKind.JIRA:
            return read_jira(body)
        case _:
            assert_never(kind)
