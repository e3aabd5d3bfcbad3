import socket
import ssl

import pytest

from desktop.adapters.failures import links, trouble_of
from desktop.core.errors import ClientCode


@pytest.mark.parametrize(
    ("cause", "code"),
    [
        (ssl.SSLCertVerificationError("self-signed"), ClientCode.CERTIFICATE_REFUSED),
        (ssl.SSLError("wrong version number"), ClientCode.NOT_A_SERVER),
        (TimeoutError(), ClientCode.TIMED_OUT),
        (socket.gaierror(-2, "Name or service not known"), ClientCode.NAME_UNKNOWN),
        (ConnectionRefusedError(), ClientCode.CONNECTION_REFUSED),
        (OSError("no route to host"), ClientCode.UNREACHABLE),
    ],
)
def test_cause_is_found_however_the_library_wraps_it(
    cause: BaseException, code: ClientCode
) -> None:
    chained = RuntimeError("chained")
    chained.__cause__ = cause
    wrapped = RuntimeError("no text", RuntimeError(cause))

    assert {trouble_of(cause), trouble_of(chained), trouble_of(wrapped)} == {code}


def test_errors_in_a_circle_come_to_an_end() -> None:
    first, second = RuntimeError(), RuntimeError()
    first.__context__, second.__context__ = second, first

    assert len(list(links(first))) == 32
