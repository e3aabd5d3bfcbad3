"""Brings a database to the schema of this version."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, insert, select

from backend.storage import schema
from backend.storage.connections import writing_engine
from common.ids import Epoch

_MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(path: Path, *, new_epoch: Epoch) -> None:
    """Make the SQLite file ``path`` if there is none, and bring it to the newest schema.

    Args:
        path: The file; its folder exists.
        new_epoch: Names the history, if this call begins it.
    """
    # Only its owner may read it, from the first moment.
    path.touch(mode=0o600)
    engine = writing_engine(path)
    try:
        with engine.begin() as connection:
            upgrade(connection)
            if connection.scalar(select(schema.history.c.epoch)) is None:
                connection.execute(insert(schema.history).values(epoch=new_epoch))
    finally:
        engine.dispose()


def upgrade(connection: Connection) -> None:
    """Run the migrations that are missing, within the transaction of ``connection``."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
