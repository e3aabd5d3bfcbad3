"""Brings a database to the schema of this version."""

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, inspect, select, text

from backend.storage import schema
from common.ids import Epoch

logger = logging.getLogger(__name__)

_MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(connection: Connection, *, new_epoch: Epoch) -> None:
    """Run the migrations that are missing, within the transaction of ``connection``.

    A schema of a later version is left as it is: migrations only add, and while an upgrade goes
    on a process of the old version must be able to start again.

    Args:
        connection: Nobody else migrates meanwhile.
        new_epoch: Names the history, if this call begins it.
    """
    if _is_of_a_later_version(connection):
        logger.warning("the schema is newer than this version")
        return
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.scalar(select(schema.history.c.epoch)) is None:
        connection.execute(insert(schema.history).values(epoch=new_epoch))


def revisions() -> tuple[str, ...]:
    """Return the names of the schemas that this version knows, newest first."""
    scripts = ScriptDirectory.from_config(_config())
    return tuple(script.revision for script in scripts.walk_revisions())


def present_revision(connection: Connection) -> str:
    """Return the name of the schema that the database has."""
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


def _is_of_a_later_version(connection: Connection) -> bool:
    if not inspect(connection).has_table("alembic_version"):
        return False
    present = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return present is not None and present not in revisions()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config
