"""The tables. Columns named ``*_at`` hold microseconds since 1970 (``instants``).

A migration is written for each change here, and a test compares the two.

Source:
    ADR-0003.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    false,
    text,
)

metadata = MetaData()

history = Table(
    "history",
    metadata,
    Column("epoch", Text, primary_key=True),
    Column("removed_through", BigInteger, nullable=False, server_default=text("0")),
)
"""One row: the name of this database's history, changed when a backup is restored, and the ``n``
up to which retention has emptied the rooms."""

event = Table(
    "event",
    metadata,
    # AUTOINCREMENT never gives a number twice, so n is the order of the commits for ever.
    Column(
        "n",
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
    ),
    Column("id", Text, nullable=False, unique=True),
    Column("type", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("actor_id", Text),
    Column("ticket_id", Text),
    Column("body", LargeBinary, nullable=False),
    Column("positions", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)
"""What happened, once; ``body`` is the JSON of the contract without positions."""

Index(
    "event_by_ticket",
    event.c.ticket_id,
    event.c.n,
    sqlite_where=event.c.ticket_id.is_not(None),
    postgresql_where=event.c.ticket_id.is_not(None),
)

room = Table(
    "room",
    metadata,
    Column("name", Text, primary_key=True),
    Column("head", BigInteger, nullable=False),
    Column("floor", BigInteger, nullable=False, server_default=text("0")),
    sqlite_with_rowid=False,
)

entry = Table(
    "entry",
    metadata,
    Column("room", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("n", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""An event's place in a room. The rows of a room are numbered 1, 2, 3 … without holes."""

Index("entry_by_commit", entry.c.room, entry.c.n, unique=True)

person = Table(
    "person",
    metadata,
    Column("id", Text, primary_key=True),
    Column("email", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("disabled", Boolean, nullable=False),
)

team = Table(
    "team",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("disabled", Boolean, nullable=False, server_default=false()),
)

queue = Table(
    "queue",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("team_id", Text, ForeignKey("team.id"), nullable=False),
    Column("disabled", Boolean, nullable=False, server_default=false()),
)

team_member = Table(
    "team_member",
    metadata,
    Column("user_id", Text, ForeignKey("person.id"), primary_key=True),
    Column("team_id", Text, ForeignKey("team.id"), primary_key=True),
    Column("since_seq", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""``since_seq`` is the head of the team's room when the membership began."""

queue_watcher = Table(
    "queue_watcher",
    metadata,
    Column("user_id", Text, ForeignKey("person.id"), primary_key=True),
    Column("queue_id", Text, ForeignKey("queue.id"), primary_key=True),
    Column("since_seq", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""``since_seq`` is the head of the queue's room when the watching began."""

ticket = Table(
    "ticket",
    metadata,
    Column("id", Text, primary_key=True),
    Column("number", BigInteger, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("queue_id", Text, ForeignKey("queue.id"), nullable=False),
    Column("team_id", Text, ForeignKey("team.id"), nullable=False),
    Column("requester_id", Text, ForeignKey("person.id"), nullable=False),
    Column("assignee_id", Text, ForeignKey("person.id")),
    Column("status", Text, nullable=False),
    Column("priority", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("first_response_at", BigInteger),
    Column("resolved_at", BigInteger),
)

"""``team_id`` is the queue's team when the ticket was last written; readers ask the queue."""

Index("ticket_by_queue", ticket.c.queue_id, ticket.c.number)
Index("ticket_by_requester", ticket.c.requester_id, ticket.c.number)
Index(
    "ticket_by_assignee",
    ticket.c.assignee_id,
    ticket.c.number,
    sqlite_where=ticket.c.assignee_id.is_not(None),
    postgresql_where=ticket.c.assignee_id.is_not(None),
)
# The oldest open ticket is an order that no sum holds: a partial index answers in constant time.
Index(
    "ticket_open_by_age",
    ticket.c.queue_id,
    ticket.c.created_at,
    sqlite_where=text("status NOT IN ('resolved', 'closed')"),
    postgresql_where=text("status NOT IN ('resolved', 'closed')"),
)

note = Table(
    "note",
    metadata,
    Column("id", Text, primary_key=True),
    Column("ticket_id", Text, ForeignKey("ticket.id"), nullable=False),
    Column("author_id", Text, ForeignKey("person.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("internal", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

Index("note_by_ticket", note.c.ticket_id, note.c.created_at)

note_mention = Table(
    "note_mention",
    metadata,
    Column("note_id", Text, ForeignKey("note.id"), primary_key=True),
    Column("user_id", Text, ForeignKey("person.id"), primary_key=True),
    sqlite_with_rowid=False,
)

announcement = Table(
    "announcement",
    metadata,
    Column("id", Text, primary_key=True),
    Column("team_id", Text, ForeignKey("team.id"), nullable=False),
    Column("author_id", Text, ForeignKey("person.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

preference = Table(
    "preference",
    metadata,
    Column("user_id", Text, ForeignKey("person.id"), primary_key=True),
    Column("document", LargeBinary, nullable=False),
)

session = Table(
    "session",
    metadata,
    Column("id", Text, primary_key=True),
    Column("user_id", Text, ForeignKey("person.id"), nullable=False),
    Column("device_id", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    Column("answered_at", BigInteger),
)
"""One sign-in; ending it ends its access and refresh tokens."""

Index("session_by_user", session.c.user_id)

identity_change = Table(
    "identity_change",
    metadata,
    Column("n", BigInteger, nullable=False),
)
"""One row: how often a session ended, or a person's role or switch changed. Triggers count."""

refresh_token = Table(
    "refresh_token",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("session_id", Text, ForeignKey("session.id"), nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("replaced_at", BigInteger),
    sqlite_with_rowid=False,
)
"""Only digests: the tokens themselves are nowhere on the server."""

Index("refresh_token_by_session", refresh_token.c.session_id)
Index("refresh_token_by_end", refresh_token.c.expires_at)

queue_metric = Table(
    "queue_metric",
    metadata,
    Column("queue_id", Text, primary_key=True),
    Column("measure", Text, primary_key=True),
    Column("label", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

queue_flow = Table(
    "queue_flow",
    metadata,
    Column("queue_id", Text, primary_key=True),
    Column("span", Text, primary_key=True),
    Column("begins_at", BigInteger, primary_key=True, autoincrement=False),
    Column("flow", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""What happened in a queue, in buckets of minutes and of hours."""

notification_mark = Table(
    "notification_mark",
    metadata,
    Column("user_id", Text, ForeignKey("person.id"), primary_key=True),
    Column("event_id", Text, primary_key=True),
    Column("read_at", BigInteger, nullable=False),
    Column("cleared_at", BigInteger),
    sqlite_with_rowid=False,
)

Index("notification_mark_by_event", notification_mark.c.event_id)

notification_unread = Table(
    "notification_unread",
    metadata,
    Column("user_id", Text, ForeignKey("person.id"), primary_key=True),
    Column("event_id", Text, primary_key=True),
    sqlite_with_rowid=False,
)
"""What was marked unread after whatever marked it read; a later mark removes the row."""

Index("notification_unread_by_event", notification_unread.c.event_id)

notification_watermark = Table(
    "notification_watermark",
    metadata,
    Column("user_id", Text, ForeignKey("person.id"), primary_key=True),
    Column("room", Text, primary_key=True),
    Column("read_seq", BigInteger, nullable=False),
    Column("cleared_seq", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

request = Table(
    "request",
    metadata,
    Column("user_id", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""First answers to requests with an Idempotency-Key, committed with what they did."""

Index("request_by_age", request.c.created_at)

webhook_source = Table(
    "webhook_source",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("queue_id", Text, ForeignKey("queue.id"), nullable=False),
    Column("user_id", Text, ForeignKey("person.id"), nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

webhook_secret = Table(
    "webhook_secret",
    metadata,
    Column("owner_id", Text, primary_key=True),
    Column("secret", Text, primary_key=True),
    Column("created_at", BigInteger, nullable=False),
    Column("ends_at", BigInteger),
    sqlite_with_rowid=False,
)
"""Of a source or an endpoint; in clear, since signatures are made with them."""

webhook_delivery = Table(
    "webhook_delivery",
    metadata,
    Column("id", Text, primary_key=True),
    Column("source_id", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("code", Text),
    Column("ticket_id", Text),
)
"""Requests of sources, stored before they are answered and worked on afterwards."""

Index("webhook_delivery_by_key", webhook_delivery.c.source_id, webhook_delivery.c.key, unique=True)
Index(
    "webhook_delivery_by_source",
    webhook_delivery.c.source_id,
    webhook_delivery.c.received_at,
)
Index("webhook_delivery_by_state", webhook_delivery.c.state, webhook_delivery.c.received_at)

webhook_ticket = Table(
    "webhook_ticket",
    metadata,
    Column("source_id", Text, primary_key=True),
    Column("external_id", Text, primary_key=True),
    Column("ticket_id", Text, ForeignKey("ticket.id"), nullable=False),
    Column("delivery_id", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Which ticket of ours is which of a source's, written with the ticket."""

webhook_endpoint = Table(
    "webhook_endpoint",
    metadata,
    Column("id", Text, primary_key=True),
    Column("url", Text, nullable=False),
    Column("room", Text, nullable=False),
    Column("types", Text, nullable=False),
    Column("after", BigInteger, nullable=False),
    Column("event_id", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("failing_since", BigInteger),
    Column("problem", Text),
)
"""Addresses that hear a room; ``types`` are names separated by commas, none for all."""
