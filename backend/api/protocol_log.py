"""What aiohttp's reader of requests has to say: strangers are counted, faults are logged.

What somebody sends that is no HTTP is answered with 400, and the connection is closed. aiohttp
logs each as an error with a traceback, by which anybody could fill the disk.
"""

import logging

from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web import RequestPayloadError
from prometheus_client import Counter
from typing_extensions import override

logger = logging.getLogger(__name__)


class ProtocolLog(logging.LoggerAdapter[logging.Logger]):
    """Stands in for aiohttp's logger; ``malformed`` counts requests that are none."""

    def __init__(self, malformed: Counter) -> None:
        super().__init__(logger, {})
        self._malformed = malformed

    @override
    def log(self, level: int, msg: object, *args: object, **kwargs: object) -> None:
        """Log a record, unless it is about what a stranger sent."""
        cause = kwargs.get("exc_info")
        if isinstance(cause, HttpProcessingError | RequestPayloadError):
            self._malformed.inc()
            logger.debug("request refused", extra={"reason": type(cause).__name__})
        else:
            super().log(level, msg, *args, **kwargs)  # type: ignore[arg-type] # likewise
