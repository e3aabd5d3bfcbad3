"""Secrets of sources and endpoints: two are good while one replaces the other."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from backend.domain.webhooks.records import WebhookSecret
from backend.domain.webhooks.signatures import new_webhook_secret
from backend.services.changes import Change
from backend.services.commands import Decision
from backend.services.ports import NewSecret
from backend.services.webhook_changes import AddWebhookSecret
from common import webhooks

ROTATION = timedelta(hours=24)
"""How long a secret that was replaced is still good."""


def next_secret(owner_id: str, new_secret: NewSecret, at: datetime) -> AddWebhookSecret:
    """Return the write of a new secret, the only or the newest one of its owner."""
    secret = WebhookSecret(owner_id, new_webhook_secret(new_secret()), at)
    return AddWebhookSecret(secret, previous_ends_at=at + ROTATION)


def replaced_secret(
    owner_id: str, new_secret: NewSecret, at: datetime
) -> Decision[webhooks.WebhookSecret]:
    """Return the decision to give an owner another secret, which is shown this once."""
    write = next_secret(owner_id, new_secret, at)
    answer = webhooks.WebhookSecret(
        secret=write.secret.secret, previous_ends_at=write.previous_ends_at
    )
    return Decision(answer, Change(writes=(write,)))


def good_secrets(secrets: Sequence[WebhookSecret], at: datetime) -> tuple[str, ...]:
    """Return those of ``secrets`` that count at that time."""
    return tuple(one.secret for one in secrets if one.ends_at is None or one.ends_at > at)
