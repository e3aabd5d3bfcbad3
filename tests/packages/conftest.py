"""What is built once for all tests of packages."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from scripts.packages.deb import QUICK
from scripts.packages.desktop_deb import build_desktop_deb
from scripts.packages.frozen import build_frozen
from scripts.packages.server_deb import build_server_deb


@pytest.fixture(scope="session")
def server_deb(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return the server's package of a version, built when it is first asked for."""

    @cache
    def build(version: str) -> Path:
        to = tmp_path_factory.mktemp("server-deb")
        return build_server_deb(to, version=version, packed=QUICK)

    return build


@pytest.fixture(scope="session")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The frozen program of this system, at the top of its folder."""
    return build_frozen(tmp_path_factory.mktemp("frozen"))


@pytest.fixture(scope="session")
def desktop_deb(frozen: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The desktop's package of Debian."""
    to = tmp_path_factory.mktemp("desktop-deb")
    return build_desktop_deb(frozen.parent, to, version="0.0.1", packed=QUICK)
