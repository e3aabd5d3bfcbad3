"""Brings a database to the schema of this version."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, insert, select

from backend.storage import schema
from common.ids import Epoch

_MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(connection: Connection, *, new_epoch: Epoch) -> None:
    """Run the migrations that are missing, within the transaction of ``connection``.

    Args:
        connection: Nobody else migrates meanwhile.
        new_epoch: Names the history, if this call begins it.
    """
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.scalar(select(schema.history.c.epoch)) is None:
        connection.execute(insert(schema.history).values(epoch=new_epoch))
