"""Runs migrations on the connection that ``backend.storage.migrate`` opened."""

from alembic import context

from backend.storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
context.run_migrations()
