import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop import logs

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJl"
REFRESH = "A6OEQBlzeIef-secret_of_a_session"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    levels = {name: logging.getLogger(name).level for name in logs._LIBRARIES}
    root.handlers[:] = []
    path = tmp_path / "profile" / "agent.log"
    logs.configure_logging(path)
    yield path
    for handler in root.handlers:
        handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, former in levels.items():
        logging.getLogger(name).setLevel(former)


def test_record_is_one_line_with_its_facts_and_the_service(log: Path) -> None:
    logging.getLogger("desktop.x").info("line opened", extra={"count": 3})

    (line,) = log.read_text().splitlines()
    assert "INFO     line opened  service=bomizzel-desktop logger=desktop.x count=3" in line
    assert line[10] == "T"


def test_log_is_for_its_owner_only(log: Path) -> None:
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700


def test_log_stays_private_and_small_when_it_is_full(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (handler,) = (h for h in logging.getLogger().handlers if isinstance(h, logs.PrivateFile))
    monkeypatch.setattr(handler, "maxBytes", 1000)

    for number in range(200):
        logging.getLogger("desktop.x").info("line opened", extra={"count": number})

    files = sorted(log.parent.iterdir())
    assert [file.name for file in files] == ["agent.log", *(f"agent.log.{n}" for n in (1, 2, 3))]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert "count=199" in log.read_text()


def test_libraries_are_held_at_warning(log: Path) -> None:
    logging.getLogger("urllib3.connectionpool").info("noise")
    logging.getLogger("socketio.client").debug("noise")

    assert log.read_text() == ""


@pytest.mark.parametrize(
    "message",
    [
        f"token {JWT}",
        f"Authorization: Bearer {REFRESH}",
        f"refresh_token={REFRESH}&x=1",
        f'{{"refreshToken":"{REFRESH}"}}',
        f'{{"refreshToken": "{REFRESH}"}}',
        f"{{'password': '{REFRESH}'}}",
        f"refresh_token='{REFRESH}', expires_in=900",
        f"password='two words {REFRESH}'",
        f"password='cut off {REFRESH}",
        f'{{"secret" : "{REFRESH}"}}',
        f"b'password': b'{REFRESH}'",
        f'{{\\"accessToken\\":\\"{REFRESH}\\"}}',
        f"Cannot connect to proxy http://ana:{REFRESH}@proxy.example:8080",
        f"Proxy-Authorization: Basic {REFRESH}",
        f"Cookie: session={REFRESH}",
    ],
)
def test_secrets_are_replaced(log: Path, message: str) -> None:
    logging.getLogger("desktop.x").info(message)

    text = log.read_text()
    assert "***" in text
    assert REFRESH not in text
    assert JWT not in text


@pytest.mark.expected_logs("request failed")
def test_secrets_in_tracebacks_and_facts_are_replaced(log: Path) -> None:
    try:
        int(JWT)
    except ValueError:
        logging.getLogger("desktop.x").exception("request failed", extra={"sent": JWT})

    text = log.read_text()
    assert "Traceback" in text
    assert JWT not in text
