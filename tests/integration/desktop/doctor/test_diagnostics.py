"""The file for IT: secrets of every kind are planted, and none is found in it."""

import asyncio
import json
import logging
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from common.ids import TicketId
from desktop.commands.program import main
from desktop.config import Config
from desktop.logs import configure_logging
from tests.fakes.memory_vault import MemoryVault
from tests.fakes.server import EMAIL, PASSWORD, ContractServer
from tests.integration.desktop.agent.household import Household

TITLE = "About ticket-1"


@pytest.fixture
async def server() -> AsyncIterator[ContractServer]:
    server = ContractServer()
    await server.start()
    yield server
    await server.stop()


@pytest.mark.expected_logs("planted")
async def test_bundle_holds_no_secret_name_address_or_text(
    server: ContractServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = tmp_path / "home" / "profile"
    config = Config(profile=profile)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr("desktop.adapters.vault.KeyringVault", lambda _: MemoryVault())
    handlers = logging.getLogger().handlers[:]
    configure_logging(config.log_file)
    home = Household(server, profile)
    await home.start_live()
    await server.assign(TicketId("ticket-1"))
    await home.until_toasts(1)
    name = home.now.account.name if home.now.account is not None else ""
    await home.stop()
    nothing: dict[tuple[str, str], str] = {}
    try:
        nothing[TITLE, name]
    except KeyError:
        logging.getLogger("planted").exception(
            "planted %s", EMAIL, extra={"token": "token=access-secret"}
        )
    for handler in logging.getLogger().handlers[:]:
        handler.close()
    logging.getLogger().handlers[:] = handlers
    (profile / "crash-report.txt").write_text('Fatal\n  File "desktop/app.py", line 1 in run\n')
    path = tmp_path / "for-it.zip"

    words = ["diagnostics", str(path), "--profile", str(profile)]
    assert await asyncio.to_thread(main, words) == 0

    with zipfile.ZipFile(path) as bundle:
        files = {info.filename: bundle.read(info).decode() for info in bundle.infolist()}
    everything = "\n".join(files.values())
    assert name
    assert TITLE.encode() in (profile / "agent.sqlite3").read_bytes() + b"".join(
        side.read_bytes() for side in profile.glob("agent.sqlite3-*")
    )
    for secret in (EMAIL, PASSWORD, "access-secret", "refresh-secret", TITLE, name, str(profile)):
        assert secret not in everything, secret
    assert json.loads(files["counts.json"])["item"] == 1
    assert "caught up" in files["connection.txt"]
    assert "planted" in files["logs/agent.log"]
    assert "Fatal" in files["crash-report.txt"]
    assert {f["check"] for f in json.loads(files["doctor.json"])} >= {"profile", "policy"}
    assert json.loads(files["status.json"]) is None
    assert path.stat().st_mode & 0o777 == 0o600


def test_place_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("desktop.adapters.vault.KeyringVault", lambda _: MemoryVault())
    path = tmp_path / "none" / "for-it.zip"

    assert main(["diagnostics", str(path), "--profile", str(tmp_path)]) == 1

    assert f"{path} cannot be written" in capsys.readouterr().err
