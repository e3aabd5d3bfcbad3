"""Requests as the documentation of the systems shows them, shortened."""

import json
from typing import Any


def zammad(**ticket: Any) -> dict[str, Any]:
    """Return a request of a Zammad trigger about ticket 81, with the article that fired it."""
    return {
        "ticket": {
            "article_count": 1,
            "article_ids": [104],
            "created_at": "2020-11-13T14:34:35.282Z",
            "customer": {"email": "emily@example.com", "firstname": "Emily", "id": 8},
            "group": {"id": 3, "name": "Service Desk"},
            "id": 81,
            "number": "10081",
            "priority": {"id": 2, "name": "2 normal", "default_create": True},
            "priority_id": 2,
            "state": "open",
            "state_id": 2,
            "title": "Webhook-Test",
            **ticket,
        },
        "article": {
            "body": "This is a simple Webhook Test.<div><br></div><div>\n<br></div>",
            "content_type": "text/html",
            "from": "Emily Adams <emily@example.com>",
            "id": 104,
            "internal": False,
            "sender": "Customer",
            "ticket_id": 81,
            "type": "phone",
        },
    }


def jira(event: str = "jira:issue_created", **parts: Any) -> dict[str, Any]:
    """Return a request of Jira Service Management about issue 10073."""
    return {
        "timestamp": 1_606_480_436_302,
        "webhookEvent": event,
        "user": {"accountId": "99:27935d01", "displayName": "Bryan Rollins"},
        "issue": {
            "id": "10073",
            "key": "SP-10",
            "self": "https://example.atlassian.net/rest/api/2/issue/10073",
            "fields": {
                "summary": "I feel the need for speed",
                "description": "Make the issue nav load 10x faster",
                "created": "2009-12-16T23:46:10.612-0600",
                "labels": ["UI", "dialogue", "move"],
                "priority": {"id": "3", "name": "Medium"},
                "status": {
                    "id": "10000",
                    "name": "Waiting for support",
                    "statusCategory": {"id": 2, "key": "new", "name": "To Do"},
                },
            },
        },
        **parts,
    }


def as_bytes(payload: object) -> bytes:
    """Return ``payload`` as it travels."""
    return json.dumps(payload).encode()
