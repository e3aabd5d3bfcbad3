"""A real Chromium, driven from a test whose event loop serves the page meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By

from tests.architecture.tree import ROOT

WAIT_S = 10.0
ARTIFACTS = ROOT / "build" / "test-artifacts" / "status-page"

_T = TypeVar("_T")


@dataclass
class Browser:
    """One window; every question to it runs in a thread, so that the server can answer it."""

    driver: Chrome

    async def do(self, ask: Callable[[Chrome], _T]) -> _T:
        return await asyncio.to_thread(ask, self.driver)

    async def open(self, url: str) -> None:
        await self.do(lambda driver: driver.get(url))

    async def text(self, element_id: str) -> str:
        """Return what a person reads there; empty when it is hidden."""
        return await self.do(lambda driver: driver.find_element(By.ID, element_id).text)

    async def type(self, element_id: str, text: str) -> None:
        def fill(driver: Chrome) -> None:
            field = driver.find_element(By.ID, element_id)
            field.clear()
            field.send_keys(text)

        await self.do(fill)

    async def click(self, element_id: str) -> None:
        await self.do(lambda driver: driver.find_element(By.ID, element_id).click())

    async def sign_in(self, email: str, password: str) -> None:
        await self.type("email", email)
        await self.type("password", password)
        await self.click("sign-in-button")

    async def wait_for(self, element_id: str, fits: Callable[[str], bool]) -> str:
        """Return the text of an element as soon as it fits."""
        text = ""
        try:
            async with asyncio.timeout(WAIT_S):
                while not fits(text := await self.text(element_id)):
                    pass  # Nothing tells when a page has changed; each question takes a moment.
        except TimeoutError:
            raise AssertionError(f"{element_id} still says {text!r}") from None
        return text

    async def appear(
        self, *, scheme: str = "light", width: int = 1280, height: int = 1000
    ) -> None:
        """Choose how large the window is and which colors the person prefers."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}

        def choose(driver: Chrome) -> None:
            driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
            driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

        await self.do(choose)

    async def picture(self, name: str) -> None:
        """Save what is on the screen, for people who look."""
        ARTIFACTS.mkdir(parents=True, exist_ok=True)
        await self.do(lambda driver: driver.save_screenshot(str(ARTIFACTS / f"{name}.png")))

    @asynccontextmanager
    async def cut_off(self) -> AsyncIterator[None]:
        """Let no request of the page arrive inside the block."""
        command = "Network.emulateNetworkConditions"
        online = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        await self.do(lambda driver: driver.execute_cdp_cmd("Network.enable", {}))
        await self.do(lambda driver: driver.execute_cdp_cmd(command, {**online, "offline": True}))
        try:
            yield
        finally:
            await self.do(lambda driver: driver.execute_cdp_cmd(command, online))

    async def script(self, source: str) -> Any:
        return await self.do(lambda driver: driver.execute_script(source))

    async def complaints(self) -> list[str]:
        """Return what the browser complained about since the last call."""
        entries = await self.do(lambda driver: driver.get_log("browser"))  # type: ignore[no-untyped-call] # no types
        return [str(entry["message"]) for entry in entries]


@contextmanager
def chromium(profile: Path) -> Iterator[Browser]:
    """Start Chromium without a screen and without anything that it remembers."""
    options = ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--lang=en-GB",
        f"--user-data-dir={profile}",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = Chrome(options=options, service=ChromeService("/usr/bin/chromedriver"))
    try:
        driver.set_page_load_timeout(WAIT_S)
        yield Browser(driver)
    finally:
        driver.quit()
