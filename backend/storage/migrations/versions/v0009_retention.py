"""Remember how far retention went, and find what it removes.

Revision: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and the indexes."""
    op.add_column(
        "history",
        sa.Column("removed_through", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
    )
    op.create_index("notification_mark_by_event", "notification_mark", ["event_id"])
    op.create_index("notification_unread_by_event", "notification_unread", ["event_id"])
    op.create_index("request_by_age", "request", ["created_at"])
