"""The headless program as a person at a terminal has it."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from common.errors import ErrorCode
from tests.fakes.server import EMAIL, PASSWORD, ContractServer
from tests.integration.desktop.agent.program import Program


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    program = Program(tmp_path)
    yield program
    await program.close()


async def test_killed_program_shows_one_digest_and_nothing_twice(
    program: Program, server: ContractServer
) -> None:
    assert await program.log_in(server.url) == 0
    await program.start_headless()
    await program.until_line("link live")
    await server.assign("ticket-0")
    toast = await program.until_line("toast")
    assert toast.startswith('toast kind=assigned priority=high title="#')
    assert 'body="About ticket-0\\n' in toast
    await program.until_line("unread 1")
    await program.kill()
    for number in range(1, 4):
        await server.assign(f"ticket-{number}")

    await program.start_headless()
    await program.until_line("unread 4")
    await program.until_line("digest")
    assert await program.terminate() == 0

    assert program.errors == b""
    shown = [line for line in program.lines if line.startswith(("toast", "digest"))]
    assert shown == ['digest "While you were away: 3 assigned"']
    assert json.loads(program.summary.read_text()) == {
        "toasts": {"digest": 1},
        "events": 3,
        "unread": 4,
    }


async def test_sign_in_at_start_needs_no_stored_session(
    program: Program, server: ContractServer
) -> None:
    await program.start(
        *("--headless", "--server", server.url, "--email", EMAIL, "--password-stdin"),
        said=f"{PASSWORD}\n",
    )

    await program.until_line("link live")

    assert await program.terminate() == 0


async def test_refused_sign_in_ends_with_its_own_exit_code(
    program: Program, server: ContractServer
) -> None:
    await program.start(
        *("--headless", "--server", server.url, "--email", EMAIL, "--password-stdin"),
        said="wrong\n",
    )

    assert await program.ended() == 2
    assert f"sign-in refused: {ErrorCode.INVALID_CREDENTIALS}" in program.lines


async def test_log_in_says_that_without_a_keyring_nothing_is_kept(
    program: Program, server: ContractServer
) -> None:
    program.keyring = "keyring.backends.fail.Keyring"

    assert await program.log_in(server.url) == 4

    assert b"no keyring" in program.errors


async def test_log_in_that_is_refused_says_why(program: Program) -> None:
    assert await program.log_in("not an address") == 2

    assert b"must look like https://" in program.errors


async def test_profile_that_cannot_be_used_is_named(program: Program) -> None:
    program.profile.write_text("a file where a folder should be")

    await program.start_headless()

    assert await program.ended() == 1
    assert program.errors.startswith(f"The profile {program.profile} cannot be used".encode())


async def test_headless_run_without_anybody_ends_with_its_own_exit_code(
    program: Program,
) -> None:
    await program.start_headless()

    assert await program.ended() == 2
    assert "link signed_out" in program.lines


async def test_log_out_ends_the_session_here_and_on_the_server(
    program: Program, server: ContractServer
) -> None:
    assert await program.log_in(server.url) == 0

    await program.start("logout")
    assert await program.ended() == 0
    assert server.count("POST auth/logout") == 1

    await program.start_headless()
    assert await program.ended() == 2


async def test_no_secret_reaches_the_log_or_the_profile(
    program: Program, server: ContractServer
) -> None:
    assert await program.log_in(server.url) == 0
    await program.start_headless()
    await program.until_line("link live")
    await program.terminate()

    written = b"".join(path.read_bytes() for path in program.profile.rglob("*") if path.is_file())
    assert b"service=bomizzel-desktop" in written
    assert PASSWORD.encode() not in written
    assert b"access-secret" not in written
    assert b"refresh-secret" not in written


async def test_password_is_not_accepted_on_the_command_line(program: Program) -> None:
    await program.start("--headless", "--email", EMAIL, "--password", PASSWORD)

    assert await program.ended() == 2
    assert b"--password" in program.errors
