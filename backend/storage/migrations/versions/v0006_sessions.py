"""Find the refresh tokens of one session without reading all of them.

Revision: 0006
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("refresh_token_by_session", "refresh_token", ["session_id"])
