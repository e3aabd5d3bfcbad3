"""The certificates of servers: whose word counts, and what is wrong with one that is refused.

Looking at a certificate does not believe it: nothing but a ``HEAD /`` is sent to such a server,
and nothing of its answer is used but the time.
"""

import hashlib
import http.client
import logging
import ssl
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Protocol, cast
from urllib.parse import urlsplit

from desktop.adapters.machine import system_proxy
from desktop.adapters.trust import Trust
from desktop.adapters.workers import Workers
from desktop.core.certificates import Certificate, CertificateFault, CertificateReport

TIMEOUT_S = 10.0

_EXPIRED = 10
_NOT_YET_VALID = 9
_OTHER_HOST = 62
_OTHER_ADDRESS = 64
# Codes of OpenSSL's X509_V_ERR_…, which the exception carries.
_FAULTS = {
    _EXPIRED: CertificateFault.EXPIRED,
    _NOT_YET_VALID: CertificateFault.NOT_YET_VALID,
    _OTHER_HOST: CertificateFault.OTHER_HOST,
    _OTHER_ADDRESS: CertificateFault.OTHER_HOST,
}
_DER = 2
"""``_ssl.ENCODING_DER``."""

logger = logging.getLogger(__name__)


class TlsCertificates:
    """Keeps whom to believe, and finds out why a server is not believed.

    Args:
        trust: What connections are checked with.
        now: The wall clock.
    """

    def __init__(self, trust: Trust, now: Callable[[], datetime]) -> None:
        """Connect to nothing yet."""
        self._trust = trust
        self._now = now
        self._workers = Workers("bomizzel-certificates", threads=1)

    def believe(self, authorities: str) -> None:
        """Believe also the authorities in this file, in place of the last such file."""
        self._trust.add(authorities)

    async def inspect(self, server: str) -> CertificateReport | None:
        """Return what is wrong with the certificate of the server at this address.

        None when nothing is, or when it cannot be found out.
        """
        parts = urlsplit(server)
        if parts.scheme != "https" or parts.hostname is None:
            return None
        host, port = parts.hostname, parts.port or 443
        try:
            return await self._workers.run(
                lambda: self._inspect(host, port, system_proxy(server)), timeout_s=3 * TIMEOUT_S
            )
        except (OSError, http.client.HTTPException, ValueError) as exc:
            logger.info("certificate not inspected", extra={"reason": type(exc).__name__})
            return None

    def _inspect(self, host: str, port: int, proxy: str | None) -> CertificateReport | None:
        """Connect twice; runs in a thread.

        Raises:
            OSError: No connection.
            HTTPException: The proxy said no.
            ValueError: A certificate cannot be read.
        """
        fault = self._fault(host, port, proxy)
        if fault is None:
            return None
        blind = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        blind.check_hostname = False
        blind.verify_mode = ssl.CERT_NONE
        connection = _connection(host, port, proxy, blind)
        try:
            connection.connect()
            chain = _chain(connection.sock)
            return CertificateReport(
                host=host,
                fault=_fault_by_dates(fault, chain, self._now()),
                chain=chain,
                seen_at=self._now(),
                server_time=_server_time(connection),
            )
        finally:
            connection.close()

    def _fault(self, host: str, port: int, proxy: str | None) -> CertificateFault | None:
        connection = _connection(host, port, proxy, self._trust.context())
        try:
            connection.connect()
        except ssl.SSLCertVerificationError as exc:
            return _FAULTS.get(exc.verify_code, CertificateFault.NOT_TRUSTED)
        finally:
            connection.close()
        return None


def _connection(
    host: str, port: int, proxy: str | None, context: ssl.SSLContext
) -> http.client.HTTPSConnection:
    if proxy is None:
        return http.client.HTTPSConnection(host, port, timeout=TIMEOUT_S, context=context)
    way = urlsplit(proxy)
    connection = http.client.HTTPSConnection(
        way.hostname or "", way.port or 80, timeout=TIMEOUT_S, context=context
    )
    connection.set_tunnel(host, port)
    return connection


class _Shown(Protocol):
    """A certificate of the ``_ssl`` module."""

    def public_bytes(self, encoding: int, /) -> bytes: ...

    def get_info(self) -> Mapping[str, Any]: ...


def _chain(sock: ssl.SSLSocket) -> tuple[Certificate, ...]:
    # Public from Python 3.13 on; what is not verified has no other way out of the module.
    inner: Any = sock._sslobj  # type: ignore[attr-defined] # noqa: SLF001
    shown = cast("Sequence[_Shown]", inner.get_unverified_chain() or ())
    return tuple(map(_certificate, shown))


def _certificate(shown: _Shown) -> Certificate:
    info = shown.get_info()
    digest = hashlib.sha256(shown.public_bytes(_DER)).hexdigest().upper()
    return Certificate(
        subject=_name(info["subject"]),
        issuer=_name(info["issuer"]),
        valid_from=_instant(info["notBefore"]),
        valid_until=_instant(info["notAfter"]),
        fingerprint=":".join(digest[at : at + 2] for at in range(0, len(digest), 2)),
    )


def _name(parts: Sequence[Sequence[tuple[str, str]]]) -> str:
    """Return a distinguished name on one line: common name and organisation."""
    named = {key: value for group in parts for key, value in group}
    known = [named[key] for key in ("commonName", "organizationName") if named.get(key)]
    return ", ".join(known) or "?"


def _instant(text: str) -> datetime:
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(text), UTC)


def _fault_by_dates(
    fault: CertificateFault, chain: Sequence[Certificate], now: datetime
) -> CertificateFault:
    """Return the fault; some systems say "not trusted" of what has only expired."""
    if fault is not CertificateFault.NOT_TRUSTED or not chain:
        return fault
    if now > chain[0].valid_until:
        return CertificateFault.EXPIRED
    return CertificateFault.NOT_YET_VALID if now < chain[0].valid_from else fault


def _server_time(connection: http.client.HTTPSConnection) -> datetime | None:
    try:
        connection.request("HEAD", "/")
        said = connection.getresponse().getheader("Date")
        return None if said is None else parsedate_to_datetime(said).astimezone(UTC)
    except (OSError, http.client.HTTPException, ValueError):
        return None
