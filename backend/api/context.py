"""Which request is being answered, for every log record that is written meanwhile."""

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
