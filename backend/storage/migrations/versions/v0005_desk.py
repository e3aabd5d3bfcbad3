"""Teams and queues that are switched off.

Revision: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the switches; what is there is on, and the version before may go on writing."""
    for table in ("team", "queue"):
        op.add_column(
            table,
            sa.Column("disabled", sa.Boolean(), nullable=False, server_default=sa.false()),
        )
