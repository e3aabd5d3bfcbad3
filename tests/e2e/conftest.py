"""Fixtures of the tests that look at the product from outside."""

import re
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from tests.e2e.desktop_session import ARTIFACTS, DesktopSession, Tray

_FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        item.stash[_FAILED] = True
    return report


@pytest.fixture
def desktop_session(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DesktopSession]:
    """A session with everything in it, or with the options of ``desktop_session`` on the test.

    ``@pytest.mark.parametrize("desktop_session", [Tray.XEMBED], indirect=True)`` chooses the tray;
    a dictionary instead gives any arguments of ``DesktopSession``.
    """
    options = getattr(request, "param", {})
    if isinstance(options, Tray):
        options = {"tray": options}
    root: Path = tmp_path_factory.mktemp("session")
    with DesktopSession(root, **options) as session:
        yield session
        if request.node.stash.get(_FAILED, False):
            name = re.sub(r"\W+", "-", request.node.nodeid.removeprefix("tests/")).strip("-")
            session.screenshot(f"{name}.png")
            shutil.copytree(root / "logs", ARTIFACTS / f"{name}-logs", dirs_exist_ok=True)
