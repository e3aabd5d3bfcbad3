"""An agent or a server that is one version behind, while a roll-out is on its way."""

from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.compatibility.versions import (
    TODAY,
    Admin,
    add_person,
    check_out_before,
    new_place,
    server_of,
)
from tests.integration.desktop.agent.program import Program

PASSWORD = "correct horse battery"
NAMES = ("before", "today")


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folder of each version's program."""
    return {"before": check_out_before(tmp_path_factory.mktemp("before")), "today": TODAY}


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    program = Program(tmp_path)
    yield program
    await program.close()


async def shown(program: Program, number: int) -> None:
    """Wait until there was a toast for the ticket of this number."""
    await program.until(lambda line: f'"#{number} was assigned' in line)


@pytest.mark.parametrize(("agent", "server"), [NAMES, NAMES[::-1]], ids=["agent", "server"])
async def test_one_of_them_is_a_version_behind(
    versions: dict[str, Path], program: Program, tmp_path: Path, agent: str, server: str
) -> None:
    place = new_place(tmp_path)
    program.root = versions[agent]
    with server_of(versions[server], place):
        ana = add_person(versions[server], place, "Ana", "employee", PASSWORD)
        root = add_person(versions[server], place, "Root", "admin", PASSWORD)
        admin = Admin(place, root, PASSWORD)
        queue = admin.open_queue(ana)
        assert await program.log_in(place.url, ana, PASSWORD) == 0
        await program.start_headless()
        await program.until_line("link live")

        number = admin.assign(queue, ana)

        await shown(program, number)
        assert await program.terminate() == 0


async def test_server_is_upgraded_under_an_agent_and_goes_back_to_the_version_before(
    versions: dict[str, Path], program: Program, tmp_path: Path
) -> None:
    place = new_place(tmp_path)
    ana = root = queue = ""
    said = 0
    for name in ("before", "today", "before"):
        with ExitStack() as server:
            server.enter_context(server_of(versions[name], place))
            if not queue:
                ana = add_person(versions[name], place, "Ana", "employee", PASSWORD)
                root = add_person(versions[name], place, "Root", "admin", PASSWORD)
                queue = Admin(place, root, PASSWORD).open_queue(ana)
                assert await program.log_in(place.url, ana, PASSWORD) == 0
                await program.start_headless()
            await program.until_line("link live", after=said)
            said = len(program.lines)

            number = Admin(place, root, PASSWORD).assign(queue, ana)

            await shown(program, number)
    assert len([line for line in program.lines if line.startswith("toast")]) == len(NAMES) + 1
