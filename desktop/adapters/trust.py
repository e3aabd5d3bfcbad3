"""Whom a TLS client believes: the certificate authorities of the machine, and further ones."""

import logging
import ssl
import threading

logger = logging.getLogger(__name__)


class Trust:
    """What connections are checked with.

    The network libraries bring a list of certificate authorities of their own, which knows
    nothing of a company's; it is not used. There is no way to believe a single certificate.
    """

    def __init__(self) -> None:
        """Believe those whom the machine believes."""
        self._further = ""
        self._context: ssl.SSLContext | None = None
        self._lock = threading.Lock()

    def add(self, certificates: str) -> None:
        """Believe also the authorities in this file (PEM), in place of the last such file.

        What is connected stays so; connections that are made from now on are checked anew.
        """
        with self._lock:
            if certificates != self._further:
                self._further = certificates
                self._context = None

    def context(self) -> ssl.SSLContext:
        """Return what a TLS client needs; callable in any thread, the same until ``add``."""
        with self._lock:
            if self._context is None:
                self._context = self._new_context()
            return self._context

    def _new_context(self) -> ssl.SSLContext:
        import truststore  # noqa: PLC0415 - plain http does not need it

        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if self._further:
            try:
                context.load_verify_locations(cafile=self._further)
            except OSError as exc:
                # Also what is no certificate; the server is refused, if it needs this file.
                logger.warning(
                    "further certificate authorities not read",
                    extra={"path": self._further, "reason": type(exc).__name__},
                )
        return context


def system_trust() -> ssl.SSLContext:
    """Return what a TLS client needs that believes whom the machine believes."""
    return Trust().context()
