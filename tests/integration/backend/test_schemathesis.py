"""Requests made out of the OpenAPI document, by schemathesis, against a real server.

Each check of schemathesis runs but two. ``positive_data_acceptance`` takes it for a mistake that
a name which exists, an unknown cursor or a key that was used before is refused, and a help desk
does that by design. ``allow_header_conformance`` does not know that an address of one route may
be of the shape of another. The server's witness checks every exchange besides.
"""

import asyncio
import sys
from pathlib import Path

import pytest

from tests.guards.logs import ExpectedLogs
from tests.integration.backend.server import Person, Server

MAX_EXAMPLES = 10
NOT_APPLICABLE = "positive_data_acceptance,allow_header_conformance"
ENDS_THE_OWN_SESSION = "^/api/v1/me/sessions"
"""After such a request all others would be refused alike, so these have a run of their own."""
TIMEOUT_S = 180
NOT_OF_THE_SERVER = "aiohttp.server:ERROR:Error handling request"
"""What the HTTP parser logs of requests that are no HTTP: the first of schemathesis are none."""


@pytest.mark.timeout(TIMEOUT_S + 10)
@pytest.mark.parametrize(
    ("name", "phases", "operations"),
    [
        pytest.param("root", "coverage,fuzzing", "exclude", id="as-administrator"),
        pytest.param("ben", "fuzzing", "exclude", id="as-employee"),
        pytest.param("ana", "coverage,fuzzing", "include", id="as-somebody-who-signs-out"),
    ],
)
async def test_no_request_meets_a_server_that_does_not_keep_its_description(
    *,
    server: Server,
    tmp_path: Path,
    name: str,
    phases: str,
    operations: str,
    expected_logs: ExpectedLogs,
) -> None:
    expected_logs.allow(NOT_OF_THE_SERVER)
    ticket = await server.ticket()
    ids = {
        "ticketId": ticket.id,
        "queueId": server.queue,
        "teamId": server.team,
        "userId": server.cleo.id,
    }
    configuration = tmp_path / "schemathesis.toml"
    configuration.write_text(
        "[parameters]\n" + "".join(f'"path.{key}" = "{value}"\n' for key, value in ids.items())
    )

    person = server.people[name]
    chosen = (f"--{operations}-path-regex", ENDS_THE_OWN_SESSION, "--phases", phases)

    found = await _schemathesis(server, person, configuration, *chosen)

    assert not found, found  # Shown whole: it says how to repeat what it found.
    if operations == "exclude":
        me = await server.call("GET", "/api/v1/me", person)
        assert me.status == 200  # Or else much was answered by 401 and nothing else.


async def _schemathesis(server: Server, person: Person, configuration: Path, *chosen: str) -> str:
    """Return what schemathesis says when it finds something, else nothing."""
    run = await asyncio.create_subprocess_exec(
        *(Path(sys.executable).with_name("schemathesis"), "--config-file", configuration),
        *("run", f"{server.url}/api/v1/openapi.json", "--url", server.url, "--no-color"),
        *("--header", f"Authorization: Bearer {person.token}", "--request-timeout", "5"),
        *chosen,
        *("--generation-deterministic", "--continue-on-failure"),
        *("--max-examples", str(MAX_EXAMPLES), "--checks", "all"),
        *("--exclude-checks", NOT_APPLICABLE),
        cwd=configuration.parent,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await asyncio.wait_for(run.communicate(), TIMEOUT_S)
    finally:
        if run.returncode is None:
            run.kill()
    return said.decode() if run.returncode else ""
