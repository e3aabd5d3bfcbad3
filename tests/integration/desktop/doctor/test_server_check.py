"""What is said of a server: refused, silent, foreign, untrusted, behind a proxy; all real."""

import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from typing_extensions import override

from desktop.adapters.doctor import server_check
from desktop.adapters.doctor.server_check import check_server
from desktop.core.diagnostics.doctor import Code

OURS = b'{"code":"authentication_required"}'
Serve = Callable[..., str]


def now() -> datetime:
    return datetime.now(UTC)


def codes(server: str, *, extra: str = "", at: Callable[[], datetime] = now) -> list[Code]:
    return [f.code for f in check_server(server, extra_certificates=extra, now=at)]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a server that answers everything with a status and a body; return its address."""
    servers: list[HTTPServer] = []

    def start(status: int = 401, body: bytes = OURS, trust: ssl.SSLContext | None = None) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            @override
            def log_message(self, *_: object) -> None:
                """Say nothing."""

        server = HTTPServer(("127.0.0.1", 0), Handler)
        scheme = "http"
        if trust is not None:
            server.socket = trust.wrap_socket(server.socket, server_side=True)
            scheme = "https"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
        servers.append(server)
        return f"{scheme}://localhost:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost that nobody else vouches for, with its key in one file."""
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=CA:TRUE"),
            *("-keyout", folder / "key.pem", "-out", folder / "certificate.pem"),
        ],
        check=True,
        capture_output=True,
    )
    return folder


def speaking_tls(folder: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context


def test_server_that_is_ours_is_fine(serve: Serve) -> None:
    assert codes(serve()) == [Code.SERVER_FINE, Code.ENCRYPTION_NONE, Code.CLOCK_FINE]


def test_clock_that_is_wrong_is_named(serve: Serve) -> None:
    found = codes(serve(), at=lambda: now() + timedelta(minutes=3))

    assert found[-1] is Code.CLOCK_WRONG


@pytest.mark.parametrize(("status", "body"), [(200, b"<html>"), (401, b"[]"), (404, b"")])
def test_server_of_somebody_else_is_named(serve: Serve, status: int, body: bytes) -> None:
    assert codes(serve(status, body))[0] is Code.SERVER_NOT_OURS


def test_port_that_nobody_listens_on_is_unreachable() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = f"http://127.0.0.1:{free.getsockname()[1]}"
        assert codes(server)[0] is Code.SERVER_UNREACHABLE


def test_server_that_says_nothing_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_check, "TIMEOUT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        server = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert codes(server)[0] is Code.SERVER_SILENT


def test_certificate_that_nobody_vouches_for_is_refused(serve: Serve, certificate: Path) -> None:
    found = codes(serve(trust=speaking_tls(certificate)))

    assert found[:2] == [Code.SERVER_UNKNOWN, Code.CERTIFICATE_REFUSED]


def test_certificate_of_an_authority_that_it_was_given_is_trusted(
    serve: Serve, certificate: Path
) -> None:
    extra = str(certificate / "certificate.pem")

    found = codes(serve(trust=speaking_tls(certificate)), extra=extra)

    assert found[:2] == [Code.SERVER_FINE, Code.ENCRYPTION_FINE]


def test_proxy_that_does_not_work_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        proxy = f"127.0.0.1:{free.getsockname()[1]}"
        monkeypatch.setenv("http_proxy", f"http://ana:secret-word@{proxy}")
        findings = check_server("http://127.0.0.1:1", extra_certificates="", now=now)

    assert findings[1].code is Code.PROXY_FAILED
    assert proxy in findings[1].explanation
    assert "secret-word" not in str(findings)


@pytest.mark.parametrize(
    ("server", "code"),
    [
        ("", Code.SERVER_NOT_NAMED),
        ("help.example.org", Code.SERVER_ADDRESS_INVALID),
        ("https://help.example.org/desk", Code.SERVER_ADDRESS_INVALID),
    ],
)
def test_address_is_looked_at_first(server: str, code: Code) -> None:
    assert codes(server)[0] is code
