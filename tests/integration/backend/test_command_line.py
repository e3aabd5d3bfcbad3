"""The programs as an administrator starts them: real processes, signals and exit codes."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from backend.domain.webhooks.signatures import signed_headers
from backend.services.webhooks.processing import LEASE
from tests.servers.postgres import Postgres
from tests.servers.redis import Redis

ROOT = Path(__file__).parents[3]
TIMEOUT_S = 20


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    seeded = run(folder, "seed-demo")
    assert (seeded.returncode, "bomizzel-demo" in seeded.stdout) == (0, True), seeded.stderr
    return folder


def environment(folder: Path, **more: str) -> dict[str, str]:
    url = f"sqlite:///{folder / 'data' / 'bomizzel.db'}"
    return {"PATH": os.environ["PATH"], "BOMIZZEL_DATABASE_URL": url, **more}


def run(
    folder: Path, *arguments: str, said: str = "", **environ: str
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "backend", *arguments],
        cwd=ROOT,
        env=environment(folder, **environ),
        input=said,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )


@contextmanager
def serving(
    folder: Path, patience_s: float = TIMEOUT_S
) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Run a server that logs into ``serve.log``; yields it and its URL, all that it prints."""
    with (
        # A file, since a pipe that nobody reads would hold up a server with much to log.
        (folder / "serve.log").open("w") as log,
        subprocess.Popen(
            [sys.executable, "-m", "backend", "serve", "--port", "0"],
            cwd=ROOT,
            env=environment(folder, BOMIZZEL_LOG_FORMAT="json"),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        watchdog = threading.Timer(patience_s, process.kill)
        watchdog.start()
        try:
            yield process, process.stdout.readline().strip()
        finally:
            watchdog.cancel()
            process.kill()


def login(url: str, email: str, password: str) -> requests.Session:
    session = requests.Session()
    answer = session.post(
        f"{url}/api/v1/auth/login", json={"email": email, "password": password}, timeout=5
    )
    answer.raise_for_status()
    session.headers["Authorization"] = f"Bearer {answer.json()['accessToken']}"
    return session


def test_an_account_is_made_used_given_another_password_and_disabled(tmp_path: Path) -> None:
    made = run(
        tmp_path, "user", "add", "ana@example.org", "--name", "Ana", "--role", "admin",
        "--password-stdin", said="long enough\n",
    )  # fmt: skip
    again = run(
        tmp_path, "user", "add", "ana@example.org", "--name", "Ana", "--role", "admin",
        "--password-stdin", said="long enough\n",
    )  # fmt: skip
    with serving(tmp_path) as (process, url):
        with login(url, "ana@example.org", "long enough") as ana:
            assert ana.get(f"{url}/healthz", timeout=5).json()["sockets"] == 0
            reset = run(
                tmp_path, "user", "reset-password", "ana@example.org", "--password-stdin",
                said="another one\n",
            )  # fmt: skip
        with login(url, "ana@example.org", "another one"):
            disabled = run(tmp_path, "user", "disable", "ana@example.org")
        with pytest.raises(requests.HTTPError, match="403"):
            login(url, "ana@example.org", "another one")
        process.terminate()
        assert process.wait(TIMEOUT_S) == 0

    assert (made.returncode, reset.returncode, disabled.returncode) == (0, 0, 0), reset.stderr
    assert len(made.stdout.split()) == 1
    assert (again.returncode, again.stderr) == (1, "refused: already_exists: It exists already.\n")
    unknown = run(tmp_path, "user", "disable", "nobody@example.org")
    assert (unknown.returncode, unknown.stderr) == (
        1,
        "refused: not_found: Unknown, or not for you.\n",
    )


def test_serve_prints_its_url_only_and_ends_with_0_on_sigterm(tmp_path: Path) -> None:
    with serving(tmp_path) as (process, url):
        assert requests.get(f"{url}/readyz", timeout=5).json()["ready"] is True

        process.send_signal(signal.SIGTERM)

        assert process.wait(TIMEOUT_S) == 0
        assert process.stdout is not None
        assert process.stdout.read() == ""
        assert "WARNING" not in (tmp_path / "serve.log").read_text()
    database = tmp_path / "data" / "bomizzel.db"
    assert database.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "data" / "jwt-secret").stat().st_mode & 0o777 == 0o600


def test_nothing_that_was_answered_is_lost_by_a_kill(demo: Path, tmp_path: Path) -> None:
    shutil.copytree(demo / "data", tmp_path / "data")
    with serving(tmp_path) as (process, url), login(url, *_star()) as star:
        answered: list[str] = []
        enough = threading.Event()
        with ThreadPoolExecutor(4) as pool:
            for _ in range(4):
                pool.submit(_file_tickets, url, star, answered, enough)
            assert enough.wait(TIMEOUT_S)
            process.kill()
        process.wait(TIMEOUT_S)

    with serving(tmp_path) as (process, url), login(url, *_star()) as star:
        for start in range(0, len(answered), 100):
            ids = answered[start : start + 100]
            page = star.get(
                f"{url}/api/v1/tickets", params={"ids": ",".join(ids)}, timeout=5
            ).json()
            assert {item["id"] for item in page["items"]} == set(ids)
            for ticket_id in ids[:3]:
                history = star.get(f"{url}/api/v1/tickets/{ticket_id}/history", timeout=5).json()
                assert [event["type"] for event in history["items"]] == [
                    "ticket:created",
                    "queue:ticket_added",
                ]
        room = f"queue:{_queue(star, url)}"
        numbers = _numbers(star, url, room)
        assert numbers == list(range(1, len(numbers) + 1))
        process.terminate()
        assert process.wait(TIMEOUT_S) == 0


def test_the_demo_is_only_for_an_empty_database(demo: Path) -> None:
    again = run(demo, "seed-demo")

    assert (again.returncode, again.stderr) == (1, "refused: already_exists: It exists already.\n")


def test_check_and_migrate_say_what_is_well(tmp_path: Path) -> None:
    migrated, checked = run(tmp_path, "migrate"), run(tmp_path, "check")

    assert migrated.returncode == 0
    assert checked.returncode == 0
    assert checked.stdout.startswith("configuration: ok\ndatabase: ok")


def test_every_problem_of_the_configuration_is_named_at_once(tmp_path: Path) -> None:
    result = run(
        tmp_path,
        "check",
        SOCKET_IO_PORT="http",
        BOMIZZEL_JWT_SECRET="short",
        BOMIZZEL_REDIS_URL="localhost:6379",
    )

    assert result.returncode == 78
    assert [line.partition(":")[0] for line in result.stderr.splitlines()] == [
        "SOCKET_IO_PORT",
        "BOMIZZEL_JWT_SECRET",
        "BOMIZZEL_REDIS_URL",
    ]


def test_a_database_that_cannot_be_had_has_its_own_exit_code(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")

    result = run(tmp_path, "check", BOMIZZEL_JWT_SECRET="x" * 32)

    assert result.returncode == 69
    assert result.stderr.startswith("unavailable: ")


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    path.write_text("this is no database, whatever its name says " * 100)

    result = run(tmp_path, "check", BOMIZZEL_DATABASE_URL=f"sqlite:///{path}")

    assert result.returncode == 69
    assert result.stderr == f"{path} cannot be used: file is not a database\n"


def test_a_password_that_is_too_short_or_missing_is_refused_with_the_reason(
    tmp_path: Path,
) -> None:
    person = ("user", "add", "ana@example.org", "--name", "Ana", "--role", "admin")
    assert run(tmp_path, *person, "--password-stdin", said="long enough\n").returncode == 0
    reset = ("user", "reset-password", "ana@example.org", "--password-stdin")

    short, missing = run(tmp_path, *reset, said="x\n"), run(tmp_path, *reset, said="")

    assert (short.returncode, missing.returncode) == (1, 1)
    assert "length >= 8" in short.stderr
    assert "no password came on standard input" in missing.stderr


def test_a_command_line_that_makes_no_sense_ends_with_2(tmp_path: Path) -> None:
    assert run(tmp_path, "dance").returncode == 2
    for port in ("99999", "-1", "http"):
        result = run(tmp_path, "serve", f"--port={port}")
        assert (result.returncode, "from 0 to 65535" in result.stderr) == (2, True)


def _star() -> tuple[str, str]:
    return "ben@demo.example", "bomizzel-demo"


def _admin() -> tuple[str, str]:
    return "alex@demo.example", "bomizzel-demo"


def _queue(star: requests.Session, url: str) -> str:
    queue: str = star.get(f"{url}/api/v1/queues", timeout=5).json()["items"][0]["id"]
    return queue


def _file_tickets(
    url: str, star: requests.Session, answered: list[str], enough: threading.Event
) -> None:
    queue = _queue(star, url)
    while True:
        body = {"title": "Printer jams", "queueId": queue}
        try:
            answer = star.post(f"{url}/api/v1/tickets", json=body, timeout=5)
        except requests.RequestException:
            return
        answered.append(answer.json()["id"])
        if len(answered) > 150:
            enough.set()


def _numbers(star: requests.Session, url: str, room: str) -> list[int]:
    numbers: list[int] = []
    while True:
        body = {"rooms": {room: {"after": len(numbers)}}, "limit": 500}
        page = star.post(f"{url}/api/v1/sync", json=body, timeout=5).json()["rooms"][room]
        numbers += [entry["pos"][room] for entry in page["entries"]]
        if not page.get("more"):
            return numbers


def test_on_postgresql_the_commands_do_the_same_and_show_no_password(
    tmp_path: Path, postgres: Postgres
) -> None:
    url = postgres.new_database().replace("postgres@", "postgres:hunter2@")
    environ = {"BOMIZZEL_DATABASE_URL": url, "BOMIZZEL_JWT_SECRET": "s" * 32}

    migrated = run(tmp_path, "migrate", **environ)
    checked = run(tmp_path, "check", **environ)
    begun = run(tmp_path, "new-epoch", **environ)
    nowhere = run(tmp_path, "check", **{**environ, "BOMIZZEL_DATABASE_URL": f"{url}-not"})

    assert (migrated.returncode, checked.returncode, begun.returncode) == (0, 0, 0)
    assert f"database: ok, PostgreSQL 127.0.0.1:{postgres.port}/" in checked.stdout
    assert postgres.run_sql("SELECT epoch FROM history", url.rpartition("/")[2]) in begun.stdout
    assert (nowhere.returncode, "no such database" in nowhere.stderr) == (69, True)
    for done in (migrated, checked, begun, nowhere):
        assert "hunter2" not in done.stdout + done.stderr


def test_postgresql_without_a_signing_secret_is_refused(tmp_path: Path) -> None:
    refused = run(tmp_path, "check", BOMIZZEL_DATABASE_URL="postgresql://db/bomizzel")

    assert refused.returncode == 78
    assert refused.stderr.startswith("BOMIZZEL_JWT_SECRET: must be set")


def test_check_hears_itself_through_redis_or_says_that_it_does_not(
    tmp_path: Path, redis: Redis
) -> None:
    url = redis.url.replace("//", "//:hunter2@")
    redis.ask("CONFIG", "SET", "requirepass", "hunter2")
    well = run(tmp_path, "check", BOMIZZEL_REDIS_URL=url)
    redis.freeze()
    hanging = run(tmp_path, "check", BOMIZZEL_REDIS_URL=url)
    redis.stop()
    gone = run(tmp_path, "check", BOMIZZEL_REDIS_URL=url)

    assert (well.returncode, well.stdout.splitlines()[-1]) == (0, "redis: ok"), well.stderr
    for done in (hanging, gone):
        assert done.returncode == 69
        assert done.stderr.splitlines()[-1] == (
            "unavailable: nothing comes back through Redis; look at BOMIZZEL_REDIS_URL"
        )
        assert "hunter2" not in done.stdout + done.stderr


def test_every_webhook_that_was_answered_becomes_one_ticket_although_the_server_is_killed(
    demo: Path, tmp_path: Path
) -> None:
    shutil.copytree(demo / "data", tmp_path / "data")
    with serving(tmp_path) as (process, url), login(url, *_admin()) as admin:
        person = admin.get(f"{url}/api/v1/me", timeout=5).json()["user"]["id"]
        queue = _queue(admin, url)
        wanted = {"name": "shop", "kind": "generic", "userId": person, "queueId": queue}
        source = admin.post(f"{url}/api/v1/webhook-sources", json=wanted, timeout=5).json()
        for number in range(30):
            body = json.dumps(
                {"externalId": f"order-{number}", "title": f"Order {number}"}
            ).encode()
            headers = signed_headers(f"m-{number}", datetime.now(UTC), body, [source["secret"]])
            stored = requests.post(
                f"{url}/api/v1/webhooks/shop", data=body, headers=headers, timeout=5
            )
            assert stored.status_code == 202, stored.text
        process.kill()
        process.wait(TIMEOUT_S)

    # What the killed server was working on is taken up when its claim ends.
    patience_s = LEASE.total_seconds() + TIMEOUT_S
    with serving(tmp_path, patience_s) as (process, url), login(url, *_admin()) as admin:
        path = f"{url}/api/v1/webhook-sources/{source['id']}/deliveries"
        deadline = time.monotonic() + patience_s
        while any(one["state"] != "done" for one in admin.get(path, timeout=5).json()["items"]):
            assert time.monotonic() < deadline, "some are not worked on"
            time.sleep(0.05)
        made = [one["ticketId"] for one in admin.get(path, timeout=5).json()["items"]]
        listed = admin.get(
            f"{url}/api/v1/tickets", params={"limit": "100", "queueId": queue}, timeout=5
        ).json()["items"]
        process.terminate()
        assert process.wait(TIMEOUT_S) == 0
    titles = sorted(one["title"] for one in listed if one["title"].startswith("Order "))
    assert titles == sorted(f"Order {number}" for number in range(30))
    assert len(set(made)) == 30
