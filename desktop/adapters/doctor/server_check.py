"""Asks the server one question, with the proxy and the certificates of the machine."""

import json
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.error import HTTPError
from urllib.request import HTTPSHandler, OpenerDirector, Request, build_opener

from desktop.adapters.address import server_address
from desktop.adapters.failures import links, trouble_of
from desktop.adapters.machine import system_proxy
from desktop.adapters.trust import Trust
from desktop.core.diagnostics.doctor import CLOCK_TOLERANCE_S, Code, Finding, found
from desktop.core.errors import ClientCode, ConnectionLostError

TIMEOUT_S = 5.0
MAX_BODY_BYTES = 64 * 1024
_QUESTION = "/api/v1/me"
"""Answered with 401 and a code of ours without a token, by every version."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the server said: whether it is one of ours, and its time if it told it."""

    is_ours: bool
    time: datetime | None


def check_server(
    server: str, *, extra_certificates: str, now: Callable[[], datetime]
) -> Sequence[Finding]:
    """Return what there is to say of server, encryption and clock; blocks for some seconds.

    Args:
        server: Its address; empty when nobody named one.
        extra_certificates: File of further authorities; empty for none.
        now: The wall clock, aware UTC.
    """
    unknown = [found(Code.ENCRYPTION_UNKNOWN), found(Code.CLOCK_UNKNOWN)]
    if not server:
        return [found(Code.SERVER_NOT_NAMED), *unknown]
    try:
        address = server_address(server)
    except ConnectionLostError:
        return [found(Code.SERVER_ADDRESS_INVALID, server=server), *unknown]
    try:
        answer = _ask(address, extra_certificates)
    except (OSError, ValueError) as exc:
        return _troubles(address, exc)
    if not answer.is_ours:
        return [found(Code.SERVER_NOT_OURS, server=address), *unknown]
    is_plain = address.startswith("http:")
    return [
        found(Code.SERVER_FINE, server=address),
        found(Code.ENCRYPTION_NONE if is_plain else Code.ENCRYPTION_FINE),
        _compare(answer.time, now()),
    ]


def _ask(address: str, extra_certificates: str) -> _Answer:
    request = Request(address + _QUESTION, headers={"Accept": "application/json"})  # noqa: S310 - http and https only
    try:
        with _opener(address, extra_certificates).open(request, timeout=TIMEOUT_S) as response:
            return _Answer(is_ours=False, time=_time_of(response.headers["Date"]))
    except HTTPError as exc:
        with exc:
            body = exc.read(MAX_BODY_BYTES)
            is_ours = exc.code == HTTPStatus.UNAUTHORIZED and _has_code(body)
            return _Answer(is_ours=is_ours, time=_time_of(exc.headers["Date"]))


def _opener(address: str, extra_certificates: str) -> OpenerDirector:
    if address.startswith("http:"):
        return build_opener()
    trust = Trust()
    trust.add(extra_certificates)
    return build_opener(HTTPSHandler(context=trust.context()))


def _troubles(address: str, error: Exception) -> Sequence[Finding]:
    trouble, proxy = trouble_of(error), system_proxy(address)
    clock = found(Code.CLOCK_UNKNOWN)
    if trouble is ClientCode.CERTIFICATE_REFUSED:
        reasons = [e for e in links(error) if isinstance(e, ssl.SSLCertVerificationError)]
        reason = reasons[0].verify_message if reasons else ""
        refused = found(Code.CERTIFICATE_REFUSED, server=address, reason=reason)
        return [found(Code.SERVER_UNKNOWN), refused, clock]
    if proxy is not None:
        failed = found(Code.PROXY_FAILED, server=address, proxy=_without_password(proxy))
        return [found(Code.SERVER_UNKNOWN), failed, clock]
    code = {
        ClientCode.TIMED_OUT: Code.SERVER_SILENT,
        ClientCode.NOT_A_SERVER: Code.SERVER_NOT_OURS,
    }.get(trouble, Code.SERVER_UNREACHABLE)
    return [found(code, server=address), found(Code.ENCRYPTION_UNKNOWN), clock]


def _compare(theirs: datetime | None, ours: datetime) -> Finding:
    if theirs is None:
        return found(Code.CLOCK_UNKNOWN)
    seconds = abs(int((theirs - ours).total_seconds()))
    code = Code.CLOCK_WRONG if seconds > CLOCK_TOLERANCE_S else Code.CLOCK_FINE
    return found(code, seconds=seconds)


def _time_of(header: str | None) -> datetime | None:
    try:
        time = parsedate_to_datetime(header) if header else None
    except (ValueError, OverflowError):
        return None
    # Without a zone it is no time that could be compared.
    return time if time is not None and time.tzinfo is not None else None


def _has_code(body: bytes) -> bool:
    try:
        problem = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(problem, dict) and isinstance(problem.get("code"), str)


def _without_password(proxy: str) -> str:
    scheme, _, rest = proxy.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"
