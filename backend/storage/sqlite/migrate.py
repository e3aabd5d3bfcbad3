"""Makes the SQLite file, and brings it to the schema of this version."""

from pathlib import Path

from backend.storage.migrate import upgrade
from backend.storage.sqlite.connections import writing_engine
from common.ids import Epoch


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
            upgrade(connection, new_epoch=new_epoch)
    finally:
        engine.dispose()
