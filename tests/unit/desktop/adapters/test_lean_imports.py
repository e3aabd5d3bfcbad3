import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[4]
START = """
import sys
from desktop.adapters.lean_imports import prepare_lean_imports
prepare_lean_imports()
from desktop.adapters.rest import RestApi
from desktop.adapters.socket import SioSocket
def loaded(*names):
    return sorted(set(names) & sys.modules.keys())
"""


def told_by(program: str) -> str:
    """Return what a new interpreter prints."""
    run = subprocess.run(
        [sys.executable, "-c", START + program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def test_client_comes_without_servers_and_without_aiohttp() -> None:
    said = told_by("""
servers = ('socketio.server', 'engineio.async_server', 'redis')
print(loaded('aiohttp', 'charset_normalizer.cd', *servers))
""")

    assert said == "[]"


def test_rest_of_the_library_is_there_for_whoever_asks_for_it() -> None:
    said = told_by("""
import socketio, engineio
from socketio import AsyncServer
print(socketio.AsyncClient.__name__, AsyncServer.__name__, engineio.AsyncServer.__name__)
print(issubclass(socketio.AsyncClient, sys.modules['socketio.async_client'].AsyncClient))
""")

    assert said.split() == ["AsyncClient", "AsyncServer", "AsyncServer", "True"]


def test_text_of_an_answer_can_still_be_guessed_by_who_wants_that() -> None:
    said = told_by("""
import requests
answer = requests.Response()
answer._content = 'Fähre'.encode()
print(answer.apparent_encoding)
""")

    assert said == "utf-8"


def test_name_that_the_library_does_not_have_is_missing_as_ever() -> None:
    assert told_by("import socketio; print(hasattr(socketio, 'nothing'))") == "False"


def test_what_is_imported_already_stays_as_it_is() -> None:
    said = told_by("""
import socketio
before = socketio.AsyncServer
prepare_lean_imports()
print(sys.modules['socketio'].AsyncServer is before)
""")

    assert said == "True"
