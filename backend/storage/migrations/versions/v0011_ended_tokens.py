"""Find refresh tokens that ended, for retention.

Revision: 0011
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("refresh_token_by_end", "refresh_token", ["expires_at"])
