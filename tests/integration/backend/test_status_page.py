"""The status page in a real Chromium, on a real server."""

import math
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

import pytest

from backend.api.status.page import HEADERS
from backend.bootstrap.tuning import utc_now
from backend.realtime.census import SAMPLE_S, SAMPLES_KEPT
from backend.services.checks import CheckResult, degraded
from backend.services.status import Sample
from tests.integration.backend.browser import Browser, chromium
from tests.integration.backend.clients import signed_in, socket_client
from tests.integration.backend.server import PASSWORD, Person, Server

pytestmark = pytest.mark.timeout(60)


@pytest.fixture(scope="module")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


@pytest.fixture
async def page(chrome: Browser, server: Server) -> AsyncIterator[Browser]:
    """The page, not signed in; it must not have made the browser complain."""
    await chrome.appear()
    await chrome.open(f"{server.url}/status")
    yield chrome
    # A refused request is reported by every browser; whether to expect one is the test's affair.
    complaints = [one for one in await chrome.complaints() if "Failed to load resource" not in one]
    await chrome.open("about:blank")
    assert complaints == []


async def enter(page: Browser, person: Person) -> None:
    await page.sign_in(person.email, PASSWORD)
    await page.wait_for("verdict", bool)


@asynccontextmanager
async def connected(server: Server, *people: Person) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        for number, person in enumerate(people):
            client = await stack.enter_async_context(socket_client(server.url))
            platform = ("Windows 11", "Linux", "macOS 15")[number % 3]
            info = {"deviceId": f"d-{number}", "version": "0.1.0", "platform": platform}
            argument = {"userId": person.id, "token": person.token, "client": info}
            assert (await client.ask("authenticate", argument))["success"]
        yield


def fill_graph(server: Server) -> None:
    """Let the last 15 minutes have been busy."""
    at = utc_now() - timedelta(seconds=SAMPLE_S * SAMPLES_KEPT)
    for number in range(SAMPLES_KEPT):
        wave = 14 + 9 * math.sin(number / 17) + 5 * math.sin(number / 3.1)
        server.backend.hub.census._samples.append(
            Sample(
                at=at + timedelta(seconds=SAMPLE_S * number),
                messages_per_second=max(0.0, wave),
                sockets=5,
            )
        )


async def test_an_administrator_signs_in_and_sees_the_server(
    page: Browser, server: Server
) -> None:
    fill_graph(server)
    await page.picture("signed-out-light")
    async with connected(server, server.ana, server.ben, server.ben, server.cleo, server.dora):
        await server.ticket()

        await enter(page, server.root)

        assert await page.text("verdict") == "Everything works"
        assert await page.text("people-count") == "4"
        assert await page.text("sockets-hint") == "on 5 devices"
        people = await page.text("people")
        assert all(name in people for name in ("Ana", "Ben", "Cleo", "Dora"))
        assert "Printers" in await page.text("rooms")
        assert "Windows 11" in await page.text("clients")
        label = "return document.querySelector('#graph svg').getAttribute('aria-label')"
        assert "over the last 15 minutes" in await page.script(label)
        await page.picture("light")
        await page.appear(scheme="dark")
        await page.picture("dark")
        await page.appear(width=390, height=1900)
        wide = "return document.documentElement.scrollWidth > document.documentElement.clientWidth"
        await page.picture("narrow")
        assert await page.script(wide) is False


async def test_a_wrong_password_is_said_and_the_address_stays_typed(
    page: Browser, server: Server
) -> None:
    await page.sign_in(server.root.email, "not the password")

    said = await page.wait_for("sign-in-problem", bool)

    assert said == "The e-mail address or the password is wrong."
    await page.picture("wrong-password-light")
    await page.appear(scheme="dark", width=390, height=800)
    await page.picture("wrong-password-dark-narrow")
    assert await page.script("return document.getElementById('email').value") == server.root.email
    assert "password" not in await page.script("return location.href")


async def test_a_customer_is_refused_and_holds_no_session(page: Browser, server: Server) -> None:
    await page.sign_in(server.dora.email, PASSWORD)

    said = await page.wait_for("sign-in-problem", bool)

    assert said.startswith("This page is for administrators and team leads.")
    assert await page.text("board") == ""


async def test_a_team_lead_sees_the_names_of_the_own_team_only(
    page: Browser, server: Server
) -> None:
    async with connected(server, server.ana, server.ben, server.cleo, server.dora):
        await enter(page, server.ana)

        people = await page.text("people")

        assert "Ben" in people
        assert "Cleo" not in people
        assert "Dora" not in people
        assert await page.text("people-more") == "and 2 more people"
        assert "Returns" not in await page.text("rooms")


async def test_figures_follow_a_socket_that_comes_and_goes(page: Browser, server: Server) -> None:
    await enter(page, server.root)
    assert await page.text("people-count") == "0"

    async with signed_in(server.url, server.ben):
        await page.wait_for("people-count", "1".__eq__)
        assert "Ben" in await page.text("people")

    await page.wait_for("people-count", "0".__eq__)
    await page.picture("empty-light")


async def test_a_limping_server_is_said_with_its_reason(
    page: Browser, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def limps() -> CheckResult:
        return degraded("events take 3.1 s to reach sockets")

    monkeypatch.setattr(server.backend.hub, "check_dispatch", limps)
    for _ in range(100):
        server.backend.hub.latencies.add(3.1)

    await enter(page, server.root)

    assert await page.text("verdict") == "Works, but needs attention"
    assert "Delivery: events take 3.1 s to reach sockets" in await page.text("checks")
    await page.picture("degraded-light")


async def test_a_server_that_does_not_answer_is_said_with_since_when(
    page: Browser, server: Server
) -> None:
    fill_graph(server)
    async with connected(server, server.ana, server.ben):
        await enter(page, server.root)
        async with page.cut_off():
            said = await page.wait_for("outage", bool)
            people = await page.text("people")
            assert await page.text("verdict") == "No answer from the server"
            await page.picture("offline-light")
            await page.appear(scheme="dark")
            await page.picture("offline-dark")

        assert re.match(r"The server has not answered since \d\d:\d\d:\d\d, \d+ s ago\.", said)
        assert "Ben" in people
        await page.wait_for("outage", lambda text: not text)
        assert await page.text("verdict") == "Everything works"


async def test_signing_out_leaves_nothing_on_the_page(page: Browser, server: Server) -> None:
    async with connected(server, server.ben):
        await enter(page, server.root)

        await page.click("sign-out")

        await page.wait_for("sign-in-button", bool)
        assert "Ben" not in await page.script("return document.body.textContent")
        assert await page.script("return localStorage.length + sessionStorage.length") == 0


async def test_an_ended_session_is_said(page: Browser, server: Server) -> None:
    await enter(page, server.root)

    await server.call("DELETE", "/api/v1/me/sessions", server.root)

    said = await page.wait_for("sign-in-problem", bool)
    assert said == "Your session has ended. Sign in again."


async def test_every_control_has_a_label_and_the_keyboard_is_where_to_begin(
    page: Browser,
) -> None:
    unlabelled = """
        return [...document.querySelectorAll('input')].filter(one => !one.labels.length).length
    """

    assert await page.script(unlabelled) == 0
    assert await page.script("return document.activeElement.id") == "email"


@pytest.mark.parametrize("path", ["", "/status.css", "/status.js", "/graph.js", "/icon.svg"])
async def test_every_file_comes_with_headers_that_shut_others_out(
    server: Server, path: str
) -> None:
    answer = await server.call("GET", f"/status{path}")

    assert answer.status == 200
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert b"https://" not in answer.data


async def test_the_figures_are_for_administrators_and_team_leads(server: Server) -> None:
    statuses = {
        name: (await server.call("GET", "/api/v1/status", person)).status
        for name, person in server.people.items()
    }

    assert statuses == {"ana": 200, "ben": 403, "cleo": 403, "dora": 403, "root": 200}
    assert (await server.call("GET", "/api/v1/status")).status == 401
