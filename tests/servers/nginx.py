"""The real nginx with the configuration that the server is rolled out with."""

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.servers.ports import free_port

CONFIGURATION = Path(__file__).parents[2] / "packaging" / "server" / "nginx"
_START_TIMEOUT_S = 10.0


@contextmanager
def running_nginx(folder: Path, backends: Sequence[str]) -> Iterator[str]:
    """Run nginx before ``backends``, two addresses with ports; yields its URL.

    Of the configuration only the ports and the certificate are changed.
    """
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin:/bin")
    assert program, "nginx is not installed"
    port = free_port()
    upstreams = (CONFIGURATION / "upstreams.conf").read_text()
    for written, backend in zip(("127.0.0.1:5001", "127.0.0.1:5002"), backends, strict=True):
        assert written in upstreams
        upstreams = upstreams.replace(written, backend)
    (folder / "upstreams.conf").write_text(upstreams)
    text = (CONFIGURATION / "bomizzel.conf").read_text()
    text, listens = re.subn(r"listen 443 ssl;", f"listen 127.0.0.1:{port};", text)
    text, certificates = re.subn(r"ssl_certificate\w* .*;", "", text)
    assert (listens, certificates) == (1, 2)
    (folder / "bomizzel.conf").write_text(text)
    temporary = "\n".join(
        f"{name}_temp_path {folder / name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = folder / "main.conf"
    main.write_text(
        f"daemon off; worker_processes 1; pid {folder / 'nginx.pid'};\n"
        f"error_log {folder / 'error.log'};\nevents {{}}\n"
        f"http {{ access_log off;\n{temporary}\ninclude {folder / 'upstreams.conf'};\n"
        f"include {folder / 'bomizzel.conf'}; }}\n"
    )
    process = subprocess.Popen((program, "-e", str(folder / "early.log"), "-c", str(main)))
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=_START_TIMEOUT_S)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _START_TIMEOUT_S
    while True:
        assert process.poll() is None, "nginx ended"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1.0).close()
        except OSError:
            assert time.monotonic() < deadline, "nginx does not listen"
        else:
            return
