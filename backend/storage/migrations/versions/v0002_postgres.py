"""What PostgreSQL needs beside the tables.

Revision: 0002
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let several processes write at once: who committed what, and numbers from one place."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(
        "CREATE TABLE commit_log"
        " (n bigint NOT NULL, xid xid8 NOT NULL DEFAULT pg_current_xact_id())"
    )
    op.execute("CREATE INDEX commit_log_by_transaction ON commit_log (xid)")
    op.execute("CREATE SEQUENCE ticket_number_seq")
