"""The steps to a package of macOS, with the tools of a Mac replaced by what notes their calls."""

import shlex
import subprocess
from pathlib import Path

import pytest

from scripts.packages.macos import BUNDLE, build_pkg

MACH_O = bytes.fromhex("cffaedfe")
IDENTITIES = {
    "BOMIZZEL_APPLICATION_ID": "Developer ID Application: Example",
    "BOMIZZEL_INSTALLER_ID": "Developer ID Installer: Example",
    "BOMIZZEL_NOTARY_PROFILE": "example-notary",
}
_TOOL = """#!/bin/sh
printf '%s\\n' "$(basename "$0")" "$@" | tr '\\n' '\\t' >> {log}
echo >> {log}
for last; do :; done
case $(basename "$0") in
  pkgbuild) (cd "$2" && find . -type f | sort) > {content}; touch "$last" ;;
  productbuild) touch "$last" ;;
esac
"""


class Mac:
    """The tools, and what was asked of them."""

    def __init__(self, folder: Path) -> None:
        self._log, self._content = folder / "calls", folder / "content"
        self.tools = folder / "tools"
        self.tools.mkdir()
        for name in ("codesign", "pkgbuild", "productbuild", "xcrun"):
            text = _TOOL.format(
                log=shlex.quote(str(self._log)), content=shlex.quote(str(self._content))
            )
            (self.tools / name).write_text(text)
            (self.tools / name).chmod(0o755)

    def calls(self) -> list[list[str]]:
        return [line.split("\t")[:-1] for line in self._log.read_text().splitlines()]

    def content(self) -> list[str]:
        """Return the files of the package."""
        return self._content.read_text().splitlines()


@pytest.fixture
def mac(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mac:
    mac = Mac(tmp_path)
    monkeypatch.setenv("PATH", str(mac.tools), prepend=":")
    for name in IDENTITIES:
        monkeypatch.delenv(name, raising=False)
    return mac


@pytest.fixture
def payload(tmp_path: Path) -> Path:
    """A bundle as PyInstaller lays it out."""
    contents = tmp_path / "payload" / BUNDLE / "Contents"
    for name in ("MacOS/bomizzel-desktop", "Frameworks/Python", "Frameworks/PySide6/Qt/QtCore"):
        (contents / name).parent.mkdir(parents=True, exist_ok=True)
        (contents / name).write_bytes(MACH_O)
    (contents / "Frameworks" / "base_library.zip").touch()
    (contents / "Frameworks" / "Link").symlink_to("Python")
    return tmp_path / "payload"


def test_package_has_the_program_and_its_launch_agent(
    mac: Mac, payload: Path, tmp_path: Path
) -> None:
    package = build_pkg(payload, tmp_path, version="1.2.3")

    contents = f"./Applications/{BUNDLE}/Contents"
    assert package.name == "bomizzel-desktop-1.2.3.pkg"
    assert package.exists()
    assert mac.content() == [
        f"{contents}/Frameworks/PySide6/Qt/QtCore",
        f"{contents}/Frameworks/Python",
        f"{contents}/Frameworks/base_library.zip",
        f"{contents}/Info.plist",
        f"{contents}/MacOS/bomizzel-desktop",
        f"{contents}/Resources/bomizzel-desktop.icns",
        f"{contents}/Resources/uninstall.sh",
        "./Library/LaunchAgents/bomizzel-desktop.plist",
    ]


def test_without_names_nothing_is_signed(mac: Mac, payload: Path, tmp_path: Path) -> None:
    build_pkg(payload, tmp_path, version="1.2.3")

    assert [call[0] for call in mac.calls()] == ["pkgbuild", "productbuild"]
    assert "--sign" not in mac.calls()[1]


def test_what_is_inside_is_signed_before_what_is_around_it(
    mac: Mac, payload: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in IDENTITIES.items():
        monkeypatch.setenv(name, value)

    build_pkg(payload, tmp_path, version="1.2.3")

    calls = mac.calls()
    signed = [Path(call[-1]).name for call in calls if "--force" in call]
    assert signed == ["QtCore", "Python", BUNDLE]
    assert all("--timestamp" in call and "runtime" in call for call in calls if "--force" in call)
    assert [call[0] for call in calls[-5:]] == [
        "codesign", "pkgbuild", "productbuild", "xcrun", "xcrun",
    ]  # fmt: skip
    assert [call[1] for call in calls[-2:]] == ["notarytool", "stapler"]
    assert "Developer ID Installer: Example" in calls[-3]


@pytest.mark.usefixtures("mac")
def test_some_names_without_the_others_are_refused(
    payload: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOMIZZEL_APPLICATION_ID", "Developer ID Application: Example")

    with pytest.raises(KeyError, match="BOMIZZEL_INSTALLER_ID"):
        build_pkg(payload, tmp_path, version="1.2.3")


def test_step_that_fails_ends_the_build(mac: Mac, payload: Path, tmp_path: Path) -> None:
    (mac.tools / "pkgbuild").write_text("#!/bin/sh\nexit 1\n")

    with pytest.raises(subprocess.CalledProcessError):
        build_pkg(payload, tmp_path, version="1.2.3")


def test_folder_without_the_bundle_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=BUNDLE):
        build_pkg(tmp_path, tmp_path, version="1.2.3")
