"""How connections to PostgreSQL are made; every wait in them ends by itself."""

from socket import gaierror
from typing import TypeAlias

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from backend.services.errors import InfrastructureError

READERS = 8
"""Connections of a process for reads; one more writes."""
CONNECT_TIMEOUT_S = 3.0
STATEMENT_TIMEOUT_S = 5.0
LOCK_TIMEOUT_S = 3.0
IDLE_IN_TRANSACTION_TIMEOUT_S = 10.0
PAUSE_IN_WRITING_S = 2.0
"""How long a writer may say nothing within a transaction: one that is frozen or cut off holds rows
that others wait for, and they wait for ``LOCK_TIMEOUT_S`` only."""
ANSWER_TIMEOUT_S = STATEMENT_TIMEOUT_S + 2.0
"""How long a server that says nothing at all is waited for."""

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

FAILURES = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
)
"""What the driver raises when the server cannot be reached, refuses or fails.

``InternalClientError`` is among it: so ends a question that meets the server's goodbye.
"""


async def connect_to_write(dsn: str) -> Connection:
    """Return a connection whose transactions never hold up those of others for long."""
    return await connect(dsn, idle_in_transaction_s=PAUSE_IN_WRITING_S)


async def connect(
    dsn: str,
    *,
    statement_timeout_s: float = STATEMENT_TIMEOUT_S,
    idle_in_transaction_s: float = IDLE_IN_TRANSACTION_TIMEOUT_S,
) -> Connection:
    """Return a connection that gives up by itself wherever it waits.

    Args:
        dsn: ``postgresql://user:password@host:port/database``; never part of an error.
        statement_timeout_s: After how long the server ends a statement.
        idle_in_transaction_s: After how long it ends a transaction that does nothing.
    """
    return await asyncpg.connect(
        dsn,
        timeout=CONNECT_TIMEOUT_S,
        command_timeout=statement_timeout_s + ANSWER_TIMEOUT_S - STATEMENT_TIMEOUT_S,
        server_settings={
            "application_name": "bomizzel",
            "statement_timeout": _ms(statement_timeout_s),
            "lock_timeout": _ms(LOCK_TIMEOUT_S),
            "idle_in_transaction_session_timeout": _ms(idle_in_transaction_s),
            "jit": "off",  # Reads are short; compiling them would take longer.
        },
    )


def reading_engine(dsn: str) -> AsyncEngine:
    """Return an engine whose transactions cannot write and see one moment each."""

    async def connect_to_read() -> Connection:
        return await connect(dsn)

    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect_to_read,
        pool_size=READERS,
        max_overflow=0,
        pool_timeout=STATEMENT_TIMEOUT_S,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
    )


def writing_engine(dsn: str) -> AsyncEngine:
    """Return an engine for migrations, which may take their time."""

    async def connect_to_migrate() -> Connection:
        return await connect(dsn, statement_timeout_s=600.0)

    return create_async_engine(
        "postgresql+asyncpg://", async_creator=connect_to_migrate, pool_size=1, max_overflow=0
    )


_WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (asyncpg.InvalidPasswordError, "the server refuses the password"),
    (asyncpg.InvalidAuthorizationSpecificationError, "the server refuses the user"),
    (asyncpg.InvalidCatalogNameError, "the server has no such database"),
    (asyncpg.InsufficientPrivilegeError, "the user may not do that"),
    (asyncpg.TooManyConnectionsError, "the server has no connection left"),
    (asyncpg.CannotConnectNowError, "the server is starting or stopping"),
    (asyncpg.LockNotAvailableError, "somebody else uses the tables for too long"),
    (ConnectionRefusedError, "nobody listens there"),
    (gaierror, "the host is not known"),
    (TimeoutError, "the server does not answer in time"),
)


def in_words(exc: BaseException) -> InfrastructureError:
    """Return what the driver raised in plain words, never with what it was asked."""
    cause: BaseException | None = exc
    while cause is not None:
        for kind, words in _WORDS:
            if isinstance(cause, kind):
                return InfrastructureError(f"PostgreSQL: {words}")
        cause = cause.__cause__
    return InfrastructureError(f"PostgreSQL: {type(exc).__name__}")


def _ms(seconds: float) -> str:
    return str(int(seconds * 1_000))
