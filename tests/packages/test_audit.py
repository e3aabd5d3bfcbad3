"""``make audit`` against a database of weaknesses that the test writes itself."""

import json
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from typing_extensions import override

from scripts.packages.version import ROOT

_TIMEOUT_S = 60


class _Database(ThreadingHTTPServer):
    """Answers as the Open Source Vulnerabilities database does.

    Attributes:
        asked: The names of the packages that it was asked about.
        weak: The package that it knows something about.

    Source:
        https://google.github.io/osv.dev/post-v1-query/
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: set[str] = set()
        self.weak = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1/query"

    def answer(self, name: str) -> object:
        self.asked.add(name)
        if name != self.weak:
            return {}
        package = {"name": name, "ecosystem": "PyPI"}
        ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]
        return {
            "vulns": [
                {
                    "id": "OSV-2026-1",
                    "modified": "2026-01-01T00:00:00Z",
                    "summary": "It lets everybody in.",
                    "affected": [{"package": package, "ranges": ranges}],
                }
            ]
        }


class _Handler(BaseHTTPRequestHandler):
    server: _Database

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        body = json.dumps(self.server.answer(asked["package"]["name"])).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    @override
    def log_message(self, format: str, *args: object) -> None:
        del format, args


@pytest.fixture
def database() -> Iterator[_Database]:
    server = _Database()
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def _audit(url: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (ROOT / "scripts" / "audit.sh", "--osv-url", url),
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_S,
        check=False,
    )


def test_everything_that_is_brought_along_is_asked_about(database: _Database) -> None:
    audited = _audit(database.url)

    assert audited.returncode == 0, audited.stderr
    assert {"aiohttp", "pyside6-essentials", "msgspec"} <= database.asked


def test_known_weakness_fails_and_is_named(database: _Database) -> None:
    database.weak = "redis"

    audited = _audit(database.url)

    assert audited.returncode == 1
    assert "OSV-2026-1" in audited.stdout


def test_database_that_cannot_be_reached_fails(database: _Database) -> None:
    url = database.url.replace("/v1/query", "/nothing-here")
    database.shutdown()
    database.server_close()

    assert _audit(url).returncode != 0
