"""The server's package of Debian: it brings its Python libraries, and takes Python from Debian."""

import compileall
import py_compile
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.packages.deb import Compression, build_deb, changelog, write_packed
from scripts.packages.version import ROOT
from scripts.packages.wheel import build_wheel

SERVER = ROOT / "packaging" / "server"
DOCUMENTS = ("administration.md", "operations.md", "monitoring.md", "integration.md")
DEBIAN_PYTHON = "3.11.2"
"""Debian 12's: older than the one that builds, and some libraries ask for more below 3.11.3."""
INSTALL_TIMEOUT_S = 300


def build_server_deb(to: Path, *, version: str, packed: Compression) -> Path:
    """Build the package into the folder ``to`` and return its path.

    Raises:
        subprocess.CalledProcessError: A step failed; the reason is on standard error.
    """
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        tree = folder / "tree"
        tree.mkdir(mode=0o755)
        _put_libraries(tree / "usr/lib/bomizzel-server", folder)
        _put_files(tree)
        _put_documents(tree / "usr/share/doc/bomizzel-server", version)
        return build_deb(tree, SERVER / "debian", to, version=version, packed=packed)


def template_of(unit: str) -> str:
    """Return the unit for many processes: the port of each is its instance."""
    _, separator, rest = unit.partition("\n\n")
    described = rest.replace("help-desk server", "help-desk server on port %i", 1)
    served = described.replace("bomizzel-server serve", "bomizzel-server serve --port %i", 1)
    return f"# One of many processes; bomizzel-server.service is for one alone.{separator}{served}"


def _put_libraries(folder: Path, temporary: Path) -> None:
    """Install the backend and what it needs, with its lock, for Debian's Python."""
    wheel = build_wheel(temporary)
    uv = (
        sys.executable, "-m", "uv", "pip", "install", "--quiet", "--target", folder,
        "--python", sys.executable, "--python-version", DEBIAN_PYTHON, "--link-mode", "copy",
    )  # fmt: skip
    lock = ROOT / "requirements" / "backend.lock"
    for what in (("--require-hashes", "-r", lock), ("--no-deps", wheel)):
        subprocess.run((*uv, *what), check=True, timeout=INSTALL_TIMEOUT_S)
    # What the backend does not use: the agent, programs, headers, and notes of the installer.
    for name in ("desktop", "bin", "include", ".lock"):
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for record in folder.glob("*.dist-info/*"):
        if record.name in {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json"}:
            record.unlink()
    _copy(SERVER / "bomizzel_server.py", folder / "bomizzel-server", 0o644)
    # The account that runs it may not write here, and a check of dates would differ by build.
    compileall.compile_dir(
        folder,
        stripdir=str(folder.parents[2]),
        quiet=1,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _put_files(tree: Path) -> None:
    units = tree / "usr/lib/systemd/system"
    unit = SERVER / "bomizzel-server.service"
    _copy(unit, units / unit.name, 0o644)
    _write(units / "bomizzel-server@.service", template_of(unit.read_text()), 0o644)
    _copy(SERVER / "bomizzel-server.sh", tree / "usr/bin/bomizzel-server", 0o755)
    _copy(SERVER / "bomizzel-server.init", tree / "etc/init.d/bomizzel-server", 0o755)
    _copy(SERVER / "logrotate", tree / "etc/logrotate.d/bomizzel-server", 0o644)
    _copy(SERVER / "environment", tree / "etc/bomizzel-server/environment", 0o640)
    overrides = tree / "usr/share/lintian/overrides"
    _copy(SERVER / "lintian-overrides", overrides / "bomizzel-server", 0o644)
    manual = (SERVER / "bomizzel-server.8").read_text()
    write_packed(tree / "usr/share/man/man8/bomizzel-server.8.gz", manual)


def _put_documents(folder: Path, version: str) -> None:
    for name in DOCUMENTS:
        _copy(ROOT / "docs" / name, folder / name, 0o644)
    for source in sorted((ROOT / "docs" / "monitoring").iterdir()):
        _copy(source, folder / "examples" / "monitoring" / source.name, 0o644)
    for source in sorted((SERVER / "nginx").iterdir()):
        _copy(source, folder / "examples" / "nginx" / source.name, 0o644)
    _copy(SERVER / "copyright", folder / "copyright", 0o644)
    write_packed(folder / "changelog.gz", changelog("bomizzel-server", version))


def _copy(source: Path, to: Path, mode: int) -> None:
    _write(to, source.read_text(), mode)


def _write(to: Path, text: str, mode: int) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text(text)
    to.chmod(mode)
