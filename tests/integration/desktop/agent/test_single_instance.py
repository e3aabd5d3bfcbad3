"""Two starts with one profile, as processes of their own."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.e2e.processes import wait_until
from tests.fakes.server import EMAIL, ContractServer
from tests.integration.desktop.agent.program import Program

LINK = "bomizzel://ticket/ticket-9"


@pytest.fixture
async def programs(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Program, Program]]:
    """Two programs of one profile, with a browser that writes down what it is to open."""
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" >> "{tmp_path}/opened"\n')
    browser.chmod(0o700)
    monkeypatch.setenv("BROWSER", str(browser))
    # The folder of a test has too long a name for a socket in it.
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    first, second = Program(tmp_path), Program(tmp_path)
    yield first, second
    await second.close()
    await first.close()


async def opened(folder: Path) -> str:
    def look() -> str:
        return (folder / "opened").read_text().strip() if (folder / "opened").exists() else ""

    return await asyncio.to_thread(wait_until, look, "page")


async def live(program: Program, server: ContractServer) -> None:
    assert await program.log_in(server.url) == 0
    await program.start_headless()
    await program.until_line("link live")


async def test_second_start_passes_its_link_on_and_ends(
    programs: tuple[Program, Program], server: ContractServer
) -> None:
    first, second = programs
    await live(first, server)

    await second.start("--headless", LINK)

    assert await second.ended() == 0
    assert await opened(first.folder) == "https://desk.example/tickets/ticket-9"
    assert (second.lines, second.errors) == ([], b"")
    assert await first.terminate() == 0


async def test_link_starts_the_program_when_it_does_not_run(
    programs: tuple[Program, Program], server: ContractServer
) -> None:
    first, _ = programs
    assert await first.log_in(server.url) == 0

    await first.start("--headless", LINK)

    assert await opened(first.folder) == "https://desk.example/tickets/ticket-9"


async def test_start_after_a_kill_is_the_first_again(
    programs: tuple[Program, Program], server: ContractServer
) -> None:
    first, second = programs
    await live(first, server)
    await first.kill()

    await second.start_headless()

    await second.until_line("link live")


async def test_program_that_hangs_is_named_and_no_second_one_works_on_its_database(
    programs: tuple[Program, Program], server: ContractServer
) -> None:
    first, second = programs
    await live(first, server)
    os.kill(first.pid, signal.SIGSTOP)

    await second.start_headless()
    code = await second.ended()
    os.kill(first.pid, signal.SIGCONT)

    assert code == 1
    assert f"running already (process {first.pid}), but does not answer".encode() in second.errors
    assert second.lines == []


async def test_commands_that_need_the_profile_alone_say_who_has_it(
    programs: tuple[Program, Program], server: ContractServer
) -> None:
    first, second = programs
    await live(first, server)

    await second.start("logout")

    assert await second.ended() == 1
    assert b"Bomizzel is running with this profile" in second.errors
    assert server.count("POST auth/logout") == 0


async def test_status_is_that_of_the_program_that_runs(
    programs: tuple[Program, Program], server: ContractServer
) -> None:
    first, second = programs
    await live(first, server)

    await second.start("status", "--json")

    assert await second.ended() == 0
    status = json.loads("".join(second.lines))
    assert status["running"]
    agent = status["agent"]
    assert (agent["link"], agent["server"], agent["processId"]) == ("live", server.url, first.pid)
    assert EMAIL not in str(status)
