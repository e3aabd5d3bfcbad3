"""Fixtures for servers that speak TLS."""

import subprocess
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that nobody on this machine has signed, with its key."""
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    argv = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    extra = ["-subj", "/CN=desk", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(
        [*argv.split(), *extra, "-keyout", path, "-out", f"{path}.crt"],
        check=True,
        capture_output=True,
        timeout=20,
    )
    path.write_text(path.read_text() + Path(f"{path}.crt").read_text())
    return path
