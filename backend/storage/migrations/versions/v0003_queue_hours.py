"""Figures of queues by hour.

Tickets that are there already get their buckets and sums as far as they tell: when they were filed
and last resolved, in the queue where they are now.

Revision: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_HOUR_US = 3_600_000_000
_SECOND_US = 1_000_000


def upgrade() -> None:
    """Make the buckets, and fill them and the new sums from the tickets."""
    op.create_table(
        "queue_flow",
        sa.Column("queue_id", sa.Text(), nullable=False),
        sa.Column("span", sa.Text(), nullable=False),
        sa.Column("begins_at", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("queue_id", "span", "begins_at", "flow"),
        sqlite_with_rowid=False,
    )
    _fill_hours("created", "created_at", "1")
    _fill_hours("resolved", "resolved_at", "1")
    _fill_hours("resolution_s", "resolved_at", _seconds_until("resolved_at"))
    _fill_hours("first_responses", "first_response_at", "1")
    _fill_hours("first_response_s", "first_response_at", _seconds_until("first_response_at"))
    _fill_sums("resolutions", "resolved_at", "1")
    _fill_sums("resolution_s", "resolved_at", _seconds_until("resolved_at"))
    _fill_sums("first_responses", "first_response_at", "1")
    _fill_sums("first_response_s", "first_response_at", _seconds_until("first_response_at"))


def _seconds_until(column: str) -> str:
    return (
        f"CASE WHEN {column} > created_at THEN ({column} - created_at) / {_SECOND_US} ELSE 0 END"
    )


def _fill_hours(flow: str, column: str, value: str) -> None:
    # Nothing happens before its ticket was filed, whatever clocks said.
    at = f"CASE WHEN {column} > created_at THEN {column} ELSE created_at END"
    hour = f"({at}) - ({at}) % {_HOUR_US}"
    op.execute(
        "INSERT INTO queue_flow (queue_id, span, begins_at, flow, value)"  # noqa: S608 - constants
        f" SELECT queue_id, 'hour', {hour}, '{flow}', sum({value})"
        f" FROM ticket WHERE {column} IS NOT NULL GROUP BY queue_id, {hour}"
    )


def _fill_sums(measure: str, column: str, value: str) -> None:
    op.execute(
        "INSERT INTO queue_metric (queue_id, measure, label, value)"  # noqa: S608 - constants
        f" SELECT queue_id, '{measure}', '', sum({value})"
        f" FROM ticket WHERE {column} IS NOT NULL GROUP BY queue_id"
    )
