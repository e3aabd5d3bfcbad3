"""The container image and the compose file: linted, and true to what lies beside them."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped] # comes without types

ROOT = Path(__file__).parents[3]
SERVER = ROOT / "packaging" / "server"
DOCKERFILE = SERVER / "Dockerfile"
COMPOSE = SERVER / "compose"
_COPY = re.compile(r"^COPY (?!--from)(.+) \S+$", re.MULTILINE)


@pytest.fixture
def compose(tmp_path: Path) -> dict[str, Any]:
    """The compose file as its own program reads it, with settings that are filled in."""
    settings = tmp_path / "settings.env"
    text = (COMPOSE / "example.env").read_text()
    settings.write_text(text.replace("DATABASE_PASSWORD=", "DATABASE_PASSWORD=letters1"))
    read = _compose(settings)
    assert read.returncode == 0, read.stderr
    found: dict[str, Any] = yaml.safe_load(read.stdout)
    return found


def _compose(settings: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["docker-compose", "--file", COMPOSE / "compose.yaml", "--env-file", settings, "config"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_dockerfile_is_clean() -> None:
    program = Path(sys.executable).with_name("hadolint")
    result = subprocess.run(
        [program, DOCKERFILE], capture_output=True, text=True, timeout=60, check=False
    )

    assert (result.returncode, result.stdout) == (0, "")


def test_what_the_image_copies_is_there_and_reaches_the_builder() -> None:
    sent = (SERVER / "Dockerfile.dockerignore").read_text().splitlines()
    copied = [name for line in _COPY.findall(DOCKERFILE.read_text()) for name in line.split()]

    assert copied
    for name in copied:
        assert (ROOT / name).exists(), name
        assert f"!{name.split('/')[0]}" in sent


def test_image_does_not_run_as_root_and_tells_its_health() -> None:
    last = DOCKERFILE.read_text().rsplit("FROM ", 1)[1]

    assert re.search(r"^USER [1-9]\d+$", last, re.MULTILINE)
    assert "HEALTHCHECK" in last


def test_every_image_has_a_version(compose: dict[str, Any]) -> None:
    images = [service["image"] for service in compose["services"].values()]

    assert all(re.fullmatch(r"[a-z-]+:\d\S*", image) for image in images), images


def test_servers_differ_in_nothing(compose: dict[str, Any]) -> None:
    services = compose["services"]

    assert services["server-1"] == services["server-2"]


def test_proxy_names_the_servers_that_there_are(compose: dict[str, Any]) -> None:
    named = set(re.findall(r"server (\S+):5000 ", (COMPOSE / "upstreams.conf").read_text()))

    assert named == {name for name in compose["services"] if name.startswith("server-")}


def test_proxy_of_containers_differs_from_the_other_in_addresses_only() -> None:
    def shape(path: Path) -> str:
        return re.sub(r"server \S+:\d+ ", "server ADDRESS ", path.read_text())

    assert shape(COMPOSE / "upstreams.conf") == shape(SERVER / "nginx" / "upstreams.conf")


def test_only_the_proxy_can_be_reached_from_outside(compose: dict[str, Any]) -> None:
    services = compose["services"]

    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]


def test_settings_that_were_not_filled_in_are_refused() -> None:
    result = _compose(COMPOSE / "example.env")

    assert (result.returncode, "see example.env" in result.stderr) == (1, True)
