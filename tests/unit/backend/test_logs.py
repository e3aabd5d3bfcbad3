import io
import json
import logging
from collections.abc import Iterator

import pytest

from backend.api.context import request_id
from backend.logs import configure_logging, redacted
from backend.realtime.engine import quiet_library_logger

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJl"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        yield io.StringIO()
    finally:
        root.handlers[:], root.level = handlers, level


def test_a_json_record_is_one_line_with_service_context_and_facts(stream: io.StringIO) -> None:
    configure_logging(as_json=True, stream=stream)
    request_id.set("r-1")

    logging.getLogger("backend.test").info("ticket filed", extra={"took_s": 0.5})

    line = json.loads(stream.getvalue())
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "INFO",
        "event": "ticket filed",
        "service": "bomizzel-backend",
        "logger": "backend.test",
        "request_id": "r-1",
        "took_s": 0.5,
    }
    request_id.set("")


def test_a_console_record_is_readable(stream: io.StringIO) -> None:
    configure_logging(as_json=False, stream=stream)

    logging.getLogger("backend.test").info("ticket filed", extra={"took_s": 0.5})

    assert "INFO    ticket filed  service=bomizzel-backend took_s=0.5" in stream.getvalue()


@pytest.mark.parametrize("as_json", [True, False], ids=["json", "console"])
@pytest.mark.expected_logs("backend.test:ERROR:failed")
def test_a_traceback_is_shown_without_the_secret_in_it(stream: io.StringIO, as_json: bool) -> None:
    configure_logging(as_json=as_json, stream=stream)
    try:
        int(JWT)
    except ValueError:
        logging.getLogger("backend.test").exception("failed")

    assert "ValueError: invalid literal for int() with base 10: '***'" in stream.getvalue()
    assert JWT not in stream.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        JWT,
        f"GET /socket.io/?token={JWT}&x=1",
        "Authorization: Bearer SECRET-part_of.it",
        "https://host/path?access_token=SECRET&a=1",
        '{"refreshToken": "SECRET", "x": 1}',
        '{"password":"SECRET"}',
        "password=SECRET",
        "Login(email='a@b.c', password='SECRET', device=None)",
        "{'refreshToken': 'SECRET'}",
        '{"secret": "SECRET"}',
        "key whsec_SECRET/+x== refused",
        "postgresql://desk:SECRET%40x@db:5432/desk",
        "redis://:SECRET@cache",
        "PA\u017fSWORD=SECRET",
        "TO\u212aEN=SECRET",
    ],
)
def test_what_looks_like_a_secret_is_replaced(text: str) -> None:
    hidden = redacted(text)

    assert "***" in hidden
    assert "SECRET" not in hidden
    assert JWT not in hidden


@pytest.mark.parametrize("as_json", [True, False], ids=["json", "console"])
def test_a_secret_is_replaced_wherever_it_stands_in_a_record(
    stream: io.StringIO, as_json: bool
) -> None:
    configure_logging(as_json=as_json, stream=stream)

    body = '{"refreshToken": "SECRET", "x": 1}'
    logging.getLogger("backend.test").info("got %s", body, extra={"body": body})

    assert stream.getvalue().count("***") == 2
    assert "SECRET" not in stream.getvalue()


def test_libraries_speak_from_warning_on(stream: io.StringIO) -> None:
    configure_logging(as_json=True, stream=stream)

    logging.getLogger("engineio.server").info("Received packet MESSAGE data %s", JWT)
    library = quiet_library_logger()
    library.setLevel(logging.DEBUG)
    library.info("Received packet MESSAGE data %s", JWT)

    assert stream.getvalue() == ""
    library.setLevel(logging.WARNING)


@pytest.mark.parametrize("as_json", [True, False], ids=["json", "console"])
def test_nobody_can_forge_a_record(stream: io.StringIO, as_json: bool) -> None:
    configure_logging(as_json=as_json, stream=stream)
    evil = "1.0\n12:00:00 INFO    signed in\r\x1b[2J\u2028"

    logging.getLogger("backend.test").info("socket authenticated", extra={"client": evil})

    assert len(stream.getvalue().splitlines()) == 1
    assert "\x1b" not in stream.getvalue()


@pytest.mark.expected_logs("backend.test:ERROR:failed")
def test_no_line_of_a_traceback_looks_like_a_record(stream: io.StringIO) -> None:
    configure_logging(as_json=False, stream=stream)
    error = ValueError("x\n12:00:00 INFO    signed in\x1b[2J")

    logging.getLogger("backend.test").error("failed", exc_info=error)

    first, *rest = stream.getvalue().splitlines()
    assert "failed" in first
    assert len(rest) > 1
    assert all(line.startswith("    ") for line in rest)
    assert "\x1b" not in stream.getvalue()
