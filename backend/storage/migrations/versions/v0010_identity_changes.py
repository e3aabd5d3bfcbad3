"""Count how often somebody's right to be here changed.

Revision: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_COUNT = "UPDATE identity_change SET n = n + 1"
_CASES = {
    "session_ended": "UPDATE OF revoked_at ON session",
    "session_removed": "DELETE ON session",
    "person_changed": "UPDATE OF role, disabled ON person",
}
_WHEN = {"person_changed": "OLD.role <> NEW.role OR OLD.disabled <> NEW.disabled"}


def upgrade() -> None:
    """Let the database itself count: also what an older version writes, or somebody by hand."""
    op.create_table("identity_change", sa.Column("n", sa.BigInteger(), nullable=False))
    op.execute("INSERT INTO identity_change (n) VALUES (0)")
    if op.get_bind().dialect.name != "postgresql":
        for name, case in _CASES.items():
            when = f"WHEN {_WHEN[name]} " if name in _WHEN else ""
            op.execute(f"CREATE TRIGGER {name} AFTER {case} {when}BEGIN {_COUNT}; END")
        return
    op.execute(
        "CREATE FUNCTION count_identity_change() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {_COUNT}; RETURN NULL; END $$"
    )
    for name, case in _CASES.items():
        when = f"WHEN ({_WHEN[name]}) " if name in _WHEN else ""
        # With the commit, as the last lock of the transaction: never crosswise with another.
        op.execute(
            f"CREATE CONSTRAINT TRIGGER {name} AFTER {case} DEFERRABLE INITIALLY DEFERRED"
            f" FOR EACH ROW {when}EXECUTE FUNCTION count_identity_change()"
        )
