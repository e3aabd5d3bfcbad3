"""Installers of two versions, and a Windows to try them on."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from scripts.packages.msi import build_msi
from scripts.packages.nsis import build_nsis
from scripts.packages.support import VARIABLE
from tests.packages.windows.payload import SUPPORT_URL, stage
from tests.packages.windows.wine import Wine


@pytest.fixture(autouse=True)
def support(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the address of help, as whoever builds does; installers are built when asked for."""
    monkeypatch.setenv(VARIABLE, SUPPORT_URL)


@pytest.fixture(scope="session")
def payload(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return the stand-in for the program of a version."""
    return cache(lambda version: stage(tmp_path_factory.mktemp("payload"), version=version))


@pytest.fixture(scope="session")
def msi(
    payload: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Path]:
    """Return the installer for a machine of a version."""
    return cache(
        lambda version: build_msi(
            payload(version), tmp_path_factory.mktemp("msi"), version=version
        )
    )


@pytest.fixture(scope="session")
def nsis(
    payload: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Path]:
    """Return the set-up for one person of a version."""
    return cache(
        lambda version: build_nsis(
            payload(version), tmp_path_factory.mktemp("nsis"), version=version
        )
    )


@pytest.fixture(scope="session")
def wine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wine]:
    """A Windows that nothing is installed on."""
    machine = Wine(tmp_path_factory.mktemp("wine"))
    machine.boot()
    yield machine
    machine.shut_down()
