"""A release: one version, sums that fit, a signature that others can check, the same bytes."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.packages.frozen import BILL, LICENSES
from scripts.packages.release import build_release
from scripts.packages.sums import sign
from scripts.packages.version import project_version
from scripts.packages.wheel import build_wheel
from tests.packages.pages import blocks

_TIMEOUT_S = 60


def _run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False
    )


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a key without passphrase, in a keyring of the test's own."""
    home = tmp_path_factory.mktemp("gnupg", numbered=False)
    home.chmod(0o700)
    address = "release@bomizzel.example"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GNUPGHOME", str(home))
        make = ("gpg", "--batch", "--passphrase", "", "--quick-gen-key", address, "default")
        assert _run(*make, cwd=home).returncode == 0
        yield address
        _run("gpgconf", "--kill", "all", cwd=home)


@pytest.fixture(scope="module")
def release(key: str, frozen: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a release with the wheel as its one package."""
    to = tmp_path_factory.mktemp("dist") / project_version()
    to.mkdir()
    (to / "of-before.whl").write_text("An older build.")
    products = {"wheel": build_wheel}
    return build_release(
        to, key=key, products=products, freeze=lambda _: frozen, installers={}
    ).parent


def test_packages_bills_and_licenses_lie_together(release: Path) -> None:
    version = project_version()

    assert {path.name for path in release.iterdir()} == {
        f"bomizzel-{version}-py3-none-any.whl",
        f"bomizzel-desktop_{version}_linux.cdx.json",
        f"bomizzel-desktop_{version}_linux.licenses.txt",
        f"bomizzel-server_{version}_linux.cdx.json",
        f"bomizzel-server_{version}_linux.licenses.txt",
        "SHA256SUMS",
        "SHA256SUMS.asc",
    }


def test_sums_are_of_all_files_and_fit(release: Path) -> None:
    checked = _run("sha256sum", "--strict", "--check", "SHA256SUMS", cwd=release)

    assert checked.returncode == 0
    assert checked.stdout.count(": OK\n") == len(list(release.iterdir())) - 2


def test_signature_is_of_these_sums(release: Path, tmp_path: Path) -> None:
    verify = ("gpg", "--batch", "--verify", release / "SHA256SUMS.asc")
    forged = tmp_path / "SHA256SUMS"
    forged.write_text((release / "SHA256SUMS").read_text().replace("a", "b", 1))

    assert _run(*verify, release / "SHA256SUMS", cwd=release).returncode == 0
    assert _run(*verify, forged, cwd=release).returncode == 1


def test_who_downloads_it_finds_out_as_the_page_says(release: Path, tmp_path: Path) -> None:
    (block,) = blocks("README.md", "sh")
    downloaded = shutil.copytree(release, tmp_path / "downloaded")

    assert _run("sh", "-eux", "-c", block, cwd=downloaded).returncode == 0
    (package,) = downloaded.glob("*.whl")
    package.write_bytes(package.read_bytes()[:-1])
    assert _run("sh", "-eux", "-c", block, cwd=downloaded).returncode == 1


def test_key_that_is_not_there_is_no_release(release: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        sign(release / "SHA256SUMS", "nobody@bomizzel.example")


def test_agent_carries_what_it_brings_along(frozen: Path) -> None:
    bill = json.loads((frozen.parent / BILL).read_text())
    licenses = (frozen.parent / LICENSES).read_text()

    named = {one["name"]: one["purl"].partition("@")[0] for one in bill["components"]}
    assert named["python"] == "pkg:generic/python"
    assert named["PySide6_Essentials"] == "pkg:pypi/pyside6-essentials"
    assert named["libssl3"] == "pkg:deb/debian/libssl3"
    assert "libpython3.11" not in named
    assert all(f"\n{name} " in licenses for name in named)


def test_wheel_that_is_built_again_is_the_same(release: Path, tmp_path: Path) -> None:
    again = build_wheel(tmp_path)

    assert again.read_bytes() == (release / again.name).read_bytes()
