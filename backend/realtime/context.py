"""Whose message is being handled, for every log record that is written meanwhile."""

from contextvars import ContextVar

connection_id: ContextVar[str] = ContextVar("connection_id", default="")
