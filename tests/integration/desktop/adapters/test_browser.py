"""The browser is a program of the person's choice, so a real one is started, from a child."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]

OPEN = """
import asyncio, logging, sys, threading
from desktop.adapters.browser import SystemBrowser
logging.basicConfig(filename=sys.argv[1], format="%(message)s")
asyncio.run(SystemBrowser().open_url(sys.argv[2]))
for thread in threading.enumerate():
    if thread.name == "bomizzel-browser":
        thread.join(10)
"""


def log_of_opening(folder: Path, url: str, browser: str) -> str:
    """Open ``url`` with ``browser`` and return what was logged; nothing may be printed."""
    result = subprocess.run(
        [sys.executable, "-c", OPEN, folder / "log", url],
        env={"BROWSER": browser, "PATH": str(folder), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )
    assert (result.stdout, result.stderr) == ("", "")
    return (folder / "log").read_text()


@pytest.fixture
def browser(tmp_path: Path) -> str:
    """A chatty browser that writes the addresses it is given into ``seen``."""
    path = tmp_path / "browser"
    path.write_text(
        f'#!/bin/sh\necho noise; echo noise >&2\nprintf "%s\\n" "$@" >> {tmp_path}/seen\n'
    )
    path.chmod(0o700)
    return str(path)


def test_page_is_opened_in_the_browser_that_the_person_chose(tmp_path: Path, browser: str) -> None:
    assert log_of_opening(tmp_path, "https://desk.example/t?a=1&b=%20x", browser) == ""
    assert (tmp_path / "seen").read_text() == "https://desk.example/t?a=1&b=%20x\n"


def test_options_of_the_browser_are_kept(tmp_path: Path, browser: str) -> None:
    log_of_opening(tmp_path, "http://desk.example/", f"{browser} --new %s")

    assert (tmp_path / "seen").read_text() == "--new\nhttp://desk.example/\n"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "--help",
        "https://",
        "https://desk.example/ --incognito",
        "https://desk.example/\nx",
        "https://[::1",
    ],
)
def test_nothing_else_is_opened(tmp_path: Path, browser: str, url: str) -> None:
    assert log_of_opening(tmp_path, url, browser) == "address not opened\n"
    assert not (tmp_path / "seen").exists()


def test_machine_without_a_browser_is_no_error(tmp_path: Path) -> None:
    assert log_of_opening(tmp_path, "https://desk.example/", "") == "no browser\n"


def test_browser_that_fails_is_no_error(tmp_path: Path, browser: str) -> None:
    Path(browser).write_text("#!/bin/sh\nexit 3\n")

    assert log_of_opening(tmp_path, "https://desk.example/", browser) == "browser failed\n"
