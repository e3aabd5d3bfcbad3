"""Secrets of sources and endpoints: two are good while one replaces the other."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from backend.domain.webhooks.records import WebhookSecret
from backend.domain.webhooks.signatures import new_webhook_secret
from backend.services.ports import NewSecret
from backend.services.webhook_changes import AddWebhookSecret

ROTATION = timedelta(hours=24)
"""How long a secret that was replaced is still good."""


def next_secret(owner_id: str, new_secret: NewSecret, at: datetime) -> AddWebhookSecret:
    """Return the write of a new secret, the only or the newest one of its owner."""
    secret = WebhookSecret(owner_id, new_webhook_secret(new_secret()), at)
    return AddWebhookSecret(secret, previous_ends_at=at + ROTATION)


def good_secrets(secrets: Sequence[WebhookSecret], at: datetime) -> tuple[str, ...]:
    """Return those of ``secrets`` that count at that time."""
    return tuple(one.secret for one in secrets if one.ends_at is None or one.ends_at > at)
