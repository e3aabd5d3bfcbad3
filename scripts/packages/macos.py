"""The bundle and the installer of macOS, signed and notarised. Needs a Mac; not run on one yet.

Whom to sign for is named by the environment; no secret ever is. Without names nothing is signed,
which is enough to look at the result on the Mac that built it, and for nothing else.
"""

import os
import plistlib
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.packages.icon import write_icon
from scripts.packages.version import ROOT

MACOS = ROOT / "packaging" / "macos"
BUNDLE = "Bomizzel Desktop.app"
BUNDLE_ID = "org.bomizzel.desktop"
AGENT = "bomizzel-desktop.plist"
STEP_TIMEOUT_S = 600
NOTARY_TIMEOUT_S = 3600

_MACH_O = frozenset(
    bytes.fromhex(magic) for magic in ("feedfacf", "cffaedfe", "feedface", "cefaedfe", "cafebabe")
)
"""How programs and libraries of macOS begin: `mach-o/loader.h`, `mach-o/fat.h`."""


@dataclass(frozen=True, slots=True)
class Identities:
    """Whom to sign for.

    Attributes:
        application: Name of the certificate "Developer ID Application" in the keychain.
        installer: Name of the certificate "Developer ID Installer" there.
        notary: Name under which ``notarytool store-credentials`` keeps the account.
    """

    application: str
    installer: str
    notary: str


def identities_of(environ: Mapping[str, str]) -> Identities | None:
    """Return whom the environment names, None when it names nobody.

    Raises:
        KeyError: It names some and not all.
    """
    names = ("BOMIZZEL_APPLICATION_ID", "BOMIZZEL_INSTALLER_ID", "BOMIZZEL_NOTARY_PROFILE")
    if not environ.keys() & set(names):
        return None
    return Identities(*(environ[name] for name in names))


def info_plist(version: str) -> dict[str, Any]:
    """Return what the bundle says of itself; the specification of PyInstaller takes it."""
    text = (MACOS / "Info.plist").read_text().replace("@VERSION@", version)
    content: dict[str, Any] = plistlib.loads(text.encode())
    return content


def build_pkg(payload: Path, to: Path, *, version: str) -> Path:
    """Build the installer from a bundle into the folder ``to`` and return its path.

    Args:
        payload: The folder with ``Bomizzel Desktop.app`` as PyInstaller made it; not changed.
        to: The folder for the installer.
        version: Three numbers.

    Raises:
        FileNotFoundError: The bundle is not in ``payload``.
        subprocess.CalledProcessError: A step failed; the reason is on standard error.
    """
    if not (payload / BUNDLE).is_dir():
        raise FileNotFoundError(f"{payload} has no {BUNDLE}")
    identities = identities_of(os.environ)
    package = to.absolute() / f"bomizzel-desktop-{version}.pkg"
    with tempfile.TemporaryDirectory() as temporary:
        root, component = Path(temporary) / "root", Path(temporary) / "component.pkg"
        bundle = root / "Applications" / BUNDLE
        shutil.copytree(payload / BUNDLE, bundle, symlinks=True)
        _complete(bundle, version)
        agents = root / "Library" / "LaunchAgents"
        agents.mkdir(parents=True)
        shutil.copyfile(MACOS / AGENT, agents / AGENT)
        if identities is not None:
            _sign(bundle, identities)
        _run(
            "pkgbuild", "--root", root, "--identifier", BUNDLE_ID, "--version", version,
            "--ownership", "recommended", "--install-location", "/", "--scripts", MACOS / "pkg",
            "--min-os-version", str(info_plist(version)["LSMinimumSystemVersion"]), component,
        )  # fmt: skip
        signed = ("--sign", identities.installer) if identities is not None else ()
        _run("productbuild", "--package", component, *signed, package)
    if identities is not None:
        _notarise(package, identities)
    return package


def _complete(bundle: Path, version: str) -> None:
    """Put into the bundle what PyInstaller may have been run without."""
    contents = bundle / "Contents"
    (contents / "Info.plist").write_bytes(plistlib.dumps(info_plist(version)))
    resources = contents / "Resources"
    resources.mkdir(exist_ok=True)
    write_icon(resources / "bomizzel-desktop.icns")
    shutil.copyfile(MACOS / "uninstall.sh", resources / "uninstall.sh")


def _sign(bundle: Path, identities: Identities) -> None:
    """Sign from the inside out: a signature covers those below it.

    Source:
        Apple Technote 2206, "Signing Nested Code"; ``--deep`` is for emergencies.
    """
    sign = ("codesign", "--force", "--timestamp", "--options", "runtime",
            "--sign", identities.application)  # fmt: skip
    entitled = ("--entitlements", MACOS / "entitlements.plist")
    main = bundle / "Contents" / "MacOS"
    inner = (path for path in bundle.rglob("*") if path.parent != main and _is_mach_o(path))
    for path in sorted(inner, key=lambda path: (-len(path.parts), str(path))):
        _run(*sign, path)
    _run(*sign, *entitled, bundle)
    _run("codesign", "--verify", "--strict", "--deep", bundle)


def _notarise(package: Path, identities: Identities) -> None:
    account = ("--keychain-profile", identities.notary)
    _run("xcrun", "notarytool", "submit", package, *account, "--wait", timeout_s=NOTARY_TIMEOUT_S)
    _run("xcrun", "stapler", "staple", package)


def _is_mach_o(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) in _MACH_O


def _run(*command: str | Path, timeout_s: float = STEP_TIMEOUT_S) -> None:
    subprocess.run(command, check=True, timeout=timeout_s)
