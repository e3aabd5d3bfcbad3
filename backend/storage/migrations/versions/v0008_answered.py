"""Remember which renewals of a session were certainly answered.

Revision: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("session", sa.Column("answered_at", sa.BigInteger()))
